"""The audit record: one thing that happened to a case, who did it, when it happened and when it was recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from yishi_engine.audit.canonical import canonical, read
from yishi_engine.errors import YishiError
from yishi_engine.worktime.instants import instant_from_text, instant_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

VERSION: Final = 1
_TYPES: Final[Mapping[str, type]] = {
    "algo": str,
    "actor": dict,
    "case": str,
    "data": dict,
    "occurred_at": str,
    "prev": str,
    "recorded_at": str,
    "seq": int,
    "type": str,
    "v": int,
    "hash": str,
}
_BODY_NAMES: Final = sorted(_TYPES.keys() - {"hash"})
_BODY_TYPES: Final = [_TYPES[name] for name in _BODY_NAMES]


class RecordInvalid(YishiError):
    """A text or a JSON object is no audit record of this version."""

    code: ClassVar[str] = "audit.record"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One link of a case's audit chain. Nothing in it, including the mappings, may be changed after it is made.

    Attributes:
        algo: Hash algorithm, ``sha256`` or ``sm3``.
        actor: ``id``, ``role`` and, for staff and supervisors, ``department``.
        case: Id of the case.
        data: What the event says, in JSON's types with decimals and dates as text; never personal data in clear.
        occurred_at: When it happened; aware, UTC.
        prev: Hash of the record before, 64 zeros for the first.
        recorded_at: When it was written; aware, UTC.
        seq: Number within the case, from 1 without gaps.
        type: What happened, for example ``case.accepted``.
        hash: Lower-case hexadecimal hash of the canonical form of everything else.
        v: Version of this layout.
    """

    algo: str
    actor: Mapping[str, str]
    case: str
    data: Mapping[str, object]
    occurred_at: datetime
    prev: str
    recorded_at: datetime
    seq: int
    type: str
    hash: str
    v: int = VERSION
    # The canonical text, once it is known. Not an argument, so that dataclasses.replace() does not carry it over.
    _text: str | None = field(init=False, default=None, repr=False, compare=False)

    @property
    def body_text(self) -> str:
        """The exact text that is hashed: the canonical form without ``hash``.

        Raises:
            TypeError: The data hold something that JSON has not, or a fraction.
            ValueError: An instant has no time zone, or the data cannot be written canonically.
        """
        if self._text is None:
            object.__setattr__(self, "_text", canonical(self._content()).decode())
        return self._text or ""

    def body(self) -> dict[str, object]:
        """Return everything but ``hash`` in JSON's types, instants as text."""
        return {**self._content(), "actor": dict(self.actor), "data": dict(self.data)}

    def _content(self) -> dict[str, object]:
        """Return the same, with the record's own mappings, where nobody else gets them."""
        return {
            "algo": self.algo,
            "actor": self.actor if isinstance(self.actor, dict) else dict(self.actor),
            "case": self.case,
            "data": self.data if isinstance(self.data, dict) else dict(self.data),
            "occurred_at": instant_text(self.occurred_at),
            "prev": self.prev,
            "recorded_at": instant_text(self.recorded_at),
            "seq": self.seq,
            "type": self.type,
            "v": self.v,
        }

    def to_json(self) -> dict[str, object]:
        """Return the whole record in JSON's types, ``hash`` last."""
        return {**self.body(), "hash": self.hash}

    def line(self) -> str:
        """Return the record as one line of an export, canonical, without the line's end."""
        return canonical(self.to_json()).decode()

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Build a record from the object that :meth:`to_json` returned. Whether it is true is not asked here.

        Raises:
            RecordInvalid: A field is missing, unknown or of another type, an instant is written otherwise, or the
                record has another version.
        """
        if not isinstance(value, dict) or value.keys() != _TYPES.keys():
            raise RecordInvalid("this is no audit record", advice=f"the fields are exactly {', '.join(_TYPES)}")
        for name, kind in _TYPES.items():
            if type(value[name]) is not kind:  # a bool is an int to isinstance
                raise RecordInvalid(f'the field "{name}" of an audit record is no {kind.__name__}')
        occurred_at, recorded_at = _checked(value)
        return cls(**{**value, "occurred_at": occurred_at, "recorded_at": recorded_at})

    @classmethod
    def from_line(cls, text: str) -> Self:
        """Read one line of an export.

        Raises:
            RecordInvalid: The line is no JSON, or no record.
        """
        try:
            value = read(text)
        except ValueError as error:
            raise RecordInvalid(f"the line is no audit record: {error}") from None
        return cls.from_json(value)

    @classmethod
    def from_stored(cls, body_text: str, hash: str) -> Self:  # noqa: A002 (the field's own name)
        """Build a record from what a store keeps: the text that was hashed, and the hash.

        The record keeps the text, so that verifying it verifies what is stored.

        Raises:
            RecordInvalid: The text is no JSON, or not the body of a record.
        """
        try:
            body = read(body_text)
        except ValueError as error:
            raise RecordInvalid(f"the stored text is no audit record: {error}") from None
        record = cls.from_json({**body, "hash": hash} if isinstance(body, dict) else body)
        object.__setattr__(record, "_text", body_text)
        return record


def happened_at(body: dict[str, Any]) -> datetime:
    """Return when it happened what the body of a record tells of, having checked that it is one of this version.

    So a record whose text is proved is read without an ``AuditRecord`` being made.

    Args:
        body: Everything but the hash, as read from a canonical text.

    Raises:
        RecordInvalid: As :meth:`AuditRecord.from_json` says.
    """
    if [*body] != _BODY_NAMES or [*map(type, body.values())] != _BODY_TYPES:
        if "hash" in body:
            raise RecordInvalid("the text of an audit record holds its own hash")
        AuditRecord.from_json({**body, "hash": ""})  # says what else is wrong
    return _checked(body)[0]


def _checked(value: dict[str, Any]) -> tuple[datetime, datetime]:
    """Check what fields of the right types hold; return when it happened and when it was recorded."""
    for entry in value["actor"].values():
        if not isinstance(entry, str):
            raise RecordInvalid("the actor of an audit record holds something that is no text")
    if value["v"] != VERSION:
        raise RecordInvalid(f"the audit record has version {value['v']}, this package reads {VERSION}")
    try:
        return instant_from_text(value["occurred_at"]), instant_from_text(value["recorded_at"])
    except ValueError as error:
        raise RecordInvalid(f"an instant of the audit record is wrong: {error}") from None
