"""Moving a running case to another version of its bundle: what would change, and what forbids it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.situation import Situation, situation
from yishi_engine.bundle.values import StoredValue, ValueFault, check_value
from yishi_engine.case.gates import prerequisites
from yishi_engine.case.lifecycle import TaskState
from yishi_engine.errors import LimitInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.bundle.model import Bundle, Item
    from yishi_engine.case.model import Case, Task

_FAILED: Final = frozenset({TaskState.REFUSED, TaskState.TERMINATED})
_BEGUN: Final = frozenset({TaskState.IN_PROGRESS, TaskState.SUSPENDED})
_NOT_BEGUN: Final = frozenset({TaskState.WAITING, TaskState.OPEN})


@dataclass(slots=True, kw_only=True)
class MigrationPlan:
    """What a change of version does to one case.

    Attributes:
        before: The version that the case is bound to.
        version: The version that it would be bound to.
        changes: What changes, one Chinese sentence each; empty if nothing but the number does.
        obstacles: What forbids it, one Chinese sentence each; empty if it may be carried out.
        required: Items that the situation requires under the new version.
        exempt: Item → text of the rule that exempts it.
        answers: The answers that the new version still asks for.
        deferred: Deferrable materials that are missing under it.
        departments: Item → new department, where it changes.
        removed: Undecided tasks that end.
        opened: Tasks that can begin, new ones among them.
        waiting: Task → items that it waits for, where that is new.
        clocks_started: Tasks whose clock starts.
        clocks_withdrawn: Tasks whose clock is taken back, because a new prerequisite of the decision is missing.
    """

    before: int
    version: int
    changes: list[str] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    required: tuple[str, ...] = ()
    exempt: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, StoredValue] = field(default_factory=dict)
    deferred: tuple[str, ...] = ()
    departments: dict[str, str] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    waiting: dict[str, tuple[str, ...]] = field(default_factory=dict)
    clocks_started: list[str] = field(default_factory=list)
    clocks_withdrawn: list[str] = field(default_factory=list)


def plan_migration(case: Case, old: Bundle, new: Bundle, personal: Mapping[str, object]) -> MigrationPlan:
    """Work out what a change of version does to a case.

    Args:
        case: The case, not ended.
        old: The version it is bound to.
        new: Another version of the same bundle.
        personal: Personal values on file.

    Returns:
        The plan; it is carried out only if it has no obstacles.
    """
    plan = MigrationPlan(before=old.version, version=new.version)
    if new.lead_department != case.lead_department:
        plan.obstacles.append(f"新版本的牵头部门是“{new.lead_department}”，原为“{case.lead_department}”")
    plan.answers = _answers(case, new, plan)
    form = _form(case, new, personal, plan)
    needed = situation(new, plan.answers, form)
    plan.required = tuple(item.id for item in needed.items)
    if not plan.required:
        plan.obstacles.append("按原回答，新版本没有需要办理的事项")
    plan.exempt = {each.item.id: each.rule for each in needed.exempt}
    _compare_application(case, needed, form, plan)
    _compare_limits(old, new, plan)
    if case.counted_from is not None:
        _compare_tasks(case, new, plan)
    return plan


def _answers(case: Case, new: Bundle, plan: MigrationPlan) -> dict[str, StoredValue]:
    known: dict[str, StoredValue] = {}
    for question in new.questions:
        if question.id not in case.answers:
            plan.obstacles.append(f"新版本多问“{question.ask}”，本办件没有回答")
            continue
        checked = check_value(question, case.answers[question.id])
        if isinstance(checked, ValueFault):
            plan.obstacles.append(f"原回答不合新版本：{checked.message}")
        else:
            known[question.id] = checked
    return known


def _form(case: Case, new: Bundle, personal: Mapping[str, object], plan: MigrationPlan) -> dict[str, StoredValue]:
    on_file = {**case.form, **personal}
    known: dict[str, StoredValue] = {}
    for each in new.form:
        if each.id in on_file:
            # What was personal is never quoted, even if the new version would not call it so.
            guarded = each.model_copy(update={"personal": True}) if each.id in case.personal else each
            checked = check_value(guarded, on_file[each.id])
            if isinstance(checked, ValueFault):
                plan.obstacles.append(f"原填内容不合新版本：{checked.message}")
            else:
                known[each.id] = checked
            if each.personal != (each.id in case.personal):
                plan.obstacles.append(f"字段“{each.label}”在新版本中改变了是否个人信息")
    return known


def _compare_application(case: Case, needed: Situation, form: Mapping[str, StoredValue], plan: MigrationPlan) -> None:
    for each in needed.fields:
        if each.required and each.id not in form and each.id not in case.personal and each.id not in case.form:
            plan.obstacles.append(f"新版本须填“{each.label}”，本办件没有")
    deferred = []
    for material in needed.materials:
        if material.source != "applicant" or material.id in case.materials:
            continue
        if material.necessity == "required":
            plan.obstacles.append(f"新版本须交材料“{material.name}”，本办件没有")
        elif material.necessity == "deferrable":
            deferred.append(material.id)
            if material.id not in case.deferred:
                plan.changes.append(f"材料“{material.name}”须补交")
    plan.deferred = tuple(deferred)


def _compare_limits(old: Bundle, new: Bundle, plan: MigrationPlan) -> None:
    if old.limits.total != new.limits.total:
        plan.changes.append(f"总时限由{old.limits.total}改为{new.limits.total}")
    before = {item.id: item for item in old.items}
    for item in new.items:
        known = before.get(item.id)
        if known is None:
            continue
        for label, was, now in (
            ("承诺时限", known.committed_limit, item.committed_limit),
            ("法定时限", known.statutory_limit, item.statutory_limit),
        ):
            if was != now:
                plan.changes.append(f"“{item.name}”的{label}由{was or '无'}改为{now or '无'}")


def _compare_tasks(case: Case, new: Bundle, plan: MigrationPlan) -> None:
    names = {item.id: item.name for item in new.items}
    for item_id, task in case.tasks.items():
        if item_id in plan.required:
            continue
        if task.state in (TaskState.GRANTED, TaskState.REFUSED):
            plan.obstacles.append(f"事项“{names.get(item_id, item_id)}”已作出决定，而新版本不需要它")
        elif task.state is not TaskState.TERMINATED:
            plan.removed.append(item_id)
            plan.changes.append(f"事项“{names.get(item_id, item_id)}”不再需要，终止办理")
    for item in new.items:
        if item.id in plan.required:
            _compare_task(case, item, case.tasks.get(item.id), plan)


def _compare_task(case: Case, item: Item, task: Task | None, plan: MigrationPlan) -> None:
    needed = prerequisites(item, plan.required)
    unmet = tuple(each for each in needed.all if not _granted(case, each))
    unmet_start = tuple(each for each in needed.start if each in unmet)
    if task is not None and task.state is TaskState.TERMINATED and task.reason == "no_longer_required":
        task = None  # an earlier change of version ended it; it begins anew
    if task is not None and task.state.is_final:
        return
    if any(each in case.tasks and case.tasks[each].state in _FAILED for each in unmet):
        plan.obstacles.append(f"“{item.name}”在新版本中的前置事项已经不予或终止")
        return
    if task is None:
        plan.changes.append(f"增加事项“{item.name}”")
    else:
        if task.department != item.department:
            plan.departments[item.id] = item.department
            plan.changes.append(f"“{item.name}”改由“{item.department}”承办，原为“{task.department}”")
        if not _extension_fits(task, item):
            plan.obstacles.append(f"“{item.name}”已延期{task.extension}，与新版本时限的单位不同")
        if task.state in _BEGUN:
            if unmet_start or (unmet and task.clock_started_at is not None):
                plan.obstacles.append(f"“{item.name}”已开始办理，而新版本要求先办结前置事项")
            elif not unmet and task.clock_started_at is None:
                plan.clocks_started.append(item.id)
            return
    _place(item, task, unmet, unmet_start, plan)


def _place(
    item: Item, task: Task | None, unmet: tuple[str, ...], unmet_start: tuple[str, ...], plan: MigrationPlan
) -> None:
    """Say where a task that was not begun stands under the new gates."""
    if unmet_start:
        if task is None or task.state is TaskState.OPEN or task.waiting_for != unmet_start:
            plan.waiting[item.id] = unmet_start
            if task is not None and task.state is TaskState.OPEN:
                plan.changes.append(f"“{item.name}”须等待前置事项")
        return
    if task is None or task.state is TaskState.WAITING:
        plan.opened.append(item.id)
        if task is not None:
            plan.changes.append(f"“{item.name}”不再等待前置事项，可以开始办理")
    elif unmet and task.clock_started_at is not None:
        plan.clocks_withdrawn.append(item.id)
        plan.changes.append(f"“{item.name}”须等前置事项办结后才能决定，届时起算")
    elif not unmet and task.clock_started_at is None:
        plan.clocks_started.append(item.id)
        plan.changes.append(f"“{item.name}”的时限自变更之日起算")


def _granted(case: Case, item: str) -> bool:
    return item in case.tasks and case.tasks[item].state is TaskState.GRANTED


def _extension_fits(task: Task, item: Item) -> bool:
    try:
        for limit in (item.committed_limit, item.statutory_limit):
            if task.extension and limit:
                limit.plus(task.extension)
    except LimitInvalid:
        return False
    return True
