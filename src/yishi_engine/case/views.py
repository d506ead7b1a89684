"""What is shown of a case: frozen answers, derived for one instant and one viewer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from yishi_engine.bundle.model import Bundle
    from yishi_engine.case.actor import Actor
    from yishi_engine.case.lifecycle import CaseState, Outcome, TaskState
    from yishi_engine.worktime.calendar import Calendar
    from yishi_engine.worktime.clock import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """One task, for one viewer.

    Attributes:
        waiting_for: Items whose result is still missing before work can begin.
        officer: Who has it; not shown to the applicant.
        extension: What a supervisor added, a limit as text; ``extension_reason`` is why.
        on_commitment: Whether it was granted on commitment (告知承诺).
        verification: ``passed`` or ``failed``, once that was verified.
        verify_due_on: Until when it is to be verified, after completion.
        result: What was issued; shown to the task's department, to those that need it, to the lead, and, once the
            results are issued together, to the applicant.
        due_on: The due day, an Asia/Shanghai date; None while there is none (not started, stopped, provisional).
        due_at: Close of business on it, or the instant of a limit in 工作时; aware, UTC.
        provisional: The due day lies past the calendar's horizon.
        remaining: Counted days (工作时: hours) left, today included; a stopped clock keeps it; None once it has ended.
        level: None while stopped, ended or not started.
        stopped: Whether the clock stands still.
    """

    id: str
    case_id: str
    case_number: str
    item: str
    name: str
    department: str
    state: TaskState
    waiting_for: tuple[str, ...]
    officer: str | None
    decided_at: datetime | None
    result: Mapping[str, object] | None
    reason: str | None
    procedure: str | None
    expected: str | None
    extension: str | None
    extension_reason: str | None
    on_commitment: bool
    verification: str | None
    verify_due_on: date | None
    due_on: date | None
    due_at: datetime | None
    provisional: bool
    remaining: int | None
    level: Level | None
    stopped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """An item that the situation does not require: by which rule, and what the public is told about it."""

    item: str
    name: str
    rule: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """One case, for one viewer.

    Attributes:
        form: The fields that the viewer may see. Values of personal fields are there only in what ``Engine.case``
            returns; answers to commands never carry them.
        materials: Material → reference, for the materials that the viewer may see.
        missing_materials: Deferred materials that have not arrived.
        accepted_at: When it was accepted; of a deemed acceptance the time of receipt.
        due_on: Before acceptance that of the acceptance (or correction) window, afterwards that of the whole.
            See ``TaskView``, as for ``due_at``, ``provisional``, ``remaining``, ``level`` and ``stopped``.
        exempt: Items that the situation does not require.
        materials_due: Missing deferred material → until when it is to be supplied; None while no date stands.
        first_officer: Who of the lead department was asked first (首问责任); not shown to the applicant.
        issue_due_on: Until when the results are to be issued, once all tasks are decided.
        follow_up_due_on: Until when something is to be done about a bad rating.
        notices: What must be told, sentences in Chinese.
        deficiencies: What departments reported as missing or wrong (keys ``item``, ``department``, ``text``).
    """

    id: str
    number: str
    bundle: str
    bundle_version: int
    name: str
    lead_department: str
    region: str | None
    applicant: str
    state: CaseState
    outcome: Outcome | None
    received_at: datetime
    accepted_at: datetime | None
    deemed: bool
    decided_at: datetime | None
    ended_at: datetime | None
    reason: str | None
    rating: int | None
    extension: str | None
    extension_reason: str | None
    first_officer: str | None
    issue_due_on: date | None
    follow_up_due_on: date | None
    due_on: date | None
    due_at: datetime | None
    provisional: bool
    remaining: int | None
    level: Level | None
    stopped: bool
    answers: Mapping[str, object]
    form: Mapping[str, object] = field(repr=False)
    materials: Mapping[str, str]
    missing_materials: tuple[str, ...]
    materials_due: Mapping[str, date | None]
    deficiencies: tuple[Mapping[str, str], ...]
    exempt: tuple[Exemption, ...]
    notices: tuple[str, ...]
    tasks: tuple[TaskView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewpoint:
    """From where a case is looked at.

    Attributes:
        bundle: The version that the case is bound to.
        calendar: The working days as known.
        now: The instant for which remaining time and levels are derived.
        viewer: Who looks, and is allowed to; None for the host itself, which sees all.
    """

    bundle: Bundle
    calendar: Calendar
    now: datetime
    viewer: Actor | None = None
