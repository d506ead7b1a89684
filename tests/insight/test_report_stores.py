"""A report is the same on every store, agrees with other accounts of the same cases, and holds nobody's data."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pytest

from tests.databases import upgraded
from tests.insight.conftest import scenario
from tests.insight.office import APPLICANT, SECRET, Office, at, lived
from tests.insight.recording import RecordedWorld, keep, play, rate
from yishi_engine.case.lifecycle import CaseState
from yishi_engine.case.timeline import timeline
from yishi_engine.insight import histories
from yishi_engine.insight.report import Bulletin, Report, report
from yishi_engine.insight.report.facts import Course, case_fact
from yishi_engine.insight.report.tally import Share
from yishi_engine.store import SqlStore
from yishi_engine.store.memory import MemoryStore
from yishi_engine.worktime.calendar import national_calendar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yishi_engine.bundle.catalog import Definition
    from yishi_engine.insight.simulation.tally import InTime, Tally
    from yishi_engine.store.port import Store

CALENDAR = national_calendar()
TOWN = """
cases: 60
arrivals: {per_day: 6}
window: {officers: 1, accept: 0.5, issue: 0.5}
correction: {uniform: [1, 12]}
departments: {scjg: {officers: 2}, xfjy: {officers: 1}, cgj: {officers: 1}}
items:
  business-licence: {handling: 1, deficiency: 0.2}
  food-permit: {handling: {lognormal: [3, 9]}, refusal: 0.1, special_procedure: {probability: 0.3, days: 3}}
  fire-check: {handling: 6}
  signboard: {handling: 1}
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def sql(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """Return a store in each kind of database in turn, empty and up to date."""
    url = f"sqlite:///{tmp_path}/town.db" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    yield from upgraded(SqlStore.from_url(url))


@pytest.fixture(scope="module")
def town(restaurant: Definition) -> tuple[RecordedWorld, Tally]:
    """Return a simulated town whose applicants rate."""
    world, tally = play(restaurant, scenario(restaurant, TOWN), CALENDAR)
    rate(world)
    return world, tally


def kept(world: RecordedWorld, store: Store, definition: Definition) -> Store:
    """Return a store with the cases of a town."""
    keep(world, store, definition)
    return store


class TestEveryStore:
    """Memory, SQLite and PostgreSQL."""

    def test_the_office_is_reported_alike(self, sql: SqlStore, tmp_path: Path) -> None:
        """What was worked out by hand for memory is what comes of a database."""
        folders = [tmp_path / name for name in ("memory", "sql")]
        for folder in folders:
            folder.mkdir()
        stores: tuple[Store, Store] = (MemoryStore(), sql)
        first, second = (lived(Office(store, folder)) for store, folder in zip(stores, folders, strict=True))
        assert report(first.store, now=first.now) == report(second.store, now=second.now)

    def test_a_town_is_reported_alike(
        self, sql: SqlStore, town: tuple[RecordedWorld, Tally], restaurant: Definition
    ) -> None:
        """So is a town with everything that can happen, text by text."""
        in_memory = report(kept(town[0], MemoryStore(), restaurant), now=at(12, 1))
        in_database = report(kept(town[0], sql, restaurant), now=at(12, 1))
        assert in_database == in_memory
        for text in (Bulletin.html, Bulletin.json):
            assert text(Bulletin(in_database)) == text(Bulletin(in_memory))

    def test_pages_join(
        self, town: tuple[RecordedWorld, Tally], restaurant: Definition, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """However few cases are held at a time, each is counted once."""
        store = kept(town[0], MemoryStore(), restaurant)
        expected = report(store, now=at(12, 1))
        for size in (1, 7, 60):
            monkeypatch.setattr(histories, "PAGE", size)
            assert report(store, now=at(12, 1)) == expected


class TestOtherAccounts:
    """The same cases, told by others."""

    def test_the_simulation_counted_the_same(self, town: tuple[RecordedWorld, Tally], restaurant: Definition) -> None:
        """Rates, refusals and notices of a simulated town are those that a report finds in its records."""
        world, tally = town
        found = report(kept(world, MemoryStore(), restaurant), now=at(12, 1))
        assert found.total.times.committed == share(tally.total)
        assert found.total.notices == tally.noticed
        assert found.total.states[CaseState.LAPSED] == tally.lapsed > 0
        for item, counted in tally.items.items():
            reported = found.items["open-restaurant", item]
            assert reported.times.committed == share(counted.committed)
            assert reported.times.statutory == share(counted.statutory)
            assert (reported.refused, reported.terminated) == (counted.refused, counted.terminated)
            assert reported.suspended == sum(stopped > 0 for stopped in counted.stopped)

    def test_the_timeline_counts_the_same_days(self, town: tuple[RecordedWorld, Tally], restaurant: Definition) -> None:
        """Net and gross days, and lateness, are those that an officer is shown of each single case."""
        world, _ = town
        bundle = restaurant.bundle
        seen: Counter[str] = Counter()
        for name, life in world.all_lives.items():
            case = life.state
            if case.state is not CaseState.COMPLETED:
                continue
            events = world.events[name]
            fact = case_fact(case, events, bundle, lambda _: CALENDAR)
            accounts = {
                each.item: each
                for each in timeline(name, events, bundle, CALENDAR, at(12, 1)).accounts
                if not each.step
            }
            courses: dict[str | None, Course | None] = {
                None: fact.course,
                **{each.item: each.course for each in fact.tasks},
            }
            for item, course in courses.items():
                if course:
                    account = accounts[item]
                    assert (course.gross, course.net) == (account.gross_days, account.net_days)
                    assert course.committed is (account.late_days == 0)
                    seen["late" if account.late_days else "stopped" if account.stopped_days else "plain"] += 1
        assert all(seen[kind] > 0 for kind in ("late", "stopped", "plain"))


def share(count: InTime) -> Share:
    """Return what a simulation counted as a report has it."""
    return Share(count.hits, count.of)


class TestPrivacy:
    """What is in a report."""

    def test_nobody_is_in_it(self, tmp_path: Path) -> None:
        """No name, applicant, officer, comment or case number is in any form of a report."""
        office = lived(Office(MemoryStore(), tmp_path))
        numbers = [view.number for view in office.engine.cases()]
        counted = report(office.store, now=office.now)
        bulletin = Bulletin(counted)
        texts = [bulletin.html(), bulletin.json(), repr(asdict(counted))]
        texts += [bulletin.csv(by) for by in ("bundle", "item", "department", "month")]
        for text in texts:
            for secret in (SECRET, APPLICANT.id, "x-1", "y-1", "缺页", "不符合条件", *numbers):
                assert secret not in text


class TestBulletin:
    """What people and programs are shown."""

    @pytest.fixture
    def counted(self, tmp_path: Path) -> Report:
        """Return the report of the office."""
        office = lived(Office(MemoryStore(), tmp_path))
        return report(office.store, now=office.now)

    def test_it_is_told_in_sentences(self, counted: Report) -> None:
        """Counts, rates, days, the baseline by its name, and what is late now."""
        told = "".join(Bulletin(counted).headline())
        for part in (
            "终结 5 件，其中办结 3 件；作出决定 6 个",
            "整件按时率 100.0%；事项按承诺 66.7%，按法定 100.0%",
            "整件平均 5.0 净工作日（毛 5.7），比单项法定时限之和少",
            "在办 2 件，已超期 1 件；在办事项已超期 1 个",
        ):
            assert part in told

    def test_programs_get_all_groupings(self, counted: Report) -> None:
        """JSON holds every grouping with keys, the period, the instant, and what reductions are compared with."""
        plain = json.loads(Bulletin(counted).json())
        assert plain["made_at"] == "2026-04-20T04:00:00.000000Z"
        assert plain["baseline"] == {"cases": "单项法定时限之和", "tasks": "法定时限"}
        (bundle,) = plain["by_bundle"]
        assert (bundle["bundle"], bundle["ended"], bundle["overdue"]) == ("small", 5, 1)
        assert [row["item"] for row in plain["by_item"]] == ["a", "b"]
        assert [row["month"] for row in plain["by_month"]] == ["2026-03", "2026-04"]
        assert plain["by_department"][0]["on_time_committed"] == 0.666667

    def test_a_page_tells_how_it_counts(self, counted: Report) -> None:
        """The bulletin holds every grouping, its charts and its definitions."""
        text = Bulletin(counted).html()
        for part in (
            "“一件事”办理情况通报",
            "截至 2026-04-20",
            "甲局",
            "乙事",
            "2026-03",
            "口径",
            "净用时扣除停止计时的日子",
            "好差评",
        ):
            assert part in text

    def test_a_bulletin_of_one_bundle_is_named_after_it(self, counted: Report) -> None:
        """Title and period say what is in it."""
        text = Bulletin(replace(counted, bundle="small")).html()
        assert "“小事”办理情况通报" in text

    def test_an_empty_bulletin_is_whole(self, tmp_path: Path) -> None:
        """Where nothing has ended, tables are empty and rates are dashes."""
        office = Office(MemoryStore(), tmp_path)
        bulletin = Bulletin(report(office.store, now=office.now, bundle="unknown"))
        assert "整件按时率 —" in "".join(bulletin.headline())
        assert "“unknown”办理情况通报" in bulletin.html()
        assert bulletin.csv("item").count("\n") == 1
