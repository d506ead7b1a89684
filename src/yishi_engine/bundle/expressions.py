"""The closed set of nodes that a condition is made of; each evaluates, prints and explains itself.

Values are JSON-native, except that decimals are :class:`decimal.Decimal`: ``bool`` for yes_no, ``int``, ``Decimal``,
and ``str`` for all else; dates are ISO texts, whose order is the order of dates.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, TypeAlias

Value: TypeAlias = bool | int | Decimal | str
Values: TypeAlias = Mapping[str, Value]

# The types were checked when the bundle was loaded, so only values that have an order meet an ordering.
_COMPARE: Final[dict[str, Callable[..., bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SIGN: Final = {"==": "＝", "!=": "≠", "<": "＜", "<=": "≤", ">": "＞", ">=": "≥"}
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}

ORDERING: Final = frozenset(_MIRRORED)


@dataclass(frozen=True, slots=True)
class Name:
    """A question or form field.

    Attributes:
        id: Its id.
        offset: Where it stands in the text, in characters from 0; no part of equality.
    """

    id: str
    offset: int = field(default=0, compare=False)

    def value(self, values: Values) -> Value | None:
        """Return the given value, or ``None`` where there is none."""
        return values.get(self.id)

    def __str__(self) -> str:
        """Return the id."""
        return self.id

    def explain(self, labels: Mapping[str, str]) -> str:
        """Return the label, or the id where there is none."""
        return labels.get(self.id, self.id)


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal.

    Attributes:
        value: A truth value, a number or a text; dates are texts.
        offset: Where it stands in the text, in characters from 0; no part of equality.
    """

    value: Value
    offset: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return the literal the way a definition writes it."""
        if isinstance(self.value, bool):
            return "是" if self.value else "否"
        if isinstance(self.value, str):
            quote = "'" if '"' in self.value else '"'
            return f"{quote}{self.value}{quote}"
        return format(self.value, "f") if isinstance(self.value, Decimal) else str(self.value)

    def explain(self, labels: Mapping[str, str]) -> str:
        """Return the literal for readers: texts in Chinese quotes."""
        del labels
        return f"“{self.value}”" if isinstance(self.value, str) else str(self)


Operand: TypeAlias = Name | Constant


@dataclass(frozen=True, slots=True)
class Truth:
    """A yes_no question standing by itself."""

    name: Name

    def evaluate(self, values: Values) -> bool:
        """Return whether the answer is yes; a missing one is not."""
        return self.name.value(values) is True

    def __str__(self) -> str:
        """Return the id."""
        return str(self.name)

    def explain(self, labels: Mapping[str, str]) -> str:
        """Return the label with the answer that is meant."""
        return f"{self.name.explain(labels)}：是"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two operands and one of ``== != < <= > >=``; unmet while a value is missing."""

    left: Operand
    operator: str
    right: Operand

    def evaluate(self, values: Values) -> bool:
        """Return whether both values are there and compare as asked."""
        left = self.left.value if isinstance(self.left, Constant) else values.get(self.left.id)
        right = self.right.value if isinstance(self.right, Constant) else values.get(self.right.id)
        return left is not None and right is not None and _COMPARE[self.operator](left, right)

    def __str__(self) -> str:
        """Return the comparison with single spaces."""
        return f"{self.left} {self.operator} {self.right}"

    def explain(self, labels: Mapping[str, str]) -> str:
        """Return the comparison in Chinese signs, the name in front."""
        left, sign, right = self.left, self.operator, self.right
        if isinstance(left, Constant):
            left, sign, right = right, _MIRRORED.get(sign, sign), left
        if isinstance(right, Constant) and isinstance(right.value, bool):
            return f"{left.explain(labels)}：{Constant(right.value is (sign == '=='))}"
        if isinstance(right, Constant) and isinstance(right.value, str) and sign in {"==", "!="}:
            return f"{left.explain(labels)}{'为' if sign == '==' else '不为'}{right.explain(labels)}"
        return f"{left.explain(labels)}{_SIGN[sign]}{right.explain(labels).strip('“”')}"


@dataclass(frozen=True, slots=True)
class Membership:
    """A name and the literals that its value is, or is not, one of; unmet while the value is missing."""

    name: Name
    constants: tuple[Constant, ...]
    negated: bool

    def evaluate(self, values: Values) -> bool:
        """Return whether the value is there and, as asked, among the literals or not."""
        value = values.get(self.name.id)
        return value is not None and any(value == constant.value for constant in self.constants) is not self.negated

    def __str__(self) -> str:
        """Return the membership with the literals as a list."""
        listed = ", ".join(str(constant) for constant in self.constants)
        return f"{self.name} {'not in' if self.negated else 'in'} [{listed}]"

    def explain(self, labels: Mapping[str, str]) -> str:
        """Return the membership in Chinese."""
        listed = "、".join(constant.explain(labels) for constant in self.constants)
        return f"{self.name.explain(labels)}{'不属于' if self.negated else '属于'}{listed}"


@dataclass(frozen=True, slots=True)
class All:
    """Conditions that must all hold."""

    parts: tuple[Expression, ...]

    def evaluate(self, values: Values) -> bool:
        """Return whether every part holds."""
        return all(part.evaluate(values) for part in self.parts)

    def __str__(self) -> str:
        """Return the parts joined by ``and``."""
        return " and ".join(f"({part})" if isinstance(part, Either) else str(part) for part in self.parts)

    def explain(self, labels: Mapping[str, str]) -> str:
        """Return the parts joined by 且."""
        parts = ((part.explain(labels), isinstance(part, Either)) for part in self.parts)
        return "且".join(f"（{text}）" if bracket else text for text, bracket in parts)


@dataclass(frozen=True, slots=True)
class Either:
    """Conditions of which at least one must hold."""

    parts: tuple[Expression, ...]

    def evaluate(self, values: Values) -> bool:
        """Return whether any part holds."""
        return any(part.evaluate(values) for part in self.parts)

    def __str__(self) -> str:
        """Return the parts joined by ``or``."""
        return " or ".join(str(part) for part in self.parts)

    def explain(self, labels: Mapping[str, str]) -> str:
        """Return the parts joined by 或."""
        return "或".join(part.explain(labels) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    """A condition that must not hold; it turns an unmet comparison round, whatever left it unmet."""

    part: Expression

    def evaluate(self, values: Values) -> bool:
        """Return whether the part does not hold."""
        return not self.part.evaluate(values)

    def __str__(self) -> str:
        """Return the part after ``not``."""
        return f"not ({self.part})" if isinstance(self.part, All | Either) else f"not {self.part}"

    def explain(self, labels: Mapping[str, str]) -> str:
        """Return the part negated in Chinese."""
        if isinstance(self.part, Truth):
            return f"{self.part.name.explain(labels)}：否"
        return f"并非（{self.part.explain(labels)}）"


Expression: TypeAlias = Truth | Comparison | Membership | All | Either | Not


def leaves(expression: Expression) -> Iterator[Truth | Comparison | Membership]:
    """Yield the comparisons of an expression from left to right."""
    match expression:
        case All(parts) | Either(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield expression


def operands(leaf: Truth | Comparison | Membership) -> tuple[Operand, ...]:
    """Return the names and literals of one comparison in their order."""
    match leaf:
        case Truth(name):
            return (name,)
        case Comparison(left, _, right):
            return left, right
        case Membership(name, constants):
            return name, *constants
