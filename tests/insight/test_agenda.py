"""What happens when, and who takes what next."""

from __future__ import annotations

from dataclasses import dataclass

from yishi_engine.case.actor import Actor
from yishi_engine.insight.simulation.agenda import Agenda, Phase
from yishi_engine.insight.simulation.station import LAST, Station


@dataclass(slots=True)
class Parcel:
    """Something that waits."""

    name: str
    place: int = 0


def officers(number: int) -> list[Actor]:
    """Return officers, the last of whom is asked first."""
    return [Actor.staff(f"o-{index}", "x") for index in range(number, 0, -1)]


def station(number: int, *, endless: bool = False) -> Station:
    """Return a station whose officers are measured from second 10 to 20."""
    return Station(key="x", free=officers(number), measured=(10, 20), endless=endless)


def taken(place: Station) -> list[str]:
    """Let officers take what they can, and return its names."""
    return [work.name for work, _ in place.ready() if isinstance(work, Parcel)]


class TestAgenda:
    """The order of what happens."""

    def test_things_happen_in_order_of_time_and_phase(self) -> None:
        """At one second ends come before limits, limits before beginnings, and equal ones as they were planned."""
        agenda = Agenda(100)
        seen: list[object] = []
        for second, phase, name in (
            (5, Phase.BEGINS, "e"),
            (5, Phase.RUNS_OUT, "d"),
            (3, Phase.BEGINS, "a"),
            (5, Phase.ENDS, "b"),
            (5, Phase.ENDS, "c"),
        ):
            agenda.plan(second, phase, lambda at, which: seen.append((at, which)), name)
        while (second_ := agenda.next()) is not None:
            agenda.take(second_)
        assert seen == [(3, "a"), (5, "b"), (5, "c"), (5, "d"), (5, "e")]

    def test_what_is_planned_for_now_happens_now(self) -> None:
        """What an action plans for the same second is taken with it."""
        agenda = Agenda(100)
        seen: list[object] = []
        agenda.plan(1, Phase.BEGINS, lambda at: agenda.plan(at, Phase.ENDS, seen.append))
        agenda.take(1)
        assert seen == [1]
        assert agenda.next() is None

    def test_nothing_happens_past_the_end(self) -> None:
        """On the last second things may still end; nothing begins or runs out there, and nothing happens later."""
        agenda = Agenda(10)
        seen: list[object] = []
        for second, phase in ((10, Phase.ENDS), (10, Phase.BEGINS), (10, Phase.RUNS_OUT), (11, Phase.ENDS)):
            agenda.plan(second, phase, seen.append)
        agenda.take(10)
        assert seen == [10]
        assert agenda.next() is None


class TestStation:
    """The order in which officers take what waits."""

    def test_the_most_urgent_is_taken_first(self) -> None:
        """The lowest urgency wins, equals go by when they came, what has no date comes last."""
        place = station(9)
        for name, urgency in (("d", LAST), ("b", 2.0), ("a", 1.0), ("c", 2.0)):
            place.join(Parcel(name), urgency)
        assert taken(place) == ["a", "b", "c", "d"]

    def test_no_more_is_taken_than_there_are_officers(self) -> None:
        """The rest waits until somebody comes back."""
        place = station(1)
        for name in "ab":
            place.join(Parcel(name), 0.0)
        assert taken(place) == ["a"]
        assert taken(place) == []
        place.release(officers(1)[0], since=0, until=1)
        assert taken(place) == ["b"]

    def test_what_joins_anew_is_taken_once(self) -> None:
        """A new urgency replaces the old one; what left is not taken at all."""
        place, one, other, third = station(9), Parcel("one"), Parcel("other"), Parcel("third")
        place.join(one, 1.0)
        place.join(other, 2.0)
        place.join(third, 3.0)
        place.join(one, 4.0)
        place.leave(third)
        assert taken(place) == ["other", "one"]
        assert one.place == 0

    def test_only_work_in_the_measured_time_counts(self) -> None:
        """Work before and after the measured time is cut off."""
        place = station(1)
        (officer,) = place.free
        for since, until in ((0, 5), (8, 12), (14, 15), (19, 25), (30, 40)):
            place.release(officer, since=since, until=until)
        assert place.busy == 2 + 1 + 1

    def test_endless_officers_take_everything(self) -> None:
        """Where there are as many officers as are needed, nothing waits and none is used up."""
        place = station(1, endless=True)
        for name in "abc":
            place.join(Parcel(name), 0.0)
        assert taken(place) == ["a", "b", "c"]
        place.release(place.free[0], since=10, until=12)
        assert len(place.free) == 1
        assert place.busy == 2
