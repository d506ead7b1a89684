"""Rules on single limits: there is one, the promise is no longer than the law, and units go together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.hints import sign_hint
from yishi_engine.bundle.model import STATUTORY_PROCEDURES
from yishi_engine.bundle.rule import Finding, Rule, Subject, Trail
from yishi_engine.bundle.suggestions import nearest
from yishi_engine.worktime.limits import Limit, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

CALENDAR_UNITS: Final = frozenset({Unit.CALENDAR_DAYS, Unit.MONTHS})
"""Units in which days off are counted; a total in them is refused where a clock can be stopped."""

_LAWFUL_ACCEPTANCE: Final = 5
# What five working days are in an ordinary week.
_LAWFUL_IN_OTHER_UNITS: Final = {Unit.CALENDAR_DAYS: 7, Unit.BUSINESS_HOURS: 40}
# Days off in a row that a last day may have to move over; no year that is known had more than ten.
_LONGEST_MOVE: Final = 12


def _fewest_days(limit: Limit) -> int:
    """Return calendar days that a limit takes at the least."""
    match limit.unit:
        case Unit.BUSINESS_HOURS:
            return (limit.amount - 1) // 24
        case Unit.MONTHS:
            return limit.amount * 28
        case _:
            return limit.amount


def _most_days(limit: Limit) -> int:
    """Return calendar days that a limit takes at the most, with room to spare."""
    match limit.unit:
        case Unit.WORKING_DAYS | Unit.BUSINESS_HOURS:
            return limit.amount * 2 + _LONGEST_MOVE
        case Unit.MONTHS:
            return limit.amount * 31 + _LONGEST_MOVE
        case _:
            return limit.amount + _LONGEST_MOVE


def certainly_longer(one: Limit, other: Limit) -> bool:
    """Return whether a limit is longer than another, whatever the calendar; in doubt it is not."""
    if one.unit is other.unit:
        return one.amount > other.amount
    return _fewest_days(one) > _most_days(other)


def limit_missing(subject: Subject) -> Iterator[Finding]:
    """Yield items without any limit."""
    for index, item in enumerate(subject.bundle.items):
        if item.committed_limit is None and item.statutory_limit is None:
            base: Trail = ("items", index)
            where: tuple[Trail, ...] = ((*base, "committed_limit"), (*base, "statutory_limit"))
            message = f'事项"{item.id}"没有期限'
            yield Finding((*base, "id"), message, "补上 committed_limit 或 statutory_limit", rests_on=where)


def committed_over_statutory(subject: Subject) -> Iterator[Finding]:
    """Yield promises that are longer than the law allows."""
    for index, item in enumerate(subject.bundle.items):
        committed, statutory = item.committed_limit, item.statutory_limit
        if committed is not None and statutory is not None and certainly_longer(committed, statutory):
            trail: Trail = ("items", index, "committed_limit")
            message = f'事项"{item.id}"的承诺时限 {committed} 长于法定时限 {statutory}'
            where: tuple[Trail, ...] = (trail, ("items", index, "statutory_limit"))
            yield Finding(trail, message, f"改为不超过 {statutory}", rests_on=where)


def extension_unit(subject: Subject) -> Iterator[Finding]:
    """Yield extensions that cannot be added to the limits that they extend."""
    total = subject.bundle.limits.total
    extension = subject.bundle.limits.extension
    stoppable = any(item.special_procedures for item in subject.bundle.items)
    if extension is not None and not _adds(total, extension) and not (stoppable and total.unit in CALENDAR_UNITS):
        where: tuple[Trail, ...] = (("limits", "extension"), ("limits", "total"))
        yield _unit(("limits", "extension"), extension, "总时限", total, where)
    for index, item in enumerate(subject.bundle.items):
        for limit in (item.committed_limit, item.statutory_limit):
            if item.extension is not None and limit is not None and not _adds(limit, item.extension):
                base: Trail = ("items", index)
                trails: tuple[Trail, ...] = tuple(
                    (*base, key) for key in ("extension", "committed_limit", "statutory_limit")
                )
                yield _unit((*base, "extension"), item.extension, f'事项"{item.id}"的时限', limit, trails)
                break


def _adds(limit: Limit, extension: Limit) -> bool:
    return limit.unit is extension.unit and limit.unit is not Unit.SAME_DAY


def _unit(trail: Trail, extension: Limit, what: str, limit: Limit, where: tuple[Trail, ...]) -> Finding:
    return Finding(trail, f"延期 {extension} 与{what} {limit} 单位不同，无法相加", "改用同一单位", rests_on=where)


def acceptance_too_long(subject: Subject) -> Iterator[Finding]:
    """Yield acceptance windows longer than the five working days of the law. Basis: 行政许可法 art. 32."""
    acceptance = subject.bundle.limits.acceptance
    ordinary = _LAWFUL_IN_OTHER_UNITS.get(acceptance.unit)
    longer = acceptance.amount > ordinary if ordinary else False
    if longer or certainly_longer(acceptance, Limit(_LAWFUL_ACCEPTANCE, Unit.WORKING_DAYS)):
        message = f"受理期限 {acceptance} 长于行政许可法第三十二条的五日"
        yield Finding(("limits", "acceptance"), message, "改为不超过 5 工作日")


def correction_unused(subject: Subject) -> Iterator[Finding]:
    """Yield consequences of a correction window that does not exist."""
    limits = subject.bundle.limits
    if limits.correction is None and "on_correction_expiry" in limits.model_fields_set:
        trail: Trail = ("limits", "on_correction_expiry")
        message = "没有补正期限，on_correction_expiry 用不上"
        yield Finding(trail, message, "补上 correction，或删去", rests_on=(trail, ("limits", "correction")))


def warning_too_early(subject: Subject) -> Iterator[Finding]:
    """Yield warnings that would come before the clock has started."""
    whole = subject.bundle.limits
    given = "warn_before" in whole.model_fields_set and not certainly_longer(whole.total, whole.warn_before)
    if given and _as_early(whole.warn_before, whole.total):
        message = f"总时限只有 {whole.total}，提前 {whole.warn_before} 预警等于一开始就预警"
        both: tuple[Trail, ...] = (("limits", "warn_before"), ("limits", "total"))
        yield Finding(both[0], message, "改短一些", rests_on=both)
    for index, item in enumerate(subject.bundle.items):
        limit = item.committed_limit or item.statutory_limit
        if item.warn_before is not None and limit is not None and not certainly_longer(limit, item.warn_before):
            if not _as_early(item.warn_before, limit):
                continue
            trail: Trail = ("items", index, "warn_before")
            message = f'事项"{item.id}"的时限只有 {limit}，提前 {item.warn_before} 预警等于一开始就预警'
            keys = ("warn_before", "committed_limit", "statutory_limit")
            where: tuple[Trail, ...] = tuple(("items", index, key) for key in keys)
            yield Finding(trail, message, "改短一些", rests_on=where)


def _as_early(warning: Limit, limit: Limit) -> bool:
    """Return whether a warning comes no later than the start of a limit, whatever the calendar."""
    at_once = limit.unit is Unit.SAME_DAY and warning.unit in {Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS}
    return at_once or limit.unit is warning.unit or certainly_longer(warning, limit)


def defer_too_long(subject: Subject) -> Iterator[Finding]:
    """Yield deferred materials that may come after the whole is over."""
    total = subject.bundle.limits.total
    for index, material in enumerate(subject.bundle.materials):
        if material.defer is not None and certainly_longer(material.defer, total):
            trail: Trail = ("materials", index, "defer")
            message = f'材料"{material.id}"的容缺期限 {material.defer} 长于总时限 {total}'
            yield Finding(trail, message, f"改为不超过 {total}", rests_on=(trail, ("limits", "total")))


def procedure_without_basis(subject: Subject) -> Iterator[Finding]:
    """Yield causes that stop a clock by no law that is named. Basis: 行政许可法 art. 45."""
    for index, item in enumerate(subject.bundle.items):
        for place, procedure in enumerate(item.special_procedures):
            if procedure.basis is None and procedure.name not in STATUTORY_PROCEDURES:
                trail: Trail = ("items", index, "special_procedures", place)
                message = f'"{procedure.name}"不在行政许可法第四十五条所列之中，须写明依据'
                near = nearest(procedure.name, STATUTORY_PROCEDURES)
                hint = (
                    sign_hint(procedure.name) or f"是否想写 {near}？"
                    if near
                    else f"写成 {{name: {procedure.name}, basis: 依据的条款}}"
                )
                yield Finding(trail, message, hint)


RULES: Final = (
    Rule(code="limit.missing", title="事项须有承诺时限或法定时限", check=limit_missing),
    Rule(code="limit.committed_over_statutory", title="承诺时限不得长于法定时限", check=committed_over_statutory),
    Rule(code="extension.unit", title="延期须与所延的时限单位相同", check=extension_unit),
    Rule(
        code="limits.acceptance_too_long",
        title="受理期限不宜长于五个工作日",
        severity="warning",
        check=acceptance_too_long,
    ),
    Rule(code="limits.correction_unused", title="没有补正期限就没有逾期", severity="warning", check=correction_unused),
    Rule(code="limit.warning_too_early", title="预警应晚于计时开始", severity="warning", check=warning_too_early),
    Rule(code="defer.too_long", title="容缺期限不应长于总时限", severity="warning", check=defer_too_long),
    Rule(code="procedure.basis", title="法定八种以外的特别程序须写明依据", check=procedure_without_basis),
)
