"""Whether what a host asks with is what it should be: checked by name, as the fields of commands are."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeVar

from yishi_engine.case.commands import TASK_SEPARATOR
from yishi_engine.errors import ArgumentInvalid
from yishi_engine.store.port import NO_DUE, Position
from yishi_engine.worktime.instants import instant_from_text

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from yishi_engine.store.port import Store

S = TypeVar("S", bound=Enum)

MAX_PAGE: Final = 500


def page_limit(limit: object) -> int:
    """Return how many entries a page has: as many as were asked for, 500 at most."""
    return min(whole_limit(limit), MAX_PAGE)


def whole_limit(limit: object) -> int:
    """Return a limit, a whole number from 1 on."""
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise ArgumentInvalid("limit must be a whole number from 1 on", field="limit", notice="条数须为正整数")
    return limit


def optional_text(value: object, field: str, label: str) -> None:
    """Check a filter: a text, or None."""
    if value is not None:
        needed_text(value, field, label)


def needed_text(value: object, field: str, label: str) -> None:
    """Check a text that a store can look for."""
    if not isinstance(value, str) or not value.isprintable():
        raise ArgumentInvalid(f"{field} must be a printable text", field=field, notice=f"{label}须为文字")


def wanted_states(states: object, kind: type[S]) -> list[S]:
    """Return the states of a kind that are asked for."""
    known = list(kind)
    if isinstance(states, str) or not isinstance(states, Collection) or any(each not in known for each in states):
        raise ArgumentInvalid(f"states must be some of {kind.__name__}", field="states", notice="状态不对")
    return [kind(state) for state in states]


def check_place(after: object, *, of_task: bool) -> None:
    """Check that a page may begin behind something: None, or the ``next`` of a page of the same list."""
    if after is not None and not _is_place(after, of_task=of_task):
        raise ArgumentInvalid(
            "after must be the next of a page of this list",
            field="after",
            notice="翻页位置不对",
            advice="rebuild it with Position and its two texts",
        )


def _is_place(after: object, *, of_task: bool) -> bool:
    if not isinstance(after, Position) or not all(isinstance(part, str) and part.isprintable() for part in after):
        return False
    case_id, separator, item = after.id.partition(TASK_SEPARATOR)
    if not case_id or bool(separator and item) is not of_task or bool(separator) is not of_task:
        return False
    try:
        return after.due == NO_DUE or bool(instant_from_text(after.due))
    except ValueError:
        return False


def check_connection(connection: Connection | None, store: Store) -> None:
    """Check that a host's connection is SQLAlchemy's, to the kind of database in which the store lies."""
    if connection is None:
        return
    from sqlalchemy import Connection as Expected  # noqa: PLC0415  (a host without connections never needs these)

    from yishi_engine.store.sql import SqlStore  # noqa: PLC0415

    if not isinstance(store, SqlStore):
        return  # it says itself that it has none to share
    notice = "数据库连接不对"
    if not isinstance(connection, Expected):
        raise ArgumentInvalid(
            f"connection must be a Connection of SQLAlchemy, not a {type(connection).__name__}",
            field="connection",
            notice=notice,
            advice="with the ORM, give connection=session.connection()",
        )
    given, own = connection.dialect.name, store.engine.dialect.name
    if given != own:
        raise ArgumentInvalid(
            f"connection leads to {given}, and the store lies in {own}", field="connection", notice=notice
        )
