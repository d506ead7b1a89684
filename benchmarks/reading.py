"""What officers and applicants ask all day, each question many times, and how PostgreSQL goes about answering it."""

from __future__ import annotations

import json
import random
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from benchmarks.province import BUNDLES, NAMES, NOW, REGIONS, catalog, key
from yishi_engine import Actor, Engine, SqlStore
from yishi_engine.case.lifecycle import CaseState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yishi_engine.engine.page import Page

LARGEST = next(iter(REGIONS))
DEEP = 10
"""Pages into a list."""


@dataclass(frozen=True)
class Answered:
    """How one question was answered.

    Attributes:
        question: The question.
        p50: Milliseconds within which half of the answers came.
        p95: And 95 of a hundred.
        p99: And 99.
        cpu: Milliseconds of processor time that the client used, at the median.
        scans: Tables that were read from end to end; should be none.
        indexes: The indexes that were read.
    """

    question: str
    p50: float
    p95: float
    p99: float
    cpu: float
    scans: tuple[str, ...]
    indexes: tuple[str, ...]


class Asker:
    """Asks questions about a province at random."""

    def __init__(self, url: str, case_ids: Sequence[str], numbers: Sequence[str], people: int) -> None:
        """Ask about some cases and people."""
        self.store = SqlStore.from_url(url)
        self.engine = Engine(store=self.store, catalog=catalog(), clock=lambda: NOW)
        self._case_ids, self._numbers, self._people = case_ids, numbers, people
        self._deep_inbox = self._deep(lambda after: self.engine.inbox(department=self._desk(LARGEST), after=after))
        lead = key(LARGEST, BUNDLES["open-restaurant"][0])
        self._deep_cases = self._deep(
            lambda after: self.engine.cases(lead_department=lead, states=[CaseState.COMPLETED], after=after)
        )

    @property
    def questions(self) -> dict[str, Callable[[], object]]:
        """Question → what asks it once."""
        engine, draw = self.engine, random.choice
        lead = lambda: key(draw([*REGIONS]), draw(list(BUNDLES.values()))[0])  # noqa: E731
        states = [CaseState.SUBMITTED, CaseState.ACCEPTED, CaseState.DECIDED]
        return {
            "(nothing, for comparison)": self._nothing,
            "inbox, first page": lambda: engine.inbox(department=self._desk(draw([*REGIONS]))),
            f"inbox, page {DEEP}": lambda: engine.inbox(department=self._desk(LARGEST), after=self._deep_inbox),
            "case view": lambda: engine.case(draw(self._case_ids)),
            "case view of a department": lambda: self._seen(draw(self._case_ids)),
            "search by number": lambda: engine.find(draw(self._numbers)),
            "open cases of a lead": lambda: engine.cases(lead_department=lead(), states=states),
            "all cases of a lead": lambda: engine.cases(lead_department=lead()),
            f"completed cases of a lead, page {DEEP}": lambda: engine.cases(
                lead_department=key(LARGEST, BUNDLES["open-restaurant"][0]),
                states=[CaseState.COMPLETED],
                after=self._deep_cases,
            ),
            "cases of an applicant": lambda: engine.cases(applicant=f"p-{random.randrange(self._people)}"),  # noqa: S311
            "cases of an office": lambda: engine.cases(applicant=f"a-{random.randrange(20)}"),  # noqa: S311
            "open cases of an office": lambda: engine.cases(applicant=f"a-{random.randrange(20)}", states=states),  # noqa: S311
        }

    def _nothing(self) -> None:
        """Ask the server for nothing: what that takes is the machine's share of every other figure."""
        with self.store.engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")

    def _desk(self, region: str) -> str:
        return key(region, NAMES[1])

    def _seen(self, case_id: str) -> object:
        case = self.engine.case(case_id)
        name = random.choice(BUNDLES[case.bundle.rpartition("-")[0]])  # noqa: S311
        by = Actor.staff("o-1", department=key(case.bundle.rpartition("-")[2], name))
        return self.engine.case(case_id, viewer=by)

    def _deep(self, ask: Callable[[Any], Page[Any]]) -> Any:  # noqa: ANN401
        after = None
        for _ in range(DEEP - 1):
            after = ask(after).next or after
        return after


def ask_all(url: str, case_ids: Sequence[str], numbers: Sequence[str], people: int, times: int) -> list[Answered]:
    """Ask every question so many times, in turn, and have its plans told."""
    asker = Asker(url, case_ids, numbers, people)
    took: dict[str, list[float]] = {name: [] for name in asker.questions}
    used: dict[str, list[float]] = {name: [] for name in asker.questions}
    for number in range(times + times // 10):
        for name, ask in asker.questions.items():
            began, cpu = time.perf_counter(), time.process_time()
            ask()
            if number >= times // 10:
                took[name].append(1000 * (time.perf_counter() - began))
                used[name].append(1000 * (time.process_time() - cpu))
    asker.store.dispose()
    ways = plans(Asker(url, case_ids, numbers, people))
    return [
        Answered(
            question=name,
            p50=statistics.median(all_took),
            p95=statistics.quantiles(all_took, n=100)[94],
            p99=statistics.quantiles(all_took, n=100)[98],
            cpu=statistics.median(used[name]),
            scans=tuple(sorted(name_ for kind, name_ in ways[name] if kind == "Seq Scan")),
            indexes=tuple(sorted(name_ for kind, name_ in ways[name] if kind == "Index")),
        )
        for name, all_took in took.items()
    ]


def plans(asker: Asker) -> dict[str, set[tuple[str, str]]]:
    """Return for each question which tables were scanned and which indexes were read, as the server tells it."""
    told: list[str] = []

    @event.listens_for(asker.store.engine, "connect")
    def set_up(driver: Any, _: object) -> None:  # noqa: ANN401
        driver.autocommit = True
        for statement in (
            "LOAD 'auto_explain'",
            "SET auto_explain.log_min_duration = 0",
            "SET auto_explain.log_format = json",
            "SET client_min_messages = log",
        ):
            driver.execute(statement)
        driver.autocommit = False
        driver.add_notice_handler(lambda diagnostic: told.append(diagnostic.message_primary))

    asker.store.engine.dispose()
    found = {}
    for name, ask in asker.questions.items():
        told.clear()
        for _ in range(20):
            ask()
        read = [json.loads(each.partition("plan:\n")[2])["Plan"] for each in told if "plan:\n" in each]
        found[name] = {way for plan in read for way in _ways(plan)}
    asker.store.dispose()
    return found


def _ways(node: dict[str, Any]) -> set[tuple[str, str]]:
    found = {way for each in node.get("Plans", ()) for way in _ways(each)}
    if node["Node Type"] == "Seq Scan" and node["Relation Name"].startswith("yishi_"):
        found.add(("Seq Scan", node["Relation Name"]))
    if "Index Name" in node:
        found.add(("Index", node["Index Name"]))
    return found
