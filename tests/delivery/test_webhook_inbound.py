"""Commands that come over HTTP: what is answered to which request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.delivery.sending import SECRET, SENDERS, event, said
from tests.engine.conftest import Office
from yishi_engine import MemoryStore, TaskState
from yishi_engine.delivery.commands_in import MAX_BODY
from yishi_engine.delivery.inbound import Inbound
from yishi_engine.delivery.signatures import Secret, signed_headers
from yishi_engine.delivery.webhook_inbound import Answer, receive_webhook
from yishi_engine.errors import ConcurrentUpdate, StorageError

if TYPE_CHECKING:
    from yishi_engine import CaseView


class Gate:
    """An office that takes webhooks."""

    def __init__(self) -> None:
        self.office = Office(MemoryStore())
        self.case: CaseView = self.office.accepted()
        self.inbound = Inbound(self.office.engine, SENDERS)
        self.office.tick()

    def post(self, message: dict[str, object], *, secret: str = SECRET, sender: str = "fire") -> Answer:
        """Send a message, signed."""
        body = said(message)
        headers = signed_headers(Secret.all_of([secret]), str(message["id"]), body, self.office.now)
        return receive_webhook(self.inbound, headers, body, sender=sender)

    @property
    def state(self) -> TaskState:
        tasks = self.office.engine.case(self.case.id).tasks
        return next(task.state for task in tasks if task.item == "fire-check")


@pytest.fixture
def gate() -> Gate:
    """An office that takes webhooks."""
    return Gate()


def told(answer: Answer) -> dict[str, object]:
    """Return what an answer says."""
    assert answer.headers["content-type"] == "application/json"
    found: dict[str, object] = json.loads(answer.body)
    return found


def test_carried_out(gate: Gate) -> None:
    """A command that was carried out is answered with 200 and its receipt; again, with the same."""
    message = event("start_task", task_id=f"{gate.case.id}:fire-check")
    answer = gate.post(message)
    assert answer.status == 200
    assert told(answer) == {"outcome": "done", "id": "m-1", "case_id": gate.case.id}
    assert gate.post(message) == answer
    assert gate.state is TaskState.IN_PROGRESS


def test_listed(gate: Gate) -> None:
    """One that is on the list is answered with 202, so that it is not sent again, and with what was wrong."""
    answer = gate.post(event("grant_task", task_id=f"{gate.case.id}:fire-check"))
    (entry,) = gate.inbound.exceptions()
    assert answer.status == 202
    assert told(answer) == {
        "outcome": "listed",
        "id": "m-1",
        "case_id": gate.case.id,
        "exception_id": entry.id,
        "code": "command.state",
        "detail": entry.detail,
    }
    gate.inbound.dismiss(entry.id, by="c-1", reason="重复")
    again = gate.post(event("grant_task", task_id=f"{gate.case.id}:fire-check"))
    assert (again.status, told(again)["outcome"]) == (202, "dismissed")


def test_noise_is_listed_if_it_is_signed(gate: Gate) -> None:
    """What a known system sends is never lost, whatever it is."""
    headers = signed_headers(Secret.all_of([SECRET]), "m-1", b"noise", gate.office.now)
    answer = receive_webhook(gate.inbound, headers, b"noise", sender="fire")
    assert (answer.status, told(answer)["code"]) == (202, "inbound.malformed")


def test_not_signed(gate: Gate) -> None:
    """Anything else is answered with 401, and nothing is kept of it: nobody can fill the list from outside."""
    message = event("start_task", task_id=f"{gate.case.id}:fire-check")
    other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
    for answer in (
        gate.post(message, secret=other),
        receive_webhook(gate.inbound, {}, said(message), sender="fire"),
        gate.post(message, sender="market"),
    ):
        assert (answer.status, told(answer)["code"]) == (401, "delivery.signature")
    assert gate.state is TaskState.OPEN
    assert gate.inbound.exceptions() == []


def test_recorded_and_sent_again(gate: Gate) -> None:
    """A request that somebody recorded is refused after five minutes, even if the command were new."""
    body = said(event("start_task", task_id=f"{gate.case.id}:fire-check"))
    headers = signed_headers(Secret.all_of([SECRET]), "m-1", body, gate.office.now)
    for _ in range(6):
        gate.office.tick()
    assert receive_webhook(gate.inbound, headers, body, sender="fire").status == 401


def test_nobody_of_that_name(gate: Gate) -> None:
    """A URL that names no sender is not found."""
    answer = gate.post(event("start_task", task_id="x"), sender="tax")
    assert (answer.status, told(answer)["code"]) == (404, "command.actor")


def test_too_large(gate: Gate) -> None:
    """A body over the bound is refused before it is looked at."""
    answer = receive_webhook(gate.inbound, {}, b"x" * (MAX_BODY + 1), sender="fire")
    assert (answer.status, str(MAX_BODY) in str(told(answer)["detail"])) == (413, True)
    assert receive_webhook(gate.inbound, {}, b"x" * MAX_BODY, sender="fire").status == 401


@pytest.mark.parametrize("error", [StorageError("the server is gone"), ConcurrentUpdate("others")])
def test_send_it_again(gate: Gate, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the database is down, the sender is told when to come again, and nothing is taken."""

    def broken(_: object) -> CaseView:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(gate.office.engine, "handle", broken)
        answer = gate.post(event("start_task", task_id=f"{gate.case.id}:fire-check"))
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert gate.inbound.exceptions() == []
    assert gate.post(event("start_task", task_id=f"{gate.case.id}:fire-check")).status == 200
