"""Sinks as they are written on the command line and in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest

from yishi_engine.cli.sinks import (
    NATS_CREDENTIALS,
    WEBHOOK_SECRETS,
    NatsSettings,
    StdoutSettings,
    WebhookSettings,
    _read_spec,
    build_sinks,
)
from yishi_engine.delivery.invalid import SinkInvalid
from yishi_engine.delivery.nats import NatsSink
from yishi_engine.delivery.webhook import WebhookSink
from yishi_engine.errors import YishiError

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""The example of the Standard Webhooks specification."""


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
        build_sinks(["webhook:https://example.com/x"], None)
    monkeypatch.setenv(WEBHOOK_SECRETS, f"{SECRET} {SECRET}")
    (sink,) = build_sinks(["webhook:https://example.com/x"], None)
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
    sinks = build_sinks(["stdout"], config)
    assert [sink.name for sink in sinks] == ["stdout", "portal", "nats"]
    assert isinstance(sinks[2], NatsSink)
    for sink in sinks:
        sink.close()


def test_a_secret_that_is_none_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what is wrong with it without repeating it."""
    monkeypatch.setenv(WEBHOOK_SECRETS, "hidden words")
    with pytest.raises(SinkInvalid) as caught:
        build_sinks(["webhook:https://example.com/x"], None)
    assert "hidden" not in str(caught.value)


def test_credentials_must_be_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The environment names a file; one that is of no use is found at once and not at the first message."""
    monkeypatch.setenv(NATS_CREDENTIALS, str(tmp_path / "none.creds"))
    with pytest.raises(SinkInvalid):
        build_sinks(["nats://127.0.0.1:1"], None)


def test_an_empty_file_names_no_sink(tmp_path: Path) -> None:
    """It is a worker that only sweeps."""
    config = tmp_path / "worker.yaml"
    config.write_text("", encoding="utf-8")
    assert build_sinks([], config) == []
