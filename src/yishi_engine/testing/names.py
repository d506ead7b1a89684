"""What features name: items, departments, fields and materials by id or by Chinese name; states by their labels."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, TypeVar

from yishi_engine.bundle.model import Bundle, FormField, Item, Material, Question
from yishi_engine.bundle.suggestions import did_you_mean, nearest
from yishi_engine.case.lifecycle import CaseState, Outcome, TaskState
from yishi_engine.errors import LimitInvalid
from yishi_engine.testing.failures import NONE, Said, StepFailed, listed
from yishi_engine.worktime.calendar import SHANGHAI
from yishi_engine.worktime.clock import Level
from yishi_engine.worktime.limits import Limit, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from yishi_engine.bundle.catalog import Catalog

PROVISIONAL: Final = Said("待定", "provisional")
"""How a table or a step words a due date that lies past the calendar."""

YES: Final = ("是", "yes")
NO: Final = ("否", "no")
NOTHING: Final = Said("", "")
"""An empty cell."""

_UNITS: Final = {
    Unit.WORKING_DAYS: "wd",
    Unit.CALENDAR_DAYS: "d",
    Unit.BUSINESS_HOURS: "wh",
    Unit.MONTHS: "mo",
    Unit.SAME_DAY: Unit.SAME_DAY.value,
}
"""Unit → how a feature in English writes it."""

_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NOTHING: Final = re.compile(r"0\s*(工作日|自然日|工作时|wd|d|wh)")


L = TypeVar("L", CaseState, TaskState, Outcome)


def pick(kind: Said, wanted: str, known: Mapping[str, Iterable[str]]) -> str:
    """Return the id of what is named.

    Args:
        kind: What it is, for the message.
        wanted: Its id or one of its names.
        known: Id → names.

    Raises:
        StepFailed: Nothing is called so, or more than one thing; the message lists what there is.
    """
    wanted = wanted.strip()
    if wanted in known:
        return wanted
    found = [key for key, names in known.items() if wanted in names]
    if len(found) == 1:
        return found[0]
    if found:
        several = listed(found)
        raise StepFailed(
            f'有几个{kind.chinese}叫"{wanted}"，请写标识：{several.chinese}',
            f'more than one {kind.english} is called "{wanted}"; write the id: {several.english}',
        )
    names = {name: key for key, each in known.items() for name in (key, *each)}
    hint = _hint(wanted, names)
    called = [(key, next(iter(each), "")) for key, each in known.items()]
    there = Said(
        "、".join(f"{key}（{name}）" for key, name in called), ", ".join(f"{k} ({name})" for k, name in called)
    )
    there = there or NONE
    raise StepFailed(
        f'没有{kind.chinese}"{wanted}"。{hint.chinese}现有：{there.chinese}',
        f'there is no {kind.english} "{wanted}". {hint.english}There are: {there.english}',
    )


def _hint(wanted: str, names: Iterable[str]) -> Said:
    near = nearest(wanted, names)
    return NOTHING if near is None else Said(did_you_mean(wanted, names), f'Did you mean "{near}"? ')


def bundle_id(catalog: Catalog, wanted: str, origin: Said = NOTHING) -> str:
    """Return the id of a bundle named by id or Chinese name.

    Args:
        catalog: The bundles there are.
        wanted: Its id or name.
        origin: Where they come from, said after a wrong name.

    Raises:
        StepFailed: Nothing is called so, or more than one thing.
    """
    names: dict[str, set[str]] = {}
    for bundle in catalog:
        names.setdefault(bundle.id, set()).add(bundle.name)
    try:
        return pick(Said("套餐", "bundle"), wanted, names)
    except StepFailed as error:
        raise StepFailed(f"{error}{origin.chinese}", f"{error.english}{origin.english}") from None


def item_of(bundle: Bundle, wanted: str) -> Item:
    """Return an item named by id or Chinese name."""
    return bundle.item(pick(Said("事项", "item"), wanted, {item.id: (item.name,) for item in bundle.items}))


def department_of(catalog: Catalog, wanted: str) -> str:
    """Return the key of a department named by key or name."""
    return pick(Said("部门", "department"), wanted, {key: (each.name,) for key, each in catalog.departments.items()})


def material_of(bundle: Bundle, wanted: str) -> Material:
    """Return a material named by id or name."""
    found = pick(Said("材料", "material"), wanted, {each.id: (each.name,) for each in bundle.materials})
    return next(each for each in bundle.materials if each.id == found)


def field_of(bundle: Bundle, wanted: str) -> FormField:
    """Return a form field named by id or label."""
    found = pick(Said("表单字段", "form field"), wanted, {each.id: (each.label,) for each in bundle.form})
    return next(each for each in bundle.form if each.id == found)


def question_or_field(bundle: Bundle, wanted: str) -> Question | FormField:
    """Return a question or a form field named by id, by its label or, for a question, as it is asked."""
    valued: list[Question | FormField] = [*bundle.questions, *bundle.form]
    names = {each.id: (each.label, each.ask) if isinstance(each, Question) else (each.label,) for each in valued}
    found = pick(Said("情形问题或表单字段", "question or form field"), wanted, names)
    return next(each for each in valued if each.id == found)


def label_of(kind: Said, states: type[L], wanted: str) -> Said:
    """Return what a state is called, after making sure that there is one that is named so in one of the languages."""
    return _one_of(kind, wanted, [shown_label(state) for state in states])


def level_of(wanted: str) -> Said:
    """Return what a level is called, as ``label_of`` does; nothing for a clock that does not run."""
    return _one_of(Said("级别", "level"), wanted, [shown_level(level) for level in Level]) if wanted else NOTHING


def _one_of(kind: Said, wanted: str, known: Sequence[Said]) -> Said:
    """Return what is named in one of the languages; in English a space, a hyphen and an underscore are the same."""
    english = wanted.lower().replace("_", " ").replace("-", " ")
    for each in known:
        if wanted == each.chinese or english == each.english:
            return each
    may_be = Said("、".join(each.chinese for each in known), ", ".join(each.english for each in known))
    raise StepFailed(
        f'没有{kind.chinese}"{wanted}"，可以写：{may_be.chinese}',
        f'there is no {kind.english} "{wanted}"; it may be: {may_be.english}',
    )


def instant_of(text: str) -> datetime:
    """Read an instant such as ``2026-02-11 09:30``, Asia/Shanghai time."""
    if _INSTANT.fullmatch(text.strip()):
        with suppress(ValueError):  # a day that does not exist
            return datetime.fromisoformat(text.strip()).replace(tzinfo=SHANGHAI)
    raise StepFailed(
        f'"{text}"不是时间，写法如 2026-02-11 09:30（北京时间）',
        f'"{text}" is no time; write it as 2026-02-11 09:30 (Beijing time)',
    )


def day_of(text: str) -> Said:
    """Read a due date: ISO, empty for none, or 待定 (provisional)."""
    if not text:
        return NOTHING
    if text.lower() in PROVISIONAL:
        return PROVISIONAL
    if _DAY.fullmatch(text):
        with suppress(ValueError):  # a day that does not exist
            return Said.as_is(date.fromisoformat(text).isoformat())
    raise StepFailed(
        f'"{text}"不是日期，写法如 2026-02-27；没有期限则留空，超出工作日历写{PROVISIONAL.chinese}',
        f'"{text}" is no day; write it as 2026-02-27, leave it empty where nothing is due, '
        f"and write {PROVISIONAL.english} past the working calendar",
    )


def number_of(kind: Said, text: str) -> int:
    """Read a whole number."""
    if not (text.isascii() and text.isdigit()):
        raise StepFailed(
            f'{kind.chinese}须为整数，不是"{text}"', f'{kind.english} must be a whole number, not "{text}"'
        )
    return int(text)


def limit_of(text: str) -> Limit:
    """Read a limit such as ``5 工作日``."""
    try:
        return Limit.parse(text)
    except LimitInvalid as error:
        raise StepFailed(f"{error.notice}，写法如 5 工作日", f"{error.message}; write it as 5 wd") from error


def remaining_of(text: str) -> Said:
    """Read the time that is left, such as ``5 工作日``; ``0 工作日`` is none."""
    nothing = _NOTHING.fullmatch(text.strip())
    limit = limit_of(f"1 {nothing[1]}" if nothing else text)
    return shown_time(0 if nothing else limit.amount, limit.unit)


def shown_time(amount: int, unit: Unit) -> Said:
    """Return an amount of time as a feature words it."""
    return Said.as_is(unit.value) if unit is Unit.SAME_DAY else Said(f"{amount} {unit}", f"{amount} {_UNITS[unit]}")


def shown_day(due_on: date | None, *, provisional: bool) -> Said:
    """Return a due date as a feature words it."""
    return PROVISIONAL if provisional else Said.as_is(due_on.isoformat()) if due_on else NOTHING


def shown_level(level: Level | None) -> Said:
    """Return a level as a feature words it; nothing for a clock that does not run."""
    return Said(level.label, level.value) if level else NOTHING


def shown_label(state: CaseState | TaskState | Outcome | None) -> Said:
    """Return what a state or outcome is called; 无 (none) for none."""
    return Said(state.label, state.value.replace("_", " ")) if state else NONE
