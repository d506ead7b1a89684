"""The audit record types with the fields of their data, for the page about the lifecycles."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from yishi_engine.case.event_records import EVENT_TYPES
from yishi_engine.publish.docstrings import attributes, summary
from yishi_engine.publish.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.case.events import Event

_GROUPS: Final = ("case", "material", "task", "clock")
# Who and when stand beside the data; personal values and their salt are never part of a record.
_NOT_DATA: Final = frozenset({"actor", "occurred_at", "backfilled", "personal_values", "salt"})
_KINDS: Final = {
    "str": "text",
    "str | None": "text",
    "int": "whole number",
    "bool | None": "`true`",
    "tuple[str, ...]": "list of texts",
    "tuple[Mapping[str, str], ...]": "list of mappings of texts",
    "Mapping[str, str]": "mapping of texts",
    "Mapping[str, object]": "mapping",
    "Mapping[str, object] | None": "mapping",
    "Mapping[str, Mapping[str, str]]": "mapping of mappings of texts",
}
_MEANINGS: Final = {
    "answers": "Question → answer.",
    "applicant": "Id of the applicant.",
    "basis": "What the procedure rests on; 行政许可法第四十五条 unless the definition names another.",
    "before": "Who had it before.",
    "bundle": "Id of the bundle.",
    "bundle_version": "Its version.",
    "clock_started_at": "When its clock starts; missing while an item behind a `decide` gate is not granted.",
    "comment": "What the applicant added.",
    "deferred": "Deferrable materials that are missing.",
    "deficiencies": "What departments had reported: `item`, `department`, `text`.",
    "department": "Key of the department.",
    "discarded": "Fields and materials that were handed in but that this situation does not ask for; not kept.",
    "expected": "How long it is expected to take, a limit.",
    "form": "Field → value, of the fields that are not personal.",
    "issued": "Items whose results were issued.",
    "item": "Id of the item.",
    "lead_department": "Key of the lead department.",
    "limit": "What was added, a limit.",
    "material": "Id of the material.",
    "materials": "Material → reference.",
    "note": "What was added to it.",
    "number": "Official number of the case.",
    "officer": "Who has it from now on.",
    "outcome": "`granted`, `partly_granted` or `refused`.",
    "personal": "Personal field → salted digest of its value.",
    "procedure": "Name of the special procedure.",
    "reason": "Why.",
    "received_at": "From when the acceptance window counts.",
    "reference": "Where it lies.",
    "region": "GB/T 2260 code of the place of handling.",
    "score": "1 (非常不满意) to 5 (非常满意).",
    "text": "What was said.",
    "waiting_for": "Items that it waits for.",
}
"""What a field means where the docstring of its event does not say more."""


def record_sections() -> Iterator[str]:
    """Yield a section for each type, in Markdown: the case's, materials', tasks', then clocks'."""
    for group in _GROUPS:
        for type_, cls in EVENT_TYPES.items():
            if type_.partition(".")[0] == group:
                yield _section(type_, cls)


def data_fields(cls: type[Event]) -> dict[str, str]:
    """Return the fields that the data of an event's record can hold, with their types as annotated."""
    return {each.name: str(each.type) for each in fields(cls) if each.name not in _NOT_DATA}


def _section(type_: str, cls: type[Event]) -> str:
    said = {**_MEANINGS, **attributes(cls)}
    # What is None in the event is left out of its record.
    rows = [
        (f"`{name}`", _KINDS[kind], said[name].replace("None for", "left out for"))
        for name, kind in data_fields(cls).items()
    ]
    listed = f"\n{table(('field', 'holds', 'meaning'), rows)}" if rows else ""
    return f"### `{type_}`\n\n{summary(cls)}\n{listed}"
