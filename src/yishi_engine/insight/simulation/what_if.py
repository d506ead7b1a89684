"""What if a department had one officer more, or a promise were one day shorter?

Every variant plays the same cases with the same luck, so that a difference is due to what was changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.catalog import Definition
from yishi_engine.insight.simulation.model import WINDOW
from yishi_engine.insight.simulation.running import WINDOW_NAME, simulate
from yishi_engine.worktime.limits import Limit, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from yishi_engine.bundle.model import Bundle
    from yishi_engine.insight.simulation.outcome import Outcome
    from yishi_engine.insight.simulation.scenario import Scenario
    from yishi_engine.worktime.calendar import Calendar

_SHORTENED: Final = (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One change and what it is played with.

    Attributes:
        name: What is changed, in Chinese.
        key: Stable: ``officer:<department>``, ``promise:<item>``, ``promise:total`` or ``promise:all``.
    """

    key: str
    name: str
    definition: Definition
    scenario: Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came of a variant."""

    key: str
    name: str
    outcome: Outcome


def variants(definition: Definition, scenario: Scenario) -> Iterator[Variant]:
    """Yield the variants: one officer more at each station, then one day less of each promise, then of all."""
    for key in scenario.officers:
        more = replace(scenario, officers={**scenario.officers, key: scenario.officers[key] + 1})
        name = f"加 1 人（{more.officers[key]} 人）：{definition.departments[key].name}"
        yield Variant(key=f"officer:{key}", name=name, definition=definition, scenario=more)
    if scenario.window.officers is not None:
        number = scenario.window.officers + 1
        more = replace(scenario, window=replace(scenario.window, officers=number))
        name = f"加 1 人（{number} 人）：{WINDOW_NAME}"
        yield Variant(key=f"officer:{WINDOW}", name=name, definition=definition, scenario=more)
    for key, name, bundle in _shorter_promises(definition.bundle):
        changed = Definition.of(bundle, definition.departments)
        yield Variant(key=f"promise:{key}", name=name, definition=changed, scenario=scenario)


def compare(
    definition: Definition,
    scenario: Scenario,
    calendar: Calendar,
    *,
    advance: Callable[[int], None] = lambda _: None,
) -> tuple[Comparison, ...]:
    """Play every variant; arguments and errors as of ``simulate``."""
    return tuple(
        Comparison(
            key=each.key,
            name=each.name,
            outcome=simulate(each.definition, each.scenario, calendar, advance=advance),
        )
        for each in variants(definition, scenario)
    )


def _shorter_promises(bundle: Bundle) -> Iterator[tuple[str, str, Bundle]]:
    every = bundle
    for index, item in enumerate(bundle.items):
        shorter = _shorter(item.committed_limit)
        if shorter is None:
            continue
        yield item.id, f"少 1 天（{shorter}）：{item.name}", _with_limit(bundle, index, shorter)
        every = _with_limit(every, index, shorter)
    total = _shorter(bundle.limits.total)
    if total is not None:
        limits = bundle.limits.model_copy(update={"total": total})
        yield "total", f"少 1 天（{total}）：总时限", bundle.model_copy(update={"limits": limits})
        yield "all", "少 1 天：各项承诺和总时限", every.model_copy(update={"limits": limits})


def _shorter(limit: Limit | None) -> Limit | None:
    """Return a limit of days less one; None where it is in other units, or would be nothing."""
    if limit is None or limit.unit not in _SHORTENED or limit.amount == 1:
        return None
    return Limit(limit.amount - 1, limit.unit)


def _with_limit(bundle: Bundle, index: int, limit: Limit) -> Bundle:
    changed = bundle.items[index].model_copy(update={"committed_limit": limit})
    return bundle.model_copy(update={"items": (*bundle.items[:index], changed, *bundle.items[index + 1 :])})
