"""The luck of one case: everything that chance decides about it, drawn before it begins and in a fixed order."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from yishi_engine.insight.simulation.business_time import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from yishi_engine.bundle.model import Bundle
    from yishi_engine.bundle.values import StoredValue
    from yishi_engine.insight.simulation.distributions import Distribution
    from yishi_engine.insight.simulation.scenario import Arrivals, Scenario, Work


@dataclass(frozen=True, slots=True)
class ItemDraw:
    """The luck of one item; times in seconds of business.

    Attributes:
        handling: How long an officer is busy with it; at least a second.
        stop: How long a special procedure stops it, in whole days of business; 0 if none does.
        deficient: Whether its department finds something missing before acceptance.
        refused: Whether it is refused.
    """

    handling: int
    stop: int
    deficient: bool
    refused: bool


@dataclass(frozen=True, slots=True)
class CaseDraw:
    """The luck of one case; times in seconds of business.

    Attributes:
        answers: What the applicant answers.
        accept: How long the window takes to look through the application, at first and after a correction.
        correction: How long the applicant takes for a correction.
        issue: How long the window takes to issue.
        items: Item → its luck, whether the situation requires it or not.
    """

    answers: Mapping[str, StoredValue]
    accept: tuple[int, int]
    correction: int
    issue: int
    items: Mapping[str, ItemDraw]


def arrival_seconds(arrivals: Arrivals, seed: str, *, until: int, day_length: int) -> Iterator[int]:
    """Yield when cases come, in seconds of business from the beginning of the period on.

    Args:
        arrivals: How many come, and how.
        seed: What the luck is drawn from.
        until: The second before which the last one comes.
        day_length: Seconds of business on a day.
    """
    gap = day_length / arrivals.per_day
    random = Random(f"{seed}/arrivals")  # noqa: S311  (luck that can be repeated is the purpose)
    at = random.expovariate(1 / gap) if arrivals.pattern == "poisson" else 0.0
    while at < until:
        yield int(at)
        at += random.expovariate(1 / gap) if arrivals.pattern == "poisson" else gap


def draw_case(scenario: Scenario, bundle: Bundle, seed: str, day_length: int) -> CaseDraw:
    """Draw the luck of one case.

    Args:
        scenario: What is assumed.
        bundle: The bundle.
        seed: What the luck is drawn from; another one for each case.
        day_length: Seconds of business on a day.
    """
    luck = Random(seed).random  # noqa: S311
    window = scenario.window
    accept = _seconds(window.accept, luck(), HOUR), _seconds(window.accept, luck(), HOUR)
    issue = _seconds(window.issue, luck(), HOUR)
    correction = max(1, _seconds(scenario.correction, luck(), day_length))
    answers = _answers(scenario, bundle, luck(), [luck() for _ in bundle.questions])
    return CaseDraw(
        answers=answers,
        accept=accept,
        correction=correction,
        issue=issue,
        items={
            item.id: _draw_item(scenario.work[item.id], [luck() for _ in range(5)], day_length) for item in bundle.items
        },
    )


def _answers(scenario: Scenario, bundle: Bundle, whole: float, each: list[float]) -> Mapping[str, StoredValue]:
    if scenario.applications:
        return scenario.applications[int(whole * len(scenario.applications))]
    return {
        question.id: scenario.answers[question.id].at(share)
        for question, share in zip(bundle.questions, each, strict=True)
    }


def _draw_item(work: Work, luck: list[float], day_length: int) -> ItemDraw:
    handling, deficient, refused, stopped, length = luck
    special = work.special
    stops = special is not None and stopped < special.probability
    return ItemDraw(
        handling=max(1, _seconds(work.handling, handling, HOUR)),
        stop=max(1, round(special.days.at(length))) * day_length if special and stops else 0,
        deficient=deficient < work.deficiency,
        refused=refused < work.refusal,
    )


def _seconds(distribution: Distribution, share: float, unit: int) -> int:
    return round(distribution.at(share) * unit)
