"""From plain data to a model: every fault of shape with our own code in Chinese, and a repaired model to check on.

A value that cannot be read is named once. It is then replaced by something neutral, so that the rest of the definition
can be checked in the same run; what was replaced is remembered, and findings that rest on it are not reported.
"""

from __future__ import annotations

import copy
import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from pydantic import ValidationError

from yishi_engine.bundle.model import Part
from yishi_engine.bundle.parts import at, meant_key, misplaced, owner_at, unknown_key
from yishi_engine.bundle.wording import empty, finding_of, scattered

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from yishi_engine.bundle.rule import Finding, Trail

M = TypeVar("M", bound=Part)

_ROUNDS: Final = 6
_NEUTRAL: Final[dict[str, object]] = {
    "version": 1, "audience": "person", "limits": {}, "total": "9999 工作日", "verify_within": "1 工作日",
    "type": "text", "gate": "start", "items": [],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape(Generic[M]):
    """What became of plain data.

    Attributes:
        model: The model, repaired where need be; ``None`` if it could not be.
        findings: What is wrong, as pairs of code and finding.
        broken: Trails of values that were replaced or dropped.
    """

    model: M | None
    findings: tuple[tuple[str, Finding], ...]
    broken: frozenset[Trail]


def read_shape(model: type[M], data: object) -> Shape[M]:
    """Read plain data as a model.

    Args:
        model: The model.
        data: Plain data as YAML gives it.

    Returns:
        The model with all faults of shape.
    """
    given, nulls = _without_nulls(model, data)
    errors: list[ErrorDetails] = []
    try:
        whole = model.model_validate(given)
        if not nulls:
            return Shape(whole, (), frozenset())
    except ValidationError as invalid:
        errors = _errors(invalid)
    findings, near = _findings(model, given, errors, tuple(nulls))
    broken = {tuple(error["loc"]) for error in errors if error["type"] != "extra_forbidden"} | near | set(nulls)
    repaired = copy.deepcopy(given) if isinstance(given, dict) else {}
    numbers = itertools.count(1)
    for _ in range(_ROUNDS):
        for error in errors:
            _repair(model, repaired, error, numbers)
        try:
            return Shape(model.model_validate(repaired), findings, frozenset(broken))
        except ValidationError as invalid:
            errors = _errors(invalid)
            broken |= {tuple(error["loc"]) for error in errors}
    return Shape(None, findings, frozenset(broken))


def _errors(invalid: ValidationError) -> list[ErrorDetails]:
    """Return the errors, without those about length that only follow: pydantic counts no element that is wrong."""
    errors = invalid.errors(include_url=False)
    return [error for error in errors if error["type"] != "too_short" or not error["input"]]


def _findings(
    model: type[Part], data: object, errors: list[ErrorDetails], nulls: tuple[Trail, ...]
) -> tuple[tuple[tuple[str, Finding], ...], set[Trail]]:
    """Word the errors, a missing key that was only misspelt no second time; also return what misspelt keys meant."""
    unknown = [tuple(error["loc"]) for error in errors if error["type"] == "extra_forbidden"]
    explained, moved, absent = misplaced(model, unknown)
    near: set[Trail] = {(key,) for key in absent}
    findings = [("key.misplaced", finding) for finding in moved]
    for trail in unknown:
        meant = meant_key(model, trail)
        if trail not in explained:
            findings.append(("key.unknown", unknown_key(model, trail, at(data, trail))))
        if meant is not None:
            near.add((*trail[:-1], meant))
    findings += [("value.empty", empty(trail)) for trail in nulls]
    apart = {_list_of_pairs(data, error) for error in errors if error["type"] == "missing"} - {()}
    findings += [("value.type", scattered(model, trail)) for trail in sorted(apart, key=str)]
    words = {str(error["input"]) for error in errors if error["type"] == "condition_word"}
    for error in errors:
        if error["type"] == "condition" and words & set(re.findall(r"\w+", str(error["input"]))):
            continue  # it names a question whose id is a word of the language
        missing = error["type"] == "missing" and (tuple(error["loc"]) in near or tuple(error["loc"][:-2]) in apart)
        if error["type"] != "extra_forbidden" and not missing:
            findings.append(finding_of(model, error))
    return tuple(findings), near | {finding.trail[:1] for finding in moved}


def _list_of_pairs(data: object, error: ErrorDetails) -> Trail:
    """Return the list whose entries hold one key each where a key is missing: an entry in pieces. ``()`` if none."""
    trail: Trail = tuple(error["loc"])[:-2]
    entries = at(data, trail)
    pairs = isinstance(entries, list) and len(entries) > 1 and all(isinstance(e, dict) and len(e) == 1 for e in entries)
    return trail if pairs else ()


def _without_nulls(model: type[Part], data: object, trail: Trail = ()) -> tuple[object, list[Trail]]:
    """Take out keys without a value where a model would take that for a key that is not there."""
    if isinstance(data, list):
        pairs = [_without_nulls(model, each, (*trail, index)) for index, each in enumerate(data)]
        return [value for value, _ in pairs], [found for _, inner in pairs for found in inner]
    if not isinstance(data, dict):
        return data, []
    fields = owner_at(model, trail).model_fields
    kept, nulls = {}, []
    for key, value in data.items():
        if value is None and key in fields and not fields[key].is_required():
            nulls.append((*trail, key))
            continue
        kept[key], inner = _without_nulls(model, value, (*trail, key))
        nulls += inner
    return kept, nulls


def _repair(model: type[Part], data: dict[str, object], error: ErrorDetails, numbers: itertools.count[int]) -> None:
    """Replace or drop one value that cannot be read, in place."""
    *path, last = error["loc"] or ("",)
    owner: object = data
    for step in path:
        owner = owner[step]  # type: ignore[index]
    if isinstance(owner, list):
        value = owner[int(last)]
        owner[int(last)] = {} if error["type"] == "model_type" else f"placeholder_{next(numbers)}"
        if error["type"] == "model_type" and isinstance(value, str):
            owner[int(last)] = {"id": value}
    elif isinstance(owner, dict):
        field = owner_at(model, tuple(path)).model_fields.get(str(last))
        if field is None or not field.is_required():
            owner.pop(last, None)
        elif error["type"] in {"too_short", "too_long"}:
            owner[str(last)] = [{}]
        else:
            owner[str(last)] = copy.deepcopy(_NEUTRAL.get(str(last), f"placeholder_{next(numbers)}"))
