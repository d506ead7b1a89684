"""From an event to the content of its audit record, and back."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from yishi_engine.case.actor import Actor, Role
from yishi_engine.case.events import Event

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


def _concrete(base: type[Event]) -> list[type[Event]]:
    found: list[type[Event]] = []
    for subclass in base.__subclasses__():
        found += ([subclass] if subclass.type else []) + _concrete(subclass)
    return found


EVENT_TYPES: Final[Mapping[str, type[Event]]] = {cls.type: cls for cls in _concrete(Event)}
_EMPTY: Final[tuple[object, ...]] = ("", (), {})
_SHARED: Final = frozenset({"actor", "occurred_at", "backfilled"})
_PRIVATE: Final[Mapping[str, object]] = {"personal_values": {}, "salt": ""}


class _Shape:
    """How an event type and its record correspond.

    Attributes:
        own: The fields that a record holds.
        lists: Those that are tuples here and lists there.
        absent: What stands for a field that a record leaves out because it is empty, or never holds.
    """

    def __init__(self, cls: type[Event]) -> None:
        kinds = {each.name: str(each.type) for each in fields(cls) if each.name not in _SHARED}
        self.own = tuple(name for name in kinds if name not in _PRIVATE)
        self.lists = frozenset(name for name, kind in kinds.items() if kind.startswith("tuple"))
        self.absent: dict[str, object] = {name: value for name, value in _PRIVATE.items() if name in kinds}
        for name in self.own:
            for kind, empty in (("Mapping", {}), ("tuple", ()), ("str", "")):
                if kinds[name].startswith(kind) and "None" not in kinds[name]:
                    self.absent[name] = empty


_SHAPES: Final = {cls: _Shape(cls) for cls in EVENT_TYPES.values()}


def event_data(event: Event) -> dict[str, object]:
    """Return what an audit record holds of an event: its own fields that say something."""
    named = ((name, getattr(event, name)) for name in _SHAPES[type(event)].own)
    plain = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in named
        if value is not None and value not in _EMPTY
    }
    if event.backfilled:
        plain["backfilled"] = True
    return plain


def event_from_record(type_: str, data: Mapping[str, object], actor: Mapping[str, str], occurred_at: datetime) -> Event:
    """Return the event that an audit record holds.

    Args:
        type_: The record's type.
        data: The record's data.
        actor: The record's actor.
        occurred_at: The record's time of happening.

    Raises:
        KeyError: The type is unknown to this version of the package.
    """
    cls = EVENT_TYPES[type_]
    shape = _SHAPES[cls]
    values = {**shape.absent, **data}
    for name in shape.lists:
        if isinstance(listed := values.get(name), list):
            values[name] = tuple(listed)
    by = _actor(actor["role"], actor["id"], actor.get("department"))
    return cls(**values, actor=by, occurred_at=occurred_at)  # type: ignore[arg-type]  # what the record was written from


@lru_cache(maxsize=512)
def _actor(role: str, id: str, department: str | None) -> Actor:  # noqa: A002  (the contract's name)
    """Return who acted: officers and the engine itself come again and again, and to make one takes its time."""
    return Actor(Role(role), id, department)
