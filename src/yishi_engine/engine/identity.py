"""Ids, official numbers and fingerprints. Nothing is drawn from a row that all cases share."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Final

from yishi_engine.case.actor import Actor
from yishi_engine.errors import ArgumentInvalid
from yishi_engine.worktime.calendar import local_date

if TYPE_CHECKING:
    from datetime import datetime

    from yishi_engine.case.commands import Command

MAX_KEY: Final = 200
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U: read out over a telephone


def new_case_id(now: datetime, random: bytes) -> str:
    """Return a version 7 UUID (RFC 9562): it begins with the time, so that new cases lie together in an index.

    Args:
        now: The instant.
        random: Ten random bytes.
    """
    value = (int(now.timestamp() * 1000) << 80) | int.from_bytes(random[:10], "big")
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return str(uuid.UUID(int=value))


def new_number(region: str | None, now: datetime, random: bytes) -> str:
    """Return an official number such as ``510900-20260211-7F3K9QXW``: region, Asia/Shanghai day, eight random signs.

    Args:
        region: GB/T 2260 code; ``000000`` stands where there is none.
        now: The instant.
        random: Five random bytes.
    """
    value = int.from_bytes(random[:5], "big")
    signs = "".join(_ALPHABET[(value >> shift) & 31] for shift in range(35, -1, -5))
    return f"{region or '000000'}-{local_date(now):%Y%m%d}-{signs}"


def check_key(key: object) -> str:
    """Return an idempotency key.

    Raises:
        ArgumentInvalid: It is empty, too long or not printable.
    """
    if not isinstance(key, str) or not key.strip() or len(key) > MAX_KEY or not key.isprintable():
        raise ArgumentInvalid(
            f"a key must be 1 to {MAX_KEY} printable characters", field="key", notice="幂等键不能为空，且不超过200字"
        )
    return key


def fingerprint(command: Command, salt: str) -> str:
    """Return a salted digest of everything that a command says, but for its key.

    It holds personal values, salted, and is erased with them.

    Raises:
        ArgumentInvalid: A field holds what cannot be written down: a loop, too deep a nesting, names of several types.
    """
    said = {each.name: getattr(command, each.name) for each in fields(command) if each.name != "key"}
    content = [type(command).__name__, salt, said]
    try:
        text = _text(content)
    except _UNWRITABLE:
        field = next(name for name, value in said.items() if not _is_writable(value))
        raise ArgumentInvalid(
            f"{field} holds what cannot be written as JSON", field=field, notice="所填内容无法记录"
        ) from None
    return hashlib.sha256(text.encode()).hexdigest()


_UNWRITABLE: Final = (TypeError, ValueError, RecursionError)
"""What writing something down raises that cannot be; there is nothing of ours in it."""


def _text(content: object) -> str:
    return json.dumps(content, default=_plain, sort_keys=True, ensure_ascii=True)


def _plain(value: object) -> object:
    if isinstance(value, Actor):
        return value.to_json()
    return dict(value) if isinstance(value, Mapping) else f"{type(value).__name__} {value}"


def _is_writable(value: object) -> bool:
    try:
        _text(value)
    except _UNWRITABLE:
        return False
    return True
