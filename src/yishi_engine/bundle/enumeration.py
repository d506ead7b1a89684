"""Every situation of a bundle: the answers parted by the constants that its items' conditions compare them with."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.expressions import Comparison, Name, Value, leaves
from yishi_engine.bundle.values import canonical_decimal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from yishi_engine.bundle.conditions import Condition
    from yishi_engine.bundle.model import Bundle, FormField, Question
    from yishi_engine.bundle.values import StoredValue

MAX_SITUATIONS: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredSet:
    """A set of items that some answers require together.

    Attributes:
        answers: The first such answers, question id to stored value; only questions that items' conditions name.
        items: Ids of the required items.
    """

    answers: dict[str, StoredValue]
    items: frozenset[str]


def required_sets(bundle: Bundle) -> tuple[RequiredSet, ...] | None:
    """Return the distinct sets of items that answers can require; ``None`` past 20,000 combinations of answers.

    Answers to one question are alike when every condition treats them alike; one of each kind is tried, in all
    combinations, within the question's bounds.
    """
    conditional = [(item.id, item.when) for item in bundle.items if item.when is not None]
    if combinations(bundle, [when for _, when in conditional]) > MAX_SITUATIONS:
        return None
    kinds = representatives(bundle)
    always = frozenset(item.id for item in bundle.items if item.when is None)
    found: dict[frozenset[str], dict[str, Value]] = {}
    for combination in itertools.product(*kinds.values()):
        answers = dict(zip(kinds, combination, strict=True))
        met = frozenset(name for name, when in conditional if when.evaluate(answers))
        found.setdefault(always | met, answers)
    return tuple(
        RequiredSet(answers={name: _stored(value) for name, value in answers.items()}, items=items)
        for items, answers in found.items()
    )


def representatives(bundle: Bundle) -> dict[str, tuple[Value, ...]]:
    """Return, for each question that an item's condition names, one answer of each kind, as conditions compare them."""
    return kinds_of([item.when for item in bundle.items if item.when is not None], bundle.questions)


def nothing_required(bundle: Bundle) -> dict[str, StoredValue] | None:
    """Return the first answers that require no item, found for each group of conditions that share questions.

    Groups have no question in common, so that each is tried by itself: many questions make few answers to a group.

    Returns:
        Question id to stored value; ``None`` where every situation requires an item, or where a group has more than
        20,000 combinations of answers.
    """
    whens = [item.when for item in bundle.items if item.when is not None]
    if len(whens) < len(bundle.items):
        return None
    found: dict[str, Value] = {}
    for group in groups(whens):
        if combinations(bundle, group) > MAX_SITUATIONS:
            return None
        kinds = kinds_of(group, bundle.questions)
        tried = (dict(zip(kinds, each, strict=True)) for each in itertools.product(*kinds.values()))
        unmet = next((answers for answers in tried if not any(when.evaluate(answers) for when in group)), None)
        if unmet is None:
            return None
        found |= unmet
    return {question.id: _stored(found[question.id]) for question in bundle.questions if question.id in found}


def groups(conditions: Iterable[Condition]) -> list[list[Condition]]:
    """Return conditions parted so that those of different groups have no name in common."""
    parted: list[tuple[set[str], list[Condition]]] = []
    for condition in conditions:
        names, alike = set(condition.names), [condition]
        for other in [each for each in parted if each[0] & names]:
            parted.remove(other)
            names |= other[0]
            alike = other[1] + alike
        parted.append((names, alike))
    return [alike for _, alike in parted]


def combinations(bundle: Bundle, conditions: Sequence[Condition]) -> int:
    """Return how many combinations of answers and form values conditions tell apart."""
    kinds = kinds_of(conditions, (*bundle.questions, *bundle.form))
    form = {field.id for field in bundle.form} - {question.id for question in bundle.questions}
    return math.prod(len(values) + (name in form) for name, values in kinds.items())


def can_be(bundle: Bundle, conditions: Sequence[Condition], test: Callable[[Mapping[str, Value]], bool]) -> bool | None:
    """Return whether answers and form values can be found that pass a test; ``None`` past 20,000 combinations.

    Args:
        bundle: A bundle whose conditions fit its questions and form fields.
        conditions: What the test rests on. A form field is also tried without a value, for it may not be asked.
        test: The test.
    """
    kinds: dict[str, tuple[Value | None, ...]] = {**kinds_of(conditions, (*bundle.questions, *bundle.form))}
    kinds |= {field.id: (*kinds[field.id], None) for field in bundle.form if field.id in kinds}
    if math.prod(len(values) for values in kinds.values()) > MAX_SITUATIONS:
        return None
    return any(
        test({name: value for name, value in zip(kinds, combination, strict=True) if value is not None})
        for combination in itertools.product(*kinds.values())
    )


def kinds_of(conditions: Iterable[Condition], asked: Sequence[Question | FormField]) -> dict[str, tuple[Value, ...]]:
    """Return one value of each kind for every question and form field that conditions name."""
    constants: dict[str, set[Value]] = {}
    peers: dict[str, set[str]] = {}
    for condition in conditions:
        for name, values in condition.constants.items():
            constants.setdefault(name, set()).update(values)
        for leaf in leaves(condition.root):
            if isinstance(leaf, Comparison) and isinstance(leaf.left, Name) and isinstance(leaf.right, Name):
                group = peers.get(leaf.left.id, {leaf.left.id}) | peers.get(leaf.right.id, {leaf.right.id})
                peers.update(dict.fromkeys(group, group))
    kinds = {}
    for question in asked:
        if question.id in constants:
            group = peers.get(question.id, {question.id})
            known = set().union(*(constants.get(name, set()) for name in group))
            if len(group) > 1:
                known |= _bounds(asked, group)
            kinds[question.id] = tuple(_kinds(question, known, len(group)))
    return kinds


def _bounds(asked: Sequence[Question | FormField], group: set[str]) -> set[Value]:
    """Return the bounds of questions that are compared with each other, for they part each other's values too."""
    bounds = {bound for question in asked if question.id in group for bound in (question.min, question.max)}
    return {bound.isoformat() if isinstance(bound, dt.date) else bound for bound in bounds if bound is not None}


def _kinds(question: Question | FormField, constants: set[Value], spread: int) -> Iterator[Value]:
    """Yield answers to one question; ``spread`` answers in each gap, where questions are compared with each other."""
    match question.type:
        case "yes_no":
            yield from (True, False)
        case "choice":
            yield from question.options
        case "integer" | "decimal":
            yield from _numbers(question, constants, spread)
        case "date":
            yield from _dates(question, constants, spread)
        case _:
            texts = sorted(str(constant) for constant in constants)
            yield from texts
            yield from ("其他" + "·" * index for index in range(spread) if "其他" + "·" * index not in texts)


def _numbers(question: Question | FormField, constants: set[Value], spread: int) -> Iterator[Value]:
    whole = question.type == "integer"
    least = question.min if isinstance(question.min, int | Decimal) else None
    most = question.max if isinstance(question.max, int | Decimal) else None
    bounds = {Decimal(bound) for bound in (least, most) if bound is not None}
    edges = {Decimal(value) for value in constants if not isinstance(value, str)} or bounds or {Decimal(0)}
    ordered = sorted(edges)
    gap = min((upper - lower for lower, upper in itertools.pairwise(ordered)), default=Decimal(1))
    unit = Decimal(1) if whole else gap / (spread + 1)
    points = bounds | {edge + unit * step for edge in edges for step in range(-spread, spread + 1)}
    if whole:
        points = {Decimal(end) for point in points for end in (math.floor(point), math.ceil(point))}
    inside = [point for point in points if (least is None or point >= least) and (most is None or point <= most)]
    yield from (int(point) if whole else point for point in sorted(inside))


def _dates(question: Question | FormField, constants: set[Value], spread: int) -> Iterator[Value]:
    least = question.min if isinstance(question.min, dt.date) else dt.date.min
    most = question.max if isinstance(question.max, dt.date) else dt.date.max
    edges = {dt.date.fromisoformat(str(constant)).toordinal() for constant in constants}
    points = {
        edge + step
        for edge in edges or {max(least, min(most, dt.date(2026, 1, 1))).toordinal()}
        for step in range(-spread, spread + 1)
    }
    inside = [point for point in sorted(points) if least.toordinal() <= point <= most.toordinal()]
    yield from (dt.date.fromordinal(point).isoformat() for point in inside or [least.toordinal()])


def _stored(value: Value) -> StoredValue:
    return canonical_decimal(value) if isinstance(value, Decimal) else value
