"""Reading what a department's system asks for: a CloudEvent whose data are the fields of a command."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from yishi_engine.case import commands as c
from yishi_engine.delivery.message_errors import MessageMalformed, MessageUnknown
from yishi_engine.errors import NotFound

if TYPE_CHECKING:
    from yishi_engine.case.actor import Actor

MAX_BODY: Final = 256 * 1024
"""Bytes of a message at most; the largest command that the engine takes is a fraction of that."""
MAX_ID: Final = 120
"""Characters of a message's id at most: with the sender's name before it, it is an idempotency key."""
_TYPE: Final = re.compile(r"cn\.yishi\.command\.([a-z_]{1,60})\.v1")
_PLAIN: Final = re.compile(r"[A-Za-z0-9._-]{1,100}")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_JSON: Final = re.compile(r"application/([a-z0-9.-]+\+)?json\b.*", re.IGNORECASE)


class _Shape(NamedTuple):
    """A command that may be asked for, and the types of its fields."""

    command: type[c.Command]
    needed: Mapping[str, type]
    optional: Mapping[str, type] = {}


_TASK: Final = {"task_id": str}
_SHAPES: Final[dict[str, _Shape]] = {
    "start_task": _Shape(c.StartTask, _TASK),
    "suspend_task": _Shape(c.SuspendTask, {**_TASK, "procedure": str, "reason": str, "expected": str}),
    "resume_task": _Shape(c.ResumeTask, _TASK),
    "grant_task": _Shape(c.GrantTask, _TASK, {"result": Mapping, "on_commitment": bool}),
    "refuse_task": _Shape(c.RefuseTask, {**_TASK, "reason": str}),
    "report_deficiency": _Shape(c.ReportDeficiency, {"case_id": str, "item": str, "text": str}),
}
TYPES: Final = tuple(f"cn.yishi.command.{name}.v1" for name in _SHAPES)
"""What a message may ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A message as far as it can be read.

    Attributes:
        body: What came, as a text that a database takes; empty if it is too large.
        digest: ``sha256:`` and the digest of what came.
        event: The JSON object; empty if there is none.
        fault: Why it is none; empty if it is one.
        event_id: Its id; empty if it has none that can be used.
        type: Its type; empty if it has none that can be used.
        case_id: The case that it names; None if it names none.
        item: The item of the task that it names; None if it names none.
    """

    body: str = field(repr=False)
    digest: str
    event: Mapping[str, object] = field(repr=False)
    fault: str
    event_id: str
    type: str
    case_id: str | None
    item: str | None


def read_message(said: bytes | str | Mapping[str, object]) -> Incoming:
    """Read a message as far as it can be read; nothing is raised, so that it can be listed.

    Args:
        said: The structured CloudEvent: JSON in UTF-8, or what is read from it.
    """
    if isinstance(said, Mapping):
        said = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    raw = said.encode("utf-8", "surrogatepass") if isinstance(said, str) else bytes(said)
    event, fault = _parse(raw)
    case_id, item = _subject(event.get("data"))
    return Incoming(
        body=_text(raw),
        digest=f"sha256:{sha256(raw).hexdigest()}",
        event=event,
        fault=fault,
        event_id=_usable_id(event.get("id")),
        type=_plain(event.get("type")) or "",
        case_id=case_id,
        item=item,
    )


def read_command(message: Incoming, *, by: Actor, key: str) -> c.Command:
    """Return the command that a message asks for.

    Args:
        message: The message.
        by: Whom it is given by.
        key: Its idempotency key.

    Raises:
        MessageMalformed: The message cannot be understood.
        MessageUnknown: It asks for something that cannot be asked for.
    """
    if message.fault:
        raise MessageMalformed(message.fault, notice="报文无法识别")
    shape = _shape(message.event.get("type"))
    _check_envelope(message)
    data = message.event.get("data")
    if not isinstance(data, Mapping):
        _malformed("data must be a JSON object")
    fields = {name: value for name, value in data.items() if value is not None}
    _check_fields(fields, shape)
    return shape.command(by=by, key=key, occurred_at=_time(message.event.get("time")), **fields)


def _parse(raw: bytes) -> tuple[Mapping[str, object], str]:
    if len(raw) > MAX_BODY:
        return {}, f"the message has {len(raw)} bytes, at most {MAX_BODY} are taken"
    try:
        event = json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return {}, "the message is no JSON in UTF-8, or names a key twice"
    if not isinstance(event, dict):
        return {}, "the message is no JSON object"
    return event, ""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is named twice")
    return found


def _no_constant(text: str) -> NoReturn:
    raise ValueError(text)


def _text(raw: bytes) -> str:
    """Return what came as a text that every database takes; a message that is too large is not kept."""
    if len(raw) > MAX_BODY:
        return ""
    return raw.decode("utf-8", "backslashreplace").replace("\x00", "\\x00")


def _usable_id(value: object) -> str:
    usable = isinstance(value, str) and 0 < len(value.strip()) <= len(value) <= MAX_ID and value.isprintable()
    return str(value) if usable else ""


def _plain(value: object) -> str | None:
    return value if isinstance(value, str) and _PLAIN.fullmatch(value) else None


def _subject(data: object) -> tuple[str | None, str | None]:
    """Return case and item that a message names, if they look like ids at all."""
    if not isinstance(data, Mapping):
        return None, None
    case_id, item = data.get("case_id"), data.get("item")
    if isinstance(task_id := data.get("task_id"), str):
        try:
            case_id, item = c.split_task_id(task_id)
        except NotFound:
            return None, None
    return _plain(case_id), _plain(item)


def _shape(type_: object) -> _Shape:
    if not isinstance(type_, str):
        _malformed("type is missing")
    found = _TYPE.fullmatch(type_)
    shape = _SHAPES.get(found[1]) if found else None
    if shape is None:
        raise MessageUnknown(
            f'"{type_[:100]}" cannot be asked for; types: {", ".join(TYPES)}',
            notice="报文类型未知，或不允许由部门系统发起",
        )
    return shape


def _check_envelope(message: Incoming) -> None:
    event = message.event
    if event.get("specversion") != "1.0":
        _malformed('specversion must be "1.0"')
    if not message.event_id:
        _malformed(f"id must be 1 to {MAX_ID} printable characters")
    if not isinstance(event.get("source"), str) or not event["source"]:
        _malformed("source is missing")
    kind = event.get("datacontenttype", "application/json")
    if not isinstance(kind, str) or not _JSON.fullmatch(kind):
        _malformed("datacontenttype must be application/json")


def _check_fields(fields: Mapping[str, object], shape: _Shape) -> None:
    known = {**shape.needed, **shape.optional}
    for name, value in fields.items():
        if name not in known:
            _malformed(f'data has a field "{name[:100]}"; fields: {", ".join(known)}')
        if not isinstance(value, known[name]):
            _malformed(f"data.{name} must be of another type")
    missing = [name for name in shape.needed if name not in fields]
    if missing:
        _malformed(f"data lacks {', '.join(missing)}")


def _time(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        if isinstance(value, str) and _TIME.fullmatch(value):
            return datetime.fromisoformat(value)
    except ValueError:
        pass
    return _malformed("time must be written as in RFC 3339, with an offset")


def _malformed(what: str) -> NoReturn:
    raise MessageMalformed(what, notice=f"报文格式不对：{what}")
