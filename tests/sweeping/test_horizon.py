"""Duties whose dates nobody could know when the case ended, because the notice for the next year was not there yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.model.days import instant
from tests.stateful.acting import application
from tests.stateful.definitions import catalog
from tests.stateful.lockstep import APPLICANT, STAFF
from yishi_engine import CaseView, Engine, MemoryStore
from yishi_engine import commands as c
from yishi_engine.worktime import Notice, national_calendar

YEAR_2027 = Notice.model_validate({"name": "2027年", "layer": "nation", "years": [2027], "off": ["2027-01-01"]})


class LateInTheYear:
    """An engine at the end of 2026 that knows no day of 2027, and a case that is completed there."""

    def __init__(self) -> None:
        """Open on 28 December."""
        known = national_calendar()
        days = (date(2026, 12, 31) - known.first).days + 1
        self.now = instant(datetime.fromisoformat("2026-12-28 10:00"))
        self.engine = Engine(
            store=MemoryStore(),
            catalog=catalog(),
            calendar=replace(known, working=known.working[:days]),
            clock=lambda: self.now,
        )

    def completed(self, *, on_commitment: bool, score: int) -> CaseView:
        """Return a completed case, part of it granted on commitment perhaps, and rated."""
        case = self.engine.handle(application(1, 60, ("lease", "plan"), APPLICANT, sign=False))
        self.engine.handle(c.AcceptCase(case_id=case.id, by=STAFF["lead"]))
        for item, department in (("licence", "lead"), ("check", "fire"), ("permit", "lead"), ("opening", "city")):
            task_id, by = c.task_id(case.id, item), STAFF[department]
            self.engine.handle(c.StartTask(task_id=task_id, by=by))
            self.engine.handle(c.GrantTask(task_id=task_id, by=by, on_commitment=on_commitment and item == "check"))
        self.engine.handle(c.CompleteCase(case_id=case.id, by=STAFF["lead"]))
        return self.engine.handle(c.RateCase(case_id=case.id, score=score, by=APPLICANT))


@pytest.mark.parametrize(("on_commitment", "score", "duty"), [(True, 5, "verification"), (False, 1, "follow_up")])
def test_a_duty_gets_its_levels_once_its_date_is_known(on_commitment: bool, score: int, duty: str) -> None:  # noqa: FBT001
    """A duty of an ended case is not forgotten: when the notice comes its date stands, and in time its levels come."""
    office = LateInTheYear()
    office.now += timedelta(days=3)
    case = office.completed(on_commitment=on_commitment, score=score)
    view = office.engine.case(case.id)
    assert (view.tasks[2].verify_due_on, view.follow_up_due_on) == (None, None)
    office.engine.load_notice(YEAR_2027)
    view = office.engine.case(case.id)
    due_on = view.tasks[2].verify_due_on if on_commitment else view.follow_up_due_on
    assert due_on is not None
    office.now += timedelta(days=60)
    office.engine.sweep()
    told = [(each.type, each.data["due_on"]) for each in office.engine.events(case.id) if each.data.get("duty") == duty]
    assert told == [("clock.warning", f"{due_on}"), ("clock.yellow", f"{due_on}")]
