"""What the page about the lifecycles says in words: states, and what follows from commands and from events."""

from __future__ import annotations

from typing import Final, NamedTuple

from yishi_engine.case.lifecycle import CaseState, Outcome, TaskState


class Follows(NamedTuple):
    """What follows from a command or a trigger.

    Attributes:
        records: Types of the audit records that it can write, in order.
        text: What else there is to know, sentences in English.
    """

    records: tuple[str, ...]
    text: str


HEAD: Final = """\
# Lifecycle

Made from the two machines that decide what may happen; to write this page anew:
`python -m yishi_engine.publish.lifecycle > docs/reference/lifecycle.md`.

A case and each of its tasks is in one state. A command that the state, the actor or the definition does not allow
raises, changes nothing and says what was allowed. Commands are written `LikeThis`; what follows from another event,
or from a limit that ran out, is written `like_this`. How the clocks count: [The clock](../explanation/clock.md).
"""
TASKS: Final = """\
`AcceptCase` makes one task for each item that the situation requires. A task begins in `open`, or in `waiting` while an
item behind a `start` gate is not granted. Commands on tasks are taken while the case is `accepted` or `decided`;
`PassVerification` and `FailVerification` once it is `completed`.
"""
COMMANDS: Final = """\
## What commands say

All fields are keyword-only. Every command also takes `by` (an `Actor`), `key` (an idempotency key) and `occurred_at`
(an aware instant, for staff who record later what happened then). Commands on a case take `case_id`, commands on a
task `task_id`. Limits are written as in a definition, for example `"5 工作日"`.
"""
RECORDS: Final = """\
## Audit records

Every event is one record of the case's chain. All records have the same outer fields:

| field | meaning |
|---|---|
| `seq` | Number within the case, from 1 without gaps. |
| `type` | What happened; the types follow below. |
| `actor` | Who did it: `id`, `role` and, for staff and supervisors, `department`. `role: system` is time itself. |
| `occurred_at` | When it happened, UTC. Days and clocks count by it. |
| `recorded_at` | When it was written, UTC. |
| `data` | What this page lists for the type. |
| `case`, `algo`, `prev`, `hash`, `v` | The case, and what makes the chain: see [Verify an export](../how-to/verify-an-export.md). |

In `data`, what says nothing (null, an empty text, list or mapping) is left out. `backfilled: true` stands in the `data` of
any type when staff recorded it later than it happened. Instants are written `2026-02-11T01:30:00.000000Z`, limits as in
a definition. Values of personal fields never stand in a record.
"""  # noqa: E501  (a row of a table cannot be broken)

CASE_STATES: Final = {
    CaseState.SUBMITTED: "The application is in; the acceptance window runs.",
    CaseState.CORRECTING: "The one-time notice went out; the applicant is to answer it.",
    CaseState.ACCEPTED: "The tasks are at work.",
    CaseState.DECIDED: "Every task is decided or ended; the results wait to be issued.",
    CaseState.COMPLETED: "The results are issued; the case has an outcome.",
    CaseState.DECLINED: "It was not accepted, with a reason.",
    CaseState.WITHDRAWN: "The applicant gave it up.",
    CaseState.LAPSED: "The applicant's time for the correction ran out.",
}
TASK_STATES: Final = {
    TaskState.WAITING: "An item behind a `start` gate is not granted yet. No clock runs.",
    TaskState.OPEN: "Nobody has started it. Its clock runs, unless an item behind a `decide` gate is not granted yet.",
    TaskState.IN_PROGRESS: "An officer examines.",
    TaskState.SUSPENDED: "A special procedure stops the clock.",
    TaskState.GRANTED: "Decided for the applicant.",
    TaskState.REFUSED: "Decided against the applicant, with a reason.",
    TaskState.TERMINATED: "Ended without a decision.",
}
OUTCOMES: Final = {
    Outcome.GRANTED: "Every task is granted.",
    Outcome.PARTLY_GRANTED: "Some are granted, some refused or terminated.",
    Outcome.REFUSED: "None is granted.",
}
FOLLOWS: Final = {
    "SubmitCase": Follows(
        ("case.submitted",),
        "Answers, form and materials are checked as a whole; one `FormInvalid` names every fault. "
        "The acceptance window starts.",
    ),
    "ReportDeficiency": Follows(
        ("case.deficiency_reported",), "Gathered for the one notice. The situation must require the item."
    ),
    "RequestCorrection": Follows(
        ("case.correction_requested",),
        "One notice with everything that was reported; a second one in a case is rejected. "
        "The applicant's time starts, if `limits.correction` sets one.",
    ),
    "SubmitCorrection": Follows(
        ("case.corrected",),
        "Only what changes is given; the whole is checked again. The acceptance window starts again.",
    ),
    "AcceptCase": Follows(
        ("case.accepted", "task.opened", "task.waiting"),
        "One task for each required item. When the window runs out in silence and `on_silence` is `deemed_accepted`, "
        "the system accepts, and clocks count from the day of receipt.",
    ),
    "DeclineCase": Follows(("case.declined",), "A reason is required."),
    "WithdrawCase": Follows(
        ("case.withdrawn", "task.terminated"), "Undecided tasks end; decided ones keep their decision."
    ),
    "SupplyMaterial": Follows(("material.supplied",), "Only a deferred material that is still missing."),
    "ExtendCase": Follows(
        ("case.extended",), "Once, within `limits.extension`, in its unit, before the case is due, with a reason."
    ),
    "CompleteCase": Follows(
        ("case.completed",),
        "The results are issued together. Rejected with `MaterialMissing` while a deferred material is missing.",
    ),
    "RateCase": Follows(("case.rated",), "Once, 1 to 5. A 1 or 2 opens the duty to follow it up."),
    "FollowUpRating": Follows(("case.followed_up",), "Only while a bad rating waits for it."),
    "MigrateCase": Follows(
        ("case.migrated", "task.terminated", "task.opened", "task.waiting", "case.decided"),
        "`MigrationForbidden` names every obstacle; see "
        "[Move cases to a new version](../how-to/move-cases-to-a-new-version.md).",
    ),
    "StartTask": Follows(("task.started",), "The officer is on record."),
    "SuspendTask": Follows(
        ("task.suspended",),
        "Only a special procedure that the item lists, with a reason and the expected time, and only once the clock "
        "has started.",
    ),
    "ResumeTask": Follows(("task.resumed",), "The clock goes on with what was left."),
    "ExtendTask": Follows(
        ("task.extended",), "Once, within the item's `extension`, in its unit, before the task is due, with a reason."
    ),
    "GrantTask": Follows(
        ("task.granted", "task.opened", "case.decided"),
        "Gates of dependents open, and their clocks start. Rejected with `GateClosed` while a prerequisite is not "
        "granted.",
    ),
    "RefuseTask": Follows(
        ("task.refused", "task.terminated", "case.decided"),
        "A reason is required. Tasks that need this one end, directly or through others; the rest goes on. "
        "Rejected with `GateClosed` while a prerequisite is not granted.",
    ),
    "ReopenTask": Follows(
        ("task.reopened", "task.waiting"),
        "A reason is required. What had rested on the decision waits or is open again; siblings keep theirs.",
    ),
    "ReassignTask": Follows(("task.reassigned",), "Another officer of the same department takes it over."),
    "PassVerification": Follows(
        ("task.verified",), "Once, for a task that was granted on commitment, when the case is completed."
    ),
    "FailVerification": Follows(
        ("task.revoked",), "Likewise, with a reason: the result is revoked. The case stays completed."
    ),
}
CASE_TRIGGERS: Final = {
    "all_decided": Follows(("case.decided",), "The last task was decided or ended."),
    "task_reopened": Follows(("task.reopened",), "A decided task was returned."),
    "task_added": Follows(("task.opened", "task.waiting"), "A change of version put a task to work."),
    "correction_lapsed": Follows(
        ("case.lapsed",), "`limits.correction` ran out and `on_correction_expiry` is `lapse`; found by the sweep."
    ),
    "correction_declined": Follows(("case.declined",), "Likewise, where it is `decline`."),
}
TASK_TRIGGERS: Final = {
    "prerequisite_granted": Follows(
        ("task.opened",), "The last item behind a `start` gate was granted, or a change of version took the gate away."
    ),
    "prerequisite_failed": Follows(
        ("task.terminated",), "An item that it needs was refused, directly or through others."
    ),
    "prerequisite_reopened": Follows(
        ("task.waiting",), "An item behind a `start` gate was returned, or a change of version set a gate."
    ),
    "decision_unsettled": Follows(
        ("task.reopened",),
        "An item behind a `decide` gate was returned, so the decision is void; or the refusal that had ended it was "
        "returned.",
    ),
    "no_longer_required": Follows(("task.terminated",), "The new version of the bundle does not require the item."),
    "required_again": Follows(("task.opened",), "A later version requires the item again; it begins anew."),
    "case_withdrawn": Follows(("task.terminated",), "The applicant withdrew."),
}
