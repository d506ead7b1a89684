"""A simulated town whose cases are kept in a store, as if the engine had handled every one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yishi_engine.audit import GENESIS, AuditRecord, seal
from yishi_engine.case import commands as c
from yishi_engine.case.event_records import event_data
from yishi_engine.case.evolution import replay
from yishi_engine.case.lifecycle import CaseState
from yishi_engine.insight.simulation.model import Model
from yishi_engine.insight.simulation.tally import Tally
from yishi_engine.insight.simulation.world import World
from yishi_engine.store.port import Change, Definition, StoredCase
from yishi_engine.testing.builders import case_id

if TYPE_CHECKING:
    from datetime import datetime

    from yishi_engine.bundle import catalog
    from yishi_engine.case.commands import Command
    from yishi_engine.case.events import Event
    from yishi_engine.case.model import Case
    from yishi_engine.insight.simulation.life import Life
    from yishi_engine.insight.simulation.scenario import Scenario
    from yishi_engine.store.port import Store
    from yishi_engine.worktime.calendar import Calendar


class RecordedWorld(World):
    """A world that remembers every event of every case."""

    def __init__(self, model: Model, tally: Tally, seed: str) -> None:
        super().__init__(model, tally, seed)
        self.all_lives: dict[str, Life] = {}
        self.events: dict[str, list[Event]] = {}

    def do(self, life: Life, command: Command, at: datetime) -> tuple[Event, ...]:
        events = super().do(life, command, at)
        self._remember(life, events)
        return events

    def let_time_pass(self, life: Life, at: datetime) -> tuple[Event, ...]:
        events = super().let_time_pass(life, at)
        self._remember(life, events)
        return events

    def _remember(self, life: Life, events: tuple[Event, ...]) -> None:
        self.all_lives[life.id] = life
        self.events.setdefault(life.id, []).extend(events)


def play(definition: catalog.Definition, scenario: Scenario, calendar: Calendar) -> tuple[RecordedWorld, Tally]:
    """Play one round and return the world and its tally."""
    model = Model.of(definition, scenario, calendar)
    tally = Tally(model.items)
    world = RecordedWorld(model, tally, f"{scenario.seed}/0")
    world.play(scenario.cases, lambda _: None)
    return world, tally


def rate(world: RecordedWorld, scores: tuple[int, ...] = (5, 4, 3, 2, 1)) -> None:
    """Let the applicants of every second completed case rate it, with these scores in turn."""
    completed = [life for life in world.all_lives.values() if life.state.state is CaseState.COMPLETED]
    for number, life in enumerate(completed[::2]):
        ended = life.state.ended_at
        assert ended is not None
        world.do(life, c.RateCase(case_id=life.id, score=scores[number % len(scores)], by=world.model.applicant), ended)


def keep(world: RecordedWorld, store: Store, definition: catalog.Definition, *, until: datetime | None = None) -> None:
    """Keep every case of a world in a store, with its audit chain; as it stood at an instant, if one is given."""
    bundle = definition.bundle
    kept = Definition(bundle=bundle.id, version=bundle.version, digest=definition.digest, content=definition.content)
    for number, (name, life) in enumerate(world.all_lives.items(), start=1):
        events = [event for event in world.events[name] if until is None or event.occurred_at < until]
        if not events:
            continue
        records = _sealed(case_id(number), events, store.algo)
        state = _renamed(replay(life.id, events), number)
        after = StoredCase(case=state, seq=len(records), head=records[-1].hash)
        with store.write() as transaction:
            transaction.save(
                Change(
                    before=None,
                    after=after,
                    records=records,
                    due_at=None,
                    task_due=dict.fromkeys(state.tasks),
                    attention_at=None,
                    definition=kept,
                )
            )


def _renamed(case: Case, number: int) -> Case:
    return replace(case, id=case_id(number), number=f"510900-20260105-{number:08d}")


def _sealed(case: str, events: list[Event], algo: str) -> tuple[AuditRecord, ...]:
    records: list[AuditRecord] = []
    prev = GENESIS
    for seq, event in enumerate(events, start=1):
        record = seal(
            algo=algo,
            case=case,
            seq=seq,
            prev=prev,
            type=event.type,
            actor=event.actor.to_json(),
            data=event_data(event),
            occurred_at=event.occurred_at,
            recorded_at=event.occurred_at,
        )
        records.append(record)
        prev = record.hash
    return tuple(records)
