"""What the checks promise: departments that keep their own limits keep that of the whole."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model import bundles
from tests.model.driving import begin
from tests.model.effort import chance, effort, seeds
from tests.model.prompt import Prompt
from yishi_engine.bundle import load_bundles
from yishi_engine.errors import DefinitionError
from yishi_engine.store.memory import MemoryStore

if TYPE_CHECKING:
    from random import Random

    from tests.model.situation import Plain


def loads(definition: Plain, total: int) -> bool:
    """Tell whether the checks accept a definition with this total, in working days."""
    changed = {**definition, "limits": {**definition["limits"], "total": f"{total} 工作日"}}
    with tempfile.TemporaryDirectory() as folder:
        bundles.write(changed, Path(folder))
        try:
            load_bundles(Path(folder))
        except DefinitionError as error:
            assert [fault.code for fault in error.faults if fault.severity == "error"] == ["limits.total_too_short"]
            return False
    return True


def keep_every_limit(random: Random, *, plain_units: bool) -> None:
    """Let a case live in which every department keeps its limits, and find that the case keeps its own."""
    with tempfile.TemporaryDirectory() as folder:
        definition, catalog = bundles.load(bundles.random_definition(random, plain_units=plain_units), Path(folder))
    drive = begin(random, MemoryStore(), definition, catalog)
    departments = Prompt(drive)
    departments.accept()
    departments.decide_all()
    departments.complete()
    assert departments.kept(), drive.story(f"completed at {drive.watch.local}, due at {departments.due_at}")


@effort(40)
@given(random=st.randoms(use_true_random=False))
def test_departments_that_keep_their_limits_keep_that_of_the_whole(random: Random) -> None:
    """A case whose tasks are decided and results issued in time is in time, in every unit and with stops anywhere."""
    keep_every_limit(random, plain_units=False)


@pytest.mark.parametrize("seed", seeds(120))
def test_departments_that_keep_limits_in_working_days_keep_that_of_the_whole(seed: int) -> None:
    """The same where all limits are in working days."""
    keep_every_limit(chance(seed), plain_units=True)


@pytest.mark.parametrize("seed", seeds(120))
def test_departments_that_keep_limits_in_mixed_units_keep_that_of_the_whole(seed: int) -> None:
    """The same where limits of all units follow each other."""
    keep_every_limit(chance(seed), plain_units=False)


@pytest.mark.parametrize("seed", seeds(60))
def test_the_shortest_total_that_is_accepted_is_the_longest_chain(seed: int) -> None:
    """The check on the total adds up the longest chain of any situation to the day, in working days."""
    definition = bundles.random_definition(chance(seed), plain_units=True)
    longest = bundles.critical_path(definition)
    assert loads(definition, longest)
    assert longest == 1 or not loads(definition, longest - 1)


def test_a_total_in_calendar_days_is_refused_where_a_task_can_be_stopped() -> None:
    """Stopped on every working day, a task counts nothing at weekends while the total runs on: no total is enough.

    Accepted on Friday 2026-03-06, stopped from each Monday to each Saturday, 3 working days outlast 13 calendar days.
    """
    definition = {
        "id": "generated",
        "version": 1,
        "name": "一件事",
        "audience": "person",
        "lead_department": "dept1",
        "limits": {"total": "13 自然日"},
        "items": [
            {
                "id": "item-1",
                "name": "事项1",
                "department": "dept1",
                "committed_limit": "3 工作日",
                "special_procedures": ["检测"],
            }
        ],
    }
    with tempfile.TemporaryDirectory() as folder:
        bundles.write(definition, Path(folder))
        with pytest.raises(DefinitionError) as caught:
            load_bundles(folder)
    assert {fault.code for fault in caught.value.faults} == {"limits.total_in_calendar_days"}
