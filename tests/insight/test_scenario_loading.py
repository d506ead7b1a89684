"""``simulation.yaml``: what it says is what is assumed, and whatever is wrong is named at its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.insight.conftest import HEAD, ONE_ITEM, Define, scenario
from yishi_engine.errors import DefinitionError
from yishi_engine.insight.simulation import assumed_scenario, load_scenario, scenario_text
from yishi_engine.insight.simulation.distributions import Constant, Empirical, Lognormal, Triangular, Uniform
from yishi_engine.insight.simulation.scenario import Arrivals, Numeric, Special, Weighted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.bundle.catalog import Definition
    from yishi_engine.bundle.values import StoredValue

EXAMPLE = Path(__file__).parents[2] / "examples" / "simulation" / "open-restaurant.yaml"

QUESTIONS = """
questions:
  - {id: size, ask: 多大？, type: integer, min: 1, max: 100}
  - {id: rent, ask: 租金？, type: decimal, min: 0, max: 10}
  - {id: kind, ask: 哪种？, type: choice, options: [个体, 企业]}
  - {id: sign, ask: 招牌？, type: yes_no}
"""


def faults(definition: Definition, text: str) -> list[tuple[int, int, str, str]]:
    """Return line, column, code and message of the faults of a scenario."""
    with pytest.raises(DefinitionError) as caught:
        scenario(definition, text)
    return [(each.line, each.column, each.code, each.message) for each in caught.value.faults]


def test_everything_is_read(restaurant: Definition) -> None:
    """The shipped example says all that can be said."""
    read = load_scenario(EXAMPLE, restaurant)
    assert (read.seed, read.cases, read.first, read.last) == (2026, 1200, date(2026, 1, 5), date(2026, 9, 30))
    assert (read.warm_up, read.order, read.arrivals) == (10, "due", Arrivals(per_day=12.0, pattern="poisson"))
    assert (read.window.officers, read.window.accept, read.window.issue) == (
        2,
        Triangular(0.2, 0.4, 1.0),
        Uniform(0.2, 0.5),
    )
    assert read.officers == {"scjg": 6, "xfjy": 3, "cgj": 2}
    permit = read.work["food-permit"]
    assert (permit.handling, permit.deficiency, permit.refusal) == (Lognormal(2.0, 5.0), 0.12, 0.02)
    assert permit.special == Special(probability=0.15, days=Uniform(3.0, 8.0))
    assert read.answers["signboard"] == Weighted((True, False), (0.7, 1.0))
    assert read.assumed == ()


def test_what_is_not_said_is_assumed_and_named(restaurant: Definition) -> None:
    """An empty scenario is whole; officers are as many as keep the load at four fifths; every guess is told."""
    assumed = assumed_scenario(restaurant)
    # Five cases a day with two items of 7/3 hours at the first: 23.3 hours, at most 6.4 an officer; half as many and
    # fewer at the others.
    assert assumed.officers == {"scjg": 4, "xfjy": 1, "cgj": 1}
    assert set(assumed.work) == {item.id for item in restaurant.bundle.items}
    told = "；".join(assumed.assumed)
    for said in (
        "营业执照核发的办理用时",
        "“是否设置户外招牌”的回答",
        "遂宁市消防救援支队的人手",
        "每个工作日收件 5 件",
    ):
        assert said in told


def test_answers_are_given_in_every_way(define: Define) -> None:
    """A share of yes, a distribution of numbers within the question's bounds, and shares of single answers."""
    definition = define(ONE_ITEM, HEAD + QUESTIONS)
    read = scenario(
        definition,
        "answers:\n  size: {uniform: [50, 200]}\n  rent: {lognormal: [3, 20]}\n  kind: {个体: 3, 企业: 1}\n"
        "  sign: {是: 0.2, 否: 0.8}\n",
    )
    assert read.answers["size"] == Numeric(Uniform(50.0, 200.0), Decimal(1), Decimal(100))
    assert [read.answers["size"].at(share) for share in (0.0, 0.2, 0.9)] == [50, 80, 100]
    assert (read.answers["rent"].at(0.5), read.answers["rent"].at(0.99)) == ("3", "10")
    assert [read.answers["kind"].at(share) for share in (0.0, 0.74, 0.76, 0.99)] == ["个体", "个体", "企业", "企业"]
    assert [read.answers["sign"].at(share) for share in (0.1, 0.3)] == [True, False]
    assert read.answers["rent"].at(0.6) == "4.37"
    guessed = scenario(definition, "{}").answers
    assert [guessed["kind"].at(share) for share in (0.1, 0.6)] == ["个体", "企业"]


@pytest.mark.parametrize(
    ("text", "line", "column", "code", "part"),
    [
        ("sead: 1", 1, 1, "unknown_key", "sead"),
        ("seed: 一", 1, 7, "number", "seed"),
        ("cases: 0", 1, 8, "number", "1 到"),
        ("warm_up: -1", 1, 10, "number", "warm_up"),
        ("order: fifo", 1, 8, "choice", "fifo"),
        ("period: {from: 三月}", 1, 16, "date", "from"),
        ("period: {from: 2026-03-02, until: 2026-03-01}", 1, 35, "date", "早于"),
        ("arrivals: 12", 1, 11, "type", "arrivals"),
        ("arrivals: {per_day: 0}", 1, 21, "number", "per_day"),
        ("arrivals: {pattern: even}", 1, 21, "choice", "even"),
        ("window: {officers: 0}", 1, 20, "number", "officers"),
        ("window:\n  accept: {normal: [1, 2]}", 2, 12, "unknown_key", "normal"),
        ("window:\n  accept: {uniform: [2, 1]}", 2, 21, "distribution", "uniform"),
        ("correction: {triangular: [1, 2]}", 1, 26, "distribution", "triangular"),
        ("correction: {lognormal: [0, 2]}", 1, 25, "distribution", "lognormal"),
        ("correction: {uniform: 3}", 1, 23, "distribution", "uniform"),
        ("correction: {values: []}", 1, 22, "distribution", "values"),
        ("correction: {uniform: [1, 三]}", 1, 27, "number", "uniform"),
        ("correction: {uniform: [1, 2], values: [3]}", 1, 13, "distribution", "一种分布"),
        ("correction: -1", 1, 13, "number", "correction"),
        ("departments: {z: {officers: 1}}", 1, 15, "unknown_key", "z"),
        ("departments: {x: {people: 1}}", 1, 19, "unknown_key", "people"),
        ("departments: {x: {officers: 1.5}}", 1, 29, "number", "officers"),
        ("items: {b: {handling: 1}}", 1, 9, "unknown_key", "b"),
        ("items:\n  a: {handling: 1, refusal: 2}", 2, 29, "number", "refusal"),
        ("items:\n  a: {special_procedure: {probability: 1}}", 2, 26, "missing", "days"),
        ("answers: {size: 三}", 1, 17, "number", "size"),
        ("answers: {kind: 1}", 1, 17, "answer", "kind"),
        ("answers: {kind: {国企: 1}}", 1, 18, "answer", "选项"),
        ("answers: {kind: {个体: 0}}", 1, 17, "answer", "没有任何回答"),
        ("answers: {colour: 1}", 1, 11, "unknown_key", "colour"),
        ("applications: {size: 1}", 1, 15, "type", "applications"),
        ("applications:\n  - {size: 500, rent: '1', kind: 个体, sign: true}", 2, 12, "answer", "不能大于"),
        ("applications:\n  - {size: 5, rent: '1', kind: 个体}", 2, 5, "answer", "招牌"),
    ],
)  # fmt: skip
def test_faults_stand_at_their_place(  # noqa: PLR0917
    define: Define, text: str, line: int, column: int, code: str, part: str
) -> None:
    """Each slip gives one fault with line, column, a stable code and what is wrong in Chinese."""
    definition = define(ONE_ITEM, HEAD + QUESTIONS)
    (fault,) = faults(definition, text)
    assert fault[:3] == (line, column, f"simulation.{code}")
    assert part in fault[3]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("answers: {sign: 70%}", "写 0.7，不用百分号"),
        ("answers: {sign: 12.5％}", "写 0.125，不用百分号"),
        ("answers: {sign: 70}", "比例写小数：70% 写 0.7"),
        ("items: {a: {refusal: 100 %}}", "写 1，不用百分号"),
        ("items: {a: {refusal: 250}}", ""),
        ("departments: {x: {officers: 5人}}", "只写数字：5"),
        ("items: {a: {handling: 2.5 工作时}}", "只写数字：2.5"),
        ("correction: {uniform: [1日, 3]}", "只写数字：1"),
        ("correction: 一天", ""),
        ("seed: 1-2", ""),
    ],
)
def test_a_number_with_a_unit_is_told_as_a_number(define: Define, text: str, hint: str) -> None:
    """A percentage is to be written as a fraction, and a number with a unit without it."""
    with pytest.raises(DefinitionError) as refused:
        scenario(define(ONE_ITEM, HEAD + QUESTIONS), text)
    (fault,) = refused.value.faults
    assert (fault.code, fault.hint) == ("simulation.number", hint)


def test_a_special_procedure_must_be_one_of_the_item(define: Define) -> None:
    """An item that lists none cannot be stopped."""
    definition = define("items:\n  - {id: a, name: 甲事, department: x, committed_limit: 2 工作日}\n")
    ((line, _, code, message),) = faults(definition, "items:\n  a: {special_procedure: {probability: 1, days: 2}}")
    assert (line, code) == (2, "simulation.special_procedure")
    assert "甲事没有特别程序" in message


def test_all_faults_come_at_once(define: Define) -> None:
    """Nothing stops at the first fault."""
    found = faults(define(ONE_ITEM), "seed: x\norder: y\nitems:\n  a: {handling: z}\n")
    assert [each[0] for each in found] == [1, 2, 4]


def test_a_written_scenario_reads_as_itself(restaurant: Definition) -> None:
    """What is written can be read again and is equal, whatever kinds of answers and distributions are in it."""
    read = load_scenario(EXAMPLE, restaurant)
    work = {**read.work, "signboard": replace(read.work["signboard"], handling=Empirical((0.00001, 1.5, 1e5)))}
    written = replace(read, work=work, correction=Constant(2.0), last=None)
    assert scenario(restaurant, scenario_text(written, "open-restaurant")) == written


def test_applications_are_written_and_read(define: Define) -> None:
    """Whole applications keep which answers go together; nothing about answers is assumed then."""
    definition = define(ONE_ITEM, HEAD + QUESTIONS)
    applications: tuple[Mapping[str, StoredValue], ...] = (
        {"size": 5, "rent": "1.5", "kind": "个体", "sign": True},
        {"size": 50, "rent": "9", "kind": "企业", "sign": False},
    )
    written = replace(assumed_scenario(definition), applications=applications)
    read = scenario(definition, scenario_text(written, "small"))
    assert read.applications == applications
    assert not any("回答" in said for said in read.assumed)


def test_weights_are_written_as_shares(define: Define) -> None:
    """Shares of single answers survive being written, up to the last digits."""
    definition = define(ONE_ITEM, HEAD + QUESTIONS)
    written = scenario(definition, "answers: {kind: {个体: 1, 企业: 2}, sign: 0.3, size: 7, rent: 2}")
    read = scenario(definition, scenario_text(written, "small"))
    assert read.answers["sign"] == Weighted((True, False), (pytest.approx(0.3), 1.0))  # type: ignore[arg-type]
    kind = read.answers["kind"]
    assert isinstance(kind, Weighted)
    assert kind.bounds == pytest.approx((1 / 3, 1.0))


def test_a_missing_file_is_a_fault(tmp_path: Path, restaurant: Definition) -> None:
    """A file that is not there, and text that is no YAML, are faults like others."""
    with pytest.raises(DefinitionError, match="找不到文件"):
        load_scenario(tmp_path / "nothing.yaml", restaurant)
    (tmp_path / "broken.yaml").write_text("seed: [", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"yaml\.syntax"):
        load_scenario(tmp_path / "broken.yaml", restaurant)
