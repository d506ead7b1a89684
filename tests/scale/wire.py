"""What a database is really sent, overheard at the database and not in our own code.

PostgreSQL tells each client what it was asked and how it went about it: every statement, with its arguments, and the
plan of every one that has a plan, those of its own that check foreign keys among them. SQLite tells each statement with
its arguments put in, and its plan can be asked for. The planners may not read a table from end to end where there is
another way, however small the tables of a test are.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import event

from yishi_engine.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.store import SqlStore

CASE_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
TABLES: Final = frozenset(metadata.tables)

_ASKED: Final = re.compile(r"(?:statement|execute [^:]+): (.*)", re.DOTALL)
_TOLD: Final = (
    "LOAD 'auto_explain'",
    "SET auto_explain.log_min_duration = 0",
    "SET auto_explain.log_format = json",
    "SET auto_explain.log_nested_statements = on",
    "SET plan_cache_mode = force_custom_plan",  # so that a plan shows what a parameter is
    *(f"SET enable_{way} = off" for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "material")),
    "SET log_statement = 'all'",
    "SET client_min_messages = log",
)


@dataclass(frozen=True)
class Way:
    """How a table was reached.

    Attributes:
        table: The table.
        by: By which condition of an index; empty if by none.
    """

    table: str
    by: str


@dataclass(frozen=True)
class Sent:
    """A statement that reached the database.

    Attributes:
        text: The statement.
        arguments: Its arguments; empty where they stand in the text.
    """

    text: str
    arguments: str = ""

    @property
    def tables(self) -> frozenset[str]:
        """The tables of ours that it names."""
        return frozenset(re.findall(r"\byishi_[a-z]+\b", self.text)) & TABLES

    @property
    def cases(self) -> frozenset[str]:
        """The ids of all cases in it."""
        return frozenset(CASE_ID.findall(self.text + self.arguments))


@dataclass
class Wire:
    """What was overheard.

    Attributes:
        sent: All statements.
        ways: How tables were reached, by whichever of them.
    """

    sent: list[Sent] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)

    def __len__(self) -> int:
        """Return how many statements there were."""
        return len(self.sent)

    def since(self, mark: int) -> list[Sent]:
        """Return the statements after the first so many."""
        return self.sent[mark:]

    def clear(self) -> None:
        """Forget what was overheard."""
        self.sent.clear()
        self.ways.clear()

    def notice(self, diagnostic: Any) -> None:  # noqa: ANN401  (psycopg's own)
        """Take in what PostgreSQL tells."""
        said = diagnostic.message_primary or ""
        if asked := _ASKED.match(said):
            self.sent.append(Sent(asked.group(1), diagnostic.message_detail or ""))
        elif "plan:\n" in said:
            plan = json.loads(said.partition("plan:\n")[2])
            self.ways += _ways(plan["Plan"])


@contextmanager
def overheard(store: SqlStore) -> Iterator[Wire]:
    """Overhear what a store sends, on every connection that it makes from now on."""
    wire = Wire()
    set_up = _listen_to_postgresql if store.engine.dialect.name == "postgresql" else _listen_to_sqlite

    def connected(driver: Any, _: object) -> None:  # noqa: ANN401
        set_up(driver, wire)

    store.engine.dispose()
    event.listen(store.engine, "connect", connected)
    yield wire
    event.remove(store.engine, "connect", connected)
    store.engine.dispose()


def sqlite_ways(store: SqlStore, sent: Sent) -> list[Way]:
    """Return how SQLite reaches the tables of a statement."""
    if not sent.tables:
        return []
    with store.engine.connect() as connection:
        cursor: Any = connection.connection.cursor()
        lines = [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {sent.text}")]
    found = (
        re.match(r"(SEARCH|SCAN) (yishi_\w+)(?: USING (?:COVERING )?INDEX \S+)?(?: \((.*)\))?", each) for each in lines
    )
    return [Way(each.group(2), each.group(3) or "") for each in found if each]


def _listen_to_postgresql(driver: Any, wire: Wire) -> None:  # noqa: ANN401
    driver.autocommit = True
    for statement in _TOLD:
        driver.execute(statement)
    driver.autocommit = False
    driver.add_notice_handler(wire.notice)


def _listen_to_sqlite(driver: Any, wire: Wire) -> None:  # noqa: ANN401
    driver.set_trace_callback(lambda text: None if text.startswith("EXPLAIN") else wire.sent.append(Sent(text)))


def _ways(node: dict[str, Any]) -> Iterator[Way]:
    """Yield how a plan reaches tables of ours; what it only writes to, it does not reach."""
    table = node.get("Relation Name", "")
    if table in TABLES and node["Node Type"] != "ModifyTable":
        yield Way(table, node.get("Index Cond", ""))
    for each in node.get("Plans", ()):
        yield from _ways(each)
