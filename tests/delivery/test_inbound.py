"""Commands of departments' systems: carried out once, or on the exception list until somebody decides."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.case.conftest import APPLICANT, FIRE, LEAD
from tests.delivery.sending import SENDERS, event, said
from tests.engine.conftest import Office
from yishi_engine import Actor, MemoryStore, TaskState, commands
from yishi_engine.delivery.commands_in import MAX_BODY, TYPES, read_message
from yishi_engine.delivery.inbound import Inbound, Sender
from yishi_engine.delivery.message_errors import MessageErased
from yishi_engine.delivery.receipt import Outcome, Receipt
from yishi_engine.errors import ArgumentInvalid, NotFound, NotPermitted, RowUnreadable, StorageError
from yishi_engine.store.exception_port import ExceptionState

if TYPE_CHECKING:
    from yishi_engine import CaseView
    from yishi_engine.store.exception_port import ExceptionEntry
    from yishi_engine.store.port import Store


@dataclass
class Counter:
    """An office with a case at work, and what takes messages about it."""

    office: Office
    inbound: Inbound
    case: CaseView

    @property
    def task(self) -> str:
        return f"{self.case.id}:fire-check"

    def send(self, name: str, *, sender: str = "fire", **fields: object) -> Receipt:
        """Send a message about the fire check, a minute later."""
        self.office.tick()
        if "data" not in fields and "case_id" not in fields:
            fields.setdefault("task_id", self.task)
        return self.inbound.receive(event(name, **fields), sender=sender)  # type: ignore[arg-type]

    def state(self, item: str = "fire-check") -> TaskState:
        return {task.item: task.state for task in self.office.engine.case(self.case.id).tasks}[item]

    def records(self) -> list[str]:
        return [record.type for record in self.office.engine.events(self.case.id)]

    def only(self) -> ExceptionEntry:
        """Return the one entry on the list."""
        (entry,) = self.inbound.exceptions()
        return entry

    def start(self) -> None:
        """Let an officer start the fire check."""
        self.office.tick()
        self.office.engine.handle(commands.StartTask(task_id=self.task, by=FIRE))


def counter(store: Store) -> Counter:
    """Open a counter on a store."""
    office = Office(store)
    return Counter(office, Inbound(office.engine, SENDERS), office.accepted())


@pytest.fixture
def desk(store: Store) -> Counter:
    """A counter on each store."""
    return counter(store)


@pytest.fixture
def quick() -> Counter:
    """A counter on a store in memory."""
    return counter(MemoryStore())


class TestCarriedOut:
    """Messages that ask for what is allowed."""

    def test_a_task_from_start_to_end(self, desk: Counter) -> None:
        """A department's system starts, stops, resumes and grants; each is on record as its own doing."""
        task = {"task_id": desk.task}
        sent = [
            ("start_task", task),
            ("suspend_task", {**task, "procedure": "专家评审", "reason": "需专家论证", "expected": "5 工作日"}),
            ("resume_task", task),
            ("grant_task", {**task, "result": {"number": "川消〔2026〕1号", "pages": 3}, "on_commitment": False}),
        ]
        for number, (name, data) in enumerate(sent):
            receipt = desk.send(name, id=f"m-{number}", data=data)
            assert (receipt.outcome, receipt.event_id, receipt.case_id) == (Outcome.DONE, f"m-{number}", desk.case.id)
            assert receipt.case is not None
            assert receipt.code is None
        assert desk.state() is TaskState.GRANTED
        done = desk.office.engine.events(desk.case.id)[-4:]
        assert [record.type for record in done] == ["task.started", "task.suspended", "task.resumed", "task.granted"]
        assert {tuple(sorted(record.actor.items())) for record in done} == {
            (("department", "xfjy"), ("id", "xfjy-system"), ("role", "staff"))
        }
        assert desk.inbound.exceptions() == []

    def test_a_refusal(self, desk: Counter) -> None:
        """A refusal comes with its reason."""
        desk.start()
        assert desk.send("refuse_task", reason="疏散通道不足").outcome is Outcome.DONE
        assert desk.state() is TaskState.REFUSED

    def test_a_deficiency(self, desk: Counter) -> None:
        """Before acceptance a department tells what is missing."""
        case = desk.office.submit()
        receipt = desk.send("report_deficiency", case_id=case.id, item="fire-check", text="缺少平面布置图")
        assert (receipt.outcome, receipt.case_id) == (Outcome.DONE, case.id)
        assert desk.office.engine.events(case.id)[-1].type == "case.deficiency_reported"

    @pytest.mark.parametrize("form", ["bytes", "text", "mapping"])
    def test_however_it_comes(self, quick: Counter, form: str) -> None:
        """A message may be bytes, a text, or what a framework has read already."""
        message = event("start_task", task_id=quick.task)
        forms: dict[str, bytes | str | dict[str, object]] = {
            "bytes": said(message),
            "text": said(message).decode(),
            "mapping": message,
        }
        assert quick.inbound.receive(forms[form], sender="fire").outcome is Outcome.DONE

    def test_what_is_null_is_not_said(self, quick: Counter) -> None:
        """A field that is null is as one that is not there; other attributes of a CloudEvent are let pass."""
        quick.start()
        message = {
            **event("grant_task", task_id=quick.task, result=None),
            "time": None,
            "datacontenttype": "application/json; charset=utf-8",
            "traceparent": "00-ab-01",
        }
        assert quick.inbound.receive(message, sender="fire").outcome is Outcome.DONE


class TestTime:
    """When it happened."""

    def test_without_a_time_it_happens_now(self, desk: Counter) -> None:
        """A system that says no time means now."""
        desk.send("start_task")
        (*_, record) = desk.office.engine.events(desk.case.id)
        assert (record.occurred_at, record.data.get("backfilled")) == (desk.office.now, None)

    def test_a_time_is_when_it_happened(self, desk: Counter) -> None:
        """A message that was on its way for hours counts from when it was sent; both times are on record."""
        sent_at = desk.office.now + timedelta(minutes=1)
        desk.office.now += timedelta(hours=20)
        assert desk.send("start_task", at=sent_at).outcome is Outcome.DONE
        (*_, record) = desk.office.engine.events(desk.case.id)
        assert record.occurred_at == sent_at
        assert record.recorded_at == desk.office.now

    def test_something_happened_in_between(self, desk: Counter) -> None:
        """A time a little before what another department did meanwhile becomes the present: no day changes by that."""
        sent_at = desk.office.now + timedelta(seconds=50)
        desk.office.tick()
        desk.office.engine.handle(commands.StartTask(task_id=f"{desk.case.id}:business-licence", by=LEAD))
        assert desk.send("start_task", at=sent_at).outcome is Outcome.DONE
        (*_, record) = desk.office.engine.events(desk.case.id)
        assert record.occurred_at == desk.office.now

    def test_a_clock_that_is_fast(self, desk: Counter) -> None:
        """A time a little in the future becomes the present."""
        assert desk.send("start_task", at=desk.office.now + timedelta(minutes=4)).outcome is Outcome.DONE
        (*_, record) = desk.office.engine.events(desk.case.id)
        assert record.occurred_at == desk.office.now

    @pytest.mark.parametrize("minutes", [-6, 8])
    def test_too_far_is_late(self, desk: Counter, minutes: int) -> None:
        """A time that is far before what is on record, or far in the future, is for people to decide about."""
        desk.office.now += timedelta(minutes=10)
        desk.start()
        receipt = desk.send("grant_task", at=desk.office.now + timedelta(minutes=minutes))
        assert (receipt.outcome, receipt.code) == (Outcome.LISTED, "inbound.late")
        assert desk.state() is TaskState.IN_PROGRESS

    def test_yesterday_is_late_however_near(self, desk: Counter) -> None:
        """A minute before midnight is another day, which would be counted otherwise."""
        desk.office.now = desk.office.now.replace(hour=16, minute=0, second=5)  # five seconds past midnight in Shanghai
        desk.office.engine.handle(commands.StartTask(task_id=desk.task, by=FIRE))
        sent_at = desk.office.now - timedelta(seconds=6)
        receipt = desk.inbound.receive(event("grant_task", task_id=desk.task, at=sent_at), sender="fire")
        assert receipt.code == "inbound.late"

    def test_a_late_message_may_count_from_now(self, desk: Counter) -> None:
        """On the word of whoever retries it; another try by its own time fails again."""
        sent_at = desk.office.now + timedelta(seconds=30)
        desk.start()
        desk.office.now += timedelta(hours=1)
        receipt = desk.send("grant_task", at=sent_at)
        assert receipt.exception_id is not None
        assert desk.inbound.retry(receipt.exception_id, by="c-1").code == "inbound.late"
        assert desk.inbound.retry(receipt.exception_id, by="c-1", as_of_now=True).outcome is Outcome.DONE
        again = desk.inbound.receive(event("grant_task", task_id=desk.task, at=sent_at), sender="fire")
        assert again.outcome is Outcome.DONE
        assert desk.records().count("task.granted") == 1


class TestTwice:
    """Messages that come more than once."""

    def test_the_first_answer_is_given_again(self, desk: Counter) -> None:
        """A message that comes twice is carried out once, whatever has happened in between."""
        first = desk.send("start_task")
        desk.office.engine.handle(commands.GrantTask(task_id=desk.task, by=FIRE))
        again = desk.send("start_task")
        assert again == first
        assert desk.records().count("task.started") == 1

    def test_also_where_the_time_became_the_present(self, desk: Counter) -> None:
        """A message that was carried out as of now is known again, when its time is no longer near."""
        sent_at = desk.office.now + timedelta(seconds=30)
        desk.office.tick()
        desk.office.engine.handle(commands.StartTask(task_id=f"{desk.case.id}:business-licence", by=LEAD))
        first = desk.send("start_task", at=sent_at)
        desk.office.now += timedelta(days=3)
        assert desk.send("start_task", at=sent_at) == first
        assert desk.records().count("task.started") == 2

    def test_also_after_the_case_was_erased(self, desk: Counter) -> None:
        """Erasing takes away what a key was for, not that it was used."""
        desk.send("start_task")
        desk.office.engine.erase(desk.case.id)
        assert desk.send("start_task").outcome is Outcome.DONE
        assert desk.records().count("task.started") == 1

    def test_the_same_id_of_another_sender(self, desk: Counter) -> None:
        """Each system counts its messages by itself."""
        assert desk.send("start_task").outcome is Outcome.DONE
        other = desk.send("start_task", sender="market", task_id=f"{desk.case.id}:business-licence")
        assert other.outcome is Outcome.DONE
        assert desk.records().count("task.started") == 2

    def test_the_same_id_with_another_content(self, desk: Counter) -> None:
        """That is a contradiction: the first stands, the second is for people to decide about."""
        desk.start()
        assert desk.send("grant_task").outcome is Outcome.DONE
        receipt = desk.send("refuse_task", reason="疏散通道不足")
        assert (receipt.outcome, receipt.code) == (Outcome.LISTED, "conflict.key")
        assert desk.state() is TaskState.GRANTED

    def test_what_is_listed_stays_listed(self, desk: Counter) -> None:
        """A message on the list is not tried again because it comes again, even if it would succeed by now."""
        first = desk.send("grant_task")
        desk.start()
        again = desk.send("grant_task")
        assert again == first
        assert again.outcome is Outcome.LISTED
        assert desk.state() is TaskState.IN_PROGRESS
        assert desk.only().attempts == 1

    def test_threads_that_get_the_same_message(self, desk: Counter) -> None:
        """Whoever comes first carries it out or lists it; all are told the same."""
        fine, early = event("start_task", task_id=desk.task), event("grant_task", id="m-2", task_id="none:fire-check")

        def receive(number: int) -> Receipt:
            return desk.inbound.receive(fine if number % 2 else early, sender="fire")

        with ThreadPoolExecutor(8) as threads:
            receipts = list(threads.map(receive, range(16)))
        assert {receipt.outcome for receipt in receipts[1::2]} == {Outcome.DONE}
        assert {receipt.exception_id for receipt in receipts[::2]} == {desk.only().id}
        assert desk.records().count("task.started") == 1


class TestListed:
    """Messages that cannot be carried out."""

    @pytest.mark.parametrize(
        ("name", "fields", "code"),
        [
            ("grant_task", {}, "command.state"),
            ("resume_task", {}, "command.state"),
            ("start_task", {"task_id": "none:fire-check"}, "not_found"),
            ("start_task", {"task_id": "fire-check"}, "not_found"),
            ("start_task", {"task_id": "\x00:\x01"}, "not_found"),
            ("start_task", {"task_id": "\ud800:x"}, "inbound.malformed"),
            ("report_deficiency", {"case_id": "none", "item": "fire-check", "text": "缺"}, "not_found"),
            ("report_deficiency", {"case_id": "", "item": "fire-check", "text": "缺"}, "not_found"),
            ("accept_case", {}, "inbound.unknown"),
            ("reopen_task", {"reason": "重办"}, "inbound.unknown"),
            ("extend_task", {"limit": "5 工作日", "reason": "多"}, "inbound.unknown"),
            ("", {}, "inbound.unknown"),
            ("start_task", {"officer": "x-2"}, "inbound.malformed"),
            ("refuse_task", {}, "inbound.malformed"),
            ("refuse_task", {"reason": 1}, "inbound.malformed"),
            ("grant_task", {"result": []}, "inbound.malformed"),
            ("grant_task", {"on_commitment": "no"}, "inbound.malformed"),
            ("start_task", {"data": []}, "inbound.malformed"),
            ("start_task", {"data": {}}, "inbound.malformed"),
            ("start_task", {"data": {"task_id": None}}, "inbound.malformed"),
            ("start_task", {"id": ""}, "inbound.malformed"),
            ("start_task", {"id": "x" * 121}, "inbound.malformed"),
            ("start_task", {"id": "a\nb"}, "inbound.malformed"),
        ],
    )
    def test_for_a_reason(self, quick: Counter, name: str, fields: dict[str, object], code: str) -> None:
        """Nothing changes; the message is on the list with a code, and the receipt says so."""
        before = quick.records()
        receipt = quick.send(name, **fields)  # type: ignore[arg-type]
        entry = quick.only()
        assert (receipt.outcome, receipt.code, receipt.exception_id) == (Outcome.LISTED, code, entry.id)
        assert receipt.detail
        assert (entry.sender, entry.department, entry.actor_id) == ("fire", "xfjy", "xfjy-system")
        assert (entry.state, entry.attempts, entry.code) == (ExceptionState.PENDING, 1, code)
        assert quick.records() == before

    def test_what_is_malformed_is_named(self, quick: Counter) -> None:
        """The receipt tells the sender which field is wrong, not only that one is."""
        receipt = quick.send("refuse_task")
        assert receipt.detail == "报文格式不对：data lacks reason"

    def test_another_departments_task(self, desk: Counter) -> None:
        """A system may do what officers of its department may, and no more."""
        receipt = desk.send("start_task", task_id=f"{desk.case.id}:business-licence")
        assert (receipt.outcome, receipt.code) == (Outcome.LISTED, "command.actor")
        assert desk.state("business-licence") is TaskState.OPEN

    def test_a_closed_gate_and_a_wrong_argument(self, desk: Counter) -> None:
        """What the definition forbids is listed as well."""
        desk.start()
        receipts = [
            desk.send("suspend_task", id="m-1", procedure="听证", reason="听证", expected="5 工作日"),
            desk.send("suspend_task", id="m-2", procedure="专家评审", reason="", expected="5 工作日"),
            desk.send("suspend_task", id="m-3", procedure="专家评审", reason="论证", expected="5"),
            desk.send("grant_task", id="m-4", result={"fee": 1.5}),
        ]
        codes = ["command.definition", "command.argument", "command.argument", "command.argument"]
        assert [receipt.code for receipt in receipts] == codes

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"{",
            b"null",
            b"[]",
            b'"text"',
            b"\xff\xfe",
            b'{"id": "m-1", "id": "m-2"}',
            b'{"id": NaN}',
            b"[" * 100_000,
            b"1" * 5000,
            b'{"note": "\x00"}',
            "张三".encode("gbk"),
            b" " * (MAX_BODY + 1),
        ],
    )
    def test_what_is_no_message_at_all(self, desk: Counter, raw: bytes) -> None:
        """Whatever comes is kept, as far as it is not too large; sent again, it is the same entry."""
        receipt = desk.inbound.receive(raw, sender="fire")
        assert (receipt.outcome, receipt.code, receipt.event_id) == (Outcome.LISTED, "inbound.malformed", "")
        assert desk.inbound.receive(raw, sender="fire") == receipt
        assert desk.only().body is not None

    @pytest.mark.parametrize(
        "changed",
        [
            {"specversion": "0.3"},
            {"specversion": None},
            {"source": ""},
            {"source": None},
            {"type": None},
            {"id": 7},
            {"datacontenttype": "text/xml"},
            {"datacontenttype": 1},
            {"data": None, "data_base64": "e30="},
            {"time": "yesterday"},
            {"time": "2026-02-11T09:30:00"},
            {"time": "2026-13-11T09:30:00Z"},
            {"time": 1770773400},
        ],
    )
    def test_what_is_no_cloudevent(self, quick: Counter, changed: dict[str, object]) -> None:
        """Attributes that are missing or wrong are told."""
        message = {**event("start_task", task_id=quick.task), **changed}
        assert quick.inbound.receive(message, sender="fire").code == "inbound.malformed"
        assert quick.state() is TaskState.OPEN

    def test_what_the_list_shows(self, desk: Counter) -> None:
        """Ids and codes are columns; what was said stands in the message and goes with it."""
        desk.send("refuse_task", reason="张三的营业场所疏散通道不足")
        entry = desk.only()
        assert (entry.event_id, entry.type) == ("m-1", "cn.yishi.command.refuse_task.v1")
        assert (entry.case_id, entry.item, entry.received_at) == (desk.case.id, "fire-check", desk.office.now)
        assert entry.body is not None
        assert "张三" in entry.body
        assert "张三" not in str([entry.id, entry.code, entry.detail, entry.type])

    def test_a_row_that_cannot_be_read(self, quick: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
        """What never passes by itself is listed; what does is raised, so that the sender comes again."""

        def broken(_: object) -> CaseView:
            raise error

        monkeypatch.setattr(quick.office.engine, "handle", broken)
        error: Exception = RowUnreadable("case 1")
        assert quick.send("start_task", id="m-1").code == "storage.row"
        error = ZeroDivisionError("张三")
        receipt = quick.send("start_task", id="m-2")
        assert (receipt.code, receipt.detail) == ("inbound.fault", "系统内部错误")
        error = StorageError("the server is gone")
        with pytest.raises(StorageError):
            quick.send("start_task", id="m-3")
        assert len(quick.inbound.exceptions()) == 2

    def test_pages(self, quick: Counter) -> None:
        """The list comes in pages, the oldest first."""
        for number in range(5):
            quick.send("grant_task", id=f"m-{number}")
        first = quick.inbound.exceptions(limit=3)
        rest = quick.inbound.exceptions(limit=3, after=first[-1].id)
        assert [entry.event_id for entry in (*first, *rest)] == [f"m-{number}" for number in range(5)]


class TestDecided:
    """What people do about the list."""

    def test_retried_once_the_cause_is_mended(self, desk: Counter) -> None:
        """A grant that came before its start is carried out once the task was started, as the sender's own doing."""
        receipt = desk.send("grant_task", result={"number": "川消1号"})
        assert receipt.exception_id is not None
        desk.start()
        done = desk.inbound.retry(receipt.exception_id, by="c-1")
        assert (done.outcome, done.exception_id, done.case is not None) == (Outcome.DONE, receipt.exception_id, True)
        assert desk.state() is TaskState.GRANTED
        assert desk.inbound.exceptions() == []
        (entry,) = desk.inbound.exceptions(state=ExceptionState.CARRIED_OUT)
        assert (entry.answered_by, entry.answered_at, entry.body) == ("c-1", desk.office.now, None)
        assert desk.office.engine.events(desk.case.id)[-1].actor["id"] == "xfjy-system"

    def test_retried_in_vain(self, desk: Counter) -> None:
        """It stays on the list with the newest reason, and how often it was tried."""
        desk.send("grant_task")
        desk.office.engine.handle(commands.WithdrawCase(case_id=desk.case.id, by=APPLICANT))
        first = desk.only()
        receipt = desk.inbound.retry(first.id, by="c-1")
        assert (receipt.outcome, receipt.code) == (Outcome.LISTED, "command.state")
        assert desk.only() == replace(first, attempts=2, detail=receipt.detail)
        assert receipt.detail != first.detail

    def test_retried_twice(self, desk: Counter) -> None:
        """Two clerks who retry it carry it out once; who comes later is told so."""
        desk.send("grant_task")
        desk.start()
        entry = desk.only()
        with ThreadPoolExecutor(4) as threads:
            done = list(threads.map(lambda number: desk.inbound.retry(entry.id, by=f"c-{number}"), range(8)))
        assert {receipt.outcome for receipt in done} == {Outcome.DONE}
        assert desk.records().count("task.granted") == 1
        assert desk.inbound.retry(entry.id, by="c-9").outcome is Outcome.DONE

    def test_sent_again_after_it_was_carried_out(self, desk: Counter) -> None:
        """The sender, who sends once more, gets the answer to the command."""
        desk.send("grant_task")
        desk.start()
        desk.inbound.retry(desk.only().id, by="c-1")
        again = desk.send("grant_task")
        assert (again.outcome, again.exception_id) == (Outcome.DONE, None)
        assert desk.records().count("task.granted") == 1

    def test_with_the_sender_as_it_is_now(self, desk: Counter) -> None:
        """If the sender's department was set wrongly, mending that is enough; a sender that is gone is remembered."""
        wrong = Inbound(desk.office.engine, {"fire": Sender(department="cgj", actor_id="cgj-system")})
        receipt = wrong.receive(event("start_task", task_id=desk.task), sender="fire")
        assert (receipt.code, receipt.exception_id is not None) == ("command.actor", True)
        nobody = Inbound(desk.office.engine, {})
        assert nobody.retry(str(receipt.exception_id), by="c-1").code == "command.actor"
        assert desk.inbound.retry(str(receipt.exception_id), by="c-1").outcome is Outcome.DONE

    def test_dismissed(self, desk: Counter) -> None:
        """Who dismissed it, when and why stays; the message is gone, and never carried out when it comes again."""
        desk.send("grant_task")
        entry = desk.only()
        dismissed = desk.inbound.dismiss(entry.id, by="c-1", reason="重复推送，已电话核实")
        assert (dismissed.state, dismissed.answered_by, dismissed.reason) == (
            ExceptionState.DISMISSED,
            "c-1",
            "重复推送，已电话核实",
        )
        assert (dismissed.body, dismissed.detail, dismissed.answered_at) == (None, None, desk.office.now)
        assert desk.inbound.exceptions() == []
        desk.start()
        again = desk.send("grant_task")
        assert (again.outcome, again.exception_id, again.code) == (Outcome.DISMISSED, entry.id, "command.state")
        assert desk.inbound.retry(entry.id, by="c-2").outcome is Outcome.DISMISSED
        assert desk.state() is TaskState.IN_PROGRESS
        with pytest.raises(NotFound, match="already"):
            desk.inbound.dismiss(entry.id, by="c-2", reason="再次")

    def test_erased(self, desk: Counter) -> None:
        """After its case was erased, a message can only be dismissed."""
        desk.send("refuse_task", reason="张三")
        assert desk.office.engine.erase(desk.case.id)
        entry = desk.only()
        assert (entry.body, entry.detail, entry.digest) == (None, None, None)
        with pytest.raises(MessageErased) as caught:
            desk.inbound.retry(entry.id, by="c-1")
        assert caught.value.code == "inbound.erased"
        assert desk.inbound.dismiss(entry.id, by="c-1", reason="已删除").state is ExceptionState.DISMISSED

    @pytest.mark.parametrize(
        ("by", "reason"), [("", "原因"), (" ", "原因"), ("c-1", ""), ("c-1", " "), ("c\n1", "原因")]
    )
    def test_who_and_why_are_needed(self, quick: Counter, by: str, reason: str) -> None:
        """A decision that does not say who made it, or why, is none."""
        quick.send("grant_task")
        entry = quick.only()
        with pytest.raises(ArgumentInvalid):
            quick.inbound.dismiss(entry.id, by=by, reason=reason)
        if by != "c-1":
            with pytest.raises(ArgumentInvalid):
                quick.inbound.retry(entry.id, by=by)
        assert quick.only() == entry

    def test_what_is_not_on_the_list(self, quick: Counter) -> None:
        """Nothing can be decided about a message that is not there."""
        for unknown in ("none", "", "\x00"):
            with pytest.raises(NotFound):
                quick.inbound.retry(unknown, by="c-1")
            with pytest.raises(NotFound):
                quick.inbound.dismiss(unknown, by="c-1", reason="原因")


class TestSenders:
    """Who may send."""

    def test_a_sender_that_is_not_known(self, quick: Counter) -> None:
        """The host makes sure who sends; one that is not configured is refused, and nothing is kept."""
        with pytest.raises(NotPermitted):
            quick.send("start_task", sender="tax")
        assert quick.inbound.exceptions() == []

    @pytest.mark.parametrize(
        ("name", "sender"),
        [
            ("Fire", Sender(department="xfjy", actor_id="a")),
            ("a:b", Sender(department="xfjy", actor_id="a")),
            ("fire", Sender(department="", actor_id="a")),
            ("fire", Sender(department="xfjy", actor_id="")),
            ("fire", Sender(department="xfjy", actor_id="a", secrets=["geheim"])),
        ],
    )
    def test_a_sender_that_is_none(self, quick: Counter, name: str, sender: Sender) -> None:
        """Names, departments, actors and secrets are checked when it is made; a secret is not shown."""
        with pytest.raises((ValueError, ArgumentInvalid)) as caught:
            Inbound(quick.office.engine, {name: sender})
        assert "geheim" not in str(caught.value)
        assert "geheim" not in repr(sender)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(["task_id", "case_id", "item", "reason", "result", "procedure", "expected", "text", "x"])


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    type_=st.sampled_from(TYPES) | st.text(max_size=10),
    data=st.dictionaries(FIELDS, VALUES | st.just("TASK"), max_size=5) | VALUES,
    rest=st.dictionaries(
        st.sampled_from(["id", "time", "source", "specversion", "datacontenttype"]), VALUES, max_size=2
    ),
)
def test_whatever_comes_has_a_receipt(quick: Counter, type_: str, data: object, rest: dict[str, object]) -> None:
    """No message, however odd, raises or is lost: it is carried out, or it is on the list and can be read there."""
    if isinstance(data, dict):
        data = {name: quick.task if value == "TASK" else value for name, value in data.items()}
    message = {**event("x", id="m-odd", data=data), "type": type_, **rest}
    raw = json.dumps(message).encode()
    receipt = quick.inbound.receive(raw, sender="fire")
    assert quick.inbound.receive(raw, sender="fire") == receipt
    json.dumps(receipt.to_json())
    if receipt.outcome is Outcome.LISTED:
        assert receipt.exception_id in {entry.id for entry in quick.inbound.exceptions(limit=10_000)}
        assert read_message(raw).body.isascii()


def test_a_supervisor_is_none_of_its_senders(quick: Counter) -> None:
    """A system acts as an officer: what only a supervisor may do cannot be sent at all."""
    assert not any("extend" in name or "reopen" in name or "case" in name.split(".")[3] for name in TYPES)
    assert quick.inbound.sender("fire").department == "xfjy"
    assert Actor.staff("xfjy-system", "xfjy").role == "staff"
