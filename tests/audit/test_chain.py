"""The chain: sealing, and that every way to tamper with it is found and named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.audit import (
    ALGORITHMS,
    GENESIS,
    AlgorithmUnavailable,
    AuditRecord,
    ChainProof,
    StoredRow,
    digest,
    seal,
    verify,
    verify_stored,
)
from yishi_engine.errors import AuditChainBroken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.audit.conftest import MakeChain

CASE = "case-1"
ALGOS = st.sampled_from(ALGORITHMS)
INSTANT = datetime(2026, 2, 11, 1, 30, tzinfo=UTC)

# Computed with sha256sum and openssl over the text of the record, not with this package.
GOLDEN = {
    "sha256": "5f850f83263bac4c2dee120a7aac26e7d068d952299fe8fc04cdf02da84cb320",
    "sm3": "c488887009d196a1945cdddd80f80cc31ef86f0051132b01461b498c5336577b",
}

CHANGES: dict[str, object] = {
    "algo": "sm3",
    "actor": {"id": "c-2", "role": "staff", "department": "scjg"},
    "case": "case-2",
    "data": {"item": "another"},
    "occurred_at": INSTANT - timedelta(days=1),
    "prev": "f" * 64,
    "recorded_at": INSTANT - timedelta(microseconds=1),
    "seq": 99,
    "type": "task.refused",
    "hash": "e" * 64,
    "v": 2,
}


def head_of(records: list[AuditRecord]) -> tuple[int, str]:
    """What the case keeps of its newest record."""
    return records[-1].seq, records[-1].hash


def rows_of(records: list[AuditRecord]) -> list[tuple[int, str, str]]:
    """What a store keeps of a chain."""
    return [(record.seq, record.body_text, record.hash) for record in records]


def resealed(record: AuditRecord, **changes: object) -> AuditRecord:
    """A changed record whose own hash is right again."""
    changed = replace(record, **changes)  # type: ignore[arg-type]
    return replace(changed, hash=digest(changed.algo, changed.body_text.encode()))


def broken_at(records: list[AuditRecord], head: tuple[int, str] | None) -> AuditChainBroken:
    """Verify what must not verify, both as records and as stored rows, and return the error."""
    with pytest.raises(AuditChainBroken) as from_records:
        verify(records, case=CASE, head=head)
    with pytest.raises(AuditChainBroken) as from_rows:
        verify_stored(rows_of(records), case=CASE, head=head)
    assert str(from_records.value) == str(from_rows.value)
    assert from_records.value.case == CASE
    return from_records.value


@pytest.mark.parametrize("algo", ALGORITHMS)
def test_seals_as_other_programs_hash(algo: str) -> None:
    """A known first record has the hash that other programs give for its text."""
    record = seal(
        algo=algo,
        case="case-1",
        seq=1,
        prev=GENESIS,
        type="case.submitted",
        actor={"id": "c-1", "role": "staff", "department": "scjg"},
        data={"note": "受理"},
        occurred_at=INSTANT,
        recorded_at=INSTANT + timedelta(microseconds=123456),
    )
    assert record.hash == GOLDEN[algo]


def test_an_actor_without_department_has_no_such_key() -> None:
    """An applicant's or the system's record leaves the department out."""
    record = seal(
        algo="sha256",
        case=CASE,
        seq=1,
        prev=GENESIS,
        type="case.submitted",
        actor={"id": "p-1", "role": "applicant", "department": None},
        data={},
        occurred_at=INSTANT,
        recorded_at=INSTANT,
    )
    assert record.actor == {"id": "p-1", "role": "applicant"}


@pytest.mark.parametrize(("seq", "prev"), [(0, GENESIS), (-1, "a" * 64), (1, "a" * 64), (2, GENESIS)])
def test_only_the_first_record_follows_nothing(seq: int, prev: str) -> None:
    """A number and a predecessor that contradict each other are refused before anything is sealed."""
    with pytest.raises(ValueError, match="cannot follow"):
        seal(
            algo="sha256",
            case=CASE,
            seq=seq,
            prev=prev,
            type="case.submitted",
            actor={"id": "p-1", "role": "applicant"},
            data={},
            occurred_at=INSTANT,
            recorded_at=INSTANT,
        )


def test_an_unknown_algorithm_seals_nothing(make_chain: MakeChain) -> None:
    """Sealing with another algorithm is refused."""
    with pytest.raises(AlgorithmUnavailable):
        make_chain(1, algo="md5")


@given(length=st.integers(0, 9), algo=ALGOS)
def test_a_sound_chain_verifies(make_chain: MakeChain, length: int, algo: str) -> None:
    """A chain of any length verifies with its head and without, from records, from rows and from an export."""
    records = make_chain(length, algo=algo)
    head = head_of(records) if records else (0, GENESIS)
    for known in (head, None):
        assert verify(records, case=CASE, head=known) == length
        assert verify_stored(rows_of(records), case=CASE, head=known) == length
    exported = [AuditRecord.from_line(record.line()) for record in records]
    stored = [AuditRecord.from_stored(text, claimed) for _, text, claimed in rows_of(records)]
    assert exported == stored == records
    assert verify(exported, case=CASE, head=head) == verify(stored, case=CASE, head=head) == length


def test_a_store_may_change_its_algorithm(make_chain: MakeChain) -> None:
    """A chain that goes on with another algorithm verifies, since each record names its own."""
    first, second = make_chain(2)
    second = resealed(second, algo="sm3")
    assert verify([first, second], case=CASE, head=(2, second.hash)) == 2


@pytest.mark.parametrize("field", sorted(CHANGES))
@given(data=st.data())
def test_a_changed_field_is_found(make_chain: MakeChain, field: str, data: st.DataObject) -> None:
    """Whichever field of whichever record is changed, the record is named, even when no head is known."""
    records = make_chain(data.draw(st.integers(1, 6)))
    at = data.draw(st.integers(0, len(records) - 1))
    head = data.draw(st.sampled_from([head_of(records), None]))
    records[at] = replace(records[at], **{field: CHANGES[field]})  # type: ignore[arg-type]
    error = broken_at(records, head)
    assert error.seq == at + 1
    assert "changed" in str(error)


@given(length=st.integers(1, 4), data=st.data())
def test_a_changed_character_of_a_stored_row_is_found(make_chain: MakeChain, length: int, data: st.DataObject) -> None:
    """Whichever character of a stored text or hash is replaced, removed or added, the row is named."""
    rows = rows_of(make_chain(length))
    at = data.draw(st.integers(0, length - 1))
    column = data.draw(st.sampled_from([1, 2]))
    text = str(rows[at][column])
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(["", " ", "0", "1", "a", '"', "\\", "\x00", "字", "😀", "\ud800"]))
    changed = text[:place] + other + text[place + data.draw(st.sampled_from([0, 1])) :]
    if changed == text:
        return
    rows[at] = (at + 1, changed, rows[at][2]) if column == 1 else (at + 1, rows[at][1], changed)
    with pytest.raises(AuditChainBroken, match="changed") as caught:
        verify_stored(rows, case=CASE, head=None)
    assert caught.value.seq == at + 1


@given(length=st.integers(1, 7), data=st.data())
def test_a_removed_record_is_found(make_chain: MakeChain, length: int, data: st.DataObject) -> None:
    """The first, a middle or the last record that is gone is named; the last one by the head."""
    records = make_chain(length)
    head = head_of(records)
    at = data.draw(st.integers(0, length - 1))
    del records[at]
    error = broken_at(records, head)
    assert error.seq == at + 1
    assert ("cut" if at == length - 1 else "gap") in str(error)


@given(length=st.integers(1, 7), data=st.data())
def test_a_cut_tail_is_found(make_chain: MakeChain, length: int, data: st.DataObject) -> None:
    """Any number of newest records gone, up to the whole chain, is named by the first one that is missing."""
    records = make_chain(length)
    left = data.draw(st.integers(0, length - 1))
    error = broken_at(records[:left], head_of(records))
    assert error.seq == left + 1
    assert "cut" in str(error)


@given(length=st.integers(2, 7), data=st.data())
def test_swapped_records_are_found(make_chain: MakeChain, length: int, data: st.DataObject) -> None:
    """Two records that changed places are found at the earlier place."""
    records = make_chain(length)
    head = head_of(records)
    one, two = sorted(data.draw(st.lists(st.integers(0, length - 1), min_size=2, max_size=2, unique=True)))
    records[one], records[two] = records[two], records[one]
    assert broken_at(records, head).seq == one + 1


@given(length=st.integers(1, 7), data=st.data())
def test_a_repeated_record_is_found(make_chain: MakeChain, length: int, data: st.DataObject) -> None:
    """A record that comes once more, anywhere after itself, is found at the second place."""
    records = make_chain(length)
    head = head_of(records)
    at = data.draw(st.integers(0, length - 1))
    place = data.draw(st.integers(at + 1, length))
    records.insert(place, records[at])
    error = broken_at(records, head)
    assert error.seq == place + 1
    assert "inserted" in str(error)


@given(length=st.integers(1, 7), data=st.data())
def test_an_inserted_record_is_found(make_chain: MakeChain, length: int, data: st.DataObject) -> None:
    """A made-up record with a right hash of its own, put between others, is found at its successor or by the head."""
    records = make_chain(length)
    head = head_of(records)
    place = data.draw(st.integers(0, length))
    prev = records[place - 1].hash if place else GENESIS
    records.insert(place, resealed(records[0], seq=place + 1, prev=prev, type="case.extended"))
    assert broken_at(records, head).seq == min(place + 2, length + 1)


@given(length=st.integers(1, 7), data=st.data())
def test_a_record_changed_and_hashed_again_is_found(make_chain: MakeChain, length: int, data: st.DataObject) -> None:
    """A record that was changed together with its hash breaks the link of the next one, or is not the head."""
    records = make_chain(length)
    head = head_of(records)
    at = data.draw(st.integers(0, length - 1))
    records[at] = resealed(records[at], data={"item": "another"})
    assert broken_at(records, head).seq == min(at + 2, length)


@given(length=st.integers(1, 7), data=st.data())
def test_a_tail_that_was_written_anew_is_found_by_the_head(
    make_chain: MakeChain, length: int, data: st.DataObject
) -> None:
    """From a changed record on, every link can be made right again; only the head kept elsewhere tells."""
    records = make_chain(length)
    head = head_of(records)
    at = data.draw(st.integers(0, length - 1))
    records[at] = resealed(records[at], data={"item": "another"})
    for later in range(at + 1, length):
        records[later] = resealed(records[later], prev=records[later - 1].hash)
    assert verify(records, case=CASE, head=None) == length
    error = broken_at(records, head)
    assert error.seq == length
    assert "changed" in str(error)


@given(length=st.integers(1, 7), data=st.data())
def test_a_foreign_record_is_found(make_chain: MakeChain, length: int, data: st.DataObject) -> None:
    """A record of another case, in place of one or between two, is named as foreign."""
    records = make_chain(length)
    head = head_of(records)
    other = make_chain(length, case="case-2")
    at = data.draw(st.integers(0, length - 1))
    records[at : at + data.draw(st.integers(0, 1))] = [other[at]]
    error = broken_at(records, head)
    assert error.seq == at + 1
    assert "foreign" in str(error)
    assert "case-2" in str(error)


def test_the_chain_of_another_case_is_foreign(make_chain: MakeChain) -> None:
    """A whole sound chain does not pass for that of another case."""
    assert broken_at(make_chain(3, case="case-2"), None).seq == 1


def test_more_records_than_the_head_says_are_found(make_chain: MakeChain) -> None:
    """Records beyond the head were not written by a command; the first of them is named."""
    records = make_chain(5)
    error = broken_at(records, head_of(records[:3]))
    assert error.seq == 4
    assert "inserted" in str(error)


def test_a_missing_chain_is_found() -> None:
    """A case whose head says there are records, but that has none, is broken at the first."""
    assert broken_at([], (2, "a" * 64)).seq == 1


def test_a_row_stored_under_another_number_is_found(make_chain: MakeChain) -> None:
    """The number in the row must be the number in the record."""
    rows = rows_of(make_chain(2))
    rows[1] = (3, *rows[1][1:])
    with pytest.raises(AuditChainBroken, match="written as record 2 and is stored as 3") as caught:
        verify_stored(rows, case=CASE, head=None)
    assert caught.value.seq == 2


def test_a_number_that_comes_twice_is_found(make_chain: MakeChain) -> None:
    """A record with right hash and link, but numbered like the one before it, is named at its place."""
    records = make_chain(3)
    records[2] = resealed(records[2], seq=2)
    error = broken_at(records, None)
    assert error.seq == 3
    assert "record 2 is found once more" in str(error)


def test_a_chain_without_its_beginning_is_found(make_chain: MakeChain) -> None:
    """Later records renumbered from 1, with right hashes, still point to a record before the first."""
    second = make_chain(2)[1]
    error = broken_at([resealed(second, seq=1)], None)
    assert error.seq == 1
    assert "does not begin a chain" in str(error)


@pytest.mark.parametrize("text", ["{}", "[]", "7", '{"algo":["sha256"]}', '{"algo":"md5"}', "nonsense", ""])
def test_a_row_that_is_no_record_is_found(text: str) -> None:
    """Any other text in place of a record is named, whatever its hash."""
    for claimed in (digest("sha256", text.encode()), GENESIS):
        with pytest.raises(AuditChainBroken, match="changed"):
            verify_stored([(1, text, claimed)], case=CASE, head=None)


def test_a_text_in_another_form_is_found_even_with_its_own_hash(make_chain: MakeChain) -> None:
    """A stored text with spaces proves nothing to the holder of an export, though its hash be right."""
    text = make_chain(1)[0].body_text.replace(",", ", ")
    with pytest.raises(AuditChainBroken, match="canonical"):
        verify_stored([(1, text, digest("sha256", text.encode()))], case=CASE, head=None)
    stored = AuditRecord.from_stored(text, digest("sha256", text.encode()))
    with pytest.raises(AuditChainBroken, match="canonical"):
        verify([stored], case=CASE, head=None)


def test_rows_are_read_one_at_a_time(make_chain: MakeChain) -> None:
    """Verification asks for no row beyond the first wrong one, so a chain of any length needs no memory."""
    rows = rows_of(make_chain(5))
    rows[2] = (3, rows[2][1], "f" * 64)
    asked = []

    def stream() -> Iterator[tuple[int, str, str]]:
        for row in rows:
            asked.append(row[0])
            yield row

    with pytest.raises(AuditChainBroken):
        verify_stored(stream(), case=CASE, head=None)
    assert asked == [1, 2, 3]


def test_the_error_shows_no_data(make_chain: MakeChain) -> None:
    """The error names the case and the record; what the record says is not repeated."""
    records = make_chain(1)
    records[0] = replace(records[0], data={"note": "secret"})
    assert "secret" not in str(broken_at(records, None))


def proved_in_parts(rows: list[StoredRow], size: int) -> list[dict[str, object]] | AuditChainBroken:
    """Return what a chain says that is proved so many records at a time, or how it is broken."""
    chain = ChainProof(CASE)
    said = []
    try:
        for begin in range(0, len(rows), size):
            said += chain.add(rows[begin : begin + size])
    except AuditChainBroken as error:
        return error
    assert (chain.seq, chain.last) == (len(rows), rows[-1][2] if rows else GENESIS)
    return said


@given(length=st.integers(0, 9), size=st.integers(1, 10), algo=ALGOS)
def test_a_chain_is_proved_in_parts(make_chain: MakeChain, length: int, size: int, algo: str) -> None:
    """However many records come at a time, each is handed on as it was read, and the end is compared with the head."""
    records = make_chain(length, algo=algo)
    assert proved_in_parts(rows_of(records), size) == [record.body() for record in records]


@given(length=st.integers(1, 9), size=st.integers(1, 10), data=st.data())
def test_in_parts_the_same_record_is_named(make_chain: MakeChain, length: int, size: int, data: st.DataObject) -> None:
    """What is wrong is named with the same record and in the same words, whether records come singly or together."""
    rows = rows_of(make_chain(length))
    for _ in range(data.draw(st.integers(1, 2))):
        at = data.draw(st.integers(0, len(rows) - 1))
        seq, text, claimed = rows[at]
        changes: list[list[StoredRow]] = [
            [],
            [rows[at], rows[at]],
            [(seq + 1, text, claimed)],
            [(seq, text.replace("准予", "不予"), claimed)],
            [(seq, text, "f" * 64)],
            [(seq, text.replace(":", ": ", 1), digest("sha256", text.replace(":", ": ", 1).encode()))],
            [(seq, "[]", digest("sha256", b"[]"))],
            [(seq, text[:-1], claimed)],
            [rows_of(make_chain(length, case="case-2"))[at]] if at < length else [],
        ]
        rows[at : at + 1] = data.draw(st.sampled_from(changes))
        if not rows:
            return
    found = proved_in_parts(rows, size)
    alone = proved_in_parts(rows, 1)
    assert (str(found), found) == (str(alone), alone) if isinstance(alone, list) else str(found) == str(alone)
    try:
        assert verify_stored(rows, case=CASE, head=None) == len(rows)
        assert isinstance(found, list)
    except AuditChainBroken as error:
        assert str(error) == str(found)
        assert (error.case, error.seq) == (found.case, found.seq)  # type: ignore[union-attr]


@pytest.mark.parametrize("body", [None, b"{}", 7, ["{}"]])
def test_what_is_no_text_is_no_record(make_chain: MakeChain, body: object) -> None:
    """A store may hand out anything; only a text can be a record."""
    rows = rows_of(make_chain(3))
    rows[1] = (2, body, rows[1][2])  # type: ignore[assignment]
    for size in (1, 3):
        found = proved_in_parts(rows, size)
        assert isinstance(found, AuditChainBroken)
        assert found.seq == 2
        assert "no text" in str(found)
