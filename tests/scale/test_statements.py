"""What can be overheard at the database: each command sends statements about its own case, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from tests.scale.lives import LATER, LIVES, Hall, Letterbox, application_of, rated
from tests.scale.test_schema import NOT_OF_A_CASE, OF_A_KEY, OF_CASES, case_column
from tests.scale.wire import Sent, Way, Wire, sqlite_ways
from yishi_engine import commands as c
from yishi_engine.delivery import Relay
from yishi_engine.errors import CommandRejected, KeyReused
from yishi_engine.worktime import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from yishi_engine.store import SqlStore

READ_MOSTLY: Final = NOT_OF_A_CASE.keys()
SHARED: Final = re.compile(
    r"\b(LISTEN|UNLISTEN|NOTIFY|pg_notify|LOCK\s+TABLE|LOCK\s+yishi|nextval|pg_advisory\w*|TRUNCATE)\b", re.IGNORECASE
)
"""What would make commands on different cases wait for each other."""

APPLYING: Final = (c.SubmitCase, c.SubmitCorrection, c.SupplyMaterial, c.MigrateCase)
"""The commands that change what was applied for."""

FINDERS: Final = (
    re.compile(r"SELECT \(?EXISTS \(SELECT yishi_delivery\.case_id\s.*yishi_delivery\.available_at <= ", re.DOTALL),
    re.compile(
        r"SELECT (yishi_case\.attention_at, )?yishi_case\.id\s+FROM yishi_case\s+WHERE yishi_case\.attention_at <= "
        r".*LIMIT",
        re.DOTALL,
    ),
    re.compile(
        r"SELECT yishi_delivery\.case_id\s+FROM yishi_delivery\s+WHERE yishi_delivery\.sink = ''.*LIMIT", re.DOTALL
    ),
    re.compile(r"WITH picked AS .*yishi_delivery\.available_at <= .*LIMIT.*UPDATE yishi_delivery", re.DOTALL),
)
"""Statements that find out whether, and for which cases, there is something to do: from an index, a batch at most."""
WALK: Final = re.compile(
    r"SELECT yishi_case\.id\s+FROM yishi_case\s+WHERE yishi_case\.id > .*yishi_case\.ended_at IS NULL.*LIMIT", re.DOTALL
)
"""Walks through the cases that have not ended, from an index, a batch at a time."""
FOUND_BY: Final = {"yishi_case": "attention_at", "yishi_delivery": "sink"}
"""Table → first column of the index from which a finder reads."""


def all_commands(kind: type[c.Command] = c.Command) -> Iterator[type[c.Command]]:
    """Yield every command that there is."""
    for each in kind.__subclasses__():
        yield from all_commands(each)
        if vars(c).get(each.__name__) is each and each not in (c.CaseCommand, c.TaskCommand):
            yield each


def elsewhere(sent: Iterable[Sent], case_ids: set[str]) -> list[Sent]:
    """Return the statements on tables of cases that are about anything but these cases."""
    of_cases = [each for each in sent if each.tables & {*OF_CASES, OF_A_KEY} and not is_finder(each)]
    return [each for each in of_cases if not is_of_a_key(each) and not (each.cases and each.cases <= case_ids)]


def is_finder(sent: Sent) -> bool:
    """Tell whether a statement looks for cases for which there is something to do."""
    return any(each.search(sent.text) for each in FINDERS)


def is_of_a_key(sent: Sent) -> bool:
    """Tell whether a statement does nothing but look up one idempotency key, which is one command's own."""
    return sent.tables == {OF_A_KEY} and bool(re.search(r'WHERE yishi_key\."?key"? (= |IN \()', sent.text))


def ways(store: SqlStore, wire: Wire, sent: Iterable[Sent]) -> list[Way]:
    """Return how the tables of cases were reached."""
    found = wire.ways if store.engine.dialect.name == "postgresql" else [w for s in sent for w in sqlite_ways(store, s)]
    return [way for way in found if way.table in {*OF_CASES, OF_A_KEY}]


def first_column(way: Way) -> str:
    """Return the column of an index by which a table was reached; empty if there was none."""
    found = re.match(r"\(*(?:\w+\.)?(\w+)\)?(?:::text)?\s*[=<]", way.by)
    return found.group(1) if found else ""


def test_the_lives_know_every_command(hall: Hall) -> None:
    """No command is left out of what follows: a new one fails here until it is told in one of the lives."""
    told = {type(application_of())} | {type(each) for life in LIVES for each in life(hall.submit())}
    assert told == set(all_commands())


@pytest.mark.parametrize("life", LIVES)
def test_a_command_speaks_of_its_own_case(hall: Hall, wire: Wire, life: type) -> None:
    """Every statement of every command binds the id of the command's case and of no other, or looks up its key."""
    case_id = hall.submit(key="application")
    assert elsewhere(wire.sent, {case_id}) == []
    for command in life(case_id):
        mark = len(wire)
        hall.live(iter([command]))
        sent = wire.since(mark)
        assert any("yishi_audit" in each.tables and each.cases == {case_id} for each in sent), command
        assert elsewhere(sent, {case_id}) == [], command


@pytest.mark.parametrize("life", LIVES)
def test_a_command_reaches_its_case_by_its_key(hall: Hall, store: SqlStore, wire: Wire, life: type) -> None:
    """Every row that a command reads or changes is reached by an index that begins with its case, or with its key."""
    hall.live(life(hall.submit(key="application")))
    found = ways(store, wire, wire.sent)
    assert "yishi_case" in {way.table for way in found}
    for way in found:
        assert first_column(way) == ("key" if way.table == OF_A_KEY else case_column(way.table)), way


@pytest.mark.parametrize("life", LIVES)
def test_what_was_applied_for_is_written_when_it_changes(hall: Hall, wire: Wire, life: type) -> None:
    """The form of a case is large: a command that does not change it does not come near it."""
    case_id = hall.submit()
    assert any("yishi_application" in each.tables for each in wire.sent)
    for command in life(case_id):
        mark = len(wire)
        hall.live(iter([command]))
        touched = any("yishi_application" in each.tables for each in wire.since(mark))
        assert touched == isinstance(command, APPLYING), command


def test_an_engine_that_remembers_nothing_is_no_exception(hall: Hall, store: SqlStore, wire: Wire) -> None:
    """An engine that has to read each case first, as every process has to once, reads that case alone."""
    case_id = hall.submit(key="application")
    for command in rated(case_id):
        other = Hall(store)
        other.now = hall.now
        mark = len(wire)
        other.live(iter([command]))
        hall.now = other.now
        assert elsewhere(wire.since(mark), {case_id}) == []


def test_what_is_refused_or_repeated_is_no_exception(hall: Hall, wire: Wire) -> None:
    """A command that is refused, or sent again with its key, touches no case that is there besides its own."""
    case_id, others = hall.submit(key="application"), {hall.submit(), hall.submit()}
    mark, by = len(wire), application_of().by
    assert hall.submit(key="application") == case_id
    with pytest.raises(CommandRejected):
        hall.live(iter([c.CompleteCase(case_id=case_id, by=by, key="completion")]))
    with pytest.raises(KeyReused):
        hall.live(iter([c.WithdrawCase(case_id=case_id, by=by, key="application")]))
    sent = wire.since(mark)
    assert [each for each in sent if each.cases & others] == []
    assert [each for each in sent if each.tables & {*OF_CASES} and not each.cases] == []
    assert any(is_of_a_key(each) for each in sent)


def test_a_sweep_brings_a_case_up_to_date_by_itself(hall: Hall, wire: Wire) -> None:
    """Of a sweep, one statement looks for what is due; all others are about the case that it found."""
    case_id = hall.accepted()
    hall.now += LATER
    mark = len(wire)
    assert hall.engine.sweep().cases == 1
    assert elsewhere(wire.since(mark), {case_id}) == []
    assert any(is_finder(each) for each in wire.since(mark))
    hall.submit()


def test_a_batch_speaks_of_the_cases_in_it(hall: Hall, store: SqlStore, wire: Wire) -> None:
    """A sweep of several cases, and a batch of commands, are about these cases; of the others none is touched."""
    due = {hall.accepted() for _ in range(3)}
    hall.now += LATER
    young, mark = {hall.submit() for _ in range(2)}, len(wire)
    assert hall.engine.sweep().cases == len(due)
    assert elsewhere(wire.since(mark), due) == []
    mark = len(wire)
    by = application_of().by
    hall.engine.handle_many([c.WithdrawCase(case_id=each, by=by, key=f"back-{each}") for each in young])
    assert elsewhere(wire.since(mark), young) == []
    for way in ways(
        store, wire, [each for each in wire.sent if not is_finder(each) and not each.text.startswith("EX")]
    ):
        expected = {"key" if way.table == OF_A_KEY else case_column(way.table)}
        assert first_column(way) in expected | {FOUND_BY.get(way.table, "")}, way


def test_a_sweep_passes_by_what_others_are_at(hall: Hall, store: SqlStore, wire: Wire) -> None:
    """No statement of a sweep waits for a lock on a case that it does not hold yet, alone or where a batch failed."""
    hall.accepted()
    hall.accepted()
    hall.now += LATER
    mark = len(wire)
    assert hall.engine.sweep().cases > 1
    locking = [each.text for each in wire.since(mark) if "FOR UPDATE" in each.text]
    assert all("SKIP LOCKED" in each for each in locking)
    assert bool(locking) == (store.engine.dialect.name == "postgresql")


def test_a_notice_speaks_of_the_cases_that_run(hall: Hall, wire: Wire) -> None:
    """A notice on days off is taken in by one statement that walks through what is unfinished, and those about it."""
    running = {hall.accepted() for _ in range(2)}
    mark = len(wire)
    off = [(hall.now + timedelta(days=number)).date().isoformat() for number in range(1, 4)]
    report = hall.engine.load_notice(Notice.model_validate({"name": "市假", "layer": "city", "off": off}))
    assert (report.cases, report.moved) == (len(running), len(running))
    sent = [each for each in wire.since(mark) if not WALK.search(each.text)]
    assert elsewhere(sent, running) == []
    assert len(sent) < len(wire.since(mark))


def test_a_relay_takes_what_waits_longest(hall: Hall, store: SqlStore, wire: Wire) -> None:
    """A relay looks for what has to be delivered, a batch at a time, and passes by what another one is at."""
    relay = Relay(store, [Letterbox()], clock=lambda: hall.now)
    relay.run_until_idle()
    case_ids, mark = {hall.submit() for _ in range(2)}, len(wire)
    hall.now += LATER
    assert relay.run_until_idle().delivered == len(case_ids)
    sent = wire.since(mark)
    assert elsewhere(sent, case_ids) == []
    finders = [each for each in sent if is_finder(each)]
    assert finders
    if store.engine.dialect.name == "postgresql":
        taking = [each for each in finders if re.search("UPDATE", each.text)]
        assert taking
        assert all("SKIP LOCKED" in each.text for each in taking)


def test_nobody_listens_counts_or_locks(hall: Hall, store: SqlStore, wire: Wire) -> None:
    """No statement listens, notifies, draws from a sequence, or locks a table or a name: that would be one for all."""
    for life in LIVES:
        hall.live(life(hall.submit(key=life.__name__)))
    Relay(store, [Letterbox()], clock=lambda: hall.now).run_until_idle()
    hall.now += LATER
    hall.accepted()
    hall.engine.sweep()
    assert [each for each in wire.sent if SHARED.search(each.text)] == []
    assert {each.text.split()[0].upper() for each in wire.sent} <= {
        *("BEGIN", "COMMIT", "ROLLBACK", "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "SAVEPOINT", "RELEASE"),
        "DEALLOCATE",
    }


def test_what_all_cases_read_no_command_writes(hall: Hall, wire: Wire) -> None:
    """Definitions, notices and the names of sinks are read by many and written by none of the commands."""
    for life in LIVES:
        hall.live(life(hall.submit(key=life.__name__)))
    hall.now += LATER
    hall.engine.sweep()
    written = [each for each in wire.sent if re.search(r"(INSERT INTO|UPDATE|DELETE FROM) (\w+)", each.text)]
    assert written
    for each in written:
        assert re.search(r"(INSERT INTO|UPDATE|DELETE FROM) (\w+)", each.text).group(2) not in READ_MOSTLY  # type: ignore[union-attr]
