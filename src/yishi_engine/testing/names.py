"""What features name: items, departments, fields and materials by id or by Chinese name; states by their labels."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, TypeVar

from yishi_engine.bundle.model import Bundle, FormField, Item, Material, Question
from yishi_engine.bundle.suggestions import did_you_mean
from yishi_engine.case.lifecycle import CaseState, Outcome, TaskState
from yishi_engine.errors import LimitInvalid
from yishi_engine.testing.failures import StepFailed
from yishi_engine.worktime.calendar import SHANGHAI
from yishi_engine.worktime.clock import Level
from yishi_engine.worktime.limits import Limit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum

    from yishi_engine.bundle.catalog import Catalog

PROVISIONAL: Final = "待定"
"""How a table or a step words a due date that lies past the calendar."""

YES: Final = ("是", "yes")
NO: Final = ("否", "no")

_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NOTHING: Final = re.compile(r"0\s*(工作日|自然日|工作时|wd|d|wh)")


L = TypeVar("L", CaseState, TaskState, Outcome)


def pick(kind: str, wanted: str, known: Mapping[str, Iterable[str]]) -> str:
    """Return the id of what is named.

    Args:
        kind: What it is, in Chinese, for the message.
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
        raise StepFailed(f'有几个{kind}叫"{wanted}"，请写标识：{"、".join(found)}')
    names = {name: key for key, each in known.items() for name in (key, *each)}
    listed = "、".join(f"{key}（{next(iter(each), '')}）" for key, each in known.items()) or "无"
    raise StepFailed(f'没有{kind}"{wanted}"。{_hint(wanted, names)}现有：{listed}')


def _hint(wanted: str, names: Iterable[str]) -> str:
    hint = did_you_mean(wanted, names)
    return hint if hint.startswith("是否") else ""


def bundle_id(catalog: Catalog, wanted: str) -> str:
    """Return the id of a bundle named by id or Chinese name."""
    names: dict[str, set[str]] = {}
    for bundle in catalog:
        names.setdefault(bundle.id, set()).add(bundle.name)
    return pick("套餐", wanted, names)


def item_of(bundle: Bundle, wanted: str) -> Item:
    """Return an item named by id or Chinese name."""
    return bundle.item(pick("事项", wanted, {item.id: (item.name,) for item in bundle.items}))


def department_of(catalog: Catalog, wanted: str) -> str:
    """Return the key of a department named by key or name."""
    return pick("部门", wanted, {key: (each.name,) for key, each in catalog.departments.items()})


def material_of(bundle: Bundle, wanted: str) -> Material:
    """Return a material named by id or name."""
    found = pick("材料", wanted, {each.id: (each.name,) for each in bundle.materials})
    return next(each for each in bundle.materials if each.id == found)


def field_of(bundle: Bundle, wanted: str) -> FormField:
    """Return a form field named by id or label."""
    found = pick("表单字段", wanted, {each.id: (each.label,) for each in bundle.form})
    return next(each for each in bundle.form if each.id == found)


def question_or_field(bundle: Bundle, wanted: str) -> Question | FormField:
    """Return a question or a form field named by id, by its label or, for a question, as it is asked."""
    valued: list[Question | FormField] = [*bundle.questions, *bundle.form]
    names = {each.id: (each.label, each.ask) if isinstance(each, Question) else (each.label,) for each in valued}
    found = pick("情形问题或表单字段", wanted, names)
    return next(each for each in valued if each.id == found)


def label_of(kind: str, states: type[L], wanted: str) -> str:
    """Return a state's label, after making sure that there is such a state, named by its label or in English."""
    return _one_of(kind, wanted, {state.value: state.label for state in states})


def level_of(wanted: str) -> str:
    """Return a level's label, as ``label_of`` does; empty for a clock that does not run."""
    return wanted and _one_of("级别", wanted, {level.value: level.label for level in Level})


def _one_of(kind: str, wanted: str, labels: Mapping[str, str]) -> str:
    """Return a label named by itself or by its English identifier, in which a space may stand for an underscore."""
    label = labels.get(wanted.lower().replace(" ", "_").replace("-", "_"), wanted)
    if label not in labels.values():
        raise StepFailed(f'没有{kind}"{wanted}"，可以写：{"、".join(labels.values())}')
    return label


def instant_of(text: str) -> datetime:
    """Read an instant such as ``2026-02-11 09:30``, Asia/Shanghai time."""
    if _INSTANT.fullmatch(text.strip()):
        with suppress(ValueError):  # a day that does not exist
            return datetime.fromisoformat(text.strip()).replace(tzinfo=SHANGHAI)
    raise StepFailed(f'"{text}"不是时间，写法如 2026-02-11 09:30（北京时间）')


def day_of(text: str) -> str:
    """Read a due date: ISO, empty for none, or 待定 (provisional)."""
    if text.lower() in ("", PROVISIONAL, "provisional"):
        return text and PROVISIONAL
    if _DAY.fullmatch(text):
        with suppress(ValueError):  # a day that does not exist
            return date.fromisoformat(text).isoformat()
    raise StepFailed(f'"{text}"不是日期，写法如 2026-02-27；没有期限则留空，超出工作日历写{PROVISIONAL}')


def number_of(kind: str, text: str) -> int:
    """Read a whole number."""
    if not (text.isascii() and text.isdigit()):
        raise StepFailed(f'{kind}须为整数，不是"{text}"')
    return int(text)


def limit_of(text: str) -> Limit:
    """Read a limit such as ``5 工作日``."""
    try:
        return Limit.parse(text)
    except LimitInvalid as error:
        raise StepFailed(f"{error.notice}，写法如 5 工作日") from error


def remaining_of(text: str) -> str:
    """Read the time that is left, such as ``5 工作日``; ``0 工作日`` is none."""
    nothing = _NOTHING.fullmatch(text.strip())
    return f"0 {limit_of(f'1 {nothing[1]}').unit}" if nothing else str(limit_of(text))


def shown_day(due_on: date | None, *, provisional: bool) -> str:
    """Return a due date as a feature words it."""
    return PROVISIONAL if provisional else due_on.isoformat() if due_on else ""


def shown_level(level: Level | None) -> str:
    """Return a level as a feature words it; empty for a clock that does not run."""
    return level.label if level else ""


def shown_label(state: StrEnum | None) -> str:
    """Return the label of a state or outcome; 无 for none."""
    return state.label if isinstance(state, CaseState | TaskState | Outcome) else "无"
