"""The driver's own connection, below SQLAlchemy's: what goes to the database at once, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from yishi_engine.store.compiled import Compiled
    from yishi_engine.store.databases import Database, Driver


class Channel:
    """Carries out statements on a connection of the driver. Its errors are the driver's.

    Attributes:
        committing: Whether a COMMIT was sent: from then on, a lost connection does not tell whether it arrived.
    """

    def __init__(self, driver: Driver, database: Database, begin: str = "") -> None:
        """Use a connection.

        Args:
            driver: The connection; unless there is something to begin with, a transaction has begun on it, or begins by
                itself with the first statement.
            database: What it connects to.
            begin: The statement that begins the transaction; sent together with the first one.
        """
        self._driver = driver
        self._database = database
        self._begin = begin
        self.committing = False

    def rows(self, statement: Compiled, values: Mapping[str, object]) -> Sequence[Sequence[Any]]:
        """Return the rows of a query."""
        cursor = self._driver.cursor()
        with self._database.together(self._driver):
            self._begin_on(cursor)
            cursor.execute(statement.text, statement.arguments(values))
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
        return rows

    def run(self, calls: Iterable[tuple[str, Any]], *, commit: bool) -> None:
        """Carry out statements, with the COMMIT if asked: nothing is committed if one of them fails."""
        cursor = self._driver.cursor()
        with self._database.together(self._driver):
            self._begin_on(cursor)
            for text, arguments in calls:
                cursor.execute(text, arguments)
            if commit:
                self.committing = True
                cursor.execute("COMMIT")

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
