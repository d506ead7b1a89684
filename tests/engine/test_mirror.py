"""Records are mirrored to the log after the commit, and only then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import structlog
from structlog.testing import capture_logs

from tests.case.conftest import FORM, LEAD
from yishi_engine import CommandRejected, commands

if TYPE_CHECKING:
    from tests.engine.conftest import Office


def test_each_record_is_one_event(office: Office) -> None:
    """One JSON-ready event ``audit`` a record, without personal values."""
    with capture_logs() as captured:
        case = office.accepted()
    assert [each["event"] for each in captured] == ["audit"] * 6
    assert [each["seq"] for each in captured] == [1, 2, 3, 4, 5, 6]
    assert {each["case"] for each in captured} == {case.id}
    assert FORM["operator"] not in repr(captured)


def test_what_was_not_done_is_not_logged(office: Office) -> None:
    """A rejected command, and a batch that fails, leave no event."""
    case = office.submit()
    with capture_logs() as captured, pytest.raises(CommandRejected):
        office.engine.handle_many(
            [commands.AcceptCase(case_id=case.id, by=LEAD), commands.AcceptCase(case_id=case.id, by=LEAD)]
        )
    assert captured == []


def test_nothing_is_printed_without_a_configuration(office: Office, capfd: pytest.CaptureFixture[str]) -> None:
    """A host that set up no logging sees none."""
    structlog.reset_defaults()
    office.accepted()
    assert capfd.readouterr() == ("", "")


def test_a_logger_that_fails_does_not_undo_the_command(office: Office) -> None:
    """The command is committed before anything is logged."""

    def broken(*_: object) -> str:
        raise OSError("disk full")

    structlog.configure(processors=[broken])
    try:
        case = office.submit()
    finally:
        structlog.reset_defaults()
    assert office.engine.case(case.id).id == case.id
