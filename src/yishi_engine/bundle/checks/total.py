"""Rules on whole situations: each requires something, and each can be done in the time promised for the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.checks.durations import most_working_days, shortfall
from yishi_engine.bundle.checks.limits import CALENDAR_UNITS, committed_over_statutory
from yishi_engine.bundle.checks.order import dependency_cycle, self_dependency
from yishi_engine.bundle.condition_types import type_faults
from yishi_engine.bundle.enumeration import MAX_SITUATIONS, combinations, groups, nothing_required
from yishi_engine.bundle.rule import Finding, Rule, Subject, Trail
from yishi_engine.worktime.limits import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from yishi_engine.bundle.checks.durations import Shortfall
    from yishi_engine.bundle.conditions import Condition
    from yishi_engine.bundle.model import Bundle
    from yishi_engine.worktime.limits import Limit

_MAX_TRIED: Final = 20
_BASES: Final = ("id", "when", "depends_on", "statutory_limit", "committed_limit", "special_procedures")


def describe_answers(bundle: Bundle, answers: Mapping[str, object]) -> str:
    """Return answers in Chinese, such as ``经营场所面积(㎡)＝51，是否设置户外招牌：是``; empty without answers."""
    labels = {question.id: question.label for question in bundle.questions}
    return "，".join(
        f"{labels[name]}：{'是' if value else '否'}" if isinstance(value, bool) else f"{labels[name]}＝{value}"
        for name, value in answers.items()
    )


def no_item(subject: Subject) -> Iterator[Finding]:
    """Yield answers that require no item at all."""
    answers = nothing_required(subject.bundle) if subject.sound else None
    if answers is not None:
        message = f"情形“{describe_answers(subject.bundle, answers)}”不需要任何事项"
        whens: tuple[Trail, ...] = tuple(("items", index, "when") for index in range(len(subject.bundle.items)))
        hint = "至少让一个事项总是需要，或改正条件"
        yield Finding(("items",), message, hint, key=True, rests_on=(("questions",), *whens))


def too_many(subject: Subject) -> Iterator[Finding]:
    """Yield what was left out because there are too many answers to try, once for the bundle."""
    bundle = subject.bundle
    listed = [*(each.when for each in bundle.items), *(each.when for each in bundle.form)]
    whens = [when for when in (*listed, *(each.when for each in bundle.materials)) if when is not None]
    scope = {each.id: each for each in (*bundle.form, *bundle.questions)}
    if any(any(type_faults(when, scope)) for when in whens) or combinations(bundle, whens) <= MAX_SITUATIONS:
        return
    found: dict[str, int] = {}
    first: Trail | None = None
    for codes, trail, conditions in _tried(subject):
        number = combinations(bundle, conditions)
        if number > MAX_SITUATIONS:
            first = first or trail
            for code in codes:
                found[code] = max(number, found.get(code, 0))
    if first is not None:
        message = f"情形 {max(found.values())} 种，超过 {MAX_SITUATIONS}，下列规则没有查全：{'、'.join(found)}"
        hint = "少用几个问题：几个是否题可以合并成一个 choice，或把条件拆到几个事项里"
        yield Finding(first, message, hint, rests_on=(("questions",), ("form",), first))


def _tried(subject: Subject) -> Iterator[tuple[tuple[str, ...], Trail, list[Condition]]]:
    """Yield which conditions are tried together, for which rules, and where the first of them stands."""
    bundle = subject.bundle
    items = {("items", index, "when"): item for index, item in enumerate(bundle.items)}
    whens = [item.when for item in bundle.items if item.when is not None]
    if len(whens) == len(bundle.items):
        for group in groups(whens):
            yield ("situation.no_item",), ("items", whens.index(group[0]), "when"), group
    for trail, item in items.items():
        if item.when is not None:
            yield ("condition.always", "condition.never"), trail, [item.when]
            before = [subject.items[each.item] for each in item.depends_on if each.item in subject.items]
            for other in before:
                if other.when is not None:
                    yield ("dependency.unused",), trail, [item.when, other.when]
    yield from _tried_in_lists(bundle)


def _tried_in_lists(bundle: Bundle) -> Iterator[tuple[tuple[str, ...], Trail, list[Condition]]]:
    """Yield the same for fields and materials."""
    for part, key in (("form", "fields"), ("materials", "materials")):
        for index, each in enumerate(getattr(bundle, part)):
            if each.when is not None:
                yield ("condition.always", "condition.never"), (part, index, "when"), [each.when]
                users = [item.when for item in bundle.items if each.id in getattr(item, key)]
                asked = [when for when in users if when is not None]
                if users and len(asked) == len(users):
                    yield ("situation.never_asked",), (part, index, "when"), [each.when, *asked]


def total_too_short(subject: Subject) -> Iterator[Finding]:
    """Yield the situation in which the items take longest, where that is longer than the total."""
    bundle = subject.bundle
    unlimited = any(item.committed_limit is None and item.statutory_limit is None for item in bundle.items)
    # Each of these is to be mended first, and this follows from it or cannot be told.
    first = (committed_over_statutory, total_in_calendar_days, self_dependency, dependency_cycle)
    if unlimited or not subject.sound or any(next(rule(subject), None) for rule in first):
        return
    # More required items never take less time, so one look at all of them clears most bundles.
    worst = shortfall(bundle, frozenset(item.id for item in bundle.items))
    situation = ""
    if worst is not None and subject.sets is not None and _affordable(subject):
        worst, situation = _worst(subject)
    if worst is not None:
        steps = [_step(bundle, item.name, item.limit, stoppable=bool(item.special_procedures)) for item in worst.path]
        if bundle.limits.issue is not None:
            steps.append(_step(bundle, "统一出件", bundle.limits.issue, stoppable=False))
        if subject.sets is None:
            situation = "情形太多，按全部事项算，"
        message = f"总时限 {bundle.limits.total} 不够：{situation}{' → '.join(steps)} {worst.explanation}"
        where: tuple[Trail, ...] = tuple(("items", index, key) for index in range(len(bundle.items)) for key in _BASES)
        limits: tuple[Trail, ...] = (("limits", "total"), ("limits", "issue"), ("questions",))
        hint = "加长 total，或缩短这些事项的时限"
        yield Finding(("limits", "total"), message, hint, rests_on=(*limits, *where))


def _step(bundle: Bundle, name: str, limit: Limit, *, stoppable: bool) -> str:
    """Return one step of a chain, with what it counts for where its unit is not that of the total."""
    if bundle.limits.total.unit is not Unit.WORKING_DAYS or limit.unit in {Unit.WORKING_DAYS, Unit.SAME_DAY}:
        return f"{name}({limit})"
    return f"{name}({limit}，最多合 {most_working_days(limit, stoppable=stoppable)} 个工作日)"


def _affordable(subject: Subject) -> bool:
    """Return whether every set can be tried; where a calendar decides, one takes a tenth of a second."""
    return subject.bundle.limits.total.unit not in CALENDAR_UNITS or len(subject.sets or ()) <= _MAX_TRIED


def _worst(subject: Subject) -> tuple[Shortfall | None, str]:
    worst: Shortfall | None = None
    answers: Mapping[str, object] = {}
    for each in subject.sets or ():
        found = shortfall(subject.bundle, each.items)
        if found is not None and (worst is None or found.over > worst.over):
            worst, answers = found, each.answers
    # What is asked for other items has no part in it.
    named = {name for item in (worst.path if worst else ()) if item.when is not None for name in item.when.names}
    told = {name: value for name, value in answers.items() if name in named}
    described = describe_answers(subject.bundle, told)
    return worst, f"情形“{described}”下，" if described else ""


def total_in_calendar_days(subject: Subject) -> Iterator[Finding]:
    """Yield totals in 自然日 or 月 of bundles whose clocks can be stopped, unless every clock counts the same days.

    A task stopped on working days alone uses up the days off of the total while it counts nothing itself, so that no
    such total is long enough.
    """
    bundle, total = subject.bundle, subject.bundle.limits.total
    stoppable = any(item.special_procedures for item in bundle.items)
    if stoppable and total.unit in CALENDAR_UNITS and not _runs_beside_the_total(bundle):
        message = f"总时限 {total} 含休息日，而有的事项可暂停计时：恢复后，再长的总时限也可能不够"
        yield Finding(("limits", "total"), message, "把总时限改为工作日")


def _runs_beside_the_total(bundle: Bundle) -> bool:
    """Return whether each item starts with the total, in its unit, and is not longer: then it never ends after it."""
    total = bundle.limits.total
    limits = [item.committed_limit or item.statutory_limit for item in bundle.items]
    return (
        bundle.limits.issue is None
        and not any(item.depends_on for item in bundle.items)
        and all(limit and limit.unit is total.unit and limit.amount <= total.amount for limit in limits)
    )


RULES: Final = (
    Rule(code="situation.no_item", title="每种情形至少需要一个事项", check=no_item),
    Rule(code="situation.too_many", title="条件涉及的情形不应多得无法检查", severity="warning", check=too_many),
    Rule(code="limits.total_too_short", title="总时限须容得下最长的一串事项和统一出件", check=total_too_short),
    Rule(
        code="limits.total_in_calendar_days",
        title="有事项可暂停计时的，总时限须以工作日计",
        check=total_in_calendar_days,
    ),
)
