"""Sinks as they are written on the command line and in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest

from tests.delivery.receiving import message
from yishi_engine.cli.sinks import (
    NATS_CREDENTIALS,
    WEBHOOK_SECRETS,
    NatsSettings,
    StdoutSettings,
    WebhookSettings,
    _read_spec,
    build_sinks,
    read_settings,
)
from yishi_engine.delivery.invalid import SinkInvalid
from yishi_engine.delivery.nats import NatsSink
from yishi_engine.delivery.webhook import WebhookSink
from yishi_engine.errors import YishiError

if TYPE_CHECKING:
    from pathlib import Path

    from yishi_engine.delivery.sink import Sink

SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""The example of the Standard Webhooks specification."""


def built(specs: list[str], file: Path | None) -> list[Sink]:
    """Return the sinks that are named, where there are two departments."""
    return build_sinks(read_settings(specs, file), departments=["scjg", "xfjy"])


@pytest.mark.parametrize(
    ("spec", "settings"),
    [
        ("stdout", StdoutSettings(kind="stdout")),
        ("lines=stdout", StdoutSettings(kind="stdout", name="lines")),
        ("webhook:https://h/x?a=b", WebhookSettings(kind="webhook", url="https://h/x?a=b")),
        ("portal=webhook:https://h/x", WebhookSettings(kind="webhook", name="portal", url="https://h/x")),
        ("nats:nats://h:4222", NatsSettings(kind="nats", servers=("nats://h:4222",))),
        ("nats://h:4222", NatsSettings(kind="nats", servers=("nats://h:4222",))),
        ("bus=nats://h", NatsSettings(kind="nats", name="bus", servers=("nats://h",))),
        ("nats:nats://a,tls://b", NatsSettings(kind="nats", servers=("nats://a", "tls://b"))),
    ],
)
def test_a_text_names_a_sink(spec: str, settings: object) -> None:
    """Kind, name and URL are told apart, whatever signs the URL holds."""
    assert _read_spec(spec) == settings


@pytest.mark.parametrize(
    "spec", ["", "=stdout", "a b=stdout", "Portal=stdout", "webhook:", "https://h/x", "a=b=stdout"]
)
def test_other_texts_name_none(spec: str) -> None:
    """Each is refused as wrong usage."""
    with pytest.raises(click.UsageError):
        _read_spec(spec)


def test_secrets_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several are separated by spaces; without any the variable is named."""
    with pytest.raises(YishiError, match=WEBHOOK_SECRETS):
        built(["webhook:https://example.com/x"], None)
    monkeypatch.setenv(WEBHOOK_SECRETS, f"{SECRET} {SECRET}")
    (sink,) = built(["webhook:https://example.com/x"], None)
    assert isinstance(sink, WebhookSink)
    sink.close()


def test_secrets_come_from_a_file(tmp_path: Path) -> None:
    """One a line; the file that names the sinks need not hold them."""
    (tmp_path / "secrets.txt").write_text(f"{SECRET}\n", encoding="utf-8")
    config = tmp_path / "worker.yaml"
    config.write_text(
        f"""
        sinks:
          - {{kind: webhook, name: portal, url: 'https://example.com/x', secrets_file: '{tmp_path}/secrets.txt'}}
          - {{kind: nats, servers: ['nats://127.0.0.1:1'], stream: EVENTS, prefix: yishi}}
        """,
        encoding="utf-8",
    )
    sinks = built(["stdout"], config)
    assert [sink.name for sink in sinks] == ["stdout", "portal", "nats"]
    assert isinstance(sinks[2], NatsSink)
    for sink in sinks:
        sink.close()


def test_a_secret_that_is_none_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what is wrong with it without repeating it."""
    monkeypatch.setenv(WEBHOOK_SECRETS, "hidden words")
    with pytest.raises(SinkInvalid) as caught:
        built(["webhook:https://example.com/x"], None)
    assert "hidden" not in str(caught.value)


def test_credentials_must_be_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The environment names a file; one that is of no use is found at once and not at the first message."""
    monkeypatch.setenv(NATS_CREDENTIALS, str(tmp_path / "none.creds"))
    with pytest.raises(SinkInvalid):
        built(["nats://127.0.0.1:1"], None)


def test_an_empty_file_names_no_sink(tmp_path: Path) -> None:
    """It is a worker that only sweeps."""
    config = tmp_path / "worker.yaml"
    config.write_text("", encoding="utf-8")
    assert built([], config) == []


@pytest.mark.parametrize(
    ("filter_", "said"),
    [
        ("departments: [xfjj]", 'sink "portal": no department "xfjj"; did you mean "xfjy"? known are scjg, xfjy'),
        ("departments: [nobody-at-all]", 'no department "nobody-at-all"; known are scjg, xfjy'),
        (
            "types: [cn.yishi.task.opend.v1]",
            'did you mean "cn.yishi.task.opened.v1"? known are cn.yishi.case.accepted.v1',
        ),
        ("types: [task.opened]", 'no type "task.opened"'),
        ("types: []", "at least 1 item"),
        ("departments: []", "at least 1 item"),
    ],
)
def test_a_filter_that_lets_nothing_pass_is_refused(tmp_path: Path, filter_: str, said: str) -> None:
    """What is unknown would discard events for ever; the known ones are named, and the nearest."""
    file = tmp_path / "worker.yaml"
    file.write_text(f"sinks:\n  - {{kind: webhook, name: portal, url: 'https://h/x', {filter_}}}\n", encoding="utf-8")
    with pytest.raises(click.UsageError) as refused:
        built([], file)
    assert said in str(refused.value)


def test_a_filter_of_what_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Departments by their keys, types by their full names."""
    monkeypatch.setenv(WEBHOOK_SECRETS, SECRET)
    file = tmp_path / "worker.yaml"
    filter_ = "departments: [xfjy], types: [cn.yishi.task.opened.v1]"
    file.write_text(f"sinks:\n  - {{kind: webhook, url: 'https://h/x', {filter_}}}\n", encoding="utf-8")
    (sink,) = built([], file)
    sink.close()
    assert isinstance(sink, WebhookSink)
    asked = [message(), message(department="cgj"), message(type_="task.started")]
    assert [sink._wants(each) for each in asked] == [True, False, False]


@pytest.mark.parametrize("url", ["https://169.254.169.254/x", "https://10.0.0.1/x", "https://2130706433/x"])
def test_an_address_that_is_never_posted_to(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Nothing could ever be delivered, so the worker does not start with it."""
    monkeypatch.setenv(WEBHOOK_SECRETS, SECRET)
    with pytest.raises(SinkInvalid, match="names an address"):
        built([f"webhook:{url}"], None)


@pytest.mark.parametrize("spec", ["nats:nats:", "nats:nats://", "nats://", "nats:tls://:4222", "nats:nats://h,"])
def test_a_server_without_a_host(spec: str) -> None:
    """A scheme alone is no server."""
    with pytest.raises(SinkInvalid, match="servers of NATS must be named"):
        built([spec], None)
