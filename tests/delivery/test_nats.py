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

from tests.delivery.nats_servers import Place, Server, Stored, eventually, on, server, stored
from tests.delivery.receiving import message
from yishi_engine.delivery.answers import NoAnswer
from yishi_engine.delivery.invalid import SinkInvalid
from yishi_engine.delivery.nats import NatsSink
from yishi_engine.delivery.sink import DeliveryFailed, DeliveryRefused, Sink
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


class Bus:
    """A stream of a test's own on a server."""

    def __init__(self, running: Server) -> None:
        self.url = running.url
        self.place = Place.new()

    @contextmanager
    def sink(self, *, timeout: float = 10.0, stream: str = "") -> Iterator[NatsSink]:
        """Return a sink, and close it afterwards."""
        made = NatsSink("bus", self.url, stream=stream or self.place.events, prefix=self.place.prefix, timeout=timeout)
        try:
            yield made
        finally:
            made.close()

    def stored(self, subject: str = "") -> list[Stored]:
        """Return what lies in the stream, under a subject without its prefix."""
        return stored(self.url, self.place.events, f"{self.place.prefix}.{subject}" if subject else ">")

    def ids(self, subject: str = "") -> list[str]:
        """Return the ids of the events in the stream."""
        return [each.event_id for each in self.stored(subject)]


@pytest.fixture
def bus(shared: Server) -> Bus:
    """A stream that is not there yet."""
    return Bus(shared)


@pytest.fixture
def sink(bus: Bus) -> Iterator[NatsSink]:
    """Return a sink with a stream that is new."""
    with bus.sink() as made:
        made.ensure_stream()
        yield made


class TestStored:
    """What lies in the stream."""

    def test_an_event_is_stored_as_it_is(self, sink: NatsSink, bus: Bus) -> None:
        """The body is the event, byte for byte; the id and the kind of content stand in the headers."""
        assert isinstance(sink, Sink)
        sent = message()
        assert sink.deliver([sent]) == [None]
        (found,) = bus.stored()
        assert found.body == sent.body
        assert found.subject == f"{bus.place.prefix}.510900.xfjy.task.opened"
        assert found.headers["Nats-Msg-Id"] == "c-1/1"
        assert found.headers["content-type"] == "application/cloudevents+json"

    def test_a_department_gets_its_own(self, sink: NatsSink, bus: Bus) -> None:
        """A system asks for the subjects of its department, in one region or in all, and gets nothing else."""
        sent = [message(1), message(2, department="scjg"), message(3, type_="clock.red")]
        assert sink.deliver(sent) == [None] * 3
        assert set(bus.ids("*.xfjy.>")) == {"c-1/1", "c-3/3"}
        assert bus.ids("510900.scjg.task.opened") == ["c-2/2"]
        assert bus.ids("*.*.clock.red") == ["c-3/3"]

    def test_what_is_sent_twice_is_stored_once(self, sink: NatsSink, bus: Bus) -> None:
        """A message whose answer was lost is sent again, and taken, without lying there twice."""
        for _ in range(2):
            assert sink.deliver([message(1), message(2)]) == [None, None]
        assert len(bus.ids()) == 2

    def test_another_worker_is_no_reason_to_store_twice(self, sink: NatsSink, bus: Bus) -> None:
        """The same holds when another process delivers it, as after a worker was killed."""
        assert sink.deliver([message(1)]) == [None]
        with bus.sink() as other:
            assert other.deliver([message(1)]) == [None]
        assert len(bus.ids()) == 1

    def test_after_the_window_it_is_stored_twice(self, bus: Bus) -> None:
        """JetStream forgets ids, so consumers have to know them: the id is the same."""
        with bus.sink() as sink:
            assert sink.ensure_stream(duplicate_window=timedelta(milliseconds=100))
            for _ in range(2):
                assert sink.deliver([message(1)]) == [None]
                time.sleep(0.4)  # the server's window has to pass
        assert bus.ids() == ["c-1/1", "c-1/1"]

    def test_the_order_of_each_case_is_kept(self, sink: NatsSink, bus: Bus) -> None:
        """Many cases at once, and of each the messages in order."""
        sent = [message(seq, case=f"c-{case}") for seq in range(1, 11) for case in range(50)]
        assert sink.deliver(sent) == [None] * 500
        seqs: dict[str, list[int]] = {}
        for event_id in bus.ids():
            case, _, seq = event_id.partition("/")
            seqs.setdefault(case, []).append(int(seq))
        assert seqs == {f"c-{case}": list(range(1, 11)) for case in range(50)}

    def test_nothing_to_deliver(self, sink: NatsSink) -> None:
        """An empty batch is answered without asking anybody."""
        assert sink.deliver([]) == []


class TestStream:
    """Making the stream."""

    def test_it_is_made_once_and_then_left_alone(self, sink: NatsSink, bus: Bus) -> None:
        """A stream that is there stays as its administrators want it."""
        assert not sink.ensure_stream(duplicate_window=timedelta(seconds=7))

        async def settings(jetstream: JetStreamContext) -> tuple[object, ...]:
            config = (await jetstream.stream_info(bus.place.events)).config
            return config.duplicate_window, config.subjects, config.num_replicas

        assert on(bus.url, settings) == (600.0, [f"{bus.place.prefix}.*.*.>"], 1)

    def test_many_may_make_it_at_once(self, bus: Bus) -> None:
        """Every worker may make it when it starts; one of them does, even if they want it differently."""
        made: list[bool] = []
        start = threading.Barrier(4)

        def make(number: int) -> None:
            with bus.sink() as each:
                start.wait()
                made.append(each.ensure_stream(duplicate_window=timedelta(seconds=10 + number)))

        threads = [threading.Thread(target=make, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(made) == 4
        assert any(made)

    def test_more_replicas_than_servers(self, bus: Bus) -> None:
        """What cannot be made is told in one line."""
        with bus.sink() as sink, pytest.raises(DeliveryFailed, match="replicas"):
            sink.ensure_stream(replicas=3)


class TestFailures:
    """What is not stored, and why."""

    def test_a_message_that_is_too_large(self, sink: NatsSink) -> None:
        """It is refused by itself; the others are stored."""
        huge = replace(message(9), body=b"x" * (1024 * 1024 + 1))
        first, second, third = sink.deliver([message(1), huge, message(2)])
        assert (first, third) == (None, None)
        assert isinstance(second, DeliveryRefused)
        assert "larger" in str(second)

    def test_a_stream_that_is_not_there(self, bus: Bus) -> None:
        """Nobody answers for it; the error says what was asked."""
        with bus.sink(timeout=0.3) as sink:
            (error,) = sink.deliver([message()])
        assert isinstance(error, NoAnswer)
        assert "NoStreamResponseError" in str(error)

    def test_a_stream_of_another_name_takes_the_subjects(self, sink: NatsSink, bus: Bus) -> None:
        """Events do not land in a stream that was not meant, even if it takes their subjects."""
        assert sink.deliver([message(1)]) == [None]
        with bus.sink(stream="OTHER", timeout=1) as other:
            (error,) = other.deliver([message(2)])
        assert isinstance(error, DeliveryFailed)
        assert len(bus.ids()) == 1

    def test_a_stream_that_is_full(self, bus: Bus) -> None:
        """What does not fit is not taken, and what follows in its case is not tried."""

        async def small(jetstream: JetStreamContext) -> None:
            subjects = [f"{bus.place.prefix}.>"]
            config = StreamConfig(name=bus.place.events, subjects=subjects, max_msgs=2, discard=DiscardPolicy.NEW)
            await jetstream.add_stream(config=config)

        on(bus.url, small)
        with bus.sink(timeout=1) as sink:
            outcomes = sink.deliver([message(seq, case="c") for seq in range(1, 5)])
        assert [str(outcome) for outcome in outcomes[:2]] == ["None", "None"]
        assert "maximum messages exceeded" in str(outcomes[2])
        assert str(outcomes[3]) == "not tried: a message of the same case before it failed"
        assert bus.ids() == ["c/1", "c/2"]

    def test_nobody_is_there(self, tmp_path: Path) -> None:
        """Without a server the batch fails after the timeout, not after one for each message."""
        with Bus(Server(tmp_path, 1)).sink(timeout=0.5) as sink:
            began = time.monotonic()
            outcomes = sink.deliver([message(number) for number in range(300)])
            assert time.monotonic() - began < 5
        assert all(isinstance(outcome, DeliveryFailed) for outcome in outcomes)
        assert "no server can be connected to" in str(outcomes[0])
        assert str(outcomes[299]).startswith("not tried: ")

    def test_a_wrong_password(self, tmp_path: Path) -> None:
        """The error says that access was refused, and not with what."""
        with server(tmp_path, "--user", "yishi", "--pass", "right") as running:
            sink = NatsSink("bus", f"nats://yishi:geheim@127.0.0.1:{running.port}", stream="YISHI", timeout=1)
            said: list[str] = []

            def is_refused() -> bool:
                said.append(str(sink.deliver([message()])[0]))
                return "authorization refused" in said[-1]

            try:
                eventually(is_refused, what="the server says why before it hangs up")
            finally:
                sink.close()
        assert "geheim" not in str(said)


class TestServersGo:
    """Servers that are stopped, come back, or were not there yet."""

    def test_a_server_that_comes_later(self, tmp_path: Path) -> None:
        """A worker may start before the server; it connects by itself."""
        with server(tmp_path) as running:
            running.stop()
            with Bus(running).sink(timeout=2) as sink:
                assert isinstance(sink.deliver([message(1)])[0], NoAnswer)
                running.start()
                sink.ensure_stream()
                assert sink.deliver([message(1)]) == [None]

    def test_a_server_that_is_restarted(self, tmp_path: Path) -> None:
        """What is delivered meanwhile waits within its timeout; nothing is lost, doubled or out of order."""
        with server(tmp_path) as running:
            bus = Bus(running)
            with bus.sink() as sink:
                sink.ensure_stream()
                sent = [message(seq, case=f"c-{case}") for seq in range(1, 41) for case in range(20)]
                outcomes: list[Exception | None] = []
                delivering = threading.Thread(target=lambda: outcomes.extend(sink.deliver(sent)))
                delivering.start()
                running.kill()
                running.start()
                delivering.join()
            found = bus.ids()
        assert outcomes == [None] * len(sent)
        assert sorted(found) == sorted(each.id for each in sent)
        for case in range(20):
            assert [each for each in found if each.startswith(f"c-{case}/")] == [
                f"c-{case}/{seq}" for seq in range(1, 41)
            ]

    def test_a_server_that_hangs(self, tmp_path: Path) -> None:
        """A connection that stands but answers nothing ends with the timeout, and goes on when the server does."""
        sent = [message(seq, case="c") for seq in range(1, 4)]
        with server(tmp_path) as running:
            bus = Bus(running)
            with bus.sink(timeout=0.5) as sink:
                sink.ensure_stream()
                assert running.process is not None
                running.process.send_signal(signal.SIGSTOP)
                os.waitpid(running.process.pid, os.WUNTRACED)  # it stands still only a moment later
                try:
                    began = time.monotonic()
                    outcomes = sink.deliver(sent)
                    assert time.monotonic() - began < 5
                finally:
                    running.process.send_signal(signal.SIGCONT)
                assert isinstance(outcomes[0], NoAnswer)
                eventually(lambda: sink.deliver(sent) == [None] * 3, what="it goes on")
            assert bus.ids() == ["c/1", "c/2", "c/3"]


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

    def test_closing(self, bus: Bus) -> None:
        """A sink can be closed twice, whether it was used or not; it delivers nothing afterwards."""
        with bus.sink() as unused:
            unused.close()
        with bus.sink() as used:
            used.ensure_stream()
            used.close()
            with pytest.raises(RuntimeError, match="closed"):
                used.deliver([message()])
