"""The parts of the layout, each by itself: ranks, columns, corridors, channels."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from yishi_engine.publish.flowchart.channels import channel_slots
from yishi_engine.publish.flowchart.columns import Columns
from yishi_engine.publish.flowchart.corridors import Net, Run, corridors, net_of
from yishi_engine.publish.flowchart.grid import Cell, Link, Spacing
from yishi_engine.publish.flowchart.ranks import Place, places_of, ranks_of

SPACING = Spacing(gap=40, wire=10, column=20, lane=15, beside=0)


class Stretch(NamedTuple):
    """A stretch across, as channels see it."""

    key: tuple[int, Net]
    start: float
    end: float


def cell(name: str, lane: int = 0, *, first: bool = False) -> Cell:
    """Return a box of ten by ten."""
    return Cell(id=name, lane=lane, along=10, across=10, first=first)


def links(*pairs: str) -> list[Link]:
    """Return links, each written as source and target."""
    return [Link(source=pair[0], target=pair[1]) for pair in pairs]


def out_of(name: str) -> Net:
    """Return the net of the lines out of a box."""
    return Net(inward=False, box=name)


class TestRanks:
    """How far along a box stands."""

    def test_longest_way_counts(self) -> None:
        """A box stands one behind the last of those before it."""
        assert ranks_of([*map(cell, "abcd")], links("ab", "bd", "ad", "cd")) == {"a": 0, "b": 1, "c": 0, "d": 2}

    def test_beside_is_the_same_rank(self) -> None:
        """A box beside another has its rank, and what goes back changes nothing."""
        ways = [Link(source="a", target="b"), Link(source="b", target="c", way="beside")]
        back = Link(source="c", target="a", way="back")
        assert ranks_of([*map(cell, "abc")], [*ways, back]) == {"a": 0, "b": 1, "c": 1}


class TestPlaces:
    """Which column of its lane a box takes."""

    def test_chain_keeps_its_column(self) -> None:
        """What follows in the same lane stands straight below."""
        cells = [cell(name) for name in "abcd"]
        ways = links("ac", "bd")
        places = places_of(cells, ways, ranks_of(cells, ways))
        assert places == {"a": Place(0, 0), "b": Place(0, 1), "c": Place(0, 0), "d": Place(0, 1)}

    def test_follower_in_another_lane_begins_at_its_first_column(self) -> None:
        """A lane begins to fill from its first column."""
        cells = [cell("a"), cell("b", 1), cell("c", 1)]
        ways = links("ab", "ac")
        places = places_of(cells, ways, ranks_of(cells, ways))
        assert (places["b"], places["c"]) == (Place(1, 0), Place(1, 1))

    def test_column_that_is_taken_between_is_not_kept(self) -> None:
        """A box does not go below one of its chain where another box stands between."""
        cells = [cell(name) for name in "abcd"]
        ways = links("ab", "bc", "cd", "ad")
        places = places_of(cells, ways, ranks_of(cells, ways))
        assert len({places[name] for name in "abcd"}) == 1
        apart = [cell("a"), cell("x", first=True), cell("y"), cell("d")]
        ways = [*links("ax", "xy", "ad"), Link(source="y", target="d")]
        found = places_of(apart, ways, ranks_of(apart, ways))
        assert len({(found[name], rank) for name, rank in ranks_of(apart, ways).items()}) == 4

    def test_first_column_is_kept_for_those_that_must_have_it(self) -> None:
        """A box of the whole way stands in the first column, and an item of the same rank beside it."""
        cells = [cell("a"), cell("b"), cell("z", first=True)]
        places = places_of(cells, [], ranks_of(cells, []))
        assert (places["z"], places["a"], places["b"]) == (Place(0, 0), Place(0, 1), Place(0, 2))


class TestNets:
    """Which lines share their way."""

    def test_net_is_that_of_the_busier_end(self) -> None:
        """Lines belong to the box that has more of them, and to their source where both have as many."""
        ways = links("ab", "ac", "dc", "ec")
        assert net_of(ways[0], ways) == out_of("a")
        assert net_of(ways[1], ways) == Net(inward=True, box="c")
        assert net_of(links("ab")[0], links("ab")) == out_of("a")


class TestCorridors:
    """How a line gets past the ranks between."""

    def runs(self, cells: list[Cell], ways: list[Link]) -> list[Run | None]:
        """Return the run of each link."""
        ranks = ranks_of(cells, ways)
        return corridors(ways, ranks, places_of(cells, ways, ranks))

    def test_next_rank_needs_none(self) -> None:
        """A line to the next rank needs no run."""
        assert self.runs([*map(cell, "ab")], links("ab")) == [None]

    def test_empty_column_of_the_target_is_taken(self) -> None:
        """A line goes down the column of its target where that is empty."""
        found = self.runs([cell("a"), cell("b"), cell("c"), cell("z", 1)], links("ab", "bc", "cz", "az"))
        run = found[3]
        assert run is not None
        assert (run.place, run.slot, run.first, run.last) == (Place(1, 0), None, 1, 2)

    def test_margin_is_taken_past_a_box(self) -> None:
        """Where boxes stand in both columns, the line goes along a margin."""
        run = self.runs([*map(cell, "abc")], links("ab", "bc", "ac"))[2]
        assert run is not None
        assert (run.place, run.slot) == (Place(0, 0), 0)

    def test_lines_of_several_nets_lie_side_by_side(self) -> None:
        """Two lines that do not belong together take two places in a margin, and two of one net share one."""
        cells = [*map(cell, "abcd")]
        apart = self.runs(cells, links("ab", "bc", "cd", "ac", "bd"))
        slots = {run.slot for run in apart if run is not None}
        assert slots == {0, 1}
        shared = self.runs(cells, links("ab", "bc", "cd", "ad", "bd"))
        assert {run.slot for run in shared if run is not None} == {0}


class TestChannels:
    """Which line across comes before which."""

    def test_lines_apart_share_a_place(self) -> None:
        """Stretches that do not touch lie on one height."""
        turns = [Stretch((0, out_of("a")), 0, 50), Stretch((0, out_of("b")), 100, 150)]
        slots, circles = channel_slots(turns, SPACING)
        assert (set(slots.values()), circles) == ({0}, set())

    def test_lines_that_touch_do_not(self) -> None:
        """Stretches that meet or nearly meet lie on two heights."""
        turns = [Stretch((0, out_of("a")), 0, 50), Stretch((0, out_of("b")), 55, 150)]
        assert set(channel_slots(turns, SPACING)[0].values()) == {0, 1}

    def test_line_that_ends_where_another_begins_comes_later(self) -> None:
        """What comes down at a place is across before what goes on from there."""
        early, late = (0, out_of("z")), (0, out_of("a"))
        turns = [Stretch(late, 0, 50), Stretch(early, 50, 100)]
        slots, circles = channel_slots(turns, SPACING)
        assert slots[early] < slots[late]
        assert circles == set()

    def test_circle_is_reported(self) -> None:
        """Two stretches that exchange their places cannot both come first: an end must be moved."""
        one, other = (0, out_of("a")), (0, out_of("b"))
        slots, circles = channel_slots([Stretch(one, 0, 50), Stretch(other, 50, 0)], SPACING)
        assert set(slots) == {one, other}
        assert circles in ({(one, 50)}, {(other, 0)})

    def test_gaps_are_apart(self) -> None:
        """What lies in different gaps never touches."""
        turns = [Stretch((gap, out_of("a")), 0, 50) for gap in (0, 1)]
        assert set(channel_slots(turns, SPACING)[0].values()) == {0}


class TestColumns:
    """How wide lanes are."""

    def of(self, cells: list[Cell], lanes: int, runs: list[Run], spacing: Spacing = SPACING) -> Columns:
        """Return the columns of boxes that follow nothing."""
        return Columns.of(lanes, cells, places_of(cells, [], ranks_of(cells, [])), runs, spacing)

    def test_lines_in_a_margin_make_room(self) -> None:
        """A lane grows by the lines in its margins."""
        run = Run(Place(0, 0), 1, 0, 0, out_of("a"))
        columns = self.of([cell("a"), cell("b")], 1, [run])
        assert columns.lanes == ((0, 15 + 10 + 2 * 10 + 20 + 10 + 15),)
        assert columns.across(run) == 15 + 10 + 2 * 10

    def test_middle_of_a_column_is_that_of_its_boxes(self) -> None:
        """A run in a column lies in its middle."""
        columns = self.of([cell("a")], 1, [])
        assert columns.across(Run(Place(0, 0), None, 0, 0, out_of("a"))) == columns.centres["a"] == 20

    @pytest.mark.parametrize(("beside", "between"), [(0, 30), (50, 50), (100, 100)])
    def test_first_two_lanes_keep_their_distance(self, beside: float, between: float) -> None:
        """Between the applicant and the lead department there is room for words."""
        columns = self.of([cell("a"), cell("b", 1)], 2, [], Spacing(lane=15, column=20, beside=beside))
        assert columns.centres["b"] - columns.centres["a"] - 10 == between

    def test_narrow_lane_is_widened_evenly(self) -> None:
        """A lane narrower than the least keeps its box in the middle."""
        columns = self.of([cell("a", 2)], 3, [], Spacing(lane=15, beside=0, least=90))
        assert columns.lanes == ((0, 90), (90, 180), (180, 270))
        assert columns.centres["a"] == 225
