"""What is remembered of how a task was seen says what looking anew would say, whoever looks and whenever."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING

from tests.case.conftest import APPLICANT, CITY, FIRE, LEAD, Life
from yishi_engine.case import commands as c
from yishi_engine.case.remembering import REMEMBERED, Lasting
from yishi_engine.case.viewing import view_case
from yishi_engine.case.views import Viewpoint
from yishi_engine.worktime.calendar import national_calendar
from yishi_engine.worktime.reading import ALWAYS

if TYPE_CHECKING:
    import pytest

    from yishi_engine.case.views import CaseView

VIEWERS = (None, APPLICANT, LEAD, FIRE, CITY)


def looked_at(life: Life) -> list[CaseView]:
    """Look at a case as everybody, at instants around each turn of its clocks."""
    seen = []
    for hours, viewer in product((0, 6, 7, 24, 100, 6, 500, 0), VIEWERS):
        now = life.now + timedelta(hours=hours)
        place = Viewpoint(bundle=life.bundle, calendar=national_calendar(), now=now, viewer=viewer)
        seen.append(view_case(life.the_case, place))
    return seen


def test_a_view_is_that_of_its_instant_and_viewer(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """At each step of a case, all views equal those of an engine that remembers nothing."""
    life.submit().accept()
    steps = [
        c.StartTask(task_id="case-1:fire-check", by=FIRE),
        c.GrantTask(task_id="case-1:fire-check", by=FIRE, result={"number": "川消〔2026〕1号"}),
    ]
    for step in [None, *steps]:
        if step:
            life.now += timedelta(hours=1)
            life.give(step)
        remembered = looked_at(life)
        again = looked_at(life)
        with monkeypatch.context() as patch:
            patch.setattr(Lasting, "get", lambda *_: None)
            anew = looked_at(life)
        assert remembered == again == anew
    shown = [next(task.result for task in view.tasks if task.item == "fire-check") for view in anew[: len(VIEWERS)]]
    assert [result is not None for result in shown] == [True, False, True, True, False]


def test_cases_with_the_same_task_do_not_share_a_view(life: Life) -> None:
    """A view names its case, even if two cases held the very same task."""
    life.submit().accept()
    place = Viewpoint(bundle=life.bundle, calendar=national_calendar(), now=life.now)
    first = view_case(life.the_case, place)
    second = view_case(replace(life.the_case, id="case-2", number="n-2"), place)
    assert {task.case_id for task in first.tasks} == {"case-1"}
    assert {task.case_id for task in second.tasks} == {"case-2"}
    assert {task.case_number for task in second.tasks} == {"n-2"}


def test_what_is_remembered_is_bounded(life: Life) -> None:
    """However many are asked for, no more than so many are kept."""
    known: Lasting[int] = Lasting()
    kept = [object() for _ in range(3 * REMEMBERED)]
    for number, each in enumerate(kept):
        known.put((each,), "", ALWAYS, number)
    found = [known.get((each,), "", life.now) for each in kept]
    assert found[-1] == len(kept) - 1
    assert sum(each is not None for each in found) <= REMEMBERED
