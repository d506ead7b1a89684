"""What departments' systems answer: commands that are carried out once, or listed for somebody to decide about.

A message's id, with the sender's name before it, is the command's idempotency key: a message that comes twice gets the
first answer, and the command is carried out once. What cannot be carried out is kept on the exception list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from yishi_engine import log
from yishi_engine.case.actor import Actor
from yishi_engine.case.deciding.arguments import text
from yishi_engine.delivery.commands_in import read_command, read_message
from yishi_engine.delivery.exception_list import ExceptionList
from yishi_engine.delivery.message_errors import MessageErased, MessageFault, MessageLate
from yishi_engine.delivery.receipt import Outcome, Receipt
from yishi_engine.delivery.signatures import Secret
from yishi_engine.delivery.sink import check_name
from yishi_engine.errors import (
    ArgumentInvalid,
    ConcurrentUpdate,
    KeyReused,
    NotFound,
    NotPermitted,
    RowUnreadable,
    StorageError,
    YishiError,
)
from yishi_engine.store.exception_port import ExceptionAnswer, ExceptionState
from yishi_engine.worktime.calendar import local_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from yishi_engine.case import commands as c
    from yishi_engine.case.views import CaseView
    from yishi_engine.delivery.commands_in import Incoming
    from yishi_engine.engine.engine import Engine
    from yishi_engine.store.exception_port import ExceptionEntry

SLACK: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A department's system.

    Attributes:
        department: Key of the department; the system may do what officers of this department may.
        actor_id: Whom its commands are given by, on every audit record; no person's name.
        secrets: What its webhooks are signed with, ``whsec_…``; several while they are rotated.
    """

    department: str
    actor_id: str
    secrets: Sequence[str] = field(default=(), repr=False)


class Inbound:
    """Takes messages of departments' systems. Safe to share between threads."""

    def __init__(self, engine: Engine, senders: Mapping[str, Sender], *, slack: timedelta = SLACK) -> None:
        """Create it.

        Args:
            engine: Carries out the commands.
            senders: Name of a sender → the sender. The name, 1 to 60 of ``a-z 0-9 -``, is part of the keys: it must
                never change.
            slack: How far a message's ``time`` may be from the present to be taken as the present, where it cannot be
                taken as it is: something else happened to the case in between, or two clocks differ. What is past must
                be of today as well, so that no day is counted otherwise.

        Raises:
            ValueError: A sender has no proper name, or a secret is none.
            ArgumentInvalid: A sender has no department or no actor.
        """
        for name, sender in senders.items():
            check_name(name)
            _actor(sender)
            if sender.secrets:
                Secret.all_of(sender.secrets)
        self._engine = engine
        self._senders = dict(senders)
        self._slack = slack
        self._list = ExceptionList(engine.store, engine.now)

    def now(self) -> datetime:
        """Return the present instant by the engine's clock; aware, UTC."""
        return self._engine.now()

    def sender(self, name: str) -> Sender:
        """Return a sender.

        Raises:
            NotPermitted: There is none of this name.
        """
        if name not in self._senders:
            raise NotPermitted(
                f'no sender "{name}"', allowed="the senders that are configured", notice="未登记的部门系统"
            )
        return self._senders[name]

    def receive(self, event: bytes | str | Mapping[str, object], *, sender: str) -> Receipt:
        """Carry out what a message asks for, or list it.

        Args:
            event: The structured CloudEvent: JSON in UTF-8, or what is read from it.
            sender: Who sent it; the caller has made sure of that.

        Returns:
            What became of it. Once this is returned, the message is safe and need not be sent again.

        Raises:
            ArgumentInvalid: The event is neither bytes nor a text nor a mapping.
            NotPermitted: There is no such sender.
            StorageError: The database failed: the message must be sent again.
            ConcurrentUpdate: Others kept changing the case: the message must be sent again.
        """
        known = self.sender(sender)
        if not isinstance(event, bytes | str | Mapping):
            raise ArgumentInvalid(
                f"event must be bytes, a text or a mapping, not a {type(event).__name__}",
                field="event",
                notice="报文格式不对",
            )
        message = read_message(event)
        before = self._list.listed(message, sender=sender)
        if before and before.state is not ExceptionState.CARRIED_OUT:
            return Receipt.of_entry(before)  # what is on the list is for people to decide
        outcome = self._attempt(message, sender, known)
        if not isinstance(outcome, YishiError):
            return Receipt(outcome=Outcome.DONE, event_id=message.event_id, case_id=outcome.id, case=outcome)
        entry = self._list.keep(message, outcome, sender=sender, department=known.department, actor_id=known.actor_id)
        log.noted("inbound.listed", sender=sender, exception=entry.id, code=entry.code)
        return Receipt.of_entry(entry)

    def exceptions(
        self, *, state: ExceptionState = ExceptionState.PENDING, after: str = "", limit: int = 50
    ) -> list[ExceptionEntry]:
        """Return a page of the exception list, the oldest first.

        Args:
            state: Only entries in this state.
            after: Id of the last entry of the page before.
            limit: How many at most.
        """
        return self._list.page(state=state, after=after, limit=limit)

    def exception(self, exception_id: str) -> ExceptionEntry:
        """Return an entry of the exception list.

        Raises:
            NotFound: There is none of this id.
        """
        return self._list.entry(exception_id)

    def retry(self, exception_id: str, *, by: str, as_of_now: bool = False) -> Receipt:
        """Try once more to carry out a message on the exception list, after what was wrong has been mended.

        Args:
            exception_id: Its id.
            by: Who retries it: a pseudonym.
            as_of_now: Whether it counts from the present, and not from the time that it says; for one that is late.

        Returns:
            What became of it: ``listed`` if it failed again. One that was answered already is not tried again.

        Raises:
            NotFound: There is no such entry.
            MessageErased: Its case was erased; it can only be dismissed.
            ArgumentInvalid: It does not say who.
        """
        who, entry = _who(by), self._list.entry(exception_id)
        if entry.state is not ExceptionState.PENDING:
            return Receipt.of_entry(entry)
        if entry.body is None:
            raise MessageErased(f'the message "{entry.id}" was erased with its case', notice="报文已随个人信息一并删除")
        sender = self._senders.get(entry.sender) or Sender(department=entry.department, actor_id=entry.actor_id)
        outcome = self._attempt(read_message(entry.body), entry.sender, sender, as_of_now=as_of_now)
        if isinstance(outcome, YishiError):
            self._list.failed_again(entry.id, outcome)
            return Receipt.of_entry(self._list.entry(entry.id))
        self._list.answer(entry.id, ExceptionAnswer(state=ExceptionState.CARRIED_OUT, at=self.now(), by=who))
        return Receipt(
            outcome=Outcome.DONE,
            event_id=entry.event_id,
            case_id=outcome.id,
            exception_id=entry.id,
            case=outcome,
        )

    def dismiss(self, exception_id: str, *, by: str, reason: str) -> ExceptionEntry:
        """Decide that a message on the exception list is not carried out; it is erased, and the decision stays.

        Args:
            exception_id: Its id.
            by: Who decides: a pseudonym.
            reason: Why; without personal data.

        Raises:
            NotFound: There is no such entry, or it was answered already.
            ArgumentInvalid: It does not say who or why.
        """
        why = text(reason, "reason", "不予处理的理由")
        answer = ExceptionAnswer(state=ExceptionState.DISMISSED, at=self.now(), by=_who(by), reason=why)
        self._list.entry(exception_id)
        if not self._list.answer(exception_id, answer):
            raise NotFound(f'the message "{exception_id}" was answered already', notice="该报文已处理")
        return self._list.entry(exception_id)

    def _attempt(
        self, message: Incoming, name: str, sender: Sender, *, as_of_now: bool = False
    ) -> CaseView | YishiError:
        """Carry out a message, or return why that is not possible; raise what passes by itself."""
        try:
            command = read_command(message, by=_actor(sender), key=f"{name}:{message.event_id}")
            return self._carry_out(replace(command, occurred_at=None) if as_of_now else command)
        except RowUnreadable as error:
            return error
        except (StorageError, ConcurrentUpdate):
            raise
        except YishiError as error:
            return error
        except Exception as error:  # noqa: BLE001  (one message never stops those behind it)
            log.noted("inbound.fault", sender=name, reason=type(error).__name__)  # its text may quote the message
            return MessageFault(f"{type(error).__name__} in the engine", notice="系统内部错误")

    def _carry_out(self, command: c.Command) -> CaseView:
        """Carry out a command by the time that it says; if that cannot be taken, and is near, by the present.

        The time is part of what a key stands for. So a message that was carried out before is looked for both ways.
        """
        try:
            return self._engine.handle(command)
        except KeyReused:
            if command.occurred_at is None:
                raise
        except ArgumentInvalid as error:
            if error.field != "occurred_at" or command.occurred_at is None:
                raise
            if not self._is_near(command.occurred_at):
                raise MessageLate(error.message, notice=error.notice) from error
        return self._engine.handle(replace(command, occurred_at=None))

    def _is_near(self, at: datetime) -> bool:
        now = self.now()
        return abs(now - at) <= self._slack and (at > now or local_date(at) == local_date(now))


def _actor(sender: Sender) -> Actor:
    return Actor.staff(sender.actor_id, sender.department)


def _who(by: str) -> str:
    """Return who decides, as an id that a record could name."""
    return Actor.applicant(by).id
