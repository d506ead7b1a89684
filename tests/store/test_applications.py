"""What was applied for has a row of its own: written when it changes, read once, and moved there by the upgrade."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.scale.lives import LATER, LIVES, Hall
from tests.stateful.definitions import LEAD
from tests.stateful.lockstep import APPLICANT, STAFF
from yishi_engine import commands as c
from yishi_engine.case.lifecycle import TaskState
from yishi_engine.errors import AuditChainBroken, RowUnreadable
from yishi_engine.store import SqlStore, statements, upgrade
from yishi_engine.store.rows import APPLICATION_FIELDS, OUTLINE_COLUMNS
from yishi_engine.store.tables import application_table, case_table, metadata
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import Dates, case_id, new_case, next_change
from yishi_engine.testing.conformance.base import listed, save

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.store.port import StoredCase

BEFORE: Final = "0004"
"""The revision in which the body of a case held all of it."""


def rows(store: SqlStore, table: str, columns: str) -> list[Any]:
    """Return columns of all rows of a table, in order."""
    with store.engine.connect() as connection:
        return [*connection.execute(text(f"SELECT {columns} FROM {table} ORDER BY 1"))]  # noqa: S608  (our names)


def bodies(store: SqlStore) -> dict[str, dict[str, Any]]:
    """Return the bodies of all cases."""
    return {case: json.loads(body) for case, body in rows(store, "yishi_case", "id, body")}


def cases(store: SqlStore) -> dict[str, StoredCase]:
    """Return all cases."""
    with store.read() as transaction:
        return dict(transaction.load_many(transaction.case_ids(after="", limit=10_000)))


class TestReading:
    """What is read of a case, and what is not."""

    def test_it_is_read_once_for_all_tasks(self, sql: SqlStore) -> None:
        """However many tasks a case has, what was applied for is sent once; a case without tasks has it as well."""
        save(sql, new_case(1, b.submitted(), *b.accepted("a", "b", "c"), dates=Dates(tasks=dict.fromkeys("abc"))))
        save(sql, new_case(2))
        with sql.engine.connect() as connection:
            found = connection.execute(statements.CASES_WITH_TASKS, {"case_ids": [case_id(1), case_id(2)]}).all()
        (applied,) = {place for row in found for place, value in enumerate(row) if "shop_name" in str(value)}
        assert [row[applied] is not None for row in found] == [True, False, False, True]

    def test_a_page_of_tasks_reads_neither_form_nor_body_of_a_case(self) -> None:
        """An inbox shows nothing of them, so nothing of them is read."""
        for continued in (False, True):
            query = str(statements.inbox_page(3, continued=continued, limit=50))
            assert "yishi_application" not in query
            assert "yishi_case.body" not in query
            assert set(re.findall(r"yishi_case\.(\w+)", query)) == {*OUTLINE_COLUMNS}

    def test_an_inbox_can_be_read_whatever_became_of_the_forms(self, sql: SqlStore) -> None:
        """A form that turned into noise keeps nobody from seeing a task; who asks for the case is told."""
        save(sql, new_case(1, b.submitted(), *b.accepted("a"), dates=Dates(tasks={"a": None})))
        with sql.engine.begin() as connection:
            connection.execute(application_table.update().values(body="noise"))
        with sql.read() as transaction:
            found = transaction.inbox(department="xfjy", states=tuple(TaskState), after=None, limit=9)
            assert [(row.case.id, row.task.item) for row in found] == [(case_id(1), "a")]
            with pytest.raises(RowUnreadable):
                transaction.load(case_id(1))

    @pytest.mark.parametrize("filters", [frozenset[str](), frozenset({"lead_department"}), frozenset({"applicant"})])
    def test_a_page_of_cases_reads_the_forms_of_its_own_cases(self, filters: frozenset[str]) -> None:
        """Which cases are on the page is found out first."""
        query = str(statements.case_page(3, filters=filters, continued=True, limit=50))
        assert query.index("yishi_application ON") > query.rindex("LIMIT 50")

    def test_a_case_without_it_cannot_be_read(self, sql: SqlStore) -> None:
        """If the row is gone, the case is named, in a list as well; and it is in every proof."""
        hall = Hall(sql)
        case = hall.accepted()
        with sql.engine.begin() as connection:
            connection.execute(application_table.delete())
        with sql.read() as transaction:
            for read in (transaction.load, transaction.dossier, lambda _: listed(transaction)):
                with pytest.raises(RowUnreadable, match=case):
                    read(case)
        with pytest.raises(AuditChainBroken, match="cannot be read") as caught:
            hall.engine.verify()
        assert caught.value.case == case

    def test_the_size_of_a_page_stands_in_its_statement(self) -> None:
        """PostgreSQL plans anew each time for a number that it does not know; each size has a statement, made once."""
        first = statements.inbox_page(3, continued=False, limit=51)
        assert first is statements.inbox_page(3, continued=False, limit=51)
        assert str(first).count("LIMIT 51") == 4
        assert "LIMIT 11" in str(statements.inbox_page(3, continued=False, limit=11))


class TestWriting:
    """When it is written."""

    def test_it_is_written_when_it_changes(self, sql: SqlStore) -> None:
        """A correction and a late material are kept, alone and in a batch, and nothing of them lies with the case."""
        hall = Hall(sql)
        corrected, supplied = hall.submit(), [hall.accepted() for _ in range(3)]
        hall.engine.handle(c.RequestCorrection(case_id=corrected, note="请补正", by=STAFF[LEAD]))
        hall.engine.handle(c.SubmitCorrection(case_id=corrected, form={"shop": "新街小馆"}, by=APPLICANT))
        hall.engine.handle_many(
            [
                c.SupplyMaterial(case_id=each, material="plan", reference=f"urn:{each}", by=APPLICANT)
                for each in supplied
            ]
        )
        assert hall.engine.case(corrected).form["shop"] == "新街小馆"
        assert [hall.engine.case(each).materials["plan"] for each in supplied] == [f"urn:{each}" for each in supplied]
        assert hall.engine.verify() > 0
        for body in bodies(sql).values():
            assert not body.keys() & {*APPLICATION_FIELDS}

    def test_it_is_written_when_something_else_changes_at_once(self, sql: SqlStore) -> None:
        """Of two changes of a case in one transaction, the first may be the one that counts."""
        before = save(sql, new_case(1))
        case = replace(before.case, materials={"premises": "urn:other"})
        first = replace(next_change(before, b.reported()), after=replace(before, case=case, seq=2, head="1" * 64))
        with sql.write() as transaction:
            transaction.save(first)
            transaction.save(next_change(first.after, b.reported()))
        with sql.read() as transaction:
            found = transaction.load(case_id(1))
        assert found is not None
        assert found.case.materials == {"premises": "urn:other"}

    def test_it_is_written_again_if_it_became_another_kind_of_the_same(self, sql: SqlStore) -> None:
        """For Python, 1 and True are equal; for a form they are not."""
        before = save(sql, new_case(1))
        change = next_change(before, b.reported())
        after = replace(change.after, case=replace(change.after.case, answers={**before.case.answers, "signboard": 1}))
        save(sql, replace(change, after=after))
        with sql.read() as transaction:
            found = transaction.load(case_id(1))
        assert found is not None
        assert found.case.answers["signboard"] is not True

    def test_other_changes_leave_it_alone(self, sql: SqlStore) -> None:
        """What does not change is not written: if it is lost, the next command does not bring it back by accident."""
        before = save(sql, new_case(1))
        with sql.engine.begin() as connection:
            connection.execute(application_table.delete())
        save(sql, next_change(before, b.reported()))
        assert rows(sql, "yishi_application", "case_id") == []


class TestUpgrade:
    """The migration that moves what was applied for."""

    @pytest.fixture
    def old(self, url: str) -> Iterator[SqlStore]:
        """Return a store in the state before, without cases."""
        store = SqlStore.from_url(url)
        with store.locked_schema() as connection:
            upgrade.migrate(connection, BEFORE)
        yield store
        store.dispose()

    @pytest.fixture
    def source(self) -> Iterator[SqlStore]:
        """Return an empty store in the state after, whose cases are written into the one before."""
        store = SqlStore.from_url("sqlite://")
        store.upgrade()
        yield store
        store.dispose()

    def test_everything_goes_on(self, source: SqlStore, old: SqlStore) -> None:
        """Cases of every kind are what they were, are proved, and take further commands of every kind."""
        before = Hall(source)
        for life in LIVES:
            before.live(life(before.submit(key=life.__name__)))
        accepted, submitted = before.accepted(), before.submit()
        copied(source, old)
        with pytest.raises(DBAPIError, match="yishi_application"), old.engine.connect() as connection:
            connection.execute(application_table.select())
        old.upgrade()
        old.check()
        assert cases(old) == cases(source)
        assert [*rows(old, "yishi_case", "*")] == [*rows(source, "yishi_case", "*")]
        assert {case: json.loads(body) for case, body in rows(old, "yishi_application", "*")} == {
            case: json.loads(body) for case, body in rows(source, "yishi_application", "*")
        }
        hall = Hall(old)
        hall.now = before.now
        assert hall.engine.verify() == before.engine.verify()
        assert hall.submit(key=LIVES[0].__name__) in cases(source)
        hall.live(iter([c.SupplyMaterial(case_id=accepted, material="plan", reference="urn:late", by=APPLICANT)]))
        hall.live(LIVES[0](submitted))
        hall.now += LATER
        assert hall.engine.sweep().failures == ()
        assert hall.engine.verify() > before.engine.verify()

    def test_many_cases_move_page_by_page(self, source: SqlStore, old: SqlStore) -> None:
        """However many cases there are, each has its own afterwards."""
        with source.write() as transaction:
            for number in range(1, 1102):
                transaction.save(new_case(number))
        copied(source, old)
        old.upgrade()
        assert cases(old) == cases(source)

    @pytest.mark.parametrize("noise", ["noise", "", "[]", "{", '{"form": 5}', '{"form": {"a": "\\ud800"}}', "[" * 9999])
    def test_what_cannot_be_read_stays_so(self, source: SqlStore, old: SqlStore, noise: str) -> None:
        """One spoilt row neither stops the upgrade nor is lost: it is named afterwards as it was before."""
        before = Hall(source)
        bad, good = before.submit(), before.submit()
        copied(source, old)
        with old.engine.begin() as connection:
            connection.execute(case_table.update().where(case_table.c.id == bad).values(body=noise))
        old.upgrade()
        hall = Hall(old)
        assert hall.engine.verify(good) > 0
        with pytest.raises(RowUnreadable, match=bad):
            hall.engine.case(bad)
        with pytest.raises(AuditChainBroken, match="cannot be read") as caught:
            hall.engine.verify()
        assert caught.value.case == bad
        kept = [body for table in ("yishi_case", "yishi_application") for (body,) in rows(old, table, "body")]
        assert noise in kept or json.loads(noise) in map(json.loads, kept)

    def test_it_can_be_taken_back(self, source: SqlStore, old: SqlStore) -> None:
        """Downgrading puts everything back where it was, whatever was done since."""
        before = Hall(source)
        for life in LIVES:
            before.live(life(before.submit()))
        copied(source, old)
        as_they_were = bodies(old)
        old.upgrade()
        late = Hall(old).submit()
        with old.locked_schema() as connection:
            config = upgrade._config()
            config.attributes["connection"] = connection
            command.downgrade(config, BEFORE)
        assert old.current_revision() == BEFORE
        found = bodies(old)
        assert found.pop(late).keys() >= {*APPLICATION_FIELDS}
        assert found == as_they_were
        old.upgrade()
        assert Hall(old).engine.verify() > 0

    @pytest.mark.postgres
    @pytest.mark.parametrize("url", ["postgresql"], indirect=True)
    def test_nothing_is_written_meanwhile(self, source: SqlStore, old: SqlStore) -> None:
        """An upgrade waits for a command that is under way, and moves what that one wrote."""
        case = Hall(source).submit()
        copied(source, old)
        (body,) = bodies(old).values()
        with ThreadPoolExecutor(1) as threads:
            with old.engine.begin() as connection:
                changed = json.dumps({**body, "form": {"shop": "新街小馆"}})
                connection.execute(case_table.update().values(body=changed))
                upgrading = threads.submit(old.upgrade)
                waiting = text("SELECT pg_sleep(0.01), count(*) FROM pg_locks WHERE NOT granted")
                while not connection.execute(waiting).one()[1]:
                    assert not upgrading.done()
            upgrading.result()
        assert cases(old)[case].case.form == {"shop": "新街小馆"}


def copied(source: SqlStore, old: SqlStore) -> None:
    """Write everything into a database of the state before, where the body of a case held all of it."""
    with source.engine.connect() as reading, old.engine.begin() as writing:
        applied = {case: json.loads(body) for case, body in reading.execute(application_table.select())}
        for table in metadata.sorted_tables:
            found = [dict(row._mapping) for row in reading.execute(table.select())]
            if table is application_table or not found:
                continue
            if table is case_table:
                for row in found:
                    row["body"] = json.dumps(json.loads(row["body"]) | applied[row["id"]], ensure_ascii=False)
            writing.execute(table.insert(), found)
