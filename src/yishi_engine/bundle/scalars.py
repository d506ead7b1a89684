"""Types of single values in a definition: ids, texts, limits, conditions and bounds, with their JSON Schema."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from yishi_engine.bundle.conditions import LARGEST, MAX_LENGTH, WORDS, Condition, ConditionInvalid
from yishi_engine.errors import LimitInvalid
from yishi_engine.worktime.limits import Limit

LIMIT_PATTERN: Final = r"^\s*((?!0+\D)[0-9]{1,4}\s*(工作日|自然日|工作时|月|wd|wh|mo|d)|即办)\s*$"
_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")

Key: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$", max_length=64)]
"""Id of a bundle, item, material, result or department."""

NameId: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
"""Id of a question or form field; it is a name in conditions."""


def _no_word(name: str) -> str:
    if name in WORDS:
        raise PydanticCustomError("condition_word", "a word of the language of conditions")
    return name


NewName: TypeAlias = Annotated[NameId, AfterValidator(_no_word)]
"""Id of a question or form field where it is given."""

Label: TypeAlias = Annotated[str, Field(pattern=r"\S", max_length=200)]
"""A short text that people read."""

Note: TypeAlias = Annotated[str, Field(pattern=r"\S", max_length=2000)]
"""A longer text that people read."""


def _limit(value: object) -> Limit:
    if isinstance(value, Limit):
        return value
    try:
        return Limit.parse(value)
    except LimitInvalid:
        kind = "limit_number" if isinstance(value, int | Decimal) and not isinstance(value, bool) else "limit"
        raise PydanticCustomError(kind, "no limit") from None


def _condition(value: object) -> Condition:
    if isinstance(value, Condition):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("condition_type", "a condition is a text")
    try:
        return Condition.parse(value)
    except ConditionInvalid as error:
        raise PydanticCustomError("condition", "no condition", {"fault": error.fault}) from error


def _bound(value: object, info: ValidationInfo) -> int | Decimal | dt.date:
    if info.mode == "json" and isinstance(value, str):
        try:
            return dt.date.fromisoformat(value) if _ISO_DATE.fullmatch(value) else Decimal(value)
        except (ValueError, InvalidOperation):
            raise PydanticCustomError("bound", "no bound") from None
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PydanticCustomError("bound", "no bound")
    if abs(Decimal(value)) > LARGEST:
        raise PydanticCustomError("number_size", "too large")
    return value


def _written(bound: int | Decimal | dt.date) -> int | str:
    """Return a bound as JSON has it, from which it reads back as it was."""
    return bound if isinstance(bound, int) else str(bound)


LimitText: TypeAlias = Annotated[
    Limit,
    PlainValidator(_limit),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {"type": "string", "pattern": LIMIT_PATTERN, "examples": ["5 工作日", "20 自然日", "4 工作时", "3 月", "即办"]}
    ),
]
"""A limit as ``5 工作日``."""

ConditionText: TypeAlias = Annotated[
    Condition,
    PlainValidator(_condition),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH, "examples": ["area > 50 and signboard"]}
    ),
]
"""A condition as ``area > 50``."""

Bound: TypeAlias = Annotated[
    int | Decimal | dt.date,
    PlainValidator(_bound),
    PlainSerializer(_written, return_type=int | str, when_used="json"),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "format": "date"}]}),
]
"""A smallest or largest value: a whole number, a decimal or a date."""
