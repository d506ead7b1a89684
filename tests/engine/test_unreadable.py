"""Rows that somebody, or a disk, turned into noise."""

from __future__ import annotations

import json
import pickle
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.case.conftest import FORM, LEAD
from tests.engine.conftest import Office, catalog
from yishi_engine import AuditChainBroken, CaseState, CaseView, Engine, SqlStore, StorageError, commands
from yishi_engine.errors import RowUnreadable
from yishi_engine.worktime.notices import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOISE = [
    ("yishi_case", "body", "noise"),
    ("yishi_case", "body", ""),
    ("yishi_case", "body", b"\xff\x00"),
    ("yishi_case", "body", "[]"),
    ("yishi_case", "body", "{}"),
    ("yishi_case", "body", '{"answers": 5}'),
    ("yishi_application", "body", "noise"),
    ("yishi_application", "body", b"\xff\x00"),
    ("yishi_application", "body", "[]"),
    ("yishi_application", "body", "{}"),
    ("yishi_application", "body", '{"required": 5}'),
    ("yishi_application", "case_id", "somebody else"),
    ("yishi_case", "state", "asleep"),
    ("yishi_case", "ended_at", "yesterday"),
    ("yishi_case", "seq", "many"),
    ("yishi_task", "body", "noise"),
    ("yishi_task", "body", '{"stops": 5}'),
    ("yishi_task", "body", '{"extension": "5"}'),
    ("yishi_task", "body", '{"decided_at": "2026"}'),
    ("yishi_task", "body", '{"unknown": 1}'),
    ("yishi_task", "state", "asleep"),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where the database lies."""
    return tmp_path / "cases.db"


@pytest.fixture
def office(file: Path) -> Iterator[Office]:
    """Return an office on SQLite, where a row can be spoilt from outside."""
    store = SqlStore.from_url(f"sqlite:///{file}")
    store.upgrade()
    yield Office(store)
    store.dispose()


def spoil(file: Path, table: str, column: str, value: str | bytes) -> None:
    """Write noise into a column of all rows."""
    with closing(sqlite3.connect(file)) as connection, connection:
        assert connection.execute(f"UPDATE {table} SET {column} = ?", (value,)).rowcount  # noqa: S608


@pytest.mark.parametrize(("table", "column", "value"), NOISE)
def test_verification_finds_it(office: Office, file: Path, table: str, column: str, value: str | bytes) -> None:
    """A state that cannot be read is not what the records say: the case is named, whether it or all are proved."""
    case = office.accepted()
    count = office.engine.verify(case.id)
    spoil(file, table, column, value)
    for asked in (case.id, None):
        with pytest.raises(AuditChainBroken, match=r"the stored state of case .* cannot be read") as caught:
            office.engine.verify(asked)
        assert (caught.value.case, caught.value.seq) == (case.id, count)


@pytest.mark.parametrize(("table", "column", "value"), NOISE)
def test_looking_at_it_is_a_storage_error(
    office: Office, file: Path, table: str, column: str, value: str | bytes
) -> None:
    """Whoever asks for the case gets a typed error that names the row."""
    case = office.accepted()
    spoil(file, table, column, value)
    with pytest.raises(StorageError, match=r"the row of (case|task) .* cannot be read") as caught:
        office.engine.case(case.id)
    assert isinstance(caught.value, RowUnreadable)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert (again.code, again.row, str(again)) == ("storage.row", caught.value.row, str(caught.value))


def test_the_error_quotes_nothing(office: Office, file: Path) -> None:
    """What stood in the row, and with it what the applicant filled in, is neither in the error nor behind it."""
    case = office.accepted()
    spoil(file, "yishi_application", "body", json.dumps({"form": FORM})[:-1])
    with pytest.raises(RowUnreadable) as caught:
        office.engine.case(case.id)
    assert FORM["shop_name"] not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_other_cases_are_whole(office: Office, file: Path) -> None:
    """One bad case keeps nobody from proving or sweeping the others."""
    bad, good = office.accepted(), office.accepted()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE yishi_case SET body = 'noise' WHERE id = ?", (bad.id,))
    assert office.engine.verify(good.id) > 0
    report = office.engine.load_notice(Notice.model_validate({"name": "市假", "layer": "city", "off": ["2026-02-24"]}))
    assert [failure.case_id for failure in report.failures] == [bad.id]
    assert report.moved == 1


def test_a_case_without_records_is_broken_too(office: Office, file: Path) -> None:
    """Where the records are gone as well, the first one is named."""
    case = office.submit()
    with closing(sqlite3.connect(file)) as connection, connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("DELETE FROM yishi_audit")
    spoil(file, "yishi_case", "body", "noise")
    with pytest.raises(AuditChainBroken) as caught:
        office.engine.verify(case.id)
    assert caught.value.seq == 1


@pytest.mark.parametrize("content", ["noise", "{}", '{"name": 5}', "[]"])
def test_a_notice_that_is_none(office: Office, file: Path, content: str) -> None:
    """A spoilt notice is named when an engine starts: no due date may be given without it."""
    office.engine.load_notice(Notice.model_validate({"name": "市假", "layer": "city", "off": ["2026-02-24"]}))
    spoil(file, "yishi_notice", "content", content)
    with pytest.raises(RowUnreadable, match="a notice on days off"):
        Engine(store=office.store, catalog=catalog())


def lose_application(file: Path, *case_ids: str) -> None:
    """Take away what was applied for, so that these cases cannot be read."""
    with closing(sqlite3.connect(file)) as connection, connection:
        for case_id in case_ids:
            assert connection.execute("DELETE FROM yishi_application WHERE case_id = ?", (case_id,)).rowcount


@pytest.mark.parametrize("bad", [{0}, {1}, {4}, {0, 1}, {1, 2, 3}, {0, 1, 2, 3, 4}], ids=str)
@pytest.mark.parametrize("limit", [1, 2, 500])
def test_a_list_goes_on_behind_it(
    office: Office, file: Path, bad: set[int], limit: int, caplog: pytest.LogCaptureFixture
) -> None:
    """The list of cases leaves out what cannot be read, wherever on a page it stands, and names it in the log."""
    order = sorted(office.accepted().id for _ in range(5))
    lose_application(file, *(order[number] for number in bad))
    seen, after = [], None
    for _ in order:
        page = office.engine.cases(limit=limit, after=after)
        seen += [case.id for case in page]
        after = page.next
        if after is None:
            break
    assert after is None
    assert seen == [case_id for number, case_id in enumerate(order) if number not in bad]
    logged = [record.getMessage() for record in caplog.records if "list.row_unreadable" in record.getMessage()]
    assert len(logged) == len(bad)
    assert all(any(order[number] in message for message in logged) for number in bad)


@pytest.mark.parametrize("limit", [1, 2, 500])
def test_an_inbox_goes_on_behind_it(office: Office, file: Path, limit: int) -> None:
    """The inbox leaves out a task that cannot be read, and shows the others."""
    order = sorted(office.accepted().id for _ in range(4))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE yishi_task SET body = 'noise' WHERE case_id IN (?, ?)", (order[0], order[2]))
    seen, after = [], None
    for _ in order:
        page = office.engine.inbox(department="xfjy", limit=limit, after=after)
        seen += [task.case_id for task in page]
        after = page.next
        if after is None:
            break
    assert (seen, after) == ([order[1], order[3]], None)


def test_a_batch_answers_it(office: Office, file: Path) -> None:
    """With ``each``, a command on a case that cannot be read is answered by that; the others are carried out."""
    cases = [office.submit().id for _ in range(3)]
    lose_application(file, cases[1])
    batch = [commands.AcceptCase(case_id=case_id, by=LEAD) for case_id in cases]
    with pytest.raises(RowUnreadable):
        office.engine.handle_many(batch)
    assert office.engine.case(cases[0]).state is CaseState.SUBMITTED
    answers = office.engine.handle_many(batch, each=True)
    assert [type(answer) for answer in answers] == [CaseView, RowUnreadable, CaseView]
    assert cases[1] in str(answers[1])
    assert office.engine.case(cases[2]).state is CaseState.ACCEPTED
