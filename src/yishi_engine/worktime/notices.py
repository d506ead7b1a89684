"""Notices on days off: the State Council's yearly one, and those of a province or a city, read from YAML files."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    StrictInt,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from yishi_engine.errors import DefinitionError, Fault, OutsideCalendar
from yishi_engine.positioned import Document, Trail, read_yaml, shown
from yishi_engine.worktime.calendar import Calendar, ReceiptRule, national_calendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MAX_DAYS: Final = 366

LAYERS: Final = ("nation", "province", "city")
"""In the order in which they are applied."""
_SPAN: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\s*\.\.\s*([0-9]{4}-[0-9]{2}-[0-9]{2}))?")
_QUOTED: Final = re.compile(r"'([^']*)'")
_CLOCK_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Days:
    """One or more days in a row.

    Attributes:
        first: The first day, an Asia/Shanghai day.
        last: The last day, included.
    """

    first: date
    last: date

    def __iter__(self) -> Iterator[date]:
        """Return each day, in order."""
        return (self.first + timedelta(days=index) for index in range((self.last - self.first).days + 1))

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read a day or a span of days.

        Args:
            value: A date, ``2027-04-05``, or a span with both ends included, ``2027-01-01..2027-01-03``.

        Returns:
            The days.

        Raises:
            ValueError: It is neither, ends before it begins, or is longer than a year; with a message in Chinese.
        """
        if isinstance(value, cls):
            return value
        if isinstance(value, date):
            return cls(value, value)
        match = _SPAN.fullmatch(value) if isinstance(value, str) else None
        try:
            ends = [date.fromisoformat(end) for end in match.groups() if end] if match else []
        except ValueError:
            ends = []
        if not ends:
            message = f"{shown(value)}不是日期或日期段"
            raise ValueError(message)
        first, last = ends[0], ends[-1]
        if not 0 <= (last - first).days < MAX_DAYS:
            message = f'日期段"{value}"的止日须不早于起日，且不超过{MAX_DAYS}天'
            raise ValueError(message)
        return cls(first, last)


def _days(value: object) -> Days:
    try:
        return Days.parse(value)
    except ValueError as error:
        raise PydanticCustomError(
            "calendar.day", "{reason}", {"reason": str(error), "hint": "请写作2027-04-05，或2027-01-01..2027-01-03"}
        ) from None


def _time(value: object) -> object:
    match = _CLOCK_TIME.fullmatch(value) if isinstance(value, str) else None
    if match:
        return time(int(match[1]), int(match[2]))
    if isinstance(value, time):
        return value
    raise PydanticCustomError(
        "calendar.time", "{reason}", {"reason": f"{shown(value)}不是时刻", "hint": '请写作"09:00"'}
    )


_Days = Annotated[InstanceOf[Days], BeforeValidator(_days)]
_Time = Annotated[time, BeforeValidator(_time)]
_Year = Annotated[StrictInt, Field(ge=2000, le=2999)]


class Hours(BaseModel):
    """Business hours of every working day, Asia/Shanghai time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opens: _Time
    closes: _Time

    @model_validator(mode="after")
    def _open_first(self) -> Self:
        if self.opens < self.closes:
            return self
        raise PydanticCustomError("calendar.hours", "上班时间须早于下班时间", {"hint": "请检查opens和closes"})


class Notice(BaseModel):
    """What a notice changes about a calendar.

    Attributes:
        name: Title of the notice, for the record.
        layer: Who gave it: ``nation``, ``province`` or ``city``.
        years: Years that it makes known; in them an unlisted day is a working day from Monday to Friday.
        off: Days off.
        work: Make-up workdays.
        hours: Business hours, where they change.
        receipt_on_day_off: The rule for what is received on a day off, where it changes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=200)]
    layer: Literal["nation", "province", "city"]
    years: tuple[_Year, ...] = ()
    off: tuple[_Days, ...] = ()
    work: tuple[_Days, ...] = ()
    hours: Hours | None = None
    receipt_on_day_off: ReceiptRule | None = None

    @model_validator(mode="after")
    def _off_or_work(self) -> Self:
        off = {day for days in self.off for day in days}
        for index, days in enumerate(self.work):
            for day in days:
                if day in off:
                    raise PydanticCustomError(
                        "calendar.conflict",
                        "{reason}",
                        {"reason": f"{day}既列为放假又列为上班", "hint": "请只保留一处", "loc": ("work", index)},
                    )
        return self


def notice_content(notice: Notice) -> str:
    """Return a notice as JSON text, always the same for the same notice."""
    plain: dict[str, object] = {"name": notice.name, "layer": notice.layer, "years": list(notice.years)}
    for name, spans in (("off", notice.off), ("work", notice.work)):
        plain[name] = [f"{days.first}..{days.last}" for days in spans]
    if notice.hours:
        plain["hours"] = {"opens": f"{notice.hours.opens:%H:%M}", "closes": f"{notice.hours.closes:%H:%M}"}
    if notice.receipt_on_day_off:
        plain["receipt_on_day_off"] = notice.receipt_on_day_off
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def notice_from_content(text: str) -> Notice:
    """Return the notice of a text made by ``notice_content``."""
    return Notice.model_validate(json.loads(text))


def load_notice(path: Path) -> Notice:
    """Read a notice from a YAML file.

    Args:
        path: The file.

    Returns:
        The notice.

    Raises:
        DefinitionError: The file is no notice, with every fault at its place.
    """
    return _read(path)[0]


def apply_notices(calendar: Calendar, notices: Iterable[Notice]) -> Calendar:
    """Return a calendar as notices change it.

    Args:
        calendar: The calendar to start from.
        notices: Those of the nation are applied before those of a province, and these before those of a city; within a
            layer the order given stands.

    Raises:
        OutsideCalendar: A notice lists a day that is not known by then, or its years leave a gap.
    """
    for notice in sorted(notices, key=lambda notice: LAYERS.index(notice.layer)):
        calendar = calendar.apply(notice)
    return calendar


def load_calendar(paths: Iterable[Path], base: Calendar | None = None) -> Calendar:
    """Apply notices from YAML files to a calendar.

    Args:
        paths: The files. Notices of the nation are applied before those of a province, and these before those of a
            city; within a layer the order given stands. A later notice wins for the days that it lists.
        base: The calendar to start from; the national one by default.

    Returns:
        The calendar with all notices.

    Raises:
        DefinitionError: With every fault of every file.
    """
    notices: list[tuple[Notice, Document]] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            notices.append(_read(path))
        except DefinitionError as error:
            faults += error.faults
    calendar = base or national_calendar()
    if not faults:
        for notice, document in sorted(notices, key=lambda pair: LAYERS.index(pair[0].layer)):
            unknown = _unknown(notice, document, calendar)
            faults += unknown
            calendar = calendar if unknown else calendar.apply(notice)
    if faults:
        raise DefinitionError(tuple(faults))
    return calendar


def _read(path: Path) -> tuple[Notice, Document]:
    document = read_yaml(path)
    try:
        return Notice.model_validate(document.data), document
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise DefinitionError(tuple(_fault(detail, document) for detail in details)) from None


def _fault(detail: ErrorDetails, document: Document) -> Fault:
    context = detail.get("ctx", {})
    loc = context.get("loc", detail["loc"])
    name = next((part for part in reversed(loc) if isinstance(part, str)), "")  # an entry is named by its list
    value = detail["input"]
    hint = ""
    match detail["type"]:
        case "missing":
            code, message = "calendar.missing", f'缺少"{name}"'
        case "extra_forbidden":
            known = Hours.model_fields if len(loc) > 1 else Notice.model_fields
            code, message = "calendar.unknown_key", f'不认识的键"{name}"'
            close = get_close_matches(str(name), known, n=1)
            hint = f"是否想写{close[0]}？" if close else f"可用的键：{'、'.join(known)}"
        case "literal_error":
            code, message = "calendar.choice", f'"{name}"不能是{shown(value)}'
            hint = f"可选：{'、'.join(re.findall(_QUOTED, context['expected']))}"
        case kind if kind.startswith("calendar."):
            code, message, hint = kind, detail["msg"], context["hint"]
        case _:
            code, message = "calendar.type", f'"{name}"的值不对' if loc else "通知须由“键: 值”组成"
            hint = _EXPECTED.get(str(loc[0]) if loc else "", "")
    return _at(document, loc, code, message, hint, key=detail["type"] == "extra_forbidden")


_EXPECTED: Final = {
    "": "至少写name和layer",
    "name": "请写通知的标题，不超过200字",
    "years": "请写年份的列表，如[2027]",
    "off": "请写日期或日期段的列表",
    "work": "请写日期或日期段的列表",
    "hours": '请写{opens: "09:00", closes: "17:00"}',
}


def _unknown(notice: Notice, document: Document, calendar: Calendar) -> list[Fault]:
    """Return a fault for each year that leaves a gap, or else for each listed day that stays unknown."""
    try:
        horizon = calendar.reach(notice.years)
    except OutsideCalendar as error:
        index = notice.years.index(error.day.year)
        message = f"日历只到{error.horizon}，不能跳到{error.day.year}年"
        return [_at(document, ("years", index), "calendar.gap", message, "请先载入中间年份的通知")]
    faults: list[Fault] = []
    for key, listed in (("off", notice.off), ("work", notice.work)):
        for index, days in enumerate(listed):
            day = next((day for day in days if not calendar.first <= day <= horizon), None)
            if day is not None:
                message = f"{day}不在日历已知的范围内（{calendar.first}至{horizon}）"
                hint = f"若通知安排了{day.year}年全年，请在years里写上{day.year}"
                faults.append(_at(document, (key, index), "calendar.unknown_day", message, hint))
    return faults


def _at(document: Document, path: Trail, code: str, message: str, hint: str, *, key: bool = False) -> Fault:
    line, column = document.position(path, key=key)
    return Fault(file=document.file, line=line, column=column, code=code, message=message, hint=hint)
