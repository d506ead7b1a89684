"""A relay that ends or fails at any point: nothing is lost, order is kept, and only what was in hand is doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.delivery.conftest import Desk, Post
from tests.engine.conftest import Office
from tests.sweeping.faults import Crash, Fault, PointedStore, Points, crash, fail
from yishi_engine import MemoryStore, SqlStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from yishi_engine.store.port import Store


@pytest.fixture(params=["memory", "sqlite"])
def make_post(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Post]]:
    """Return a function that makes a store with two cases in it."""
    made: list[SqlStore] = []

    def new() -> Store:
        if request.param == "memory":
            return MemoryStore()
        made.append(SqlStore.from_url(f"sqlite:///{tmp_path}/{len(made)}.db"))
        made[-1].upgrade()
        return made[-1]

    def make() -> Post:
        post = Post(Office(new()))
        post.office.accepted()
        post.office.accepted()
        return post

    yield make
    for store in made:
        store.dispose()


def points_of_a_round(post: Post) -> list[str]:
    """Return the points that a quiet round passes."""
    points = Points()
    points.counting = True
    post.relay(Desk("one"), Desk("two"), store=PointedStore(post.store, points)).run_once()
    return points.passed


def test_a_round_passes_these_points(make_post: Callable[[], Post]) -> None:
    """Each stage is a transaction of its own, so that nothing is locked while a sink is at work."""
    passed = [point.split(" ", 1)[1] for point in points_of_a_round(make_post()) if point.startswith("before")]
    expected = ["begin", "register_sink", "register_sink", "commit", "is_due"]
    for name in ("route", "claim", "settle", "claim", "settle"):
        expected += ["begin", name, "commit"]
    assert passed == expected


@pytest.mark.parametrize("act", [crash, fail])
def test_nothing_is_lost_wherever_a_relay_ends(make_post: Callable[[], Post], act: Callable[[str], None]) -> None:
    """At every point in turn: the next relay delivers everything, in order, and doubles only what was not settled."""
    for at, point in enumerate(points_of_a_round(make_post()), start=1):
        post = make_post()
        points = Points(at, act)
        points.counting = True
        sinks = Desk("one"), Desk("two")
        with pytest.raises((Crash, Fault)):
            post.relay(*sinks, store=PointedStore(post.store, points)).run_once()
        in_hand = [len(sink.taken) for sink in sinks]
        post.started(next(iter(case_ids(post))))
        post.later(minutes=3)
        post.relay(*sinks).run_until_idle()
        for sink in sinks:
            assert_in_order(post, sink, point)
            doubled = len(sink.taken) - len({message.id for message in sink.taken})
            assert doubled <= in_hand[sinks.index(sink)], point


def test_a_relay_goes_on_after_a_fault(make_post: Callable[[], Post]) -> None:
    """The same relay, after an error of the store that passes, delivers what is free at once and the rest later."""
    for at in range(1, len(points_of_a_round(make_post())) + 1):
        post = make_post()
        points = Points(at, fail)
        points.counting = True
        sinks = Desk("one"), Desk("two")
        relay = post.relay(*sinks, store=PointedStore(post.store, points))
        with pytest.raises(Fault):
            relay.run_once()
        relay.run_until_idle()
        post.later(minutes=3)
        relay.run_until_idle()
        for sink in sinks:
            assert_in_order(post, sink, points.passed[at - 1])


def case_ids(post: Post) -> Iterator[str]:
    """Yield the ids of all cases."""
    with post.store.read() as transaction:
        for head in list(transaction.heads()):
            yield head.case


def assert_in_order(post: Post, sink: Desk, point: str) -> None:
    """Assert that a sink got all of every case, each message for the first time only after the one before."""
    for case_id in case_ids(post):
        assert list(dict.fromkeys(sink.seqs(case_id))) == post.records(case_id), point
        with post.store.read() as transaction:
            assert transaction.delivery(case_id, sink.name) is None, point
