"""One application, many departments, every deadline: 一件事一次办 as an embeddable engine."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from yishi_engine.audit import AuditRecord
    from yishi_engine.bundle import Catalog, load_bundles
    from yishi_engine.case import commands
    from yishi_engine.case.actor import Actor, Role
    from yishi_engine.case.lifecycle import CaseState, Outcome, TaskState
    from yishi_engine.case.views import CaseView, TaskView
    from yishi_engine.engine import Engine, Page, SweepReport
    from yishi_engine.errors import (
        AuditChainBroken,
        CommandRejected,
        ConcurrentUpdate,
        Conflict,
        DefinitionError,
        FormInvalid,
        KeyReused,
        NotAllowedInState,
        NotFound,
        NotPermitted,
        SchemaOutOfDate,
        StorageError,
        YishiError,
    )
    from yishi_engine.store.memory import MemoryStore
    from yishi_engine.store.port import Position
    from yishi_engine.store.sql import SqlStore
    from yishi_engine.worktime.calendar import Calendar, national_calendar
    from yishi_engine.worktime.clock import Level
    from yishi_engine.worktime.limits import Limit
    from yishi_engine.worktime.notices import load_calendar

_HOMES: Final = {
    "Actor": "yishi_engine.case.actor",
    "AuditChainBroken": "yishi_engine.errors",
    "AuditRecord": "yishi_engine.audit",
    "Calendar": "yishi_engine.worktime.calendar",
    "CaseState": "yishi_engine.case.lifecycle",
    "CaseView": "yishi_engine.case.views",
    "Catalog": "yishi_engine.bundle",
    "CommandRejected": "yishi_engine.errors",
    "ConcurrentUpdate": "yishi_engine.errors",
    "Conflict": "yishi_engine.errors",
    "DefinitionError": "yishi_engine.errors",
    "Engine": "yishi_engine.engine",
    "FormInvalid": "yishi_engine.errors",
    "KeyReused": "yishi_engine.errors",
    "Level": "yishi_engine.worktime.clock",
    "Limit": "yishi_engine.worktime.limits",
    "MemoryStore": "yishi_engine.store.memory",
    "NotAllowedInState": "yishi_engine.errors",
    "NotFound": "yishi_engine.errors",
    "NotPermitted": "yishi_engine.errors",
    "Outcome": "yishi_engine.case.lifecycle",
    "Page": "yishi_engine.engine",
    "Position": "yishi_engine.store.port",
    "Role": "yishi_engine.case.actor",
    "SchemaOutOfDate": "yishi_engine.errors",
    "SqlStore": "yishi_engine.store.sql",
    "StorageError": "yishi_engine.errors",
    "SweepReport": "yishi_engine.engine",
    "TaskState": "yishi_engine.case.lifecycle",
    "TaskView": "yishi_engine.case.views",
    "YishiError": "yishi_engine.errors",
    "load_bundles": "yishi_engine.bundle",
    "load_calendar": "yishi_engine.worktime.notices",
    "national_calendar": "yishi_engine.worktime.calendar",
}

__all__ = [
    "Actor",
    "AuditChainBroken",
    "AuditRecord",
    "Calendar",
    "CaseState",
    "CaseView",
    "Catalog",
    "CommandRejected",
    "ConcurrentUpdate",
    "Conflict",
    "DefinitionError",
    "Engine",
    "FormInvalid",
    "KeyReused",
    "Level",
    "Limit",
    "MemoryStore",
    "NotAllowedInState",
    "NotFound",
    "NotPermitted",
    "Outcome",
    "Page",
    "Position",
    "Role",
    "SchemaOutOfDate",
    "SqlStore",
    "StorageError",
    "SweepReport",
    "TaskState",
    "TaskView",
    "YishiError",
    "commands",
    "load_bundles",
    "load_calendar",
    "national_calendar",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: a host that only loads bundles never imports a database."""
    if name == "commands":
        return import_module("yishi_engine.case.commands")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
