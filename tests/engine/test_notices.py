"""A notice on days off arrives while cases run."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.case.conftest import APPLICANT, DEFINITION, FIRE, LEAD, LEAD_SUPERVISOR, at
from tests.engine.conftest import Office, catalog
from yishi_engine import Actor, Engine, NotFound, NotPermitted, commands
from yishi_engine.errors import OutsideCalendar
from yishi_engine.worktime.calendar import Calendar, national_calendar
from yishi_engine.worktime.notices import Notice

if TYPE_CHECKING:
    from datetime import datetime

    from yishi_engine.engine.desk import Desk

YEAR_2027 = Notice.model_validate(
    {
        "name": "2027年部分节假日安排的通知（示例）",
        "layer": "nation",
        "years": [2027],
        "off": ["2027-01-01..2027-01-03"],
        "work": [],
    }
)


def calendar_until_2026() -> Calendar:
    """Return the national calendar as it was before 2027 became known."""
    known = national_calendar()
    days = (date(2026, 12, 31) - known.first).days + 1
    return Calendar(first=known.first, working=known.working[:days])


def office_in_december(office: Office) -> Office:
    """Return the office at the end of 2026, knowing nothing of 2027."""
    office.now = at("2026-12-24 10:00")
    office.engine = Engine(
        store=office.store, catalog=catalog(), calendar=calendar_until_2026(), clock=lambda: office.now
    )
    return office


def test_provisional_dates_become_real_on_record(office: Office) -> None:
    """Past the horizon no date is guessed; with the notice it stands, and the record says so."""
    case = office_in_december(office).accepted()
    assert (case.due_on, case.provisional) == (None, True)
    assert case.tasks[2].due_on == date(2026, 12, 31)
    report = office.engine.load_notice(YEAR_2027, by=Actor.staff("c-1", department="scjg"))
    assert (report.cases, report.moved, report.failures) == (1, 1, ())
    seen = office.engine.case(case.id)
    assert (seen.due_on, seen.provisional) == (date(2027, 1, 15), False)
    (record,) = [each for each in office.engine.events(case.id) if each.type == "clock.recomputed"]
    assert json.loads(json.dumps(record.data))["moved"] == {"case": {"after": "2027-01-15T09:00:00.000000Z"}}
    assert office.engine.verify() > 0


def test_loading_it_again_records_nothing(office: Office) -> None:
    """The command can be repeated: a date that stands is not recorded twice."""
    case = office_in_december(office).accepted()
    office.engine.load_notice(YEAR_2027)
    count = len(office.engine.events(case.id))
    assert office.engine.load_notice(YEAR_2027).moved == 0
    assert len(office.engine.events(case.id)) == count


def test_an_ad_hoc_change_moves_open_clocks_only(office: Office) -> None:
    """Days off that are added at short notice (as in January 2020) move what runs; what is decided stays."""
    case = office.accepted()
    office.decide(case.id, "business-licence", "scjg")
    added = Notice.model_validate({"name": "临时调整", "layer": "nation", "off": ["2026-02-24", "2026-02-25"]})
    office.engine.load_notice(added)
    view = office.engine.case(case.id)
    assert view.tasks[2].due_on == date(2026, 2, 27)
    (record,) = [each for each in office.engine.events(case.id) if each.type == "clock.recomputed"]
    moved = record.data["moved"]
    assert isinstance(moved, dict)
    assert set(moved) == {"case", "food-permit", "fire-check"}
    assert office.engine.inbox(department="xfjy")[0].due_on == date(2026, 2, 27)


def test_levels_follow_the_new_dates(office: Office) -> None:
    """A warning that would have come is not given; it comes for the new date."""
    case = office.accepted()
    office.engine.load_notice(
        Notice.model_validate({"name": "临时调整", "layer": "nation", "off": ["2026-02-24", "2026-02-25"]})
    )
    office.now = at("2026-02-24 12:00")
    office.engine.sweep()
    warned = [each.data.get("item") for each in office.engine.events(case.id) if each.type == "clock.warning"]
    assert "fire-check" not in warned
    office.now = at("2026-02-26 12:00")
    office.engine.sweep()
    dates = [
        (each.data.get("item"), each.data["due_on"])
        for each in office.engine.events(case.id)
        if each.type == "clock.warning"
    ]
    assert ("fire-check", "2026-02-27") in dates


def test_another_engine_learns_of_it_with_its_next_sweep(office: Office) -> None:
    """Notices lie in the store, so that every process counts the same days."""
    other = Engine(store=office.store, catalog=catalog(), clock=lambda: office.now)
    office.engine.load_notice(Notice.model_validate({"name": "市假", "layer": "city", "off": ["2026-02-12"]}))
    assert other.calendar.is_working_day(date(2026, 2, 12))
    other.sweep()
    assert not other.calendar.is_working_day(date(2026, 2, 12))
    fresh = Engine(store=office.store, catalog=catalog(), clock=lambda: office.now)
    assert not fresh.calendar.is_working_day(date(2026, 2, 12))


def test_what_would_keep_engines_from_starting_is_refused(office: Office) -> None:
    """A nation's year cannot rest on one that only a city made known; nothing is kept, and engines start as before."""
    horizon = office.engine.calendar.horizon.year
    city, nation = (
        Notice.model_validate({"name": layer, "layer": layer, "years": [year]})
        for layer, year in (("city", horizon + 1), ("nation", horizon + 2))
    )
    office.engine.load_notice(city)
    with pytest.raises(OutsideCalendar):
        office.engine.load_notice(nation)
    fresh = Engine(store=office.store, catalog=catalog(), clock=lambda: office.now)
    assert fresh.calendar.horizon.year == horizon + 1


def test_a_notice_builds_on_what_another_process_loaded(office: Office) -> None:
    """What an engine has not seen yet counts when it takes in a notice itself."""
    horizon = office.engine.calendar.horizon.year
    other = Engine(store=office.store, catalog=catalog(), clock=lambda: office.now)
    for engine, year in ((office.engine, horizon + 1), (other, horizon + 2)):
        engine.load_notice(Notice.model_validate({"name": f"{year}年", "layer": "nation", "years": [year]}))
    assert other.calendar.horizon.year == horizon + 2


def test_one_bad_case_is_left_and_reported(office: Office) -> None:
    """A case that cannot be computed does not keep the others from it; the next run does it."""
    bad, good = office.accepted(), office.accepted()
    handler = office.engine._handler
    loaded = handler.loaded

    def loaded_or_failed(desk: Desk, case_id: object, now: datetime) -> object:
        if case_id == bad.id:
            raise RuntimeError("broken")
        return loaded(desk, case_id, now)

    handler.loaded = loaded_or_failed  # type: ignore[method-assign, assignment]
    notice = Notice.model_validate({"name": "市假", "layer": "city", "off": ["2026-02-24"]})
    report = office.engine.load_notice(notice)
    assert [failure.case_id for failure in report.failures] == [bad.id]
    assert report.moved == 1
    handler.loaded = loaded  # type: ignore[method-assign]
    assert office.engine.load_notice(notice).moved == 1
    assert office.engine.case(good.id).tasks[2].due_on == office.engine.case(bad.id).tasks[2].due_on


def test_a_case_is_moved_to_another_version(office: Office) -> None:
    """Planned without effect, carried out on record; the store keeps the new definition with the case."""
    case = office.accepted()
    items = [dict(item) for item in _items()]
    items[2]["committed_limit"] = "3 工作日"
    office.engine = Engine(store=office.store, catalog=catalog(version=2, items=items), clock=lambda: office.now)
    plan = office.engine.plan_migration(case.id, 2)
    assert plan.obstacles == []
    assert office.engine.case(case.id).bundle_version == 1
    view = office.engine.handle(
        commands.MigrateCase(case_id=case.id, by=LEAD_SUPERVISOR, version=2, reason="新版施行", key="m-1")
    )
    assert view.bundle_version == 2
    assert view.tasks[2].due_on == date(2026, 2, 14)
    assert office.engine.inbox(department="xfjy")[0].due_on == date(2026, 2, 14)
    gone = Engine(store=office.store, catalog=catalog(id="other-thing"), clock=lambda: office.now)
    gone.handle(commands.StartTask(task_id=f"{case.id}:fire-check", by=FIRE))
    assert gone.verify() > 0
    with pytest.raises(NotFound):
        office.engine.plan_migration(case.id, 3)


def _items() -> list[dict[str, object]]:
    items = DEFINITION["items"]
    assert isinstance(items, list)
    return items


def test_a_timeline_is_for_staff(office: Office) -> None:
    """Officers and supervisors of the bundle see who held the case when; the applicant does not."""
    case = office.completed()
    told = office.engine.timeline(case.id, viewer=FIRE)
    assert {account.item for account in told.accounts} >= {None, "fire-check"}
    assert {segment.holder for segment in told.segments} == {"scjg", "xfjy", "cgj"}
    for viewer in (APPLICANT, Actor.staff("z", department="elsewhere")):
        with pytest.raises(NotPermitted):
            office.engine.timeline(case.id, viewer=viewer)
    assert office.engine.timeline(case.id, viewer=LEAD).first_officer == "c-1"


def test_the_first_answer_stays_the_first_answer(office: Office) -> None:
    """A command sent again after a notice is answered as the first time, by the working days of then."""
    case = office.submit()
    accept = commands.AcceptCase(case_id=case.id, by=LEAD, key="accept-1")
    first = office.engine.handle(accept)
    office.engine.load_notice(Notice.model_validate({"name": "市假", "layer": "city", "off": ["2026-02-24"]}))
    assert office.engine.case(case.id).due_on != first.due_on
    assert office.engine.handle(accept) == first
    fresh = Engine(store=office.store, catalog=catalog(), clock=lambda: office.now)
    assert fresh.handle(accept) == first


def test_a_process_that_missed_a_notice_looks_again(office: Office) -> None:
    """Dates told by others show that the calendar changed; the old one is not put on record again."""
    case = office.accepted()
    behind = Engine(store=office.store, catalog=catalog(), clock=lambda: office.now)
    office.engine.load_notice(Notice.model_validate({"name": "市假", "layer": "city", "off": ["2026-02-24"]}))
    view = behind.handle(commands.StartTask(task_id=f"{case.id}:fire-check", by=FIRE))
    assert view.tasks[2].due_on == date(2026, 2, 26)
    assert [each.type for each in behind.events(case.id)].count("clock.recomputed") == 1
    assert (
        office.engine.load_notice(Notice.model_validate({"name": "市假", "layer": "city", "off": ["2026-02-24"]})).moved
        == 0
    )
