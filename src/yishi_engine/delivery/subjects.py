"""Subjects and names in NATS, so that a department's system gets what concerns it and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yishi_engine.delivery.invalid import SinkInvalid

if TYPE_CHECKING:
    from yishi_engine.delivery.sink import Message

PREFIX: Final = "yishi"
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]+")
_OTHER: Final = re.compile(r"[^A-Za-z0-9_-]")


def token(text: str) -> str:
    """Return a text as one token of a subject: what is no letter, digit, hyphen or underscore becomes an underscore."""
    return _OTHER.sub("_", text) or "_"


def event_subject(prefix: str, message: Message) -> str:
    """Return the subject of an event, ``<prefix>.<region>.<department>.<kind>``: ``yishi.510900.xfjy.task.opened``."""
    kind = message.type.removeprefix("cn.yishi.").removesuffix(".v1")
    return ".".join([prefix, token(message.region), token(message.department), *map(token, kind.split("."))])


def event_subjects(prefix: str) -> str:
    """Return what all events' subjects match, and no others."""
    return f"{prefix}.*.*.>"


def command_subject(prefix: str, department: str) -> str:
    """Return the subject that a department's system sends commands to; who may publish there is for NATS to say."""
    return f"{prefix}.commands.{token(department)}"


def command_subjects(prefix: str) -> str:
    """Return what all commands' subjects match, and no event's."""
    return f"{prefix}.commands.*"


def receipt_subject(prefix: str, department: str) -> str:
    """Return the subject on which a department's system is told what became of its commands."""
    return f"{prefix}.receipts.{token(department)}"


def check_prefix(prefix: str) -> str:
    """Return what subjects begin with.

    Raises:
        SinkInvalid: It is no sequence of tokens with dots between.
    """
    if not all(_TOKEN.fullmatch(part) for part in prefix.split(".")):
        raise SinkInvalid(f'"{prefix}" begins no subject: write A-Z a-z 0-9 _ - with dots between')
    return prefix


def check_stream(name: str) -> str:
    """Return the name of a stream.

    Raises:
        SinkInvalid: It is none.
    """
    if not _TOKEN.fullmatch(name):
        raise SinkInvalid(f'"{name}" is no name of a stream: write A-Z a-z 0-9 _ -')
    return name
