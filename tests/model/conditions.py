"""The few shapes of conditions that the generated bundles use, read by splitting text."""

from __future__ import annotations

import json
import operator
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

COMPARISON: Final = re.compile(r"(\w+) (>=|<=|>|<|==|!=|in) (.+)")
OPERATORS: Final[Mapping[str, Callable[[Any, Any], object]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
    "in": lambda left, right: left in right,
}


def holds(condition: str | None, answers: Mapping[str, object]) -> bool:
    """Tell whether a condition holds: ``a``, ``not a``, ``a > 3``, ``a == "x"``, ``a in ["x"]``, several joined."""
    if condition is None:
        return True
    if " or " in condition:
        return any(holds(part, answers) for part in condition.split(" or "))
    if " and " in condition:
        return all(holds(part, answers) for part in condition.split(" and "))
    if condition.startswith("not "):
        return not holds(condition.removeprefix("not "), answers)
    match = COMPARISON.fullmatch(condition)
    if match is None:
        return answers[condition] is True
    name, sign, literal = match.groups()
    return bool(OPERATORS[sign](answers[name], json.loads(literal)))
