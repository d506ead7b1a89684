"""The statements for finding what is wrong. Each is built once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, exists, func, select

from yishi_engine.store.tables import audit_table, case_table, delivery_table, key_table, personal_table

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, Column, ColumnElement, Select

_case: Final = case_table.c
_audit: Final = audit_table.c
_asked: Final[BindParameter[Any]] = bindparam("case_ids", expanding=True)

CASE_IDS: Final[Select[Any]] = (
    select(_case.id).where(_case.id > bindparam("after")).order_by(_case.id).limit(bindparam("limit"))
)
ATTENTIONS: Final[Select[Any]] = select(_case.id, _case.attention_at).where(_case.id.in_(_asked))
PERSONAL_STATES: Final[Select[Any]] = select(personal_table.c.case_id, personal_table.c.content.is_not(None)).where(
    personal_table.c.case_id.in_(_asked)
)
LAST_KEYS: Final[Select[Any]] = (
    select(key_table.c.case_id, func.max(key_table.c.seq))
    .where(key_table.c.case_id.in_(_asked))
    .group_by(key_table.c.case_id)
)
STORED_HISTORIES: Final[Select[Any]] = (
    select(_audit.case_id, _audit.seq, _audit.body, _audit.hash)
    .where(_audit.case_id.in_(_asked))
    .order_by(_audit.case_id, _audit.seq)
)


def _strays(column: Column[str], *conditions: ColumnElement[bool]) -> Select[Any]:
    missing = ~exists().where(_case.id == column)
    return select(column).distinct().where(missing, *conditions).order_by(column).limit(bindparam("limit"))


STRAYS: Final[dict[str, Select[Any]]] = {
    "records": _strays(_audit.case_id, _audit.seq == 1),
    "keys": _strays(key_table.c.case_id),
    "deliveries": _strays(delivery_table.c.case_id),
}
