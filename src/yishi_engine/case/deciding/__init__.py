"""``decide``: what a command does to a case, or why it may not. Pure.

The order of the checks is the same for all commands: who, when, in which state, then what the command itself says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from yishi_engine.case import commands as c
from yishi_engine.case.access import permit
from yishi_engine.case.context import Context, Stamp
from yishi_engine.case.deciding import acceptance, application, closing, duties, migration, returning, tasks
from yishi_engine.case.deciding.states import check_state
from yishi_engine.case.deciding.times import occurrence
from yishi_engine.case.events import Event

if TYPE_CHECKING:
    from yishi_engine.case.model import Case

# Each function is registered under the very command class it takes; a table cannot say that to the type checker.
_Decide = Callable[[Any, Any, Context, Stamp], tuple[Event, ...]]
_DECIDERS: Final[dict[type[c.Command], _Decide]] = {
    c.ReportDeficiency: application.report_deficiency,
    c.RequestCorrection: application.request_correction,
    c.SubmitCorrection: application.submit_correction,
    c.AcceptCase: acceptance.accept,
    c.DeclineCase: acceptance.decline,
    c.WithdrawCase: closing.withdraw,
    c.SupplyMaterial: application.supply_material,
    c.ExtendCase: closing.extend,
    c.CompleteCase: closing.complete,
    c.RateCase: closing.rate,
    c.StartTask: tasks.start,
    c.SuspendTask: tasks.suspend,
    c.ResumeTask: tasks.resume,
    c.ExtendTask: tasks.extend,
    c.GrantTask: tasks.grant,
    c.RefuseTask: tasks.refuse,
    c.ReopenTask: returning.reopen,
    c.ReassignTask: duties.reassign,
    c.PassVerification: duties.pass_verification,
    c.FailVerification: duties.fail_verification,
    c.FollowUpRating: duties.follow_up,
    c.MigrateCase: migration.migrate,
}


def decide(case: Case | None, command: c.Command, context: Context) -> tuple[Event, ...]:
    """Return what happens when a command is given.

    Args:
        case: The case as it stands; None for ``SubmitCase``.
        command: What is asked.
        context: The definition, the calendar and the time.

    Returns:
        The events, at least one, in the order in which they are recorded.

    Raises:
        CommandRejected: The actor, the state or the definition does not allow it; nothing happened.
        NotFound: The command names an item or a task that is not there.
    """
    permit(command, case, context)
    stamp = Stamp(actor=command.by, **occurrence(case, command, context.now))
    if isinstance(command, c.SubmitCase):
        return application.submit(command, context, stamp)
    if case is None:
        raise ValueError(f"{type(command).__name__} needs a case")
    check_state(case, command, context)
    return _DECIDERS[type(command)](case, command, context, stamp)
