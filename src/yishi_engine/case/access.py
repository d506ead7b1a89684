"""Who may give which command, and what of a case each may see."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.model import Bundle
from yishi_engine.case import commands as c
from yishi_engine.case.actor import Actor, Role
from yishi_engine.case.lifecycle import COMMAND_LABELS
from yishi_engine.case.model import Case
from yishi_engine.errors import NotPermitted

if TYPE_CHECKING:
    from yishi_engine.case.context import Context


class Who(Enum):
    """Rules of the lifecycle table's second column; the value is (English, Chinese)."""

    APPLICANT = ("the case's applicant", "申请人本人")
    APPLICANT_OR_LEAD = (
        "the applicant, or staff of the lead department for them",
        "申请人，或代其提交的牵头部门工作人员",
    )
    LEAD = ("staff of the lead department", "牵头部门工作人员")
    LEAD_OR_SYSTEM = (
        "staff of the lead department, or the system on silence",
        "牵头部门工作人员（期满未告知的由系统视为受理）",
    )
    LEAD_SUPERVISOR = ("a supervisor of the lead department", "牵头部门负责人")
    BUNDLE_DEPARTMENT = ("staff of a department of the bundle", "套餐所涉部门工作人员")
    TASK_DEPARTMENT = ("staff of the task's department", "承办部门工作人员")
    TASK_SUPERVISOR = ("a supervisor of the task's department", "承办部门负责人")


_RULES: Final[dict[type[c.Command], Who]] = {
    c.SubmitCase: Who.APPLICANT_OR_LEAD,
    c.ReportDeficiency: Who.BUNDLE_DEPARTMENT,
    c.RequestCorrection: Who.LEAD,
    c.SubmitCorrection: Who.APPLICANT,
    c.AcceptCase: Who.LEAD_OR_SYSTEM,
    c.DeclineCase: Who.LEAD,
    c.WithdrawCase: Who.APPLICANT,
    c.SupplyMaterial: Who.APPLICANT,
    c.ExtendCase: Who.LEAD_SUPERVISOR,
    c.CompleteCase: Who.LEAD,
    c.RateCase: Who.APPLICANT,
    c.StartTask: Who.TASK_DEPARTMENT,
    c.SuspendTask: Who.TASK_DEPARTMENT,
    c.ResumeTask: Who.TASK_DEPARTMENT,
    c.ExtendTask: Who.TASK_SUPERVISOR,
    c.GrantTask: Who.TASK_DEPARTMENT,
    c.RefuseTask: Who.TASK_DEPARTMENT,
    c.ReopenTask: Who.LEAD_SUPERVISOR,
    c.ReassignTask: Who.TASK_DEPARTMENT,
    c.PassVerification: Who.TASK_DEPARTMENT,
    c.FailVerification: Who.TASK_DEPARTMENT,
    c.FollowUpRating: Who.LEAD,
    c.MigrateCase: Who.LEAD_SUPERVISOR,
}


def who_may(command: type[c.Command]) -> Who:
    """Return the rule for a command."""
    return _RULES[command]


def permit(command: c.Command, case: Case | None, context: Context) -> None:
    """Check that the command's actor may give it.

    Args:
        command: The command.
        case: The case; None when it is to be created.
        context: The definition that the case is, or will be, bound to.

    Raises:
        NotFound: The bundle has no such item.
        NotPermitted: The actor may not; says who may.
    """
    who = _RULES[type(command)]
    department = context.item(command.item).department if isinstance(command, c.TaskCommand) else ""
    bundle = context.bundle
    if not _TESTS[who](command.by, bundle, case, department):
        raise _refusal(command, who, department)


def departments(bundle: Bundle) -> frozenset[str]:
    """Return the keys of all departments of a bundle, the lead among them."""
    return frozenset({bundle.lead_department, *(item.department for item in bundle.items)})


def may_see(viewer: Actor, bundle: Bundle, case: Case) -> bool:
    """Tell whether the viewer may see the case at all."""
    if viewer.role is Role.SYSTEM:
        return True
    if viewer.role is Role.APPLICANT:
        return viewer.id == case.applicant
    return viewer.department in departments(bundle)


def _officer(actor: Actor, department: str) -> bool:
    return actor.role in (Role.STAFF, Role.SUPERVISOR) and actor.department == department


def _is_applicant(actor: Actor, case: Case | None) -> bool:
    return actor.role is Role.APPLICANT and (case is None or actor.id == case.applicant)


_Test = Callable[[Actor, Bundle, Case | None, str], bool]
_TESTS: Final[dict[Who, _Test]] = {
    Who.APPLICANT: lambda by, _bundle, case, _department: _is_applicant(by, case),
    Who.APPLICANT_OR_LEAD: lambda by, bundle, case, _department: (
        _is_applicant(by, case) or _officer(by, bundle.lead_department)
    ),
    Who.LEAD: lambda by, bundle, _case, _department: _officer(by, bundle.lead_department),
    Who.LEAD_OR_SYSTEM: lambda by, bundle, _case, _department: (
        by.role is Role.SYSTEM or _officer(by, bundle.lead_department)
    ),
    Who.LEAD_SUPERVISOR: lambda by, bundle, _case, _department: (
        by.role is Role.SUPERVISOR and by.department == bundle.lead_department
    ),
    Who.BUNDLE_DEPARTMENT: lambda by, bundle, _case, _department: by.department in departments(bundle),
    Who.TASK_DEPARTMENT: lambda by, _bundle, _case, department: _officer(by, department),
    Who.TASK_SUPERVISOR: lambda by, _bundle, _case, department: (
        by.role is Role.SUPERVISOR and by.department == department
    ),
}


def _refusal(command: c.Command, who: Who, department: str) -> NotPermitted:
    english, chinese = who.value
    name = type(command).__name__
    actor = command.by
    shown = f"{actor.role.value} of {actor.department}" if actor.department else actor.role.value
    place = f" ({department})" if department else ""
    return NotPermitted(
        f"{name} may be given by {english}{place}, not by {shown}",
        allowed=f"{english}{place}",
        notice=f"无权{COMMAND_LABELS[name]}：仅限{chinese}{f'（{department}）' if department else ''}",
    )
