"""What a sweep did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepFailure:
    """A case that a sweep could not bring up to date; it is tried again by the next one.

    Attributes:
        case_id: Id of the case.
        error: Class and text of the error; without personal data.
    """

    case_id: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepReport:
    """What one sweep did.

    Attributes:
        cases: How many cases it changed.
        records: How many audit records it wrote.
        failures: The cases that it had to leave.
    """

    cases: int
    records: int
    failures: tuple[SweepFailure, ...] = ()
