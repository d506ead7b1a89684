"""Steps that expect something of the audit record, and of what must not stand in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.errors import AuditChainBroken
from yishi_engine.testing import names
from yishi_engine.testing.failures import Said, StepFailed
from yishi_engine.testing.manner import actor_of, shown_actor
from yishi_engine.testing.steps.wired import step
from yishi_engine.testing.tables import Column, DataTable, compare
from yishi_engine.testing.wordings import expectations
from yishi_engine.worktime.calendar import local

if TYPE_CHECKING:
    from datetime import datetime

    from yishi_engine.audit import AuditRecord
    from yishi_engine.testing.world import World


_YES: Final = Said(*names.YES)


@step(expectations.AUDIT)
def _audit(yishi_world: World, datatable: DataTable | None = None) -> None:
    columns = {
        "事件": Column(read=Said.as_is, english="event", needed=True),
        "事项": Column(read=lambda cell: _item(yishi_world, cell), english="item"),
        "操作人": Column(read=lambda cell: actor_of(yishi_world.catalog, cell), english="actor"),
        "发生于": Column(read=lambda cell: _shown(names.instant_of(cell)), english="occurred"),
        "记录于": Column(read=lambda cell: _shown(names.instant_of(cell)), english="recorded"),
        "补录": Column(read=_yes_or_nothing, english="backfilled"),
    }
    records = yishi_world.engine.events(yishi_world.case_id)
    compare(Said("审计日志", "the audit records"), datatable, columns, [_row(record) for record in records])


def _item(world: World, cell: str) -> Said:
    return Said.as_is(cell and names.item_of(world.bundle, cell).id)


def _row(record: AuditRecord) -> dict[str, Said]:
    return {
        "事件": Said.as_is(record.type),
        "事项": Said.as_is(str(record.data.get("item") or "")),
        "操作人": shown_actor(record.actor),
        "发生于": _shown(record.occurred_at),
        "记录于": _shown(record.recorded_at),
        "补录": _YES if record.data.get("backfilled") else names.NOTHING,
    }


def _shown(instant: datetime) -> Said:
    return Said.as_is(f"{local(instant):%Y-%m-%d %H:%M}")


def _yes_or_nothing(cell: str) -> Said:
    if cell.lower() not in (*names.YES, ""):
        raise StepFailed(
            f'补录一列写 是 或留空，不是"{cell}"', f'the column backfilled says yes or nothing, not "{cell}"'
        )
    return _YES if cell else names.NOTHING


@step(expectations.ERASED)
def _erased(yishi_world: World, field: str) -> None:
    found = names.field_of(yishi_world.bundle, field).id
    records = yishi_world.engine.events(yishi_world.case_id)
    if not any(found in _personal(record) for record in records):
        raise StepFailed(
            f'字段"{field}"没有作为个人信息填写过', f'field "{field}" was never filled in as a personal value'
        )
    if found in yishi_world.case.form:
        raise StepFailed(f'字段"{field}"的内容还在', f'the value of field "{field}" is still there')


def _personal(record: AuditRecord) -> dict[str, object]:
    personal = record.data.get("personal")
    return personal if isinstance(personal, dict) else {}


@step(expectations.CHAIN)
def _chain(yishi_world: World) -> None:
    _ = yishi_world.case_id
    try:
        yishi_world.engine.verify()
    except AuditChainBroken as error:
        raise StepFailed(
            f"审计链不完整：第 {error.seq} 条记录，{error}", f"the audit chain is broken at record {error.seq}: {error}"
        ) from error
