"""Commands that come over NATS JetStream, from a real server."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.delivery.nats_servers import Place, Server, eventually, on, server, stored
from tests.delivery.sending import SENDERS, event, said
from tests.engine.conftest import Office
from yishi_engine import MemoryStore, TaskState
from yishi_engine.delivery import Relay
from yishi_engine.delivery.inbound import Inbound
from yishi_engine.delivery.nats import NatsSink
from yishi_engine.delivery.nats_inbound import NatsInbound
from yishi_engine.delivery.receipt import Outcome
from yishi_engine.delivery.sink import DeliveryFailed
from yishi_engine.errors import NotPermitted, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nats.js import JetStreamContext


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run one server for all tests that do not stop it."""
    with server(tmp_path_factory.mktemp("nats")) as running:
        yield running


class Counter:
    """An office with a case at work, and a stream of commands for it."""

    def __init__(self, running: Server) -> None:
        self.running = running
        self.place = Place.new()
        self.office = Office(MemoryStore())
        self.case = self.office.accepted()
        self.inbound = Inbound(self.office.engine, SENDERS)
        self.office.tick()

    @property
    def task(self) -> str:
        return f"{self.case.id}:fire-check"

    def state(self) -> TaskState:
        tasks = self.office.engine.case(self.case.id).tasks
        return next(task.state for task in tasks if task.item == "fire-check")

    def records(self) -> list[str]:
        return [record.type for record in self.office.engine.events(self.case.id)]

    def publish(self, *messages: dict[str, object] | bytes, department: str = "xfjy") -> None:
        """Send messages as a department's system does."""

        async def publish(jetstream: JetStreamContext) -> None:
            for message in messages:
                body = message if isinstance(message, bytes) else said(message)
                await jetstream.publish(f"{self.place.prefix}.commands.{department}", body)

        on(self.running.url, publish)

    @contextmanager
    def taking(self, sender: str = "fire") -> Iterator[NatsInbound]:
        """Take what one sender sends."""
        made = NatsInbound(
            self.inbound, self.running.url, stream=self.place.commands, sender=sender, prefix=self.place.prefix
        )
        try:
            made.ensure_stream()
            yield made
        finally:
            made.close()


@pytest.fixture
def counter(shared: Server) -> Counter:
    """An office on a stream that is new."""
    return Counter(shared)


def test_commands_are_carried_out_in_order(counter: Counter) -> None:
    """What a system sends is carried out in the order in which it was sent, and then there is nothing more."""
    task = {"task_id": counter.task}
    with counter.taking() as taking:
        counter.publish(event("start_task", id="m-1", data=task), event("grant_task", id="m-2", data=task), b"noise")
        receipts = [taking.receive_once() for _ in range(3)]
        assert taking.receive_once(wait=0.1) is None
    assert [receipt and receipt.outcome for receipt in receipts] == [Outcome.DONE, Outcome.DONE, Outcome.LISTED]
    assert counter.state() is TaskState.GRANTED
    assert [entry.code for entry in counter.inbound.exceptions()] == ["inbound.malformed"]


def test_a_message_that_comes_twice(counter: Counter) -> None:
    """Sent twice, it is carried out once."""
    message = event("start_task", task_id=counter.task)
    with counter.taking() as taking:
        counter.publish(message, message)
        receipts = [taking.receive_once() for _ in range(2)]
    assert [receipt and receipt.outcome for receipt in receipts] == [Outcome.DONE, Outcome.DONE]
    assert counter.records().count("task.started") == 1


def test_departments_do_not_mix(counter: Counter) -> None:
    """What lies on another department's subject is another sender's: nobody speaks for another department."""
    with counter.taking() as fire, counter.taking("market") as market:
        counter.publish(event("start_task", task_id=counter.task), department="scjg")
        assert fire.receive_once(wait=0.1) is None
        receipt = market.receive_once()
    assert receipt is not None
    assert receipt.code == "command.actor"
    assert counter.state() is TaskState.OPEN


def test_a_receipt_is_published(counter: Counter) -> None:
    """A system that listens is told what became of each message."""
    got: list[dict[str, object]] = []
    listening, done = threading.Event(), threading.Event()

    async def listen(jetstream: JetStreamContext) -> None:
        subscription = await jetstream._nc.subscribe(f"{counter.place.prefix}.receipts.xfjy")
        await jetstream._nc.flush()
        listening.set()
        got.extend([json.loads((await subscription.next_msg(timeout=20)).data) for _ in range(2)])
        done.set()

    listener = threading.Thread(target=on, args=(counter.running.url, listen))
    listener.start()
    assert listening.wait(20)
    with counter.taking() as taking:
        counter.publish(
            event("start_task", id="m-1", task_id=counter.task), event("resume_task", id="m-2", task_id=counter.task)
        )
        receipts = [taking.receive_once() for _ in range(2)]
    listener.join()
    assert done.is_set()
    assert got == [receipt.to_json() for receipt in receipts if receipt]
    assert [each["outcome"] for each in got] == ["done", "listed"]


def test_a_database_that_is_down(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that could not be kept comes again, and what follows it waits: order is kept, and nothing is listed."""

    def broken(_: object) -> None:
        raise StorageError("the server is gone")

    task = {"task_id": counter.task}
    with counter.taking() as taking:
        counter.publish(event("start_task", id="m-1", data=task), event("grant_task", id="m-2", data=task))
        with monkeypatch.context() as patched:
            patched.setattr(counter.office.engine, "handle", broken)
            with pytest.raises(StorageError):
                taking.receive_once()
            assert taking.receive_once(wait=0.1) is None
        receipts = [taking.receive_once(wait=10) for _ in range(2)]
    assert [receipt and receipt.event_id for receipt in receipts] == ["m-1", "m-2"]
    assert counter.state() is TaskState.GRANTED
    assert counter.inbound.exceptions() == []


def test_an_acknowledgement_that_is_lost(counter: Counter) -> None:
    """A process that dies after the commit leaves its message to the next one, which gets the first answer."""
    with counter.taking() as dying:
        counter.publish(event("start_task", task_id=counter.task))
        message = dying._loop.run(dying._pull.next(5))
        assert message is not None
        first = counter.inbound.receive(message.data, sender="fire")
        dying._loop.run(message.nak())  # as the server does by itself after its time
    with counter.taking() as taking:
        again = taking.receive_once(wait=10)
    assert again == first
    assert counter.records().count("task.started") == 1


def test_two_processes_share_the_work(counter: Counter) -> None:
    """However many take messages of one sender, each message is given to one of them, and the order is kept."""
    tasks = 30
    stop = threading.Event()
    with counter.taking() as first, counter.taking() as second:
        for number in range(tasks):
            case = counter.office.accepted()
            task = {"task_id": f"{case.id}:fire-check"}
            counter.publish(
                event("start_task", id=f"s-{number}", data=task), event("grant_task", id=f"g-{number}", data=task)
            )
        runners = [threading.Thread(target=each.run, args=(stop,)) for each in (first, second)]
        for runner in runners:
            runner.start()
        eventually(lambda: granted(counter) == tasks, what="all are granted")
        stop.set()
        for runner in runners:
            runner.join()
    assert counter.inbound.exceptions() == []


def granted(counter: Counter) -> int:
    """Return how many fire checks are granted."""
    return len(counter.office.engine.inbox(department="xfjy", states=[TaskState.GRANTED], limit=500))


def test_a_server_that_is_restarted(tmp_path: Path) -> None:
    """Whoever takes messages goes on by itself when the server is back, and misses none."""
    stop = threading.Event()
    with server(tmp_path) as running:
        counter = Counter(running)
        with counter.taking() as taking:
            runner = threading.Thread(target=taking.run, args=(stop,))
            runner.start()
            counter.publish(event("start_task", id="m-1", task_id=counter.task))
            eventually(lambda: counter.state() is TaskState.IN_PROGRESS, what="the task is started")
            eventually(lambda: unacknowledged(counter) == 0, what="the server knows that")
            running.stop()  # one that is killed forgets its newest acknowledgements, and gives out again after a while
            running.start()
            counter.publish(event("grant_task", id="m-2", task_id=counter.task))
            eventually(lambda: counter.state() is TaskState.GRANTED, what="the task is granted")
            stop.set()
            runner.join()


def unacknowledged(counter: Counter) -> int:
    """Return how many messages were given out and not acknowledged yet."""

    async def ask(jetstream: JetStreamContext) -> int:
        info = await jetstream.consumer_info(counter.place.commands, f"{counter.place.prefix}-fire")
        return info.num_ack_pending or 0

    return on(counter.running.url, ask)


def test_a_stream_that_is_not_there(counter: Counter) -> None:
    """Taking from a stream that nobody made is an error that says so; a sender that is not known is one at once."""
    taking = NatsInbound(counter.inbound, counter.running.url, stream="NONE", sender="fire")
    try:
        with pytest.raises(DeliveryFailed, match="not found"):
            taking.receive_once(wait=0.5)
    finally:
        taking.close()
    with pytest.raises(NotPermitted):
        NatsInbound(counter.inbound, counter.running.url, stream="NONE", sender="tax")


def test_events_and_commands_share_a_server(counter: Counter) -> None:
    """A department's system gets its task as an event, and answers with a command: the whole way, and back."""
    office, place, url = counter.office, counter.place, counter.running.url

    async def answer_every_task(jetstream: JetStreamContext) -> None:
        """Do what a department's system does: take its open tasks, and start them."""
        consumer = await jetstream.pull_subscribe(f"{place.prefix}.*.xfjy.task.opened", stream=place.events)
        for got in await consumer.fetch(10, timeout=5):
            opened = json.loads(got.data)
            reply = event("start_task", id=f"start {opened['id']}", task_id=opened["subject"])
            await jetstream.publish(f"{place.prefix}.commands.xfjy", said(reply))
            await got.ack()

    sink = NatsSink("bus", url, stream=place.events, prefix=place.prefix)
    with counter.taking() as taking:
        try:
            sink.ensure_stream()
            relay = Relay(office.store, [sink], clock=lambda: office.now)
            relay.run_until_idle()
            on(url, answer_every_task)
            receipt = taking.receive_once()
            relay.run_until_idle()
        finally:
            sink.close()
    assert receipt is not None
    assert receipt.outcome is Outcome.DONE
    assert counter.state() is TaskState.IN_PROGRESS
    (started,) = stored(url, place.events, f"{place.prefix}.510900.xfjy.task.started")
    assert json.loads(started.body)["type"] == "cn.yishi.task.started.v1"
