"""A department's system that sends commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from yishi_engine.delivery.inbound import Sender
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from datetime import datetime

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105  (published with the specification)
SENDERS = {
    "fire": Sender(department="xfjy", actor_id="xfjy-system", secrets=[SECRET]),
    "market": Sender(department="scjg", actor_id="scjg-system"),
}


def event(
    name: str,
    *,
    id: str = "m-1",  # noqa: A002  (the attribute's name)
    at: datetime | None = None,
    data: object = None,
    **data_fields: object,
) -> dict[str, object]:
    """Return a message that asks for a command; a keyword is a field of its data, unless ``data`` is given whole."""
    made: dict[str, object] = {
        "specversion": "1.0",
        "id": id,
        "source": "/xfjy/approvals",
        "type": f"cn.yishi.command.{name}.v1",
        "data": data_fields if data is None else data,
    }
    if at is not None:
        made["time"] = instant_text(at)
    return made


def said(message: dict[str, object]) -> bytes:
    """Return a message as it is sent."""
    return json.dumps(message, ensure_ascii=False).encode()
