"""The application: handing in, deficiencies, the one-time notice, correction, deferred materials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from yishi_engine.case import commands as c
from yishi_engine.case import events as happened
from yishi_engine.case.actor import Role
from yishi_engine.case.application import MAX_REFERENCE, Application, commitments, read_application
from yishi_engine.case.deciding.arguments import text
from yishi_engine.errors import ArgumentInvalid, NotAllowedByDefinition, NotPermitted
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from yishi_engine.case.context import Context, Stamp
    from yishi_engine.case.events import Event
    from yishi_engine.case.model import Case


def submit(command: c.SubmitCase, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    """Receive an application; all of it is checked at once."""
    bundle = context.bundle
    applicant = _applicant(command)
    region = command.region or bundle.region
    if region is not None and not (len(region) == 6 and region.isascii() and region.isdigit()):  # noqa: PLR2004
        raise ArgumentInvalid("region must be six digits", field="region", notice="行政区划须为六位代码")
    given = read_application(bundle, command.answers, command.form, command.materials)
    submitted = happened.CaseSubmitted(
        **stamp,
        number=context.number,
        bundle=bundle.id,
        bundle_version=bundle.version,
        bundle_digest=context.digest,
        lead_department=bundle.lead_department,
        region=region,
        applicant=applicant,
        received_at=instant_text(context.calendar.receipt(stamp["occurred_at"])),
        answers=given.answers,
        form=given.form,
        personal=commitments(given.personal, context.salt),
        personal_values=given.personal,
        salt=context.salt.hex(),
        materials=given.materials,
        required=tuple(item.id for item in given.situation.items),
        exempt={each.item.id: each.rule for each in given.situation.exempt},
        deferred=given.deferred,
        discarded=given.discarded,
    )
    return (submitted,)


def report_deficiency(case: Case, command: c.ReportDeficiency, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    """Gather what a department finds missing or wrong, for the one notice."""
    item = context.item(command.item)
    if item.id not in case.required:
        raise NotAllowedByDefinition(
            f'the situation does not require item "{item.id}"',
            notice=f"本办件的情形不需要办理{context.item_label(item.id)}",
        )
    reported = happened.DeficiencyReported(**stamp, item=item.id, text=text(command.text, "text", "材料问题"))
    return (reported,)


def request_correction(case: Case, command: c.RequestCorrection, context: Context, stamp: Stamp) -> tuple[Event, ...]:  # noqa: ARG001
    """Give the one-time notice with everything that was reported. Basis: 行政许可法 art. 32 ¶1 (4), art. 72."""
    if case.noticed:
        raise NotAllowedByDefinition(
            "the one-time notice was given before; a second one is not allowed",
            notice="已经一次告知过需要补正的全部内容，不得再次要求补正",
        )
    note = text(command.note, "note", "告知内容", required=False)
    return (happened.CorrectionRequested(**stamp, note=note, deficiencies=case.deficiencies),)


def submit_correction(case: Case, command: c.SubmitCorrection, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    """Take over what changes, and check the whole application again."""
    before = {**case.form, **context.personal}
    # A mapping that is none is left for the check of the whole to name.
    form = {**before, **command.form} if isinstance(command.form, Mapping) else command.form
    materials = {**case.materials, **command.materials} if isinstance(command.materials, Mapping) else command.materials
    given = read_application(context.bundle, case.answers, form, materials)
    corrected = happened.CaseCorrected(
        **stamp,
        changed=_changed(case, context, given),
        received_at=instant_text(context.calendar.receipt(stamp["occurred_at"])),
        form=given.form,
        personal=commitments(given.personal, context.salt),
        personal_values=given.personal,
        salt=context.salt.hex(),
        materials=given.materials,
        deferred=given.deferred,
        discarded=given.discarded,
    )
    return (corrected,)


def supply_material(case: Case, command: c.SupplyMaterial, context: Context, stamp: Stamp) -> tuple[Event, ...]:
    """Take in a deferred material."""
    names = {material.id: material.name for material in context.bundle.materials}
    if command.material not in case.deferred:
        awaited = "、".join(f"{names[each]}（{each}）" for each in case.deferred) or "无"
        raise NotAllowedByDefinition(
            f'material "{command.material}" is not awaited; awaited: {", ".join(case.deferred) or "none"}',
            notice=f'材料"{command.material}"不是待补的容缺材料；待补：{awaited}',
        )
    reference = text(command.reference, "reference", "材料引用")
    if len(reference) > MAX_REFERENCE or not reference.isprintable():
        raise ArgumentInvalid("reference must be one printable line", field="reference", notice="材料引用须为一行文字")
    return (happened.MaterialSupplied(**stamp, material=command.material, reference=reference),)


def _applicant(command: c.SubmitCase) -> str:
    if command.by.role is Role.APPLICANT:
        if command.applicant not in (None, command.by.id):
            raise NotPermitted(
                "an applicant submits for themselves",
                allowed="staff of the lead department",
                notice="申请人只能为本人提交",
            )
        return command.by.id
    applicant = text(command.applicant or "", "applicant", "申请人")
    if not applicant.isprintable():
        raise ArgumentInvalid("applicant must be printable", field="applicant", notice="申请人标识含有控制字符")
    return applicant


def _changed(case: Case, context: Context, given: Application) -> tuple[str, ...]:
    before = {**case.form, **context.personal}
    after = {**given.form, **given.personal}
    fields = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    materials = [
        name for name in {**case.materials, **given.materials} if case.materials.get(name) != given.materials.get(name)
    ]
    return tuple(fields + materials)
