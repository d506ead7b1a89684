"""What is shown of a case: frozen answers, derived for one instant and one viewer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yishi_engine.case.actor import Actor, Role
from yishi_engine.case.clocks import (
    case_clock,
    deferral_clock,
    follow_up_clock,
    is_running,
    issue_clock,
    task_clock,
    verification_clock,
)
from yishi_engine.case.commands import task_id
from yishi_engine.case.lifecycle import CaseState, Outcome, TaskState
from yishi_engine.case.notices import case_notices

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from yishi_engine.bundle.model import Bundle, Item
    from yishi_engine.case.model import Case, CaseOutline, Task
    from yishi_engine.worktime.calendar import Calendar
    from yishi_engine.worktime.clock import Clock, Level
    from yishi_engine.worktime.limits import Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a clock stands at one instant.

    Attributes:
        due_on: The due day, an Asia/Shanghai date; None while there is none (not started, stopped, provisional).
        due_at: Close of business on it, or the instant of a limit in 工作时; aware, UTC.
        provisional: The due day lies past the calendar's horizon.
        remaining: Counted days (工作时: hours) left, today included; a stopped clock keeps it; None once it has ended.
        level: None while stopped, ended or not started.
    """

    due_on: date | None = None
    due_at: datetime | None = None
    provisional: bool = False
    remaining: int | None = None
    level: Level | None = None
    stopped: bool = False


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
        due_on: See ``Standing``, as for ``due_at``, ``provisional``, ``remaining``, ``level`` and ``stopped``.
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
            See ``Standing``, as for ``due_at``, ``provisional``, ``remaining``, ``level`` and ``stopped``.
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


def view_case(case: Case, viewpoint: Viewpoint, *, personal: Mapping[str, object] | None = None) -> CaseView:
    """Show a case.

    Args:
        case: The case.
        viewpoint: From where.
        personal: Values of the personal fields, if they are to be shown.
    """
    bundle = viewpoint.bundle
    shown = standing(case_clock(case, bundle), viewpoint, running=is_running(case))
    fields, materials = _disclosed(case, viewpoint)
    missing = tuple(each for each in case.deferred if materials is None or each in materials)
    form = {**case.form, **(personal or {})}
    return CaseView(
        id=case.id,
        number=case.number,
        bundle=case.bundle,
        bundle_version=case.bundle_version,
        name=bundle.name,
        lead_department=case.lead_department,
        region=case.region,
        applicant=case.applicant,
        state=case.state,
        outcome=case.outcome,
        received_at=case.received_at,
        accepted_at=case.accepted_at,
        deemed=case.deemed,
        decided_at=case.decided_at,
        ended_at=case.ended_at,
        reason=case.reason,
        rating=case.rating,
        extension=_text(case.extension),
        extension_reason=case.extension_reason,
        first_officer=None if _is_applicant(viewpoint) else case.first_officer,
        issue_due_on=_due_on(issue_clock(case, bundle), viewpoint),
        follow_up_due_on=_due_on(follow_up_clock(case, bundle), viewpoint),
        due_on=shown.due_on,
        due_at=shown.due_at,
        provisional=shown.provisional,
        remaining=shown.remaining,
        level=shown.level,
        stopped=shown.stopped,
        answers=case.answers,
        form={name: value for name, value in form.items() if fields is None or name in fields},
        materials={name: each for name, each in case.materials.items() if materials is None or name in materials},
        missing_materials=missing,
        materials_due={each: _due_on(deferral_clock(case, each, bundle), viewpoint) for each in missing},
        deficiencies=case.deficiencies,
        exempt=tuple(
            Exemption(item=item.id, name=item.name, rule=case.exempt[item.id], note=item.exempt_note or "")
            for item in bundle.items
            if item.id in case.exempt
        ),
        notices=case_notices(case, viewpoint),
        tasks=tuple(
            view_task(case, case.tasks[item.id], item, viewpoint) for item in bundle.items if item.id in case.tasks
        ),
    )


def view_task(case: Case | CaseOutline, task: Task, item: Item, viewpoint: Viewpoint) -> TaskView:
    """Show the task of an item."""
    shown = standing(task_clock(task, item, viewpoint.bundle), viewpoint, running=is_running(task))
    return TaskView(
        id=task_id(case.id, task.item),
        case_id=case.id,
        case_number=case.number,
        item=task.item,
        name=item.name,
        department=task.department,
        state=task.state,
        waiting_for=task.waiting_for,
        officer=None if _is_applicant(viewpoint) else task.officer,
        decided_at=task.decided_at,
        result=task.result if _sees_result(case, item, viewpoint) else None,
        reason=task.reason,
        procedure=task.procedure,
        expected=task.expected,
        extension=_text(task.extension),
        extension_reason=task.extension_reason,
        on_commitment=task.on_commitment,
        verification=task.verification,
        verify_due_on=_due_on(verification_clock(case, task, item, viewpoint.bundle), viewpoint),
        due_on=shown.due_on,
        due_at=shown.due_at,
        provisional=shown.provisional,
        remaining=shown.remaining,
        level=shown.level,
        stopped=shown.stopped,
    )


def _is_applicant(viewpoint: Viewpoint) -> bool:
    return viewpoint.viewer is not None and viewpoint.viewer.role is Role.APPLICANT


def _text(limit: Limit | None) -> str | None:
    return str(limit) if limit else None


def _due_on(clock: Clock | None, viewpoint: Viewpoint) -> date | None:
    return clock.due(viewpoint.calendar).on if clock else None


def standing(clock: Clock | None, viewpoint: Viewpoint, *, running: bool) -> Standing:
    """Derive how a clock stands; ``running`` tells whether its case or task still is."""
    if clock is None:
        return Standing()
    due = clock.due(viewpoint.calendar)
    return Standing(
        due_on=due.on,
        due_at=due.at,
        provisional=due.provisional,
        remaining=clock.remaining(viewpoint.calendar, viewpoint.now) if running else None,
        level=clock.level(viewpoint.calendar, viewpoint.now) if running else None,
        stopped=clock.stopped and running,
    )


def _disclosed(case: Case, viewpoint: Viewpoint) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    """Return the fields and materials that the viewer may see; None for all.

    A cooperating department sees what its own items need and nothing else. Basis: 个人信息保护法 art. 6.
    """
    viewer = viewpoint.viewer
    if viewer is None or viewer.department in (None, case.lead_department):
        return None, None
    items = [
        item for item in viewpoint.bundle.items if item.department == viewer.department and item.id in case.required
    ]
    fields = frozenset(name for item in items for name in item.fields)
    return fields, frozenset(name for item in items for name in item.materials)


def _sees_result(case: Case | CaseOutline, item: Item, viewpoint: Viewpoint) -> bool:
    viewer = viewpoint.viewer
    if viewer is None or viewer.role is Role.SYSTEM:
        return True
    if viewer.role is Role.APPLICANT:
        return case.state is CaseState.COMPLETED
    if viewer.department in (case.lead_department, item.department):
        return True
    return any(
        other.department == viewer.department and any(gate.item == item.id for gate in other.depends_on)
        for other in viewpoint.bundle.items
    )
