"""What a decision may look at besides the case and the command."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

from yishi_engine.errors import NotFound, shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from yishi_engine.bundle.model import Bundle, Department, Item
    from yishi_engine.case.actor import Actor
    from yishi_engine.worktime.calendar import Calendar


class Stamp(TypedDict):
    """The fields that all events of one command share."""

    actor: Actor
    occurred_at: datetime
    backfilled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The world of one decision; deciding reads it and nothing else.

    Attributes:
        bundle: The definition that the case is bound to.
        departments: The departments of that definition.
        digest: Digest of that definition, for the record.
        calendar: The working days as known now.
        now: When the command is recorded; aware, UTC.
        number: Official number for a new case.
        salt: Randomness for the commitments to personal values.
        personal: Personal values on file, for a correction or a change of version.
        target: The version that the case is to be moved to, and ``target_digest`` its digest.
    """

    bundle: Bundle
    departments: Mapping[str, Department]
    digest: str
    calendar: Calendar
    now: datetime
    number: str = ""
    salt: bytes = field(default=b"", repr=False)
    personal: Mapping[str, object] = field(default_factory=dict, repr=False)
    target: Bundle | None = None
    target_digest: str = ""

    def item(self, item_id: str) -> Item:
        """Return an item of the bundle.

        Raises:
            NotFound: The bundle has no such item.
        """
        for item in self.bundle.items:
            if item.id == item_id:
                return item
        known = "、".join(item.id for item in self.bundle.items)
        raise NotFound(
            f'bundle "{self.bundle.id}" has no item "{shown(item_id)}"',
            notice=f'套餐中没有事项"{shown(item_id)}"，现有：{known}',
        )

    def item_label(self, item_id: str) -> str:
        """Return an item's name with its id, for a notice."""
        return f"{self.item(item_id).name}（{item_id}）"
