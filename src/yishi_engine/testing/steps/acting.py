"""Steps that do something to the case, each by one command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.case import commands as c
from yishi_engine.case.actor import Actor
from yishi_engine.testing import names
from yishi_engine.testing.failures import Said, StepFailed
from yishi_engine.testing.filling import RESULT_NUMBER, Filling, asked_materials, read_filling, without
from yishi_engine.testing.steps.wired import step
from yishi_engine.testing.wordings import acts

if TYPE_CHECKING:
    from yishi_engine.testing.tables import DataTable
    from yishi_engine.testing.world import World

# --- The application ---


@step(acts.SUBMIT)
def _submit(
    yishi_world: World, applicant: str, missing: tuple[str, ...] | None, datatable: DataTable | None = None
) -> None:
    _hand_in(yishi_world, Actor.applicant(applicant), applicant, missing or (), datatable)


@step(acts.SUBMIT_FOR)
def _submit_for(
    yishi_world: World, applicant: str, missing: tuple[str, ...] | None, datatable: DataTable | None = None
) -> None:
    by = Actor.staff("officer", yishi_world.offered.lead_department)
    _hand_in(yishi_world, by, applicant, missing or (), datatable)


def _hand_in(world: World, by: Actor, applicant: str, missing: tuple[str, ...], table: DataTable | None) -> None:
    bundle = world.offered
    filling = read_filling(bundle, table)
    handed_in = without(bundle, asked_materials(bundle, filling), missing)
    world.handle(
        c.SubmitCase(
            bundle=bundle.id,
            version=world.version,
            answers=filling.answers,
            form=filling.form,
            materials={each.id: world.reference(each.id) for each in handed_in},
            applicant=applicant,
            by=by,
        )
    )


@step(acts.REPORT)
def _report(yishi_world: World, department: str, text: str) -> None:
    key = names.department_of(yishi_world.catalog, department)
    bundle, exempt = yishi_world.bundle, {each.item for each in yishi_world.case.exempt}
    own = [item for item in bundle.items if item.department == key]
    if key == bundle.lead_department:
        own += bundle.items
    if not own:
        raise StepFailed(
            f'部门"{department}"在本套餐中没有事项', f'department "{department}" has no item in this bundle'
        )
    item = next((each for each in own if each.id not in exempt), own[0])
    by = Actor.staff("officer", key)
    yishi_world.handle(c.ReportDeficiency(case_id=yishi_world.case_id, item=item.id, text=text, by=by))


@step(acts.REPORT_ITEM)
def _report_item(yishi_world: World, department: str, item: str, text: str) -> None:
    by = Actor.staff("officer", names.department_of(yishi_world.catalog, department))
    found = names.item_of(yishi_world.bundle, item)
    yishi_world.handle(c.ReportDeficiency(case_id=yishi_world.case_id, item=found.id, text=text, by=by))


@step(acts.REQUEST_CORRECTION)
def _request_correction(yishi_world: World, note: str | None) -> None:
    yishi_world.handle(c.RequestCorrection(case_id=yishi_world.case_id, note=note or "", by=yishi_world.lead))


@step(acts.CORRECT)
def _correct(yishi_world: World, materials: tuple[str, ...] | None, datatable: DataTable | None = None) -> None:
    case, bundle = yishi_world.case, yishi_world.bundle
    filling = read_filling(bundle, datatable)
    if filling.answers:
        raise StepFailed(
            f"提交后情形不能改，补正只能写表单字段：{'、'.join(filling.answers)}",
            f"answers stay as they were handed in; only form fields are corrected: {', '.join(filling.answers)}",
        )
    if materials is not None:
        changed = tuple(names.material_of(bundle, name) for name in materials)
    elif datatable is None:
        changed = asked_materials(bundle, Filling(answers=dict(case.answers), form=dict(case.form)))
    else:
        changed = ()
    yishi_world.handle(
        c.SubmitCorrection(
            case_id=case.id,
            form=filling.form,
            materials={each.id: yishi_world.reference(each.id) for each in changed},
            by=Actor.applicant(case.applicant),
        )
    )


@step(acts.SUPPLY)
def _supply(yishi_world: World, materials: tuple[str, ...]) -> None:
    for name in materials:
        material = names.material_of(yishi_world.bundle, name).id
        reference = yishi_world.reference(material)
        by = Actor.applicant(yishi_world.applicant)
        yishi_world.handle(c.SupplyMaterial(case_id=yishi_world.case_id, material=material, reference=reference, by=by))
        if yishi_world.rejection:
            break


@step(acts.WITHDRAW)
def _withdraw(yishi_world: World, reason: str | None) -> None:
    by = Actor.applicant(yishi_world.applicant)
    yishi_world.handle(c.WithdrawCase(case_id=yishi_world.case_id, reason=reason or "", by=by))


@step(acts.RATE)
def _rate(yishi_world: World, score: str, comment: str | None) -> None:
    by, number = Actor.applicant(yishi_world.applicant), names.number_of(Said("评价", "the score"), score)
    yishi_world.handle(c.RateCase(case_id=yishi_world.case_id, score=number, comment=comment or "", by=by))


# --- The lead department ---


@step(acts.ACCEPT)
def _accept(yishi_world: World) -> None:
    yishi_world.handle(c.AcceptCase(case_id=yishi_world.case_id, by=yishi_world.lead))


@step(acts.DECLINE)
def _decline(yishi_world: World, reason: str) -> None:
    yishi_world.handle(c.DeclineCase(case_id=yishi_world.case_id, reason=reason, by=yishi_world.lead))


@step(acts.EXTEND_CASE)
def _extend_case(yishi_world: World, limit: str, reason: str) -> None:
    by = yishi_world.lead_supervisor
    yishi_world.handle(c.ExtendCase(case_id=yishi_world.case_id, limit=limit, reason=reason, by=by))


@step(acts.COMPLETE)
def _complete(yishi_world: World) -> None:
    yishi_world.handle(c.CompleteCase(case_id=yishi_world.case_id, by=yishi_world.lead))


@step(acts.FOLLOW_UP)
def _follow_up(yishi_world: World, text: str) -> None:
    yishi_world.handle(c.FollowUpRating(case_id=yishi_world.case_id, text=text, by=yishi_world.lead))


@step(acts.MIGRATE)
def _migrate(yishi_world: World, version: str, reason: str) -> None:
    by, number = yishi_world.lead_supervisor, names.number_of(Said("版本", "the version"), version)
    yishi_world.handle(c.MigrateCase(case_id=yishi_world.case_id, version=number, reason=reason, by=by))


# --- The departments ---


@step(acts.START)
def _start(yishi_world: World, item: str) -> None:
    yishi_world.handle(c.StartTask(task_id=yishi_world.task_id(item), by=yishi_world.officer(item)))


@step(acts.SUSPEND)
def _suspend(yishi_world: World, item: str, procedure: str, expected: str, reason: str | None) -> None:
    yishi_world.handle(
        c.SuspendTask(
            task_id=yishi_world.task_id(item),
            procedure=procedure,
            reason=f"需要{procedure}" if reason is None else reason,
            expected=expected,
            by=yishi_world.officer(item),
        )
    )


@step(acts.RESUME)
def _resume(yishi_world: World, item: str) -> None:
    yishi_world.handle(c.ResumeTask(task_id=yishi_world.task_id(item), by=yishi_world.officer(item)))


@step(acts.EXTEND)
def _extend(yishi_world: World, item: str, limit: str, reason: str) -> None:
    by = yishi_world.supervisor(item)
    yishi_world.handle(c.ExtendTask(task_id=yishi_world.task_id(item), limit=limit, reason=reason, by=by))


@step(acts.GRANT)
def _grant(yishi_world: World, item: str, number: str | None) -> None:
    result = None if number is None else {RESULT_NUMBER: number}
    yishi_world.handle(c.GrantTask(task_id=yishi_world.task_id(item), result=result, by=yishi_world.officer(item)))


@step(acts.GRANT_ON_COMMITMENT)
def _grant_on_commitment(yishi_world: World, item: str) -> None:
    by = yishi_world.officer(item)
    yishi_world.handle(c.GrantTask(task_id=yishi_world.task_id(item), on_commitment=True, by=by))


@step(acts.PASS)
def _pass(yishi_world: World, item: str, note: str | None) -> None:
    by = yishi_world.officer(item)
    yishi_world.handle(c.PassVerification(task_id=yishi_world.task_id(item), note=note or "", by=by))


@step(acts.FAIL)
def _fail(yishi_world: World, item: str, reason: str) -> None:
    by = yishi_world.officer(item)
    yishi_world.handle(c.FailVerification(task_id=yishi_world.task_id(item), reason=reason, by=by))


@step(acts.REASSIGN)
def _reassign(yishi_world: World, item: str, officer: str, reason: str | None) -> None:
    by = yishi_world.officer(item)
    task = yishi_world.task_id(item)
    yishi_world.handle(c.ReassignTask(task_id=task, officer=officer, reason=reason or "", by=by))


@step(acts.REFUSE)
def _refuse(yishi_world: World, item: str, reason: str) -> None:
    yishi_world.handle(c.RefuseTask(task_id=yishi_world.task_id(item), reason=reason, by=yishi_world.officer(item)))


@step(acts.REOPEN)
def _reopen(yishi_world: World, item: str, reason: str) -> None:
    by = yishi_world.lead_supervisor
    yishi_world.handle(c.ReopenTask(task_id=yishi_world.task_id(item), reason=reason, by=by))


# --- Time, and what happens around the case ---


@step(acts.TIME)
def _time(yishi_world: World, instant: str) -> None:
    yishi_world.advance(names.instant_of(instant))


@step(acts.PUBLISH)
def _publish(yishi_world: World, file: str) -> None:
    yishi_world.publish(file)


@step(acts.ERASE)
def _erase(yishi_world: World) -> None:
    yishi_world.erase()
