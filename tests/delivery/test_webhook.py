"""Webhooks, against a receiver that really listens."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.delivery.receiving import SECRET, Answer, Receiver, message, receiver
from yishi_engine.delivery.answers import NoAnswer
from yishi_engine.delivery.invalid import SinkInvalid
from yishi_engine.delivery.sink import DeliveryFailed, DeliveryRefused, Sink
from yishi_engine.delivery.webhook import WebhookSink, verify

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
NOW = datetime(2026, 2, 11, 1, 30, tzinfo=UTC)


@pytest.fixture
def hook() -> Iterator[Receiver]:
    """Return a receiver that listens."""
    with receiver() as found:
        yield found


@contextmanager
def sink(url: str, **settings: object) -> Iterator[WebhookSink]:
    """Return a sink on an address of our own, and close it afterwards."""
    chosen: dict[str, object] = {"secrets": [SECRET], "allow_private": True, "clock": lambda: NOW, **settings}
    made = WebhookSink("portal", url, **chosen)  # type: ignore[arg-type]
    try:
        yield made
    finally:
        made.close()


def failure(outcomes: Sequence[Exception | None]) -> DeliveryFailed:
    """Return the one error of a delivery of one message."""
    (error,) = outcomes
    assert isinstance(error, DeliveryFailed)
    return error


class TestRequest:
    """What a receiver gets."""

    def test_an_event_is_posted_as_it_is(self, hook: Receiver) -> None:
        """The body is the event, byte for byte; the headers say what it is and sign it."""
        sent = message()
        with sink(hook.url) as portal:
            assert isinstance(portal, Sink)
            assert portal.deliver([sent]) == [None]
        (got,) = hook.requests
        assert (got.path, got.body) == ("/hook", sent.body)
        assert got.headers["content-type"] == "application/cloudevents+json"
        assert got.headers["host"] == f"127.0.0.1:{hook.port}"
        assert got.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
        assert verify(got.headers, got.body, [SECRET], NOW) == "c-1/1"

    def test_every_secret_signs(self, hook: Receiver) -> None:
        """While secrets are rotated, a receiver that knows either of them is content."""
        with sink(hook.url, secrets=[OTHER, SECRET]) as portal:
            portal.deliver([message()])
        (got,) = hook.requests
        for secret in (SECRET, OTHER):
            assert verify(got.headers, got.body, [secret], NOW) == "c-1/1"

    def test_a_query_in_the_url_is_kept(self, hook: Receiver) -> None:
        """A receiver may tell its senders apart by the URL."""
        with sink(f"{hook.url}?from=suining") as portal:
            portal.deliver([message()])
        assert hook.requests[0].path == "/hook?from=suining"

    def test_connections_are_used_again(self, hook: Receiver) -> None:
        """A receiver is not connected to anew for every message, nor for every batch."""
        with sink(hook.url, parallel=1) as portal:
            for _ in range(3):
                portal.deliver([message(number) for number in range(5)])
        assert len(hook.requests) == 15
        assert hook.connections == 1

    def test_a_long_answer_does_not_cost_the_connection_or_the_memory(self, hook: Receiver) -> None:
        """What a receiver says beside its status is read up to a bound and thrown away."""
        hook.answers.extend([Answer(status=200, body=b"x" * 50_000), Answer(status=200, body=b"x" * 5_000_000)])
        with sink(hook.url, parallel=1) as portal:
            assert portal.deliver([message(number) for number in range(3)]) == [None] * 3
        assert [request.connection for request in hook.requests] == [1, 1, 2]

    def test_nothing_is_taken_from_the_environment(self, hook: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
        """A proxy in the environment would connect to addresses that nobody has checked."""
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
        with sink(hook.url) as portal:
            assert portal.deliver([message()]) == [None]


class TestChoice:
    """Which events are posted."""

    def test_only_those_of_the_departments_and_types(self, hook: Receiver) -> None:
        """What is not wanted counts as taken, at its place among the others."""
        types = ["cn.yishi.task.opened.v1"]
        sent = [
            message(1),
            message(2, department="scjg"),
            message(3, type_="task.granted"),
            message(4),
        ]
        hook.answers.extend([Answer(), Answer(status=500)])
        with sink(hook.url, departments=["xfjy"], types=types, parallel=1) as portal:
            outcomes = portal.deliver(sent)
            assert portal.deliver([message(5, department="scjg")]) == [None]
        assert hook.ids == ["c-1/1", "c-4/4"]
        assert [outcome is None for outcome in outcomes] == [True, True, True, False]

    def test_none_is_not_all(self, hook: Receiver) -> None:
        """An empty list of departments wants nothing; only no list at all wants everything."""
        with sink(hook.url, departments=[]) as portal:
            assert portal.deliver([message()]) == [None]
        assert hook.requests == []


class TestAnswers:
    """What a receiver's answer means."""

    @pytest.mark.parametrize("status", [200, 201, 202, 204])
    def test_taken(self, hook: Receiver, status: int) -> None:
        """Every 2xx takes the message."""
        hook.answers.append(Answer(status=status))
        with sink(hook.url) as portal:
            assert portal.deliver([message()]) == [None]

    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (400, DeliveryRefused),
            (401, DeliveryRefused),
            (404, DeliveryRefused),
            (410, DeliveryRefused),
            (413, DeliveryRefused),
            (408, DeliveryFailed),
            (409, DeliveryFailed),
            (429, DeliveryFailed),
            (500, DeliveryFailed),
            (502, DeliveryFailed),
            (503, DeliveryFailed),
        ],
    )
    def test_not_taken(self, hook: Receiver, status: int, kind: type[DeliveryFailed]) -> None:
        """Where somebody has to change something, the error says so; otherwise it may pass. The body is not quoted."""
        hook.answers.append(Answer(status=status, body="张三 110101199003070118".encode()))
        with sink(hook.url) as portal:
            error = failure(portal.deliver([message()]))
        assert type(error) is kind
        assert str(error) == f"HTTP {status}"
        assert error.retry_after is None

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 304])
    def test_redirects_are_not_followed(self, hook: Receiver, status: int) -> None:
        """Whoever controls the receiver must not send our events elsewhere; the error says what to do."""
        with receiver() as elsewhere:
            hook.answers.append(Answer(status=status, headers=(("location", elsewhere.url),)))
            with sink(hook.url) as portal:
                error = failure(portal.deliver([message()]))
            assert elsewhere.requests == []
        assert isinstance(error, DeliveryRefused)
        assert "redirects are not followed" in str(error)
        assert str(elsewhere.port) not in str(error)

    @pytest.mark.parametrize(
        ("value", "seconds"),
        [
            ("120", 120.0),
            (" 7 ", 7.0),
            ("0", 0.0),
            (format_datetime(NOW + timedelta(minutes=3), usegmt=True), 180.0),
            (format_datetime(NOW - timedelta(minutes=3), usegmt=True), 0.0),
            ("99999999999", 86_400.0),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400.0),
            ("soon", None),
            ("-5", None),
            ("1.5", None),
            ("", None),
            ("Wed, 11 Feb 2026 01:30:00 -0000", None),
        ],
    )
    def test_a_pause_is_honoured(self, hook: Receiver, value: str, seconds: float | None) -> None:
        """Seconds or a date are passed on, within a day; anything else is as if nothing was said."""
        hook.answers.append(Answer(status=503, headers=(("retry-after", value),)))
        with sink(hook.url) as portal:
            assert failure(portal.deliver([message()])).retry_after == seconds

    def test_who_asks_for_a_pause_is_spared_the_rest(self, hook: Receiver) -> None:
        """The rest of the batch is not sent, and waits as long."""
        hook.answers.extend([Answer(), Answer(status=429, headers=(("retry-after", "60"),))])
        with sink(hook.url, parallel=1) as portal:
            outcomes = portal.deliver([message(number) for number in range(6)])
        assert outcomes[0] is None
        assert len(hook.requests) == 2
        assert [error.retry_after for error in outcomes[1:] if isinstance(error, DeliveryFailed)] == [60.0] * 5
        assert str(outcomes[5]) == "not tried: HTTP 429"

    def test_one_bad_message_holds_up_no_other(self, hook: Receiver) -> None:
        """A message that is refused for itself does not keep back those of other cases."""
        hook.answers.extend([Answer(), Answer(status=400), Answer(status=500)])
        with sink(hook.url, parallel=1) as portal:
            outcomes = portal.deliver([message(number) for number in range(5)])
        assert [outcome is None for outcome in outcomes] == [True, False, False, True, True]

    def test_the_order_of_a_case_is_kept(self, hook: Receiver) -> None:
        """What follows a message that failed in its case is not sent; other cases go on."""
        hook.unwanted.add("c/2")
        sent = [message(1, case="c"), message(2, case="c"), message(3, case="c"), message(4)]
        with sink(hook.url) as portal:
            outcomes = portal.deliver(sent)
        assert sorted(hook.ids) == ["c-4/4", "c/1", "c/2"]
        assert [str(outcome) for outcome in outcomes] == [
            "None",
            "HTTP 500",
            "not tried: a message of the same case before it failed",
            "None",
        ]


class TestTime:
    """A receiver that is slow, or says nothing."""

    def test_a_receiver_that_is_silent(self, hook: Receiver) -> None:
        """The message fails after the timeout; the next batch is tried afresh."""
        go_on = threading.Event()
        hook.answers.append(Answer(wait=go_on))
        with sink(hook.url, timeout=0.2) as portal:
            began = time.monotonic()
            error = failure(portal.deliver([message()]))
            assert time.monotonic() - began < 5
            go_on.set()
            assert isinstance(error, NoAnswer)
            assert str(error) == "no answer within 0.2 s"
            assert portal.deliver([message(2)]) == [None]

    def test_a_receiver_that_is_silent_is_spared_the_rest(self, hook: Receiver) -> None:
        """A batch of many messages does not wait for the timeout of each."""
        go_on = threading.Event()
        hook.answers.append(Answer(wait=go_on))
        with sink(hook.url, timeout=0.2, parallel=1) as portal:
            outcomes = portal.deliver([message(number) for number in range(50)])
        go_on.set()
        assert len(hook.requests) == 1
        assert str(outcomes[49]) == "not tried: no answer within 0.2 s"

    def test_a_receiver_that_is_slow_is_left_the_rest_for_later(self, hook: Receiver) -> None:
        """Each answer comes in time, but a batch has an end: what could not begin in twice the timeout waits."""
        pause = threading.Event()  # nobody sets it
        hook.answers.extend([Answer(wait=Pause(pause, 0.15))] * 50)
        with sink(hook.url, timeout=0.3, parallel=1) as portal:
            outcomes = portal.deliver([message(number) for number in range(50)])
        taken = outcomes.count(None)
        assert 1 <= taken < 10
        assert str(outcomes[49]) == "not tried: the receiver is too slow"

    def test_headers_that_never_end(self) -> None:
        """A receiver that sends a byte now and then is no better than a silent one."""
        with raw_receiver(b"HTTP/1.1 200 OK\r\nx-a: ", drip=b"x") as url, sink(url, timeout=0.3) as portal:
            began = time.monotonic()
            error = failure(portal.deliver([message()]))
            assert time.monotonic() - began < 5
        assert str(error) == "no answer within 0.3 s"

    def test_a_body_that_never_ends(self) -> None:
        """Once the receiver has said 2xx, the message is taken, and we do not wait for the rest of what it says."""
        head = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n"
        with raw_receiver(head, drip=b"x") as url, sink(url, timeout=5) as portal:
            began = time.monotonic()
            assert portal.deliver([message()]) == [None]
            assert time.monotonic() - began < 4

    @pytest.mark.parametrize("said", [b"", b"SSH-2.0-server\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\nx"])
    def test_a_receiver_that_is_none(self, said: bytes) -> None:
        """Whatever answers there, it is one error and no traceback; nothing that was said is quoted."""
        with raw_receiver(said) as url, sink(url, timeout=5) as portal:
            error = failure(portal.deliver([message()]))
        assert isinstance(error, NoAnswer)
        assert "SSH" not in str(error)

    def test_a_receiver_that_is_down(self) -> None:
        """Nobody listens: the error says so without the URL, which may hold a key."""
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            with sink(f"http://127.0.0.1:{held.getsockname()[1]}/key-4711") as portal:
                error = failure(portal.deliver([message()]))
        assert str(error) == "the receiver cannot be connected to"


class TestAddress:
    """Where a message goes: to an address that was checked, under the name that was given."""

    @pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]"])
    def test_our_own_machine_is_no_receiver(self, host: str) -> None:
        """However its address is written, no sink is made for it unless that is allowed."""
        with (
            pytest.raises(SinkInvalid, match=r"not public.*allow_private"),
            sink(f"https://{host}/", allow_private=False),
        ):
            pass

    def test_our_own_machine_is_refused(self, hook: Receiver) -> None:
        """Nothing is sent to a name that stands for a loopback address unless that is allowed."""
        with sink(f"https://localhost:{hook.port}/hook", allow_private=False) as portal:
            error = failure(portal.deliver([message()]))
        assert isinstance(error, DeliveryRefused)
        assert "not public" in str(error)
        assert hook.connections == 0

    def test_metadata_is_refused_even_where_private_addresses_are_allowed(self) -> None:
        """Where clouds hand out credentials is no receiver."""
        with pytest.raises(SinkInvalid, match="never posted to"), sink("http://169.254.169.254/latest/meta-data"):
            pass
        with sink("http://receiver.example/latest", resolver=fixed("169.254.169.254")) as portal:
            assert isinstance(failure(portal.deliver([message()])), DeliveryRefused)

    def test_the_name_is_looked_up_once_and_pinned(self) -> None:
        """A name that soon stands for another address cannot lead us there: what was checked is connected to."""
        asked: list[str] = []
        reached: list[httpx.Request] = []

        async def rebinding(host: str, port: int) -> Sequence[str]:
            asked.append(f"{host}:{port}")
            return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

        def answer(request: httpx.Request) -> httpx.Response:
            reached.append(request)
            return httpx.Response(204)

        with sink(
            "https://receiver.example/hook",
            allow_private=False,
            resolver=rebinding,
            transport=httpx.MockTransport(answer),
        ) as portal:
            assert portal.deliver([message(1), message(2)]) == [None, None]
            assert asked == ["receiver.example:443"]
            assert isinstance(failure(portal.deliver([message(3)])), DeliveryRefused)
        assert [request.url.host for request in reached] == ["93.184.216.34"] * 2
        assert {request.headers["host"] for request in reached} == {"receiver.example"}
        assert {request.extensions["sni_hostname"] for request in reached} == {"receiver.example"}

    def test_the_name_stays_in_the_header(self, hook: Receiver) -> None:
        """A receiver with many names behind one address is asked for by its name."""
        with sink(f"http://消防.example:{hook.port}/hook", resolver=fixed("127.0.0.1")) as portal:
            assert portal.deliver([message()]) == [None]
        assert hook.requests[0].headers["host"] == f"{'消防.example'.encode('idna').decode()}:{hook.port}"

    def test_the_next_address_is_tried(self, hook: Receiver) -> None:
        """Where one of several addresses cannot be connected to, another is, and comes first from then on."""
        with sink(f"http://receiver.example:{hook.port}/hook", resolver=fixed("127.0.0.2", "127.0.0.1")) as portal:
            assert portal.deliver([message(number) for number in range(3)]) == [None] * 3
        assert sorted(hook.ids) == ["c-0/0", "c-1/1", "c-2/2"]

    def test_a_name_that_cannot_be_looked_up(self) -> None:
        """It fails as a receiver that is down does; the next batch looks it up again."""

        async def never(_host: str, _port: int) -> Sequence[str]:
            await asyncio_forever()
            return []

        with sink("https://receiver.example", resolver=never, timeout=0.1) as portal:
            assert "looked up" in str(failure(portal.deliver([message()])))
        with sink("https://receiver.example", resolver=fixed()) as portal:
            outcomes = portal.deliver([message(1), message(2)])
        assert [str(outcome) for outcome in outcomes] == ["the receiver's name has no address"] * 2


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a key and a certificate for ``receiver.example``."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is needed to make a certificate")
    folder = tmp_path_factory.mktemp("authority")
    made = "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=receiver.example"
    named = ["-addext", "subjectAltName=DNS:receiver.example"]
    subprocess.run(["openssl", *made.split(), *named], cwd=folder, check=True, capture_output=True)  # noqa: S607
    return folder


@pytest.fixture
def secure(authority: Path) -> Iterator[Receiver]:
    """Return a receiver with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "cert.pem", authority / "key.pem")
    with receiver(context) as found:
        yield found


class TestCertificate:
    """Over TLS, the certificate must be that of the name, though the address stands in the URL."""

    def trusting(self, authority: Path) -> httpx.AsyncHTTPTransport:
        """Return a transport that trusts the certificate."""
        return httpx.AsyncHTTPTransport(verify=ssl.create_default_context(cafile=str(authority / "cert.pem")))

    def test_the_right_name(self, secure: Receiver, authority: Path) -> None:
        """The name is what the certificate is checked against."""
        url, resolver = f"https://receiver.example:{secure.port}/hook", fixed("127.0.0.1")
        with sink(url, resolver=resolver, transport=self.trusting(authority)) as portal:
            assert portal.deliver([message(1), message(2)]) == [None, None]

    def test_a_wrong_name(self, secure: Receiver, authority: Path) -> None:
        """A certificate of another name is not accepted, and nothing is sent."""
        url, resolver = f"https://other.example:{secure.port}/hook", fixed("127.0.0.1")
        with sink(url, resolver=resolver, transport=self.trusting(authority)) as portal:
            error = failure(portal.deliver([message()]))
        assert str(error) == "the receiver's certificate is not trusted"
        assert secure.requests == []

    def test_an_authority_that_nobody_knows(self, secure: Receiver) -> None:
        """Nor is one that nobody vouches for, and there is no way to switch that off."""
        url, resolver = f"https://receiver.example:{secure.port}/hook", fixed("127.0.0.1")
        with sink(url, resolver=resolver) as portal:
            assert str(failure(portal.deliver([message()]))) == "the receiver's certificate is not trusted"

    def test_a_receiver_without_tls(self, hook: Receiver) -> None:
        """A receiver that speaks plain HTTP on that port gets nothing."""
        with sink(f"https://127.0.0.1:{hook.port}/hook") as portal:
            assert str(failure(portal.deliver([message()]))) == "no secure connection can be made"
        assert hook.requests == []


class TestMaking:
    """A sink that cannot be made says so in one line."""

    @pytest.mark.parametrize(
        ("url", "fault"),
        [
            ("http://receiver.example/hook", "https://"),
            ("ftp://receiver.example", "https://"),
            ("file:///etc/passwd", "https://"),
            ("receiver.example", "https://"),
            ("https://", "name a host"),
            ("https:///hook", "name a host"),
            ("https://user:geheim@receiver.example", "no user"),
            ("https://receiver.example/#top", "fragment"),
            ("https://receiver.example:port", "is none"),
            ("https://receiver.example:99999", "no port"),
            ("https://receiver.example:0", "no port"),
            ("", "https://"),
            ("https://a\x00b", "is none"),
        ],
    )
    def test_a_bad_url(self, url: str, fault: str) -> None:
        """Plain http, other schemes, names and passwords in the URL are refused; a password is not shown."""
        with pytest.raises(SinkInvalid, match=fault) as caught:
            WebhookSink("portal", url, secrets=[SECRET])
        assert "geheim" not in str(caught.value)

    @pytest.mark.parametrize(("name", "secrets"), [("Portal!", [SECRET]), ("portal", []), ("portal", ["whsec_QUJD"])])
    def test_a_bad_name_or_secret(self, name: str, secrets: list[str]) -> None:
        """Both are checked when the sink is made, not when the first message fails."""
        with pytest.raises(SinkInvalid) as caught:
            WebhookSink(name, "https://receiver.example", secrets=secrets)
        assert "QUJD" not in str(caught.value)

    def test_without_httpx(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the extra is not installed, the error names it."""
        monkeypatch.setitem(sys.modules, "httpx", None)
        monkeypatch.delitem(sys.modules, "yishi_engine.delivery.posting", raising=False)
        with pytest.raises(SinkInvalid, match=r'"httpx" is not installed.*yishi-engine\[webhook\]'):
            WebhookSink("portal", "https://receiver.example", secrets=[SECRET])

    def test_closing(self, hook: Receiver) -> None:
        """A sink can be closed twice, whether it was used or not; it delivers nothing afterwards."""
        with sink(hook.url) as unused:
            unused.close()
        with sink(hook.url) as used:
            used.deliver([message()])
            used.close()
            with pytest.raises(RuntimeError, match="closed"):
                used.deliver([message()])
        assert not [thread for thread in threading.enumerate() if thread.name == "yishi webhook portal"]


class Pause(threading.Event):
    """An event that is over after a while."""

    def __init__(self, event: threading.Event, seconds: float) -> None:
        super().__init__()
        self._event, self._seconds = event, seconds

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002  (the receiver's patience is longer)
        return self._event.wait(self._seconds)


@contextmanager
def raw_receiver(said: bytes, *, drip: bytes = b"") -> Iterator[str]:
    """Listen without knowing HTTP: say something once a connection is made, then a little more now and then."""
    done = threading.Event()

    def serve() -> None:
        while not done.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                try:
                    connection.sendall(said)
                    while drip and not done.wait(0.02):
                        connection.sendall(drip)
                except OSError:
                    continue

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            done.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def fixed(*addresses: str) -> object:
    """Return a resolver that knows every name by the same addresses."""

    async def answer(_host: str, _port: int) -> Sequence[str]:
        return addresses

    return answer


async def asyncio_forever() -> None:
    """Wait until we are cancelled."""
    import asyncio  # noqa: PLC0415

    await asyncio.Event().wait()
