"""Whether the fields of a command hold values of the types that they are declared with.

A host may build its commands from what others sent. What is no text where a text belongs is then told to whoever gave
the command, by the field's name, before anything looks at it. What a value says is checked where it is decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from operator import attrgetter
from types import NoneType
from typing import TYPE_CHECKING, Final, get_args, get_origin, get_type_hints

from yishi_engine.case import commands as c
from yishi_engine.case.actor import Actor
from yishi_engine.errors import ArgumentInvalid

if TYPE_CHECKING:
    from collections.abc import Callable

_NAMES: Final = {"Actor": Actor, "Mapping": Mapping, "datetime": datetime}
"""What the declarations name and do not import when the program runs."""

_KINDS: Final[dict[type, tuple[str, str]]] = {
    Actor: ("an Actor", "操作人（Actor）"),
    Mapping: ("a mapping whose names are texts", "名称为文字的键值对应"),
    bool: ("True or False", "是或否"),
    datetime: (f"an aware datetime of the years {MINYEAR + 1} to {MAXYEAR - 1}", "带时区的时间"),
    int: ("a whole number", "整数"),
    str: ("a text", "文字"),
}
"""Type → what it is called in English and in Chinese."""

_LABELS: Final = {
    "answers": "情形",
    "applicant": "申请人",
    "bundle": "套餐",
    "by": "操作人",
    "case_id": "办件标识",
    "comment": "评价内容",
    "expected": "预计时间",
    "form": "表单",
    "item": "事项",
    "key": "幂等键",
    "limit": "延期时间",
    "material": "材料",
    "materials": "材料清单",
    "note": "说明",
    "occurred_at": "发生时间",
    "officer": "接手经办人",
    "on_commitment": "是否告知承诺",
    "procedure": "特别程序",
    "reason": "理由",
    "reference": "材料引用",
    "region": "行政区划",
    "result": "办理结果",
    "score": "评分",
    "task_id": "任务标识",
    "text": "内容",
    "version": "套餐版本",
}
"""Field → its Chinese name, for the notice."""

_ADVICE: Final = {"by": "make one with Actor.applicant, Actor.staff, Actor.supervisor or Actor.system"}

_TEXTS: Final = frozenset({str})


@dataclass(frozen=True, slots=True)
class _Field:
    """What a field of a command may hold.

    Attributes:
        kind: The type that it is declared with.
        types: That type and, where the field may be left open, that of None.
        usual: The types of nearly all values, which need no further look; none where more than the type counts.
    """

    name: str
    kind: type
    types: tuple[type, ...]
    usual: frozenset[type]

    def takes(self, value: object) -> bool:
        """Tell whether the field may hold a value."""
        if type(value) is dict and self.kind is Mapping and _TEXTS.issuperset(map(type, value)):
            return True  # as nearly all are; what follows takes twice the time
        if not isinstance(value, self.types) or (isinstance(value, bool) and self.kind is not bool):
            return False
        if isinstance(value, Mapping):
            return all(isinstance(name, str) for name in value)
        if isinstance(value, datetime):  # at either end of time there is no local time for it
            return value.utcoffset() is not None and MINYEAR < value.year < MAXYEAR
        return True


_Fields = tuple["Callable[[object], tuple[object, ...]]", tuple[_Field, ...]]
_known: Final[dict[type, _Fields]] = {}
"""Class of a command → how to get the values of its fields, and what each may be; made when it is needed first."""


def check_types(command: object) -> None:
    """Check that a command is one, and that its fields hold values of the types that they are declared with.

    Raises:
        ArgumentInvalid: Names the first field that does not; never its value.
    """
    cls = type(command)
    values_of, fields = _known.get(cls) or _learn(cls)
    for field, value in zip(fields, values_of(command), strict=True):
        if type(value) not in field.usual and not field.takes(value):
            raise _refusal(field, value)


def _learn(cls: type) -> _Fields:
    if not issubclass(cls, c.Command) or vars(c).get(cls.__name__) is not cls or cls in _BASES:
        raise ArgumentInvalid(f"{cls.__name__} is no command", field="command", notice="未知操作")
    fields = tuple(_field(name, hint) for name, hint in get_type_hints(cls, None, _NAMES).items())
    learned = attrgetter(*(field.name for field in fields)), fields
    _known[cls] = learned
    return learned


_BASES: Final = (c.Command, c.CaseCommand, c.TaskCommand)


def _field(name: str, hint: object) -> _Field:
    types = tuple(get_origin(each) or each for each in get_args(hint)) if NoneType in get_args(hint) else ()
    types = types or (get_origin(hint) or hint,)
    kind = next(each for each in types if each is not NoneType)
    plain = frozenset(types) - {Mapping, datetime}
    return _Field(name=name, kind=kind, types=types, usual=plain)


def _refusal(field: _Field, value: object) -> ArgumentInvalid:
    english, chinese = _KINDS[field.kind]
    left_open = " or None" if NoneType in field.types else ""
    given = "" if type(value) in field.types else f", not a {type(value).__name__}"
    return ArgumentInvalid(
        f"{field.name} must be {english}{left_open}{given}",
        field=field.name,
        notice=f"{_LABELS[field.name]}须为{chinese}",
        advice=_ADVICE.get(field.name, ""),
    )
