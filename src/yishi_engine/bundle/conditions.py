"""Conditions (``when``): a closed, typed, terminating language, read with :mod:`ast` and interpreted by us alone.

What may stand in a condition: names of questions (and, for fields and materials, of form fields), numbers, quoted
texts, 是 and 否, ``== != < <= > >=`` also chained, ``in [..]`` and ``not in [..]``, ``and or not`` and brackets.
Nothing else: no attributes, no indexes, no arithmetic, no calls. No text of a definition is ever evaluated by Python.
"""

from __future__ import annotations

import ast
import keyword
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final, NoReturn, Self

from yishi_engine.bundle.condition_slips import slip_at
from yishi_engine.bundle.expressions import (
    All,
    Comparison,
    Constant,
    Either,
    Expression,
    Membership,
    Name,
    Not,
    Operand,
    Truth,
    Value,
    Values,
    leaves,
    operands,
)
from yishi_engine.errors import YishiError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_LENGTH: Final = 500
MAX_DEPTH: Final = 20
LARGEST: Final = 2**53 - 1

_TOKEN: Final = re.compile(
    r"""(?P<space>\s+)|(?P<text>"[^"\\\n]*"|'[^'\\\n]*')|(?P<number>[0-9]+(?:\.[0-9]+)?(?![\w.]))"""
    r"""|(?P<name>[A-Za-z_][A-Za-z0-9_]*|[是否](?!\w))|(?P<sign>==|!=|<=|>=|[<>()\[\],-])""",
)
_OPERATORS: Final[dict[type[ast.cmpop], str]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
# What reads as a name or as two signs, and is neither.
_MISREAD: Final = frozenset({"AND", "And", "OR", "Or", "NOT", "Not", "IN", "In", "<"})
WORDS: Final = frozenset({"and", "or", "not", "in", "is"})
"""Words of the language; no question or form field can have one as its id."""
_PYTHON_WORDS: Final = frozenset(keyword.kwlist) - WORDS
_QUOTES: Final = "\"'"
_ARITHMETIC: Final = "+*/%"
_QUOTED: Final = r"\"[^\"]*\"|'[^']*'"
_TRUTH: Final = {"是": True, "否": False}
_EXAMPLE: Final = '例如 area > 50 and signboard，或 kind in ["中餐", "火锅"]'


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionFault:
    """What is wrong with a condition.

    Attributes:
        code: Stable dotted code, ``condition.…``.
        message: In Chinese, for designers.
        hint: What to write instead, in Chinese.
        offset: Where in the text, in characters from 0.
    """

    code: str
    message: str
    hint: str = ""
    offset: int = 0


class ConditionInvalid(YishiError):
    """A text is no condition; ``fault`` says why and where."""

    code: ClassVar[str] = "condition.invalid"

    def __init__(self, fault: ConditionFault) -> None:
        """Create the error from its fault."""
        super().__init__(f"no condition: {fault.code} at {fault.offset}", notice=fault.message, advice=fault.hint)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that was read; whether its names and types fit is checked when the bundle is loaded.

    Attributes:
        root: The outermost node.
    """

    root: Expression

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a condition.

        Args:
            text: At most 500 characters; see the module for the language.

        Returns:
            The condition.

        Raises:
            ConditionInvalid: The text is no condition; nothing of it was evaluated.
        """
        if len(text) > MAX_LENGTH:
            _refuse(
                "condition.too_long", f"条件超过 {MAX_LENGTH} 个字符", "拆成几个问题，或用 in [..] 合并", MAX_LENGTH
            )
        if not text.strip():
            _refuse("condition.empty", "条件是空的", f"写出条件（{_EXAMPLE}），或删去 when", 0)
        _scan(text)
        # Every remaining character is one of ours, so line ends are the only blanks that Python would read otherwise.
        flat = re.sub(r"\s", " ", text)
        lead = len(flat) - len(flat.lstrip())
        try:
            tree = ast.parse(flat.strip(), mode="eval")
        except SyntaxError as error:
            word = next(
                (each for each in re.findall(r"[a-z]+", re.sub(_QUOTED, "", flat)) if each in _PYTHON_WORDS), ""
            )
            hint = f'"{word}"不能在条件里作名称，给它换一个 id' if word else _EXAMPLE
            _refuse("condition.syntax", "条件写法有误", hint, min(lead + max((error.offset or 1) - 1, 0), len(text)))
        except (RecursionError, MemoryError):
            _refuse("condition.too_deep", f"条件嵌套超过 {MAX_DEPTH} 层", "减少括号", 0)
        return cls(_Reader(flat.strip(), lead).expression(tree.body, 1))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the questions and form fields that it sees, sorted."""
        return tuple(
            sorted({part.id for leaf in leaves(self.root) for part in operands(leaf) if isinstance(part, Name)})
        )

    @property
    def constants(self) -> dict[str, tuple[Value, ...]]:
        """For each name the literals that its value is compared with, sorted; they part its values into classes."""
        found: dict[str, set[Value]] = {name: set() for name in self.names}
        for leaf in leaves(self.root):
            parts = operands(leaf)
            values = {part.value for part in parts if isinstance(part, Constant)}
            for part in parts:
                if isinstance(part, Name):
                    found[part.id] |= values
        return {name: tuple(sorted(values, key=_order)) for name, values in found.items()}

    def evaluate(self, values: Values) -> bool:
        """Decide the condition.

        Args:
            values: Id to value; decimals as ``Decimal``, dates as ISO text. A comparison whose value is missing is
                unmet, and so is a yes_no question without an answer; ``not`` turns that round.

        Returns:
            Whether it holds.
        """
        return self.root.evaluate(values)

    def explain(self, labels: Mapping[str, str]) -> str:
        """Return the condition in Chinese, such as ``面积(㎡)＞50``; ``labels`` maps ids to what readers see."""
        return self.root.explain(labels)

    def __str__(self) -> str:
        """Return the canonical text, which reads back as an equal condition."""
        return str(self.root)


def _order(value: Value) -> tuple[str, Value]:
    return ("text" if isinstance(value, str) else "number", value)


def _refuse(code: str, message: str, hint: str, offset: int) -> NoReturn:
    raise ConditionInvalid(ConditionFault(code=code, message=message, hint=hint, offset=offset))


def _scan(text: str) -> None:
    """Refuse every character that is no part of the language, before Python's parser sees the text."""
    position, before = 0, ""
    while position < len(text):
        match = _TOKEN.match(text, position)
        slip = slip_at(text, position) if match is None or match[0] in _MISREAD else None
        if slip is not None:
            _refuse("condition.sign", f'条件里不能写"{slip[0]}"', slip[1], position)
        if match is None and text[position] in _QUOTES:
            _refuse("condition.syntax", "引号没有闭合", "在这段文字末尾补上同样的引号", position)
        if match is None and text[position] in _ARITHMETIC:
            _refuse("condition.syntax", "条件里不能作算术", "把要算的改成一个问题，直接与它的答案比较", position)
        if match is None:
            hint = f"名称写问题或字段的 id，不写中文；文字加英文双引号；{_EXAMPLE}"
            _refuse("condition.syntax", f'条件里不能写"{text[position]}"', hint, position)
        if match.lastgroup == before == "text":
            _refuse("condition.syntax", "两段文字之间缺少比较或逗号", _EXAMPLE, position)
        if match.lastgroup != "space":
            before = match.lastgroup or ""
        position = match.end()


class _Reader:
    """Translates Python's tree into ours and refuses everything that has no counterpart."""

    def __init__(self, source: str, lead: int) -> None:
        self.bytes = source.encode()
        self.lead = lead

    def offset(self, node: ast.expr) -> int:
        return self.lead + len(self.bytes[: node.col_offset].decode())

    def expression(self, node: ast.expr, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            _refuse("condition.too_deep", f"条件嵌套超过 {MAX_DEPTH} 层", "减少括号", self.offset(node))
        match node:
            case ast.BoolOp(op=operator, values=values):
                kind = All if isinstance(operator, ast.And) else Either
                if kind is Either:
                    self.refuse_bare_texts(values)
                parts = [self.expression(value, depth + 1) for value in values]
                # Brackets that change nothing leave no trace, so that the canonical text reads back as the same tree.
                flat = ((*part.parts,) if isinstance(part, kind) else (part,) for part in parts)
                return kind(tuple(part for group in flat for part in group))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.expression(operand, depth + 1))
            case ast.Compare():
                return self.comparison(node)
        alone = self.operand(node)
        if isinstance(alone, Constant):
            _refuse("condition.constant", f'"{alone}"不取决于任何问题', "删去 when，或写出条件", alone.offset)
        return Truth(alone)

    def refuse_bare_texts(self, values: list[ast.expr]) -> None:
        """Refuse ``kind == "甲" or "乙"``, which says something else than it seems to, with what was meant."""
        match values:
            case [ast.Compare(left=ast.Name(id=name), ops=[ast.Eq()], comparators=[first]), *others] if all(
                isinstance(each, ast.Constant) for each in (first, *others)
            ):
                listed = ", ".join(str(self.operand(each)) for each in (first, *others))
                message = f'"{self.operand(others[0])}"不取决于任何问题'
                _refuse("condition.constant", message, f"改写为 {name} in [{listed}]", self.offset(others[0]))

    def comparison(self, node: ast.Compare) -> Expression:
        parts: list[Expression] = []
        left = node.left
        for sign, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self.pair(left, sign, right))
            left = right
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def pair(self, left_node: ast.expr, sign: ast.cmpop, right_node: ast.expr) -> Expression:
        left = self.operand(left_node)
        if isinstance(sign, ast.In | ast.NotIn):
            return self.membership(left, right_node, negated=isinstance(sign, ast.NotIn))
        if type(sign) not in _OPERATORS:
            _refuse("condition.unsupported", "条件里不能用 is", "改写为 ==", self.offset(right_node))
        right = self.operand(right_node)
        if isinstance(left, Constant) and isinstance(right, Constant):
            _refuse("condition.constant", f'"{left}"与"{right}"的比较不取决于任何问题', _EXAMPLE, left.offset)
        return Comparison(left, _OPERATORS[type(sign)], right)

    def membership(self, left: Operand, node: ast.expr, *, negated: bool) -> Expression:
        if not isinstance(node, ast.List | ast.Tuple) or not node.elts or not isinstance(left, Name):
            _refuse("condition.syntax", "in 的左边须是名称，右边须是方括号里的值", _EXAMPLE, self.offset(node))
        constants = [self.operand(element) for element in node.elts]
        if not all(isinstance(constant, Constant) for constant in constants):
            _refuse("condition.syntax", "方括号里只能写值，不能写名称", "文字要加引号", self.offset(node))
        return Membership(left, tuple(part for part in constants if isinstance(part, Constant)), negated)

    def operand(self, node: ast.expr) -> Operand:
        offset = self.offset(node)
        match node:
            case ast.Name(id=name):
                return Constant(_TRUTH[name], offset) if name in _TRUTH else Name(name, offset)
            case ast.Constant(value=bool() | str() as value):
                return Constant(value, offset)
            case ast.Constant(value=int() | float()):
                return Constant(self.number(node, offset), offset)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float()) as number) if not isinstance(
                number.value, bool
            ):
                return Constant(-self.number(number, offset), offset)
        _refuse("condition.unsupported", "条件里只能用名称、数字、加引号的文字和比较", _EXAMPLE, offset)

    def number(self, node: ast.Constant, offset: int) -> int | Decimal:
        written = self.bytes[node.col_offset : node.end_col_offset].decode()
        number = Decimal(written)
        if number > LARGEST:
            _refuse("condition.number", f'"{written}"太大', f"不超过 {LARGEST}", offset)
        return number if "." in written else int(written)
