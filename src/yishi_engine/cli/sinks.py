"""Where a worker delivers to: what is written on the command line or in a file, made into sinks.

Secrets are read from the environment or from files, never from the command line, which every user of a machine can see.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeAlias
from urllib.parse import urlsplit

import click
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from yishi_engine.bundle.suggestions import nearest
from yishi_engine.case.event_records import EVENT_TYPES
from yishi_engine.delivery.events import event_type
from yishi_engine.delivery.sink import CallableSink
from yishi_engine.errors import YishiError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from yishi_engine.delivery.sink import Message, Sink

WEBHOOK_SECRETS: Final = "YISHI_WEBHOOK_SECRETS"
"""Environment variable with the secrets of webhooks given on the command line, separated by spaces."""
NATS_CREDENTIALS: Final = "YISHI_NATS_CREDENTIALS"
"""Environment variable with the path of the credentials of NATS given on the command line."""
STREAM: Final = "YISHI"

_SPEC: Final = re.compile(r"(?:(?P<name>[^:=/]+)=)?(?P<kind>[a-z]+)(?::(?P<url>.+))?")
_STRICT: Final = ConfigDict(extra="forbid", frozen=True)

Name: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")]


class WebhookSettings(BaseModel):
    """A webhook.

    Attributes:
        name: Name of the sink.
        url: Where events are posted to.
        secrets_env: Environment variable with the secrets, separated by spaces; several while one is replaced.
        secrets_file: File with the secrets, one a line; instead of ``secrets_env``.
        timeout: Seconds after which a receiver that does not answer has failed.
        allow_private: Whether addresses within one's own network may be posted to.
        departments: Only events of the departments with these keys; all unless given.
        types: Only events of these types, such as ``cn.yishi.task.opened.v1``; all unless given.
    """

    model_config = _STRICT

    kind: Literal["webhook"]
    name: Name = "webhook"
    url: str
    secrets_env: str = WEBHOOK_SECRETS
    secrets_file: str | None = None
    timeout: float = Field(default=10.0, gt=0, le=60)
    allow_private: bool = False
    departments: tuple[str, ...] | None = Field(default=None, min_length=1)
    types: tuple[str, ...] | None = Field(default=None, min_length=1)

    def build(self) -> Sink:
        """Return the sink."""
        from yishi_engine.delivery.webhook import WebhookSink  # noqa: PLC0415  (needs an extra)

        return WebhookSink(
            self.name,
            self.url,
            secrets=_secrets(self.secrets_env, self.secrets_file),
            timeout=self.timeout,
            allow_private=self.allow_private,
            departments=self.departments,
            types=self.types,
        )


class NatsSettings(BaseModel):
    """A stream of NATS JetStream.

    Attributes:
        name: Name of the sink.
        servers: URLs of the servers.
        stream: The stream.
        prefix: What all subjects begin with.
        credentials: Path of a credentials file.
        replicas: Create the stream if it is not there, with so many replicas; otherwise somebody else does.
    """

    model_config = _STRICT

    kind: Literal["nats"]
    name: Name = "nats"
    servers: tuple[str, ...] = Field(min_length=1)
    stream: str = STREAM
    prefix: str = "yishi"
    credentials: str | None = None
    replicas: int | None = Field(default=None, ge=1, le=5)

    def build(self) -> Sink:
        """Return the sink."""
        from yishi_engine.delivery.nats import NatsSink  # noqa: PLC0415  (needs an extra)

        credentials = self.credentials or os.environ.get(NATS_CREDENTIALS)
        return NatsSink(
            self.name,
            list(self.servers),
            stream=self.stream,
            prefix=self.prefix,
            credentials=credentials,
            replicas=self.replicas,
        )


class StdoutSettings(BaseModel):
    """Standard output, one event a line."""

    model_config = _STRICT

    kind: Literal["stdout"]
    name: Name = "stdout"

    def build(self) -> Sink:
        """Return the sink."""
        return CallableSink(self.name, _print)


Settings: TypeAlias = Annotated[WebhookSettings | NatsSettings | StdoutSettings, Field(discriminator="kind")]


class WorkerSettings(BaseModel):
    """What a file says of a worker.

    Attributes:
        sinks: Where to deliver.
    """

    model_config = _STRICT

    sinks: tuple[Settings, ...] = ()


def read_settings(specs: Sequence[str], file: Path | None) -> list[Settings]:
    """Return what is said of the sinks on the command line, and in a file.

    Raises:
        click.UsageError: A text names no sink, the file says something else, or two sinks have one name.
    """
    settings = [_read_spec(spec) for spec in specs]
    settings += _read_file(file).sinks if file else ()
    names = [each.name for each in settings]
    for name in names:
        if names.count(name) > 1:
            raise click.UsageError(f'two sinks are named "{name}"; write NAME=KIND:URL')
    return settings


def build_sinks(settings: Iterable[Settings], *, departments: Collection[str]) -> list[Sink]:
    """Return the sinks.

    Args:
        settings: What is said of them.
        departments: Keys of all departments that an event may concern.

    Raises:
        click.UsageError: A sink is to get only what never happens: of a department or a type that is unknown.
        YishiError: A secret is missing.
    """
    chosen = list(settings)
    for each in chosen:
        if isinstance(each, WebhookSettings):
            _refuse_unknown(each, "department", each.departments, departments)
            _refuse_unknown(each, "type", each.types, list(map(event_type, EVENT_TYPES)))
    return [each.build() for each in chosen]


def _refuse_unknown(sink: WebhookSettings, what: str, asked: Iterable[str] | None, known: Collection[str]) -> None:
    for name in asked or ():
        if name not in known:
            near = nearest(name, known)
            meant = f'did you mean "{near}"? ' if near else ""
            listed = ", ".join(sorted(known))
            raise click.UsageError(f'sink "{sink.name}": no {what} "{name}"; {meant}known are {listed}')


def _read_spec(spec: str) -> Settings:
    found = _SPEC.fullmatch(spec)
    kind, url = (found["kind"], found["url"]) if found else ("", None)
    if kind == "nats" and url and url.startswith("//"):
        url = spec.partition("=")[2] or spec  # nats://host is a URL already
    shapes: dict[str, dict[str, object]] = {
        "webhook": {"url": url},
        "nats": {"servers": (url or "").split(",")},
        "stdout": {},
    }
    if found is None or kind not in shapes or (kind == "stdout") != (url is None):
        raise click.UsageError(f'"{spec}" names no sink; write stdout, webhook:URL or nats:URL, or NAME= before it')
    _refuse_password(url or "")
    named = {"name": found["name"]} if found["name"] else {}
    try:
        return WorkerSettings.model_validate({"sinks": [{"kind": kind, **shapes[kind], **named}]}).sinks[0]
    except ValidationError as error:
        raise click.UsageError(f'"{spec}": {_first(error)}') from None


def _read_file(file: Path) -> WorkerSettings:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except RecursionError:
        raise click.UsageError(f"{file} is nested too deeply") from None
    except (yaml.YAMLError, ValueError) as error:  # ValueError: no UTF-8, or a number of thousands of digits
        raise click.UsageError(f"{file} is no YAML: {error}") from None
    try:
        return WorkerSettings.model_validate(content if content is not None else {})
    except ValidationError as error:
        raise click.UsageError(f"{file}: {_first(error)}") from None


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]


def _refuse_password(url: str) -> None:
    if any(urlsplit(each).password for each in url.split(",")):
        raise click.UsageError("a URL with a password would be seen by everybody: use a file or the environment")


def _secrets(variable: str, file: str | None) -> list[str]:
    if file is not None:
        with open(file, encoding="utf-8") as lines:  # noqa: PTH123  (a path as the user wrote it)
            found = lines.read().split()
    else:
        found = os.environ.get(variable, "").split()
    if not found:
        raise YishiError("a webhook needs a secret", advice=f"set {variable}, or name a file: secrets_file")
    return found


def _print(message: Message) -> None:
    click.echo(message.body.decode())
