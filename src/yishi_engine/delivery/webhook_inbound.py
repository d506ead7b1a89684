"""Receiving commands over HTTP: a plain function over headers and body, for whatever framework the host has."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from yishi_engine.delivery.commands_in import MAX_BODY
from yishi_engine.delivery.receipt import Outcome
from yishi_engine.delivery.signatures import SignatureInvalid, verify
from yishi_engine.errors import ConcurrentUpdate, NotPermitted, StorageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.delivery.inbound import Inbound
    from yishi_engine.errors import YishiError

RETRY_AFTER: Final = "5"
_JSON: Final = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What to answer to a request.

    Attributes:
        status: 200 carried out · 202 listed, or dismissed before · 401 not signed by the sender · 404 no such sender ·
            413 too large · 503 send it again later.
        body: JSON, UTF-8: the receipt, or ``code`` and ``detail``.
        headers: Headers of the answer.
    """

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: dict(_JSON))


def receive_webhook(inbound: Inbound, headers: Mapping[str, str], body: bytes, *, sender: str) -> Answer:
    """Answer a request that carries a command.

    The sender is named by the host, from the URL that was called; the signature proves it.

    Args:
        inbound: Carries out the command.
        headers: Headers of the request, in any case.
        body: Body of the request, as it came.
        sender: Name of the sender.

    Returns:
        The answer. A message that was answered with 200 or 202 is safe; nothing was kept of any other.
    """
    try:
        secrets = inbound.sender(sender).secrets
    except NotPermitted as error:
        return _refusal(404, error)
    if len(body) > MAX_BODY:
        return _answer(413, {"code": "inbound.malformed", "detail": f"at most {MAX_BODY} bytes are taken"})
    if not secrets:
        return _refusal(401, SignatureInvalid("the sender has no secret"))
    try:
        verify(headers, body, secrets, inbound.now())
        receipt = inbound.receive(body, sender=sender)
    except SignatureInvalid as error:
        return _refusal(401, error)
    except (StorageError, ConcurrentUpdate) as error:
        failed = _refusal(503, error)
        return Answer(status=failed.status, body=failed.body, headers={**_JSON, "retry-after": RETRY_AFTER})
    return _answer(200 if receipt.outcome is Outcome.DONE else 202, receipt.to_json())


def _refusal(status: int, error: YishiError) -> Answer:
    return _answer(status, {"code": error.code, "detail": error.message})


def _answer(status: int, said: Mapping[str, object]) -> Answer:
    return Answer(status=status, body=json.dumps(said, ensure_ascii=False).encode())
