"""Random lives, told as commands and their instants, and lived again on a clock that moves in another way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from tests.model.days import instant
from tests.model.replaying import of_case
from tests.stateful.acting import application, moments, sensible
from tests.stateful.definitions import catalog
from tests.stateful.lockstep import APPLICANT
from yishi_engine import Engine, MemoryStore
from yishi_engine.errors import YishiError

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from yishi_engine import commands as c

Done = list[tuple[datetime, "c.Command"]]

HOUR: Final = timedelta(hours=1)
AFTERWARDS: Final = timedelta(weeks=9)
"""How long a life is watched after its last command."""
STARTS: Final = tuple(
    instant(datetime.fromisoformat(each))
    for each in ("2026-02-09 10:00", "2026-04-28 16:30", "2026-06-06 23:00", "2026-09-16 09:00")
)


class Room:
    """An engine on an empty store, and the clock on its wall."""

    def __init__(self, now: datetime, *, catch_up: bool = False) -> None:
        """Begin at an instant."""
        self.now = now
        self.store = MemoryStore()
        self.engine = Engine(store=self.store, catalog=catalog(), clock=lambda: self.now, catch_up=catch_up)


def random_life(random: Random, steps: int) -> Done:
    """Return the commands of one case that were carried out, each at an instant at which somebody had swept."""
    room = Room(random.choice(STARTS))
    given = random.choice([("lease",), ("lease", "plan")])
    first = application(
        random.choice([1, 2]), random.choice([90, 60, 10]), given, APPLICANT, sign=random.random() < 0.5
    )
    case_id = room.engine.handle(first).id
    done: Done = [(room.now, first)]
    for _ in range(steps):
        if random.random() < 0.4:
            room.now = random.choice(moments(room.now, room.engine.case(case_id)) or [room.now])
            room.engine.sweep()
        with room.store.read() as transaction:
            stored = transaction.load(case_id)
        assert stored is not None
        command = random.choice(sensible(stored.case, moves=True))
        try:
            room.engine.handle(command)
        except YishiError:
            continue
        done.append((room.now, command))
    return done


def ticking(room: Room, until: datetime) -> None:
    """Let time pass by the hour, and sweep at each."""
    while room.now + HOUR < until:
        room.now += HOUR
        room.engine.sweep()
    jumping(room, until)


def jumping(room: Room, until: datetime) -> None:
    """Let time pass at once, and sweep then."""
    room.now = until
    room.engine.sweep()


def unswept(room: Room, until: datetime) -> None:
    """Let time pass without a sweep."""
    room.now = until


def told(done: Done, pass_time: Callable[[Room, datetime], None], *, catch_up: bool = False) -> list[object]:
    """Live a life again, and return what its records say, but for when they were written.

    Args:
        done: The commands and their instants.
        pass_time: How time passes up to an instant.
        catch_up: Whether the engine lets time take effect before each command.
    """
    room, case_id = Room(done[0][0], catch_up=catch_up), ""
    for at, command in done:
        pass_time(room, at)
        case_id = room.engine.handle(of_case(command, case_id)).id
    pass_time(room, room.now + AFTERWARDS)
    room.engine.sweep()
    assert room.engine.verify() > 0
    records = room.engine.events(case_id)
    return [(each.type, each.actor, each.occurred_at, _without_chance(each.type, each.data)) for each in records]


def _without_chance(kind: str, data: object) -> object:
    return kind if kind in ("case.submitted", "case.corrected") else data
