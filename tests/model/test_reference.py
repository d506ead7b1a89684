"""The reference model itself: dates worked out by hand, and bundles that an author could have written."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from tests.model import bundles
from tests.model.clock import Clock, Stop
from tests.model.days import Days
from tests.model.effort import chance, effort, seeds
from tests.model.situation import asked
from yishi_engine.bundle import situation

if TYPE_CHECKING:
    from tests.model.situation import Plain


def clock(start: date, limit: str, *stops: Stop) -> Clock:
    """Return a clock that starts at ten in the morning."""
    return Clock(datetime.combine(start, time(10)), limit, None, Days(), list(stops))


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        (date(2026, 2, 13), "5 工作日", date(2026, 2, 27)),
        (date(2026, 9, 18), "5 工作日", date(2026, 9, 24)),
        (date(2025, 1, 24), "5 工作日", date(2025, 2, 7)),
        (date(2026, 2, 10), "20 工作日", date(2026, 3, 16)),
        (date(2026, 2, 15), "5 工作日", date(2026, 2, 28)),
        (date(2026, 9, 25), "5 自然日", date(2026, 9, 30)),
        (date(2026, 9, 25), "6 自然日", date(2026, 10, 8)),
        (date(2026, 1, 31), "1 月", date(2026, 2, 28)),
        (date(2026, 3, 6), "即办", date(2026, 3, 6)),
        (date(2026, 3, 7), "即办", date(2026, 3, 9)),
        (date(2026, 3, 6), "7 工作时", date(2026, 3, 6)),
        (date(2026, 3, 6), "8 工作时", date(2026, 3, 9)),
    ],
)
def test_the_model_knows_the_golden_dates(start: date, limit: str, due: date) -> None:
    """The model counts as the State Council's notices and the Civil Code have it."""
    assert clock(start, limit).due().on == due


def test_the_model_gives_no_date_past_the_end_of_the_calendar() -> None:
    """A sixth working day after 24 December 2026 lies in a year without a notice."""
    due = clock(date(2026, 12, 24), "6 工作日").due()
    assert (due.on, due.at, due.provisional) == (None, None, True)


def test_the_model_leaves_out_stopped_days() -> None:
    """A stop from Tuesday to Thursday takes Tuesday and Wednesday out, and keeps what was left while it lasts."""
    start, tuesday, thursday = date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 12)
    assert clock(start, "3 工作日", Stop(tuesday, thursday)).due().on == date(2026, 3, 16)
    stopped = clock(start, "3 工作日", Stop(tuesday))
    assert stopped.due().on is None
    assert stopped.remaining(datetime.combine(date(2026, 3, 20), time(10))) == 3


def test_the_model_does_not_charge_a_task_with_the_time_until_its_return() -> None:
    """Decided on the day of the start with five days left, and returned two weeks later, it has five from then on."""
    returned = Clock(datetime(2026, 2, 11, 9, 30), "5 工作日", None, Days())  # noqa: DTZ001  (a local time)
    assert returned.due().on == date(2026, 2, 25)
    returned.returns.append(Stop(date(2026, 2, 11), date(2026, 2, 25)))
    assert returned.due().on == date(2026, 3, 2)
    assert returned.remaining(datetime(2026, 2, 25, 10)) == 5  # noqa: DTZ001


def test_the_model_raises_levels_at_the_edges() -> None:
    """A warning comes when business opens a working day before; a card when the last day's business has closed."""
    running = Clock(datetime.combine(date(2026, 3, 9), time(10)), "3 工作日", "5 工作日", Days())
    levels = {
        (11, time(8, 59, 59)): "normal",
        (11, time(9)): "warning",
        (12, time(17)): "warning",
        (12, time(17, 0, 1)): "yellow",
        (16, time(17)): "yellow",
        (16, time(17, 0, 1)): "red",
    }
    found = {(day, at): running.level(datetime.combine(date(2026, 3, day), at)) for day, at in levels}
    assert found == levels


@effort(30)
@given(definition=bundles.definitions())
def test_generated_bundles_are_such_as_an_author_could_write(definition: Plain) -> None:
    """Every generated bundle passes the checks, with a longer total where it needs one."""
    with tempfile.TemporaryDirectory() as folder:
        loaded, catalog = bundles.load(definition, Path(folder))
    assert [item.id for item in catalog.get("generated").items] == [item["id"] for item in loaded["items"]]


@pytest.mark.parametrize("seed", seeds(40))
def test_every_situation_asks_for_what_the_model_says(seed: int) -> None:
    """Required items, form fields and materials of every combination of answers are those of the model."""
    with tempfile.TemporaryDirectory() as folder:
        definition, catalog = bundles.load(bundles.random_definition(chance(seed)), Path(folder))
    for answers in bundles.situations(definition):
        wanted, found = asked(definition, answers), situation(catalog.get("generated"), answers)
        assert [item.id for item in found.items] == list(wanted.items), answers
        assert {each.id for each in found.fields} == set(wanted.fields), answers
        asked_for = {each.id for each in found.materials if each.source == "applicant"}
        assert asked_for == set(wanted.materials), answers
