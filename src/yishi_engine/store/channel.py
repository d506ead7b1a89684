"""The driver's own connection, below SQLAlchemy's: what goes to the database at once, and what comes back."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final

from yishi_engine.store.databases import PLAIN_BEGIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import PoolProxiedConnection

    from yishi_engine.store.compiled import Compiled
    from yishi_engine.store.databases import Database, Driver

_CURSOR: Final = "yishi_numbered_cursor"


class Channel:
    """Carries out statements on a connection of the driver. Its errors are the driver's.

    Attributes:
        committing: Whether a COMMIT was sent: from then on, a lost connection does not tell whether it arrived.
    """

    def __init__(self, pooled: PoolProxiedConnection, database: Database, begin: str = "") -> None:
        """Use a connection.

        Args:
            pooled: The connection, as its pool gave it; unless there is something to begin with, a transaction has
                begun on it, or begins by itself with the first statement.
            database: What it connects to.
            begin: The statement that begins the transaction; sent together with the first one.
        """
        self._driver: Driver = pooled.driver_connection
        self._kept = pooled.info
        self._database = database
        self._begin = begin
        self.committing = False

    def rows(self, statement: Compiled, values: Mapping[str, object]) -> Sequence[Sequence[Any]]:
        """Return the rows of a query."""
        with closing(self._driver.cursor()) as cursor:
            with self._together(cursor):
                cursor.execute(statement.text, statement.arguments(values))
            rows: Sequence[Sequence[Any]] = cursor.fetchall()
        return rows

    def run(self, calls: Iterable[tuple[str, Any]], *, commit: bool) -> None:
        """Carry out statements, with the COMMIT if asked: nothing is committed if one of them fails."""
        with closing(self._driver.cursor()) as cursor, self._together(cursor):
            for text, arguments in calls:
                cursor.execute(text, arguments)
            if commit:
                self.committing = True
                cursor.execute("COMMIT")

    def run_at_once(self, text: str, arguments: Sequence[object], *, commit: bool) -> None:
        """Carry out one statement with numbered parameters, with the COMMIT if asked.

        If it is all that the transaction does, it needs neither BEGIN nor COMMIT.
        """
        cursor = self._kept.get(_CURSOR)
        if cursor is None:  # one is kept with its connection, since a new one has everything to learn again
            cursor = self._kept[_CURSOR] = self._database.numbered_cursor(self._driver)
        if commit and self._begin == PLAIN_BEGIN:
            self._begin = ""
            self.committing = True
            cursor.execute(text, arguments)
            return
        with self._together(cursor):
            cursor.execute(text, arguments)
            if commit:
                self.committing = True
                cursor.execute("COMMIT")

    @contextmanager
    def _together(self, cursor: Any) -> Iterator[None]:  # noqa: ANN401
        """Let statements go out at once; raise the first error, and let nobody hear of those that follow from it.

        A cursor is closed by whoever made it: one that is left to the collector of cycles is given up in any thread,
        and SQLite then waits there for what its connection does meanwhile, be it for that very thread.
        """
        first: list[Exception] = []
        try:
            with self._database.together(self._driver):
                self._begin_on(cursor)
                try:
                    yield
                except Exception as error:  # noqa: BLE001  (psycopg would log what the rest of the pipeline says)
                    first.append(error)
        except Exception:
            if not first:
                raise
        if first:
            raise first.pop()

    def begin(self) -> None:
        """Begin the transaction, if that has not been done: somebody else is about to use the connection."""
        if self._begin:
            self._begin_on(self._driver.cursor())

    def _begin_on(self, cursor: Any) -> None:  # noqa: ANN401
        if self._begin:
            begin, self._begin = self._begin, ""
            cursor.execute(begin)

    def commit(self) -> None:
        """Commit what was done."""
        self.committing = True
        self._driver.commit()
