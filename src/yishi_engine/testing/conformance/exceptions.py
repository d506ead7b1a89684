"""The exception list: a message is listed once, tried again, answered once, and erased with its case."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from yishi_engine.store.exception_port import ExceptionAnswer, ExceptionEntry, ExceptionState
from yishi_engine.testing.builders import case_id, later, new_case
from yishi_engine.testing.conformance.base import Interrupted, Suite, race, save

if TYPE_CHECKING:
    from yishi_engine.store.port import Store

PENDING = ExceptionState.PENDING
DISMISSED = ExceptionAnswer(state=ExceptionState.DISMISSED, at=later(hours=1), by="c-1", reason="重复推送，已电话核实")
CARRIED_OUT = ExceptionAnswer(state=ExceptionState.CARRIED_OUT, at=later(hours=1), by="c-1")


class ExceptionConformance(Suite):
    """The exception list: a message is listed once, tried again, answered once, and erased with its case."""

    def test_an_entry_is_read_as_it_was_kept(self, store: Store) -> None:
        """Every field comes back equal, whether it has a value or none, and whatever signs the message has."""
        full, bare = entry(1), replace(entry(2), case_id=None, item=None, type="", event_id="")
        assert [keep(store, each) for each in (full, bare)] == [full, bare]
        with store.read() as transaction:
            assert [transaction.exception(each.id) for each in (full, bare)] == [full, bare]
            assert transaction.listed_exception("fire", "m-1", digest(1)) == full
            assert transaction.listed_exception("fire", "", digest(2)) == bare

    def test_what_is_not_listed_is_not_found(self, store: Store) -> None:
        """Another sender, id or message is another entry; texts that no database can hold are not found either."""
        keep(store, entry(1))
        with store.read() as transaction:
            for unknown in ("nothing", "a\x00b", "\ud800", ""):
                assert transaction.exception(unknown) is None
                assert transaction.listed_exception(unknown, "m-1", digest(1)) is None
                assert transaction.listed_exception("fire", unknown, digest(1)) is None
                assert transaction.listed_exception("fire", "m-1", unknown) is None

    def test_a_message_is_listed_once(self, store: Store) -> None:
        """The same message of the same sender stays as it was listed first; with another content it is another."""
        first = keep(store, entry(1))
        assert keep(store, replace(first, id=entry_id(2), code="other")) == first
        other = keep(store, replace(first, id=entry_id(3), digest=digest(3)))
        assert listed(store) == [first, other]

    def test_one_of_many_that_list_at_once_is_first(self, store: Store) -> None:
        """Two workers that got the same message list it once."""
        race(lambda number: keep(store, replace(entry(1), id=entry_id(number + 1))))
        assert len(listed(store)) == 1

    def test_entries_come_in_pages(self, store: Store) -> None:
        """The oldest come first; a page goes on after the last id of the one before."""
        for number in (3, 1, 2):
            keep(store, entry(number))
        assert [each.id for each in listed(store, limit=2)] == [entry_id(1), entry_id(2)]
        assert [each.id for each in listed(store, after=entry_id(2))] == [entry_id(3)]
        assert listed(store, after=entry_id(3)) == []

    def test_a_failure_is_counted(self, store: Store) -> None:
        """What was tried again and failed is pending as before, with the new error."""
        kept = keep(store, entry(1))
        with store.write() as transaction:
            assert transaction.retried_exception(kept.id, code="command.gate", detail="closed")
            assert not transaction.retried_exception("nothing", code="command.gate", detail="closed")
        assert listed(store) == [replace(kept, attempts=2, code="command.gate", detail="closed")]

    @pytest.mark.parametrize("answer", [DISMISSED, CARRIED_OUT])
    def test_an_entry_is_answered_once(self, store: Store, answer: ExceptionAnswer) -> None:
        """The answer stays with who gave it; message and error text are gone, and nothing changes it afterwards."""
        kept = keep(store, entry(1))
        with store.write() as transaction:
            assert transaction.answer_exception(kept.id, answer)
            assert not transaction.answer_exception(kept.id, replace(answer, by="c-2"))
            assert not transaction.retried_exception(kept.id, code="late", detail="late")
            assert not transaction.answer_exception("nothing", answer)
        answered = replace(
            kept,
            state=answer.state,
            answered_at=answer.at,
            answered_by=answer.by,
            reason=answer.reason,
            body=None,
            detail=None,
        )
        assert listed(store) == []
        assert listed(store, state=answer.state) == [answered]
        assert keep(store, replace(kept, id=entry_id(2))) == answered

    def test_one_of_many_answers_counts(self, store: Store) -> None:
        """Of two clerks who answer at once, one is told that it was answered."""
        kept = keep(store, entry(1))
        counted: list[bool] = []

        def answer(number: int) -> None:
            with store.write() as transaction:
                counted.append(transaction.answer_exception(kept.id, replace(DISMISSED, by=f"c-{number}")))

        race(answer)
        assert sorted(counted) == [False, False, False, True]

    def test_erasing_a_case_erases_its_messages(self, store: Store) -> None:
        """Message, digest and error text of a case go with its personal values; that there was a message remains."""
        save(store, replace(new_case(1), personal={"values": {"operator": "王某"}}))
        mine, done, other = entry(1), entry(2), replace(entry(3), case_id=case_id(9))
        for each in (mine, done, other):
            keep(store, each)
        with store.write() as transaction:
            transaction.answer_exception(done.id, CARRIED_OUT)
            assert transaction.erase(case_id(1), later(days=1))
            assert not transaction.erase(case_id(1), later(days=1))
        with store.read() as transaction:
            erased = transaction.exception(done.id)
        assert listed(store) == [replace(mine, body=None, digest=None, detail=None), other]
        assert erased is not None
        assert (erased.digest, erased.state) == (None, ExceptionState.CARRIED_OUT)

    def test_messages_alone_are_something_to_erase(self, store: Store) -> None:
        """A case without personal values has something to erase as long as a message about it is kept."""
        save(store, new_case(1))
        keep(store, entry(1))
        with store.write() as transaction:
            assert transaction.erase(case_id(1), later(days=1))
            assert not transaction.erase(case_id(1), later(days=1))

    def test_what_was_erased_stays_erased(self, store: Store) -> None:
        """A failure that is written after the erasure brings no text back."""
        kept = keep(store, entry(1))
        save(store, new_case(1))
        with store.write() as transaction:
            transaction.erase(case_id(1), later(days=1))
            assert transaction.retried_exception(kept.id, code="command.gate", detail="张三")
        assert [each.detail for each in listed(store)] == [None]

    def test_an_interrupted_transaction_lists_nothing(self, store: Store) -> None:
        """What a transaction listed, counted and answered is taken back with it."""
        kept = keep(store, entry(1))

        def list_and_stop() -> None:
            with store.write() as transaction:
                transaction.keep_exception(entry(2))
                transaction.retried_exception(kept.id, code="late", detail="late")
                transaction.answer_exception(kept.id, DISMISSED)
                raise Interrupted

        with pytest.raises(Interrupted):
            list_and_stop()
        assert listed(store) == [kept]


def entry_id(number: int) -> str:
    """Return the id of an entry; ids sort in the order of numbers."""
    return f"019c4a00-0000-7000-9000-{number:012d}"


def digest(number: int) -> str:
    """Return the digest of a message."""
    return f"sha256:{number:064d}"


def entry(number: int) -> ExceptionEntry:
    """Return an entry about case 1 as it is when a message has just been listed."""
    return ExceptionEntry(
        id=entry_id(number),
        sender="fire",
        department="xfjy",
        actor_id="xfjy-system",
        event_id=f"m-{number}",
        type="cn.yishi.command.grant_task.v1",
        case_id=case_id(1),
        item="fire-check",
        received_at=later(minutes=number),
        code="command.state",
        digest=digest(number),
        body='{"data": {"result": {"operator": "张三\u2028"}}}',
        detail="GrantTask is not allowed",
    )


def keep(store: Store, kept: ExceptionEntry) -> ExceptionEntry:
    """List an entry in a transaction of its own."""
    with store.write() as transaction:
        return transaction.keep_exception(kept)


def listed(store: Store, *, state: ExceptionState = PENDING, after: str = "", limit: int = 99) -> list[ExceptionEntry]:
    """Return entries, where what is not asked for has a default."""
    with store.read() as transaction:
        return transaction.exceptions(state=state, after=after, limit=limit)
