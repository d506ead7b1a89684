"""Looking at a case or a task from somewhere: what is derived for the instant, and what the viewer may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from yishi_engine.case.actor import Role
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
from yishi_engine.case.lifecycle import CaseState
from yishi_engine.case.notices import notices_of_case, notices_of_task
from yishi_engine.case.remembering import Lasting, remembered
from yishi_engine.case.views import CaseView, Exemption, TaskView, Viewpoint
from yishi_engine.worktime.reading import read_clock, side_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from yishi_engine.bundle.model import Bundle, Item
    from yishi_engine.case.model import Case, CaseOutline, Task
    from yishi_engine.worktime.clock import Clock
    from yishi_engine.worktime.limits import Limit
    from yishi_engine.worktime.reading import Span


class _Seen(NamedTuple):
    """A task as it is seen, with the notices about it."""

    view: TaskView
    notices: tuple[str, ...]


# A command changes a task or two; the others are seen as they were seen after the command before.
_seen: Final[Lasting[_Seen]] = Lasting()


def view_case(case: Case, viewpoint: Viewpoint, *, personal: Mapping[str, object] | None = None) -> CaseView:
    """Show a case.

    Args:
        case: The case.
        viewpoint: From where.
        personal: Values of the personal fields, if they are to be shown.
    """
    bundle = viewpoint.bundle
    read = read_clock(case_clock(case, bundle), viewpoint.calendar, viewpoint.now, running=is_running(case))
    fields, materials = _disclosed(case, viewpoint)
    missing = tuple(each for each in case.deferred if materials is None or each in materials)
    form = {**case.form, **(personal or {})}
    seen = [_see(case, case.tasks[item.id], item, viewpoint) for item in bundle.items if item.id in case.tasks]
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
        due_on=read.due.on,
        due_at=read.due.at,
        provisional=read.due.provisional,
        remaining=read.remaining,
        level=read.level,
        stopped=read.stopped,
        answers=case.answers,
        form=form if fields is None else {name: value for name, value in form.items() if name in fields},
        materials={name: each for name, each in case.materials.items() if materials is None or name in materials},
        missing_materials=missing,
        materials_due={each: _due_on(deferral_clock(case, each, bundle), viewpoint) for each in missing},
        deficiencies=case.deficiencies,
        exempt=tuple(
            Exemption(item=item.id, name=item.name, rule=case.exempt[item.id], note=item.exempt_note or "")
            for item in bundle.items
            if item.id in case.exempt
        ),
        notices=(*notices_of_case(case, viewpoint), *(notice for each in seen for notice in each.notices)),
        tasks=tuple(each.view for each in seen),
    )


def view_task(case: Case | CaseOutline, task: Task, item: Item, viewpoint: Viewpoint) -> TaskView:
    """Show the task of an item."""
    return _see(case, task, item, viewpoint).view


def _see(case: Case | CaseOutline, task: Task, item: Item, viewpoint: Viewpoint) -> _Seen:
    objects = task, item, viewpoint.bundle, viewpoint.calendar
    officer = not _is_applicant(viewpoint)
    result = task.result is not None and _sees_result(case, item, viewpoint)
    completed_at = case.ended_at if task.on_commitment and case.state is CaseState.COMPLETED else None
    rest = case.id, officer, result, completed_at  # with the last, the duty to verify begins
    known = _seen.get(objects, rest, viewpoint.now)
    if known is not None:
        return known
    clock = task_clock(task, item, viewpoint.bundle)
    verification = verification_clock(case, task, item, viewpoint.bundle)
    read = read_clock(clock, viewpoint.calendar, viewpoint.now, running=is_running(task))
    view = TaskView(
        id=task_id(case.id, task.item),
        case_id=case.id,
        case_number=case.number,
        item=task.item,
        name=item.name,
        department=task.department,
        state=task.state,
        waiting_for=task.waiting_for,
        officer=task.officer if officer else None,
        decided_at=task.decided_at,
        result=task.result if result else None,
        reason=task.reason,
        procedure=task.procedure,
        expected=task.expected,
        extension=_text(task.extension),
        extension_reason=task.extension_reason,
        on_commitment=task.on_commitment,
        verification=task.verification,
        verify_due_on=_due_on(verification, viewpoint),
        due_on=read.due.on,
        due_at=read.due.at,
        provisional=read.due.provisional,
        remaining=read.remaining,
        level=read.level,
        stopped=read.stopped,
    )
    notices = notices_of_task(task, item, read.due, verification, viewpoint)
    return _seen.put(objects, rest, _span(read.span, verification, viewpoint), _Seen(view, notices))


def _span(span: Span, verification: Clock | None, viewpoint: Viewpoint) -> Span:
    """Return how long a task is seen the same: as long as its clock reads the same, and a duty is in time or late."""
    due = verification.due(viewpoint.calendar) if verification else None
    return span.meet(side_of(due.at, viewpoint.now)) if due and due.at else span


def _is_applicant(viewpoint: Viewpoint) -> bool:
    return viewpoint.viewer is not None and viewpoint.viewer.role is Role.APPLICANT


def _text(limit: Limit | None) -> str | None:
    return str(limit) if limit else None


def _due_on(clock: Clock | None, viewpoint: Viewpoint) -> date | None:
    return clock.due(viewpoint.calendar).on if clock else None


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
    return viewer.department in _waiting_for(viewpoint.bundle)[item.id]


@remembered
def _waiting_for(bundle: Bundle) -> Mapping[str, frozenset[str]]:
    """Return item → departments with an item that depends on it."""
    return {
        item.id: frozenset(
            other.department for other in bundle.items if any(gate.item == item.id for gate in other.depends_on)
        )
        for item in bundle.items
    }
