"""From ``simulation.yaml`` to a scenario; what is not said is assumed, and named as assumed."""

from __future__ import annotations

import datetime as dt
import math
from random import Random
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.enumeration import representatives
from yishi_engine.bundle.situation import situation
from yishi_engine.insight.simulation.answers import assumed_answer, read_answer, read_applications
from yishi_engine.insight.simulation.distributions import Triangular
from yishi_engine.insight.simulation.reading import Reader
from yishi_engine.insight.simulation.scenario import NOTHING, Answer, Arrivals, Scenario, Special, Window, Work
from yishi_engine.positioned import parse_yaml, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from yishi_engine.bundle.catalog import Definition
    from yishi_engine.bundle.model import Bundle, Item
    from yishi_engine.positioned import Document

ASSUMED_HANDLING: Final = Triangular(1, 2, 4)
ASSUMED_LOAD: Final = 0.8
_ASSUMED_DAY: Final = 8
_SAMPLE: Final = 400
_KEYS: Final = (
    *("seed", "cases", "period", "warm_up", "order", "arrivals", "window", "correction"),
    *("answers", "applications", "departments", "items"),
)
_MAX_CASES: Final = 10_000_000


def load_scenario(path: Path, definition: Definition) -> Scenario:
    """Read a scenario of a bundle from a file.

    Args:
        path: The file.
        definition: The bundle that is to be simulated.

    Raises:
        DefinitionError: The file is no scenario of this bundle, with every fault at its place.
    """
    return read_scenario(read_yaml(path), definition)


def assumed_scenario(definition: Definition) -> Scenario:
    """Return the scenario of a bundle about which nothing is said."""
    return read_scenario(parse_yaml("{}", ""), definition)


def read_scenario(document: Document, definition: Definition) -> Scenario:
    """Read a scenario; see ``load_scenario``."""
    reader, bundle = Reader(document), definition.bundle
    root = reader.mapping(document.data, (), _KEYS)
    first, last = _period(reader, root.get("period"))
    arrivals = _arrivals(reader, root.get("arrivals"))
    applications = read_applications(reader, root.get("applications"), bundle)
    answers, guessed = _answers(reader, root.get("answers"), bundle)
    if applications:
        guessed = []
    work, unsaid = _work(reader, root.get("items"), bundle)
    assumed = [f"{bundle.item(item).name}的办理用时（1 至 4 工作时，多为 2）" for item in unsaid]
    assumed += [f"“{label}”的回答（各种情形一样多）" for label in guessed]
    needed = assumed_officers(bundle, answers, work, arrivals.per_day)
    officers, unstaffed = _officers(reader, root.get("departments"), needed)
    assumed += [f"{definition.departments[key].name}的人手（{officers[key]} 人）" for key in unstaffed]
    assumed += [] if "arrivals" in root else [f"每个工作日收件 {arrivals.per_day:g} 件"]
    order = reader.choice(root.get("order", "due"), ("order",), ("due", "arrival"))
    scenario = Scenario(
        seed=_optional(reader, root, "seed", least=0, default=1),
        cases=_optional(reader, root, "cases", least=1, most=_MAX_CASES) if "cases" in root else None,
        first=first,
        last=last,
        warm_up=_optional(reader, root, "warm_up", least=0, most=250, default=0),
        order="arrival" if order == "arrival" else "due",
        arrivals=arrivals,
        window=_window(reader, root.get("window")),
        correction=reader.distribution(root.get("correction", 3), ("correction",)),
        answers=answers,
        applications=applications,
        officers=officers,
        work=work,
        assumed=tuple(assumed),
    )
    reader.finish()
    return scenario


def assumed_officers(
    bundle: Bundle, answers: Mapping[str, Answer], work: Mapping[str, Work], per_day: float
) -> dict[str, int]:
    """Return how many officers each department needs so that they are busy four fifths of a day of eight hours."""
    random = Random(0)  # noqa: S311  (luck that can be repeated is the purpose)
    hours: dict[str, float] = {item.department: 0.0 for item in bundle.items}
    for _ in range(_SAMPLE):
        given = {name: answer.at(random.random()) for name, answer in answers.items()}
        for item in situation(bundle, given).items:
            hours[item.department] += work[item.id].handling.mean / _SAMPLE
    return {key: max(1, math.ceil(each * per_day / _ASSUMED_DAY / ASSUMED_LOAD)) for key, each in hours.items()}


def _optional(
    reader: Reader, root: Mapping[str, object], name: str, *, least: int, most: int = 2**31, default: int = 1
) -> int:
    found = reader.whole(root[name], (name,), least=least, most=most) if name in root else None
    return default if found is None else found


def _period(reader: Reader, value: object) -> tuple[dt.date | None, dt.date | None]:
    found: list[dt.date | None] = []
    period = reader.mapping(value, ("period",), ("from", "until"))
    for name in ("from", "until"):
        day = period.get(name)
        if day is not None and not isinstance(day, dt.date):
            reader.fault(("period", name), "date", f'"{name}"须为日期', "例如 2026-03-02")
        found.append(day if isinstance(day, dt.date) else None)
    first, last = found
    if first and last and last < first:
        reader.fault(("period", "until"), "date", f"止日{last}早于起日{first}")
    return first, last


def _arrivals(reader: Reader, value: object) -> Arrivals:
    trail = ("arrivals",)
    known = reader.mapping(value, trail, ("per_day", "pattern"))
    per_day = reader.number(known.get("per_day", 5), (*trail, "per_day"), least=0.001, most=100_000)
    pattern = reader.choice(known.get("pattern", "poisson"), (*trail, "pattern"), ("poisson", "fixed"))
    return Arrivals(per_day=per_day or 1.0, pattern="fixed" if pattern == "fixed" else "poisson")


def _window(reader: Reader, value: object) -> Window:
    trail = ("window",)
    known = reader.mapping(value, trail, ("officers", "accept", "issue"))
    officers = known.get("officers")
    return Window(
        officers=None if officers is None else reader.whole(officers, (*trail, "officers"), least=1, most=10_000),
        accept=reader.distribution(known["accept"], (*trail, "accept")) if "accept" in known else NOTHING,
        issue=reader.distribution(known["issue"], (*trail, "issue")) if "issue" in known else NOTHING,
    )


def _answers(reader: Reader, value: object, bundle: Bundle) -> tuple[dict[str, Answer], list[str]]:
    given = reader.mapping(value, ("answers",), [question.id for question in bundle.questions])
    kinds = representatives(bundle)
    answers: dict[str, Answer] = {}
    guessed = []
    for question in bundle.questions:
        if question.id in given:
            answers[question.id] = read_answer(reader, given[question.id], ("answers", question.id), question)
        else:
            answers[question.id] = assumed_answer(question, kinds.get(question.id, ()))
            guessed.append(question.label)
    return answers, guessed


def _officers(reader: Reader, value: object, needed: Mapping[str, int]) -> tuple[dict[str, int], list[str]]:
    given = reader.mapping(value, ("departments",), tuple(needed))
    officers, unstaffed = {}, []
    for key in needed:
        trail = ("departments", key)
        number = reader.mapping(given.get(key), trail, ("officers",)).get("officers")
        found = None if number is None else reader.whole(number, (*trail, "officers"), least=1, most=10_000)
        if number is None:
            unstaffed.append(key)
        officers[key] = found or needed[key]
    return officers, unstaffed


def _work(reader: Reader, value: object, bundle: Bundle) -> tuple[dict[str, Work], list[str]]:
    given = reader.mapping(value, ("items",), [item.id for item in bundle.items])
    work, unsaid = {}, []
    for item in bundle.items:
        trail = ("items", item.id)
        known = reader.mapping(given.get(item.id), trail, ("handling", "deficiency", "special_procedure", "refusal"))
        if "handling" not in known:
            unsaid.append(item.id)
        handling = known.get("handling")
        work[item.id] = Work(
            handling=ASSUMED_HANDLING if handling is None else reader.distribution(handling, (*trail, "handling")),
            deficiency=reader.probability(known.get("deficiency", 0), (*trail, "deficiency")),
            special=_special(reader, known.get("special_procedure"), item),
            refusal=reader.probability(known.get("refusal", 0), (*trail, "refusal")),
        )
    return work, unsaid


def _special(reader: Reader, value: object, item: Item) -> Special | None:
    if value is None:
        return None
    trail = ("items", item.id, "special_procedure")
    if not item.special_procedures:
        reader.fault(
            trail, "special_procedure", f"{item.name}没有特别程序，不能暂停计时",
            "请删去，或在套餐里给该事项写 special_procedures", key=True,
        )  # fmt: skip
    known = reader.mapping(value, trail, ("probability", "days"))
    for name in ("probability", "days"):
        if name not in known:
            reader.fault(trail, "missing", f'缺少"{name}"', "probability 为发生的比例，days 为工作日数")
    return Special(
        probability=reader.probability(known.get("probability", 0), (*trail, "probability")),
        days=reader.distribution(known.get("days", 1), (*trail, "days")),
    )
