"""A cluster of three servers that loses its leader while cases go on: nothing lost, nothing doubled, all in order."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.case.conftest import ANSWERS, APPLICANT, FORM, LEAD, MATERIALS
from tests.delivery.nats_servers import cluster, eventually, on, stored
from tests.engine.conftest import catalog
from yishi_engine import Engine, MemoryStore, commands
from yishi_engine.delivery import Worker
from yishi_engine.delivery.nats import NatsSink
from yishi_engine.delivery.sink import DeliveryFailed

if TYPE_CHECKING:
    from pathlib import Path

    from nats.js import JetStreamContext

    from tests.delivery.nats_servers import Server

pytestmark = pytest.mark.slow


def leader(servers: list[Server]) -> Server:
    """Return the server that leads the stream."""

    async def ask(jetstream: JetStreamContext) -> str:
        info = (await jetstream.stream_info("YISHI")).cluster
        return (info.leader if info else None) or ""

    running = next(each for each in servers if each.process is not None)
    name = on(running.url, ask)
    return next(each for each in servers if each.name == name)


class Load:
    """A thread that lets cases go on, a little at a time, until it is told to stop."""

    def __init__(self, engine: Engine) -> None:
        """Begin at once."""
        self._engine = engine
        self._stop = threading.Event()
        self.cases: list[str] = []
        self._thread = threading.Thread(target=self._go_on)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _go_on(self) -> None:
        while not self._stop.wait(0.005):
            submit = commands.SubmitCase(
                bundle="open-restaurant", answers=ANSWERS, form=FORM, materials=MATERIALS, by=APPLICANT
            )
            case = self._engine.handle(submit)
            self._engine.handle(commands.AcceptCase(case_id=case.id, by=LEAD))
            self._engine.handle(commands.StartTask(task_id=f"{case.id}:business-licence", by=LEAD))
            self.cases.append(case.id)


def test_the_leader_is_killed_under_load(tmp_path: Path) -> None:
    """Twice the leader is killed while events go out, and comes back: each lies in the stream once, in its order."""
    engine = Engine(store=MemoryStore(), catalog=catalog())
    with cluster(tmp_path) as servers:
        sink = NatsSink("bus", [each.url for each in servers], stream="YISHI")
        eventually(lambda: made(sink), what="the cluster has agreed on a leader")
        worker = Worker(engine, sinks=[sink], sweep_every=timedelta(hours=1))
        stop = threading.Event()
        working = threading.Thread(target=worker.run, args=(stop,))
        working.start()
        load = Load(engine)
        try:
            for _ in range(2):
                begun = len(load.cases)
                eventually(lambda begun=begun: len(load.cases) > begun + 50, what="cases go on")  # type: ignore[misc]
                lost = leader(servers)
                lost.kill()
                begun = len(load.cases)
                eventually(lambda begun=begun: len(load.cases) > begun + 50, what="cases go on")  # type: ignore[misc]
                eventually(lambda: leader_or_none(servers), what="another leads")
                lost.start()
        finally:
            load.stop()
        eventually(lambda: waiting(engine) == 0, what="everything is delivered", seconds=60)
        stop.set()
        working.join()
        survivor = leader(servers)
        found = [each.event_id for each in stored(survivor.url, "YISHI")]
    assert len(found) == len(set(found))
    of_case: dict[str, list[int]] = {}
    for event_id in found:
        case_id, _, seq = event_id.partition("/")
        of_case.setdefault(case_id, []).append(int(seq))
    assert of_case == {case_id: [record.seq for record in engine.events(case_id)] for case_id in load.cases}


def made(sink: NatsSink) -> bool:
    """Make the stream; tell whether that could be done yet."""
    try:
        sink.ensure_stream(replicas=3)
    except DeliveryFailed:
        return False
    return True


def leader_or_none(servers: list[Server]) -> Server | None:
    """Return the server that leads the stream, if there is one."""
    try:
        return leader(servers)
    except Exception:  # noqa: BLE001  (there are many ways in which a cluster without a leader says so)
        return None


def waiting(engine: Engine) -> int:
    """Return of how many cases something is still to be delivered."""
    with engine.store.read() as transaction:
        return sum(each.pending + each.dead for each in transaction.backlog())
