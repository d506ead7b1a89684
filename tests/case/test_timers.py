"""What time alone brings about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.case.conftest import APPLICANT, LEAD, Life, at
from yishi_engine.case import commands as c
from yishi_engine.case.actor import Actor
from yishi_engine.case.timers import next_attention, settle
from yishi_engine.errors import NotAllowedByDefinition
from yishi_engine.worktime.calendar import national_calendar

if TYPE_CHECKING:
    from datetime import datetime

    from yishi_engine.bundle.model import Bundle


def attention(life: Life) -> datetime | None:
    """Return when a sweep should look at the case."""
    return next_attention(life.the_case, life.bundle, national_calendar())


def test_silence_is_acceptance_from_the_day_of_receipt(life: Life) -> None:
    """Five working days without a word: accepted, counted from receipt (行政许可法 art. 32)."""
    life.submit()
    # Received on 02-11: the fifth working day is 02-25.
    assert life.sweep("2026-02-25 17:00") == ["clock.warning"]
    types = life.sweep("2026-02-26 08:00")
    assert types[:2] == ["case.accepted", "task.opened"]
    case = life.the_case
    assert case.deemed
    assert case.accepted_at == case.received_at
    assert life.due()["fire-check"] == "2026-02-25"
    accepted = next(event for event in life.events if event.type == "case.accepted")
    assert accepted.actor == Actor.system()
    assert accepted.occurred_at == at("2026-02-25 17:00").replace(microsecond=1)
    # Clocks that ran from receipt are over already; that is said too, at the instant of acceptance.
    assert "clock.yellow" in types


def test_a_bundle_may_only_remind(bundle: Bundle) -> None:
    """With ``remind`` silence turns the window yellow and accepts nothing."""
    limits = bundle.limits.model_copy(update={"on_silence": "remind"})
    life = Life(bundle.model_copy(update={"limits": limits}))
    life.submit()
    assert life.sweep("2026-03-20 08:00") == ["clock.warning", "clock.yellow"]
    assert life.the_case.state == "submitted"
    with pytest.raises(NotAllowedByDefinition):
        life.give(c.AcceptCase(case_id="case-1", by=Actor.system()))


def test_the_system_accepts_only_on_silence(life: Life) -> None:
    """Before the window is over the system cannot accept."""
    life.submit()
    with pytest.raises(NotAllowedByDefinition):
        life.give(c.AcceptCase(case_id="case-1", by=Actor.system()))
    life.now = at("2026-02-26 09:00")
    life.give(c.AcceptCase(case_id="case-1", by=Actor.system()))
    assert life.the_case.deemed


def test_a_correction_that_does_not_come_lapses(life: Life) -> None:
    """The applicant's ten working days run out: regarded as withdrawn."""
    life.submit()
    life.give(c.RequestCorrection(case_id="case-1", by=LEAD, note="请补平面图"))
    assert life.sweep("2026-03-03 17:00") == ["clock.warning"]
    assert life.sweep("2026-03-03 17:01") == ["case.lapsed"]
    assert life.the_case.state == "lapsed"
    assert attention(life) is None


def test_a_bundle_may_decline_instead(bundle: Bundle) -> None:
    """``on_correction_expiry: decline`` ends the case with a reason."""
    limits = bundle.limits.model_copy(update={"on_correction_expiry": "decline"})
    life = Life(bundle.model_copy(update={"limits": limits}))
    life.submit()
    life.give(c.RequestCorrection(case_id="case-1", by=LEAD, note="请补平面图"))
    life.sweep("2026-04-01 09:00")
    assert life.the_case.state == "declined"
    assert life.the_case.reason


def test_levels_rise_once_a_clock_and_due_date(life: Life) -> None:
    """Warning, yellow and red are said once, at their instants, however often and late one looks."""
    life.submit(answers={"area": 80, "signboard": False}).accept()
    life.grant("business-licence")
    assert life.sweep("2026-02-24 08:59") == []
    assert life.sweep("2026-02-24 09:00") == ["clock.warning"]
    assert life.sweep("2026-02-24 09:00") == []
    assert life.sweep("2026-02-25 17:01") == ["clock.yellow"]
    assert [event.type for event in life.events].count("clock.warning") == 1


def test_a_stop_holds_the_levels_and_a_new_date_arms_them_again(life: Life) -> None:
    """While a clock is stopped nothing fires; with the later due date the warning is given again."""
    life.submit(answers={"area": 80, "signboard": False}).accept()
    life.grant("business-licence")
    life.grant("food-permit")
    life.start("fire-check")
    assert life.sweep("2026-02-24 09:00") == ["clock.warning"]
    life.suspend("fire-check")
    assert life.sweep("2026-03-20 09:00") == []
    life.resume("fire-check")
    # Due 02-25, stopped from 02-24: two working days were left, 03-20 and 03-23.
    assert life.due()["fire-check"] == "2026-03-23"
    assert life.sweep("2026-03-20 09:30") == ["clock.warning"]
    assert life.sweep("2026-03-23 17:01") == ["clock.yellow"]


def test_sweeping_late_records_the_same_as_sweeping_by_the_hour(bundle: Bundle) -> None:
    """One jump over two months and a tick every hour give the same events, to the microsecond."""
    lives = Life(bundle), Life(bundle)
    for life in lives:
        life.submit()
    late, ticking = lives
    late.sweep("2026-04-10 09:00")
    ticking.now = at("2026-02-11 10:00")
    while ticking.now < at("2026-04-10 09:00"):
        ticking.now += timedelta(hours=1)
        ticking.take(settle(ticking.the_case, ticking.context))
    assert ticking.events == late.events
    assert ticking.case == late.case


def test_ended_cases_need_no_attention(life: Life) -> None:
    """A withdrawn case is never looked at again."""
    life.submit()
    assert attention(life) is not None
    life.give(c.WithdrawCase(case_id="case-1", by=APPLICANT))
    assert attention(life) is None
