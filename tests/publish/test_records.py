"""What the page says about audit records, held against records that were written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from yishi_engine.case.event_records import EVENT_TYPES, event_data
from yishi_engine.case.events import ClockEvent
from yishi_engine.publish.records import data_fields, record_sections

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.publish.conftest import Witness

KINDS: dict[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "whole number": lambda value: type(value) is int,
    "`true`": lambda value: value is True,
    "list of texts": lambda value: all(isinstance(each, str) for each in value),
    "list of mappings of texts": lambda value: all(KINDS["mapping of texts"](each) for each in value),
    "mapping": lambda value: isinstance(value, dict),
    "mapping of texts": lambda value: all(isinstance(each, str) for pair in value.items() for each in pair),
    "mapping of mappings of texts": lambda value: all(KINDS["mapping of texts"](each) for each in value.values()),
}


def said() -> dict[str, dict[str, str]]:
    """Return what the sections say: type → field → what it holds."""
    found: dict[str, dict[str, str]] = {}
    for section in record_sections():
        heading, *lines = section.splitlines()
        cells = [line.strip("| ").split(" | ") for line in lines if line.startswith("| `")]
        found[heading.removeprefix("### ").strip("`")] = {cell[0].strip("`"): cell[1] for cell in cells}
    return found


def test_every_type_has_a_section_in_order() -> None:
    """Each type stands once: those of cases first, then of materials, tasks and clocks."""
    types = list(said())
    assert sorted(types) == sorted(EVENT_TYPES)
    groups = [each.partition(".")[0] for each in types]
    assert list(dict.fromkeys(groups)) == ["case", "material", "task", "clock"]
    assert groups == sorted(groups, key=["case", "material", "task", "clock"].index)


def test_every_section_says_what_happened_and_what_each_field_means() -> None:
    """A section has a sentence, and no cell of its table is empty."""
    for section in record_sections():
        lines = section.splitlines()
        assert lines[2].endswith((".", ")."))
        assert all(cell.strip() for line in lines if line.startswith("| ") for cell in line.strip("|").split("|"))


def test_written_records_are_as_described(witness: Witness) -> None:
    """Every field of every record that lives have written is described, and holds what the page says."""
    described = said()
    assert {event.type for event in witness.events} == set(described)
    for event in witness.events:
        for name, value in event_data(event).items():
            if name == "backfilled":
                continue
            assert KINDS[described[event.type][name]](value), (event.type, name, value)


@pytest.mark.parametrize("type_", EVENT_TYPES)
def test_every_described_field_is_written_in_some_life(type_: str, witness: Witness) -> None:
    """The page describes no field that never appears; the levels of clocks share their fields."""
    kind = ClockEvent if issubclass(EVENT_TYPES[type_], ClockEvent) else EVENT_TYPES[type_]
    written = {name for event in witness.events if isinstance(event, kind) for name in event_data(event)}
    assert set(said()[type_]) == written - {"backfilled"}


def test_personal_values_and_their_salt_are_no_data() -> None:
    """What must never enter a record is described nowhere."""
    for cls in EVENT_TYPES.values():
        assert not {"personal_values", "salt", "actor", "occurred_at"} & data_fields(cls).keys()
    assert "personal_values" not in "".join(record_sections())
