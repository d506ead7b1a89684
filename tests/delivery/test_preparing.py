"""Sinks with something to set up first: nothing is delivered to them until it is there, and nobody waits for them."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.delivery.conftest import Desk, Post
from tests.delivery.nats_servers import Place, eventually, on, server, stored
from tests.delivery.test_worker import LIMIT, running, until
from yishi_engine.delivery import DeliveryFailed, PreparedSink, RelayReport, Worker
from yishi_engine.delivery.nats import NatsSink

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from nats.js import JetStreamContext

    from yishi_engine.delivery.health import LoopHealth


@dataclass
class Counter(Desk):
    """A desk that has to be set up first.

    Attributes:
        trouble: Why that is not possible; None if it is.
        asked: How often it was asked to be set up.
    """

    trouble: Exception | None = None
    asked: int = 0

    def prepare(self) -> None:
        self.asked += 1
        if self.trouble is not None:
            raise self.trouble


def shut(name: str = "portal") -> Counter:
    """Return a counter that cannot be set up."""
    return Counter(name, trouble=DeliveryFailed("the shutters are down"))


def test_it_is_set_up_once_before_anything_is_delivered(post: Post) -> None:
    """That happens at once, even if there is nothing to deliver, and never again."""
    counter = Counter()
    assert isinstance(counter, PreparedSink)
    assert not isinstance(Desk(), PreparedSink)
    relay = post.relay(counter)
    assert relay.run_once() == RelayReport(prepared=1)
    case_id = post.office.accepted().id
    relay.run_until_idle()
    assert counter.seqs(case_id) == post.records(case_id)
    assert counter.asked == 1


def test_nothing_is_delivered_until_then(post: Post) -> None:
    """What is recorded meanwhile waits for it, has not failed, and is delivered in order afterwards."""
    counter = shut()
    relay = post.relay(counter)
    case_id = post.office.accepted().id
    report = relay.run_until_idle()
    assert (report.unprepared, report.delivered, report.failed) == (1, 0, 0)
    assert report.error == "DeliveryFailed: the shutters are down"
    assert counter.seen == []
    waiting = post.delivery(case_id)
    assert waiting is not None
    assert (waiting.next_seq, waiting.attempts, waiting.claimed) == (1, 0, False)
    counter.trouble = None
    post.later(seconds=1)
    assert relay.run_until_idle().prepared == 1
    assert counter.seqs(case_id) == post.records(case_id)


def test_the_others_get_everything_meanwhile(post: Post) -> None:
    """One sink that cannot be set up stands in nobody's way, whatever it raises."""
    counter, desk = shut(), Desk("other")
    counter.trouble = ZeroDivisionError()
    case_id = post.office.accepted().id
    report = post.relay(counter, desk).run_until_idle()
    assert desk.seqs(case_id) == post.records(case_id)
    assert report.error == "ZeroDivisionError"


def test_it_is_tried_again_after_waits_that_grow(post: Post) -> None:
    """After 1 s, 2 s, 4 s … half a minute at most; in between nobody asks."""
    counter = shut()
    relay = post.relay(counter)
    asked_at = []
    for second in range(100):
        before = counter.asked
        assert not relay.run_once()
        if counter.asked > before:
            asked_at.append(second)
        post.later(seconds=1)
    assert asked_at == [0, 1, 3, 7, 15, 31, 61, 91]


def test_it_is_told_in_the_log(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    """Each try that fails says of which sink, and why."""
    post.relay(shut("bus")).run_once()
    (record,) = caplog.records
    assert all(each in record.getMessage() for each in ("delivery.unprepared", "bus", "the shutters are down"))


def test_a_worker_tells_of_it_until_it_is_over(quick_post: Post) -> None:
    """The worker itself is well; the loop says what is the matter, until the sink is set up, with or without work."""
    counter = shut()
    told = threading.Event()
    over = threading.Event()
    seen: list[LoopHealth] = []

    def wait(stop: threading.Event, _: float) -> object:
        quick_post.later(seconds=60)
        health = worker.health()
        loops = [loop for loop in health.loops if loop.name == "deliver portal"]
        if loops and loops[0].trouble and health.is_well:
            seen.extend(loops)
            told.set()
            counter.trouble = None
        if told.is_set() and loops and loops[0].trouble is None:
            over.set()
        return stop.wait(0.001)

    worker = Worker(quick_post.office.engine, sinks=[counter], wait=wait)
    with running(worker):
        assert over.wait(LIMIT)
    assert seen[0].trouble == "DeliveryFailed: the shutters are down"
    assert (seen[0].failures, seen[0].error) == (0, None)


class TestJetStream:
    """A stream that is created by whoever delivers to it."""

    def test_a_server_that_comes_later(self, quick_post: Post, tmp_path: Path) -> None:
        """The stream is there as soon as the server is, with what was recorded before it came."""
        place, desk = Place.new(), Desk("other")
        case_id = quick_post.office.accepted().id
        count = len(quick_post.records(case_id))
        reached = until(desk, count)

        def wait(stop: threading.Event, _: float) -> object:
            quick_post.later(seconds=1)
            return stop.wait(0.01)

        with server(tmp_path) as running_server:
            running_server.stop()
            bus = NatsSink("bus", running_server.url, stream=place.events, prefix=place.prefix, timeout=0.5, replicas=1)
            with running(Worker(quick_post.office.engine, sinks=[bus, desk], wait=wait)):
                assert reached.wait(LIMIT)
                running_server.start()
                eventually(lambda: quick_post.delivery(case_id, "bus") is None, what="everything is delivered")
            ids = [each.event_id for each in stored(running_server.url, place.events)]
        assert ids == [f"{case_id}/{seq}" for seq in quick_post.records(case_id)]

    def test_without_replicas_somebody_else_creates_it(self, tmp_path: Path) -> None:
        """Then there is nothing to set up, and nobody is asked."""
        with server(tmp_path) as running_server:
            sink = NatsSink("bus", running_server.url, stream="YISHI")
            running_server.stop()
            sink.prepare()
            sink.close()

    def test_with_replicas_it_is_there_before_the_first_event(self, post: Post, tmp_path: Path) -> None:
        """Consumers can subscribe as soon as a worker has started."""

        async def names(jetstream: JetStreamContext) -> list[str | None]:
            return [each.config.name for each in await jetstream.streams_info()]

        with server(tmp_path) as running_server:
            sink = NatsSink("bus", running_server.url, stream="YISHI", replicas=1)
            assert post.relay(sink).run_once() == RelayReport(prepared=1)  # type: ignore[arg-type]
            sink.close()
            assert on(running_server.url, names) == ["YISHI"]
