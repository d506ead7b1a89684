"""NATS JetStream, against real servers: what is stored, once and in order, and what happens when servers go."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nats.js.api import DiscardPolicy, StreamConfig

from tests.delivery.nats_servers import Server, eventually, on, server, stored
from tests.delivery.receiving import message
from yishi_engine.delivery.answers import NoAnswer
from yishi_engine.delivery.invalid import SinkInvalid
from yishi_engine.delivery.nats import NatsSink
from yishi_engine.delivery.sink import DeliveryFailed, DeliveryRefused, Message, Sink
from yishi_engine.delivery.subjects import command_subject, event_subject, token

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nats.js import JetStreamContext


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run one server for all tests that do not stop it."""
    with server(tmp_path_factory.mktemp("nats")) as running:
        yield running


@pytest.fixture
def bus(shared: Server) -> Iterator[NatsSink]:
    """Return a sink with a stream that is new."""
    with sink(shared) as made:
        on(shared.url, _forget)
        made.ensure_stream()
        yield made


@contextmanager
def sink(running: Server, *, timeout: float = 10.0, stream: str = "YISHI") -> Iterator[NatsSink]:
    """Return a sink, and close it afterwards."""
    made = NatsSink("bus", running.url, stream=stream, timeout=timeout)
    try:
        yield made
    finally:
        made.close()


async def _forget(jetstream: JetStreamContext) -> None:
    for info in await jetstream.streams_info():
        assert info.config.name
        await jetstream.delete_stream(info.config.name)


class TestStored:
    """What lies in the stream."""

    def test_an_event_is_stored_as_it_is(self, bus: NatsSink, shared: Server) -> None:
        """The body is the event, byte for byte; the id and the kind of content stand in the headers."""
        assert isinstance(bus, Sink)
        sent = message()
        assert bus.deliver([sent]) == [None]
        (found,) = stored(shared.url)
        assert found.body == sent.body
        assert found.subject == "yishi.510900.xfjy.task.opened"
        assert found.headers["Nats-Msg-Id"] == "c-1/1"
        assert found.headers["content-type"] == "application/cloudevents+json"

    def test_a_department_gets_its_own(self, bus: NatsSink, shared: Server) -> None:
        """A system asks for the subjects of its department, in one region or in all, and gets nothing else."""
        sent = [message(1), message(2, department="scjg"), message(3, type_="clock.red")]
        assert bus.deliver(sent) == [None] * 3
        assert {each.event_id for each in stored(shared.url, subject="yishi.*.xfjy.>")} == {"c-1/1", "c-3/3"}
        assert [each.event_id for each in stored(shared.url, subject="yishi.510900.scjg.task.opened")] == ["c-2/2"]
        assert [each.event_id for each in stored(shared.url, subject="yishi.*.*.clock.red")] == ["c-3/3"]

    def test_what_is_sent_twice_is_stored_once(self, bus: NatsSink, shared: Server) -> None:
        """A message whose answer was lost is sent again, and taken, without lying there twice."""
        for _ in range(2):
            assert bus.deliver([message(1), message(2)]) == [None, None]
        assert len(stored(shared.url)) == 2

    def test_another_worker_is_no_reason_to_store_twice(self, bus: NatsSink, shared: Server) -> None:
        """The same holds when another process delivers it, as after a worker was killed."""
        assert bus.deliver([message(1)]) == [None]
        with sink(shared) as other:
            assert other.deliver([message(1)]) == [None]
        assert len(stored(shared.url)) == 1

    def test_after_the_window_it_is_stored_twice(self, shared: Server) -> None:
        """JetStream forgets ids, so consumers have to know them: the id is the same."""
        on(shared.url, _forget)
        with sink(shared) as bus:
            assert bus.ensure_stream(duplicate_window=timedelta(milliseconds=100))
            for _ in range(2):
                assert bus.deliver([message(1)]) == [None]
                time.sleep(0.4)  # the server's window has to pass
        assert [each.event_id for each in stored(shared.url)] == ["c-1/1", "c-1/1"]

    def test_the_order_of_each_case_is_kept(self, bus: NatsSink, shared: Server) -> None:
        """Many cases at once, and of each the messages in order."""
        sent = [message(seq, case=f"c-{case}") for seq in range(1, 11) for case in range(50)]
        assert bus.deliver(sent) == [None] * 500
        seqs: dict[str, list[int]] = {}
        for each in stored(shared.url):
            case, _, seq = each.event_id.partition("/")
            seqs.setdefault(case, []).append(int(seq))
        assert seqs == {f"c-{case}": list(range(1, 11)) for case in range(50)}

    def test_nothing_to_deliver(self, bus: NatsSink) -> None:
        """An empty batch is answered without asking anybody."""
        assert bus.deliver([]) == []


class TestStream:
    """Making the stream."""

    def test_it_is_made_once_and_then_left_alone(self, bus: NatsSink, shared: Server) -> None:
        """A stream that is there stays as its administrators want it."""
        assert not bus.ensure_stream(duplicate_window=timedelta(seconds=7))

        async def window(jetstream: JetStreamContext) -> tuple[object, ...]:
            config = (await jetstream.stream_info("YISHI")).config
            return config.duplicate_window, config.subjects, config.num_replicas

        assert on(shared.url, window) == (600.0, ["yishi.*.*.>"], 1)

    def test_many_may_make_it_at_once(self, shared: Server) -> None:
        """Every worker may make it when it starts; one of them does, even if they want it differently."""
        on(shared.url, _forget)
        made: list[bool] = []
        start = threading.Barrier(4)

        def make(number: int) -> None:
            with sink(shared) as each:
                start.wait()
                made.append(each.ensure_stream(duplicate_window=timedelta(seconds=10 + number)))

        threads = [threading.Thread(target=make, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(made) == [False, False, False, True]

    def test_more_replicas_than_servers(self, shared: Server) -> None:
        """What cannot be made is told in one line."""
        on(shared.url, _forget)
        with sink(shared) as bus, pytest.raises(DeliveryFailed, match="replicas"):
            bus.ensure_stream(replicas=3)


class TestFailures:
    """What is not stored, and why."""

    def test_a_message_that_is_too_large(self, bus: NatsSink) -> None:
        """It is refused by itself; the others are stored."""
        huge = Message(
            id="c-9/1", case_id="c-9", seq=1, region="0", department="d", type="t", body=b"x" * (1024 * 1024 + 1)
        )
        first, second, third = bus.deliver([message(1), huge, message(2)])
        assert (first, third) == (None, None)
        assert isinstance(second, DeliveryRefused)
        assert "larger" in str(second)

    def test_a_stream_that_is_not_there(self, shared: Server) -> None:
        """Nobody answers for it; the error says what was asked."""
        on(shared.url, _forget)
        with sink(shared, timeout=0.3) as bus:
            (error,) = bus.deliver([message()])
        assert isinstance(error, NoAnswer)
        assert "NoStreamResponseError" in str(error)

    def test_a_stream_of_another_name_takes_the_subjects(self, bus: NatsSink, shared: Server) -> None:
        """Events do not land in a stream that was not meant, even if it takes their subjects."""
        assert bus.deliver([message(1)]) == [None]
        with sink(shared, stream="OTHER", timeout=1) as other:
            (error,) = other.deliver([message(2)])
        assert isinstance(error, DeliveryFailed)
        assert len(stored(shared.url)) == 1

    def test_a_stream_that_is_full(self, shared: Server) -> None:
        """What does not fit is not taken, and what follows in its case is not tried."""
        on(shared.url, _forget)

        async def small(jetstream: JetStreamContext) -> None:
            config = StreamConfig(name="YISHI", subjects=["yishi.>"], max_msgs=2, discard=DiscardPolicy.NEW)
            await jetstream.add_stream(config=config)

        on(shared.url, small)
        with sink(shared, timeout=1) as bus:
            outcomes = bus.deliver([message(seq, case="c") for seq in range(1, 5)])
        assert [str(outcome) for outcome in outcomes[:2]] == ["None", "None"]
        assert "maximum messages exceeded" in str(outcomes[2])
        assert str(outcomes[3]) == "not tried: a message of the same case before it failed"
        assert [each.event_id for each in stored(shared.url)] == ["c/1", "c/2"]

    def test_nobody_is_there(self, tmp_path: Path) -> None:
        """Without a server the batch fails after the timeout, not after one for each message."""
        nobody = Server(tmp_path, 1)
        with sink(nobody, timeout=0.5) as bus:
            began = time.monotonic()
            outcomes = bus.deliver([message(number) for number in range(300)])
            assert time.monotonic() - began < 5
        assert all(isinstance(outcome, DeliveryFailed) for outcome in outcomes)
        assert "no server can be connected to" in str(outcomes[0])
        assert str(outcomes[299]).startswith("not tried: ")

    def test_a_wrong_password(self, tmp_path: Path) -> None:
        """The error says that access was refused, and not with what."""
        with server(tmp_path, "--user", "yishi", "--pass", "right") as running:
            guess = Server(tmp_path, running.port)
            url = f"nats://yishi:geheim@127.0.0.1:{guess.port}"
            bus = NatsSink("bus", url, stream="YISHI", timeout=1)
            try:
                (error,) = bus.deliver([message()])
            finally:
                bus.close()
        assert "authorization refused" in str(error)
        assert "geheim" not in str(error)


class TestServersGo:
    """Servers that are stopped, come back, or were not there yet."""

    def test_a_server_that_comes_later(self, tmp_path: Path) -> None:
        """A worker may start before the server; it connects by itself."""
        with server(tmp_path) as running:
            running.stop()
            with sink(running, timeout=0.5) as bus:
                assert isinstance(bus.deliver([message(1)])[0], NoAnswer)
                running.start()
                bus.ensure_stream()
                assert bus.deliver([message(1)]) == [None]

    def test_a_server_that_is_restarted(self, tmp_path: Path) -> None:
        """What is delivered meanwhile waits within its timeout; nothing is lost, doubled or out of order."""
        with server(tmp_path) as running, sink(running) as bus:
            bus.ensure_stream()
            sent = [message(seq, case=f"c-{case}") for seq in range(1, 41) for case in range(20)]
            outcomes: list[Exception | None] = []
            delivering = threading.Thread(target=lambda: outcomes.extend(bus.deliver(sent)))
            delivering.start()
            running.kill()
            running.start()
            delivering.join()
            assert bus.deliver([each for each, error in zip(sent, outcomes, strict=True) if error]) is not None
            found = [each.event_id for each in stored(running.url)]
        assert sorted(found) == sorted(each.id for each in sent)
        for case in range(20):
            assert [each for each in found if each.startswith(f"c-{case}/")] == [
                f"c-{case}/{seq}" for seq in range(1, 41)
            ]

    def test_a_server_that_hangs(self, tmp_path: Path) -> None:
        """A connection that stands but answers nothing ends with the timeout, and goes on when the server does."""
        with server(tmp_path) as running, sink(running, timeout=0.5) as bus:
            bus.ensure_stream()
            assert running.process is not None
            running.process.send_signal(signal.SIGSTOP)
            os.waitpid(running.process.pid, os.WUNTRACED)  # it stands still only a moment later
            try:
                began = time.monotonic()
                outcomes = bus.deliver([message(seq, case="c") for seq in range(1, 4)])
                assert time.monotonic() - began < 5
            finally:
                running.process.send_signal(signal.SIGCONT)
            assert isinstance(outcomes[0], NoAnswer)
            eventually(
                lambda: bus.deliver([message(seq, case="c") for seq in range(1, 4)]) == [None] * 3, what="goes on"
            )
            assert [each.event_id for each in stored(running.url)] == ["c/1", "c/2", "c/3"]


class TestSubjects:
    """Names of subjects."""

    @given(st.text(), st.text(), st.text())
    def test_whatever_the_keys_are(self, region: str, department: str, kind: str) -> None:
        """No key can make a subject with other tokens than there should be, or one with a wildcard."""
        made = event_subject("yishi", replace(message(department=department, type_=kind), region=region))
        parts = made.split(".")
        assert len(parts) == 4 + kind.count(".")
        assert all(part and part.isascii() and not set(part) & set("*> \t\r\n") for part in parts)
        assert command_subject("yishi", department) == f"yishi.commands.{token(department)}"

    def test_proper_keys_stay_as_they_are(self) -> None:
        """Letters, digits, hyphens and underscores mean themselves."""
        assert token("scjg-1_A") == "scjg-1_A"
        assert (token("市监局"), token("a.b"), token("")) == ("___", "a_b", "_")


class TestMaking:
    """A sink that cannot be made says so in one line."""

    @pytest.mark.parametrize(
        ("changed", "fault"),
        [
            ({"name": "The Bus"}, "no name of a sink"),
            ({"stream": "a.b"}, "no name of a stream"),
            ({"stream": ""}, "no name of a stream"),
            ({"prefix": "yishi.*"}, "begins no subject"),
            ({"prefix": ""}, "begins no subject"),
            ({"servers": []}, "must be named"),
            ({"servers": ""}, "must be named"),
            ({"servers": "https://127.0.0.1"}, "must be named"),
            ({"servers": ["nats://127.0.0.1:4222", "nats://h:port"]}, "must be named"),
        ],
    )
    def test_a_wrong_setting(self, changed: dict[str, object], fault: str) -> None:
        """Names and servers are checked when the sink is made."""
        chosen = {"name": "bus", "servers": "127.0.0.1", "stream": "YISHI", **changed}
        with pytest.raises(SinkInvalid, match=fault):
            NatsSink(**chosen)  # type: ignore[arg-type]

    @pytest.mark.parametrize("package", ["nats.aio.client", "nkeys"])
    def test_without_the_packages(self, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the extra is not installed, the error names it; credentials need one package more."""
        monkeypatch.setitem(sys.modules, package, None)
        monkeypatch.delitem(sys.modules, "yishi_engine.delivery.nats_connection", raising=False)
        with pytest.raises(SinkInvalid, match=r"is not installed.*yishi-engine\[nats\]"):
            NatsSink("bus", "127.0.0.1", stream="YISHI", credentials=str(tmp_path / "bus.creds"))

    def test_importing_it_connects_to_nothing(self) -> None:
        """The module itself needs no extra, so that it can be imported to see whether the extra is there."""
        code = "import sys; import yishi_engine.delivery.nats, yishi_engine.delivery.webhook; "
        code += "print(sorted({'nats', 'httpx'} & set(sys.modules)))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert json.loads(done.stdout) == []

    def test_closing(self, shared: Server) -> None:
        """A sink can be closed twice, whether it was used or not; it delivers nothing afterwards."""
        with sink(shared) as unused:
            unused.close()
        with sink(shared) as used:
            used.ensure_stream()
            used.close()
            with pytest.raises(RuntimeError, match="closed"):
                used.deliver([message()])
