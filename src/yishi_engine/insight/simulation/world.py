"""One play: cases come, wait, are handled and are issued, event by event.

At every second at which anything happens, first all that ends there ends, then limits run out, then what begins there
begins; and only then officers who are free take what is most urgent. Every step of a case is decided by the same rules
as in the engine.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from yishi_engine.case import events as happened
from yishi_engine.case.actor import Actor
from yishi_engine.case.evolution import evolve
from yishi_engine.case.timers import settle
from yishi_engine.insight.simulation.agenda import Agenda, Phase
from yishi_engine.insight.simulation.draws import draw_case
from yishi_engine.insight.simulation.life import Errand, Job, Life
from yishi_engine.insight.simulation.model import WINDOW, Model
from yishi_engine.insight.simulation.station import Station
from yishi_engine.insight.simulation.tasks import Tasks
from yishi_engine.insight.simulation.window import ServiceWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from yishi_engine.case.commands import Command
    from yishi_engine.case.events import Event
    from yishi_engine.insight.simulation.tally import Tally


class World:
    """One play of a scenario.

    Attributes:
        model: What is played.
        tally: Who counts.
        agenda: What will happen.
        stations: Department → its officers; ``(window)`` → those of the lead's window.
        lives: Cases that have not ended, by id.
    """

    def __init__(self, model: Model, tally: Tally, seed: str) -> None:
        """Make a world in which nothing has happened yet; all luck is drawn from the seed."""
        self.model = model
        self.tally = tally
        self.agenda = Agenda(model.time.length)
        self.stations: dict[str, Station] = {}
        self.lives: dict[str, Life] = {}
        self._seed = seed
        self._touched: dict[str, Station] = {}
        self._tasks = Tasks(self)
        self._window = ServiceWindow(self)

    def play(self, most: int | None, advance: Callable[[int], None]) -> int:
        """Play to the end and return how many cases came after the warm-up.

        Args:
            most: No more of them than these; None for all that come in the period.
            advance: Called with 1 for each of them.
        """
        model = self.model
        until = model.until
        coming = list(model.arrivals(self._seed))
        early = bisect_left(coming, model.warm)
        if most is not None and len(coming) - early > most:
            coming = coming[: early + most]
            until = coming[-1] + 1
        self._open_stations(until)
        for number, second in enumerate(coming):
            self.agenda.plan(second, Phase.BEGINS, self._arrive, number, advance)
        self.tally.begin_round()
        while (now := self.agenda.next()) is not None:
            self.agenda.take(now)
            self._hand_out(now)
        self.tally.close(self.stations.values(), self.lives.values(), model)
        return len(coming) - early

    def touch(self, station: Station) -> None:
        """Let officers of a station look for work once everything of this second has happened."""
        self._touched[station.key] = station

    def do(self, life: Life, command: Command, at: datetime) -> tuple[Event, ...]:
        """Carry out a command by the rules of the engine."""
        life.case, events = self.model.carry_out(life.case, command, at, case_id=life.id)
        return events

    def let_time_pass(self, life: Life, at: datetime) -> tuple[Event, ...]:
        """Let take effect on a case what time has brought about, as a sweep of the engine does."""
        events = settle(life.state, self.model.context(at))
        for event in events:
            life.case = evolve(life.case, event)
        return events

    def follow(self, life: Life, events: Iterable[Event], second: int, at: datetime) -> None:
        """Let what happened to a case take effect on its tasks and on the window."""
        for event in events:
            match event:
                case happened.CaseAccepted():
                    life.accepted = second
                case happened.TaskOpened():
                    self._tasks.open(life, event.item, second)
                case happened.TaskGranted():
                    for item in event.clocks_started:
                        self._tasks.start_clock(life.jobs[item], second)
                case happened.TaskTerminated():
                    self._tasks.terminate(life, event.item, second)
                case happened.CaseDecided():
                    self._window.go(life, second, at, issues=True)

    def _open_stations(self, until: int) -> None:
        model, since = self.model, self.model.warm
        for key, officers in model.scenario.officers.items():
            staff = [Actor.staff(f"{key}-{number}", key) for number in range(officers, 0, -1)]
            self.stations[key] = Station(key=key, free=staff, measured=(since, until))
        number = model.scenario.window.officers
        at_window = [model.lead] * (number or 1)
        self.stations[WINDOW] = Station(key=WINDOW, free=at_window, measured=(since, until), endless=number is None)

    def _arrive(self, second: int, number: int, advance: Callable[[int], None]) -> None:
        model = self.model
        name = f"{self._seed}/{number}"
        draw = draw_case(model.scenario, model.bundle, name, model.time.day_length)
        counted = second >= model.warm
        advance(int(counted))
        self._window.receive(Life(id=name, draw=draw, counted=counted), second)

    def _hand_out(self, second: int) -> None:
        touched, self._touched = self._touched, {}
        if second == self.model.time.length:
            return  # nobody begins anything after the last close that is known
        for station in touched.values():
            for work, officer in station.ready():
                if isinstance(work, Job):
                    self._tasks.begin(work, officer, second)
                elif isinstance(work, Errand):
                    self._window.begin(work, officer, second)
