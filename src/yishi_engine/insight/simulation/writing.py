"""A scenario as ``simulation.yaml``, so that what was measured can be looked at, changed, and played again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, assert_never

from yishi_engine.insight.simulation.distributions import (
    Constant,
    Distribution,
    Empirical,
    Lognormal,
    Triangular,
    Uniform,
)
from yishi_engine.insight.simulation.scenario import Numeric, Weighted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.insight.simulation.scenario import Answer, Scenario, Work

_SHAPED = (Constant, Uniform, Triangular, Lognormal, Empirical)


def scenario_text(scenario: Scenario, bundle: str) -> str:
    """Return a scenario as YAML that reads as the same scenario."""
    return "\n".join(_lines(scenario, bundle)) + "\n"


def _lines(scenario: Scenario, bundle: str) -> Iterator[str]:
    yield f"# {bundle} 的模拟参数。handling、accept、issue 的单位是工作时；correction、days 是工作日。"
    yield from (f"# 假定：{said}" for said in scenario.assumed)
    yield f"seed: {scenario.seed}"
    if scenario.cases:
        yield f"cases: {scenario.cases}"
    ends = [f"{key}: {day}" for key, day in (("from", scenario.first), ("until", scenario.last)) if day]
    if ends:
        yield f"period: {{{', '.join(ends)}}}"
    yield f"warm_up: {scenario.warm_up}"
    yield f"order: {scenario.order}"
    yield f"arrivals: {{per_day: {_number(scenario.arrivals.per_day)}, pattern: {scenario.arrivals.pattern}}}"
    yield "window:"
    if scenario.window.officers is not None:
        yield f"  officers: {scenario.window.officers}"
    yield f"  accept: {_distribution(scenario.window.accept)}"
    yield f"  issue: {_distribution(scenario.window.issue)}"
    yield f"correction: {_distribution(scenario.correction)}"
    if scenario.applications:
        yield "applications:"
        yield from (f"  - {json.dumps(dict(each), ensure_ascii=False)}" for each in scenario.applications)
    elif scenario.answers:
        yield "answers:"
        yield from (f"  {name}: {_answer(answer)}" for name, answer in scenario.answers.items())
    yield "departments:"
    yield from (f"  {key}: {{officers: {officers}}}" for key, officers in scenario.officers.items())
    yield "items:"
    for item, work in scenario.work.items():
        yield f"  {item}:"
        yield from (f"    {line}" for line in _work(work))


def _work(work: Work) -> Iterator[str]:
    yield f"handling: {_distribution(work.handling)}"
    if work.deficiency:
        yield f"deficiency: {_number(work.deficiency)}"
    if work.special:
        days = _distribution(work.special.days)
        yield f"special_procedure: {{probability: {_number(work.special.probability)}, days: {days}}}"
    if work.refusal:
        yield f"refusal: {_number(work.refusal)}"


def _answer(answer: Answer) -> str:
    match answer:
        case Numeric():
            return _distribution(answer.distribution)
        case Weighted(values, bounds):
            below = (0.0, *bounds)
            shares = (high - low for low, high in zip(below, bounds, strict=False))
            parts = (
                f"{json.dumps(_shown(value), ensure_ascii=False)}: {_number(share)}"
                for value, share in zip(values, shares, strict=True)
            )
            return f"{{{', '.join(parts)}}}"
    raise TypeError(f"{type(answer).__name__} cannot be written")


def _shown(value: bool | int | str) -> str:  # noqa: FBT001
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def _distribution(distribution: Distribution) -> str:
    if not isinstance(distribution, _SHAPED):
        raise TypeError(f"{type(distribution).__name__} cannot be written")
    match distribution:
        case Constant(value):
            return _number(value)
        case Uniform(low, high):
            return f"{{uniform: [{_numbers(low, high)}]}}"
        case Triangular(low, mode, high):
            return f"{{triangular: [{_numbers(low, mode, high)}]}}"
        case Lognormal(median, p90):
            return f"{{lognormal: [{_numbers(median, p90)}]}}"
        case Empirical(values):
            return f"{{values: [{_numbers(*values)}]}}"
        case _:
            assert_never(distribution)


def _numbers(*values: float) -> str:
    return ", ".join(map(_number, values))


def _number(value: float) -> str:
    """Return a number without an exponent, which the reader of definitions does not take for a number."""
    text = f"{value:.10f}".rstrip("0").rstrip(".")
    return text or "0"
