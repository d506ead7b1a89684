"""Time takes effect with a sweep, or, where the host asks for it, before each command."""

from __future__ import annotations

import pytest

from tests.case.conftest import FIRE, LEAD, at
from tests.engine.conftest import Office, catalog
from yishi_engine import CaseState, Engine, NotAllowedInState, commands


def catching_up(office: Office) -> Office:
    """Return the office with an engine that catches up."""
    office.engine = Engine(store=office.store, catalog=catalog(), clock=lambda: office.now, catch_up=True)
    return office


def test_silence_has_its_effect_before_a_late_command(office: Office) -> None:
    """After the window the case is deemed accepted (行政许可法 art. 32); it can no longer be declined."""
    case = catching_up(office).submit()
    office.now = at("2026-02-27 09:00")
    decline = commands.DeclineCase(case_id=case.id, by=LEAD, reason="不属于本机关")
    with pytest.raises(NotAllowedInState):
        office.engine.handle(decline)
    assert office.engine.case(case.id).state is CaseState.SUBMITTED
    view = office.engine.handle(commands.StartTask(task_id=f"{case.id}:fire-check", by=FIRE))
    assert (view.state, view.deemed, view.accepted_at) == (CaseState.ACCEPTED, True, case.received_at)
    assert office.engine.verify() > 0


def test_a_card_is_on_record_although_nobody_swept(office: Office) -> None:
    """A task decided late has its warning and its yellow card, at their instants."""
    case = catching_up(office).accepted()
    office.now = at("2026-02-27 09:00")
    office.engine.handle(commands.StartTask(task_id=f"{case.id}:fire-check", by=FIRE))
    levels = [
        (each.type, each.occurred_at)
        for each in office.engine.events(case.id)
        if each.type.startswith("clock.") and each.data.get("item") == "fire-check"
    ]
    assert levels == [
        ("clock.warning", at("2026-02-24 09:00")),
        ("clock.yellow", at("2026-02-25 17:00").replace(microsecond=1)),
    ]


def test_without_it_a_case_is_as_the_last_command_left_it(office: Office) -> None:
    """By default only a sweep lets time take effect."""
    case = office.submit()
    office.now = at("2026-02-27 09:00")
    view = office.engine.handle(commands.AcceptCase(case_id=case.id, by=LEAD))
    assert (view.state, view.deemed) == (CaseState.ACCEPTED, False)
