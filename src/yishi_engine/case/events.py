"""The events: what happened to a case. Each is the content of one audit record; together they are the case.

Fields are JSON natives, so that a record is the event and nothing is converted twice. Instants are texts in the fixed
form ``2026-02-11T01:30:00.000000Z``, limits are texts as in a definition.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from yishi_engine.case.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What all events have in common.

    Attributes:
        actor: Who did it.
        occurred_at: When it happened; aware, UTC.
        backfilled: Whether it was recorded afterwards, on the word of an officer.
    """

    type: ClassVar[str] = ""

    actor: Actor
    occurred_at: datetime
    backfilled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEvent(Event):
    """An event of one task; ``item`` is its item's id."""

    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSubmitted(Event):
    """The application was received.

    Attributes:
        bundle_digest: Digest of the definition, so that a definition that is changed behind the case is noticed.
        received_at: From when the acceptance window counts; the calendar may move a receipt on a day off.
        form: The values of the fields that are not personal.
        personal: Personal field → commitment (salted digest); the values lie in a store of their own.
        personal_values: Those values and the salt, for that store; never part of the record.
        required: Items that the situation requires, in order of definition.
        exempt: Item → text of the rule by which the situation exempts it.
        deferred: Deferrable materials that were not handed in.
        discarded: Fields and materials that were handed in but that this situation does not ask for; not kept.
    """

    type: ClassVar[str] = "case.submitted"

    number: str
    bundle: str
    bundle_version: int
    bundle_digest: str
    lead_department: str
    region: str | None = None
    applicant: str
    received_at: str
    answers: Mapping[str, object]
    form: Mapping[str, object]
    personal: Mapping[str, str]
    personal_values: Mapping[str, object] = field(repr=False)
    salt: str = field(repr=False)
    materials: Mapping[str, str]
    required: tuple[str, ...]
    exempt: Mapping[str, str]
    deferred: tuple[str, ...] = ()
    discarded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeficiencyReported(Event):
    """A department told what is missing or wrong."""

    type: ClassVar[str] = "case.deficiency_reported"

    item: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRequested(Event):
    """The one-time notice went out."""

    type: ClassVar[str] = "case.correction_requested"

    note: str = ""
    deficiencies: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCorrected(Event):
    """The applicant answered the notice; the fields are the whole application after it.

    Attributes:
        changed: Fields and materials that the answer changed.
    """

    type: ClassVar[str] = "case.corrected"

    changed: tuple[str, ...] = ()
    received_at: str
    form: Mapping[str, object]
    personal: Mapping[str, str]
    personal_values: Mapping[str, object] = field(repr=False)
    salt: str = field(repr=False)
    materials: Mapping[str, str]
    deferred: tuple[str, ...] = ()
    discarded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccepted(Event):
    """The application was accepted, by the lead or by silence.

    Attributes:
        counted_from: The instant on whose day the clocks start: of acceptance, or of receipt when ``deemed``.
        deemed: Whether the window ran out without a word (行政许可法 art. 32).
    """

    type: ClassVar[str] = "case.accepted"

    counted_from: str
    deemed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDeclined(Event):
    """The application was not accepted."""

    type: ClassVar[str] = "case.declined"

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn(Event):
    """The applicant withdrew."""

    type: ClassVar[str] = "case.withdrawn"

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLapsed(Event):
    """The applicant's time for the correction ran out (视为撤回)."""

    type: ClassVar[str] = "case.lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseExtended(Event):
    """The time of the whole case was lengthened."""

    type: ClassVar[str] = "case.extended"

    limit: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDecided(Event):
    """The last task was decided; the results can be issued."""

    type: ClassVar[str] = "case.decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCompleted(Event):
    """The results were issued together."""

    type: ClassVar[str] = "case.completed"

    outcome: str
    issued: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRated(Event):
    """The applicant rated the service."""

    type: ClassVar[str] = "case.rated"

    score: int
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialSupplied(Event):
    """A deferred material arrived."""

    type: ClassVar[str] = "material.supplied"

    material: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOpened(TaskEvent):
    """The department can begin; without ``clock_started_at`` a prerequisite of the decision is still missing."""

    type: ClassVar[str] = "task.opened"

    department: str
    clock_started_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskWaiting(TaskEvent):
    """The task waits for the items in ``waiting_for``."""

    type: ClassVar[str] = "task.waiting"

    department: str
    waiting_for: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskStarted(TaskEvent):
    """An officer began to examine."""

    type: ClassVar[str] = "task.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSuspended(TaskEvent):
    """The clock stopped for a special procedure."""

    type: ClassVar[str] = "task.suspended"

    procedure: str
    basis: str
    reason: str
    expected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskResumed(TaskEvent):
    """The clock runs on."""

    type: ClassVar[str] = "task.resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskExtended(TaskEvent):
    """The task's time was lengthened."""

    type: ClassVar[str] = "task.extended"

    limit: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskGranted(TaskEvent):
    """The department decided for the applicant.

    Attributes:
        result: What is issued.
        on_commitment: Whether it was granted on the applicant's commitment, to be verified after completion.
        clocks_started: Items at work whose clock starts with this decision (``gate: decide``).
    """

    type: ClassVar[str] = "task.granted"

    result: Mapping[str, object] | None = None
    on_commitment: bool | None = None
    clocks_started: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRefused(TaskEvent):
    """The department decided against the applicant."""

    type: ClassVar[str] = "task.refused"

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTerminated(TaskEvent):
    """The task ended without a decision.

    Attributes:
        cause: ``prerequisite_failed``, ``case_withdrawn`` or ``no_longer_required`` (after a change of version).
        failed: The prerequisite, for ``prerequisite_failed``.
    """

    type: ClassVar[str] = "task.terminated"

    cause: str
    failed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReopened(TaskEvent):
    """A decided task was returned for another decision.

    Attributes:
        reason: Why.
        prerequisite: The returned item on whose result the decision of this one had rested; None for that item itself.
        clocks_withdrawn: Items at work whose clock had started with the decision that is void now.
    """

    type: ClassVar[str] = "task.reopened"

    reason: str
    prerequisite: str | None = None
    clocks_withdrawn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReassigned(TaskEvent):
    """The task was handed over to another officer."""

    type: ClassVar[str] = "task.reassigned"

    officer: str
    before: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationPassed(TaskEvent):
    """What was granted on commitment holds."""

    type: ClassVar[str] = "task.verified"

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRevoked(TaskEvent):
    """What was granted on commitment does not hold; the result was revoked."""

    type: ClassVar[str] = "task.revoked"

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingFollowedUp(Event):
    """Something was done about a bad rating."""

    type: ClassVar[str] = "case.followed_up"

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMigrated(Event):
    """The case was moved to another version of its bundle.

    Attributes:
        version: The version from now on.
        bundle_digest: Digest of its definition.
        before: The version until now.
        required: Items that the situation requires under it.
        exempt: Item → text of the rule that exempts it.
        answers: The answers that the version still asks for.
        deferred: Deferrable materials that are missing under it.
        departments: Item → department, for the tasks whose department changes.
        clocks_started: Items at work whose clock starts with the change.
        clocks_withdrawn: Items at work whose clock is taken back until a new prerequisite is granted.
    """

    type: ClassVar[str] = "case.migrated"

    version: int
    bundle_digest: str
    before: int
    reason: str
    required: tuple[str, ...]
    exempt: Mapping[str, str]
    answers: Mapping[str, object]
    deferred: tuple[str, ...] = ()
    departments: Mapping[str, str]
    clocks_started: tuple[str, ...] = ()
    clocks_withdrawn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRecomputed(Event):
    """The working days became known otherwise than before; due dates moved.

    Attributes:
        calendar: Digest of the calendar from now on.
        moved: ``case`` or an item → its due instants ``before`` and ``after``; one of them is missing where none stood.
    """

    type: ClassVar[str] = "clock.recomputed"

    calendar: str
    moved: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockEvent(Event):
    """The level of a running clock rose.

    Attributes:
        item: The task's item; None for a clock of the case.
        material: The deferred material whose time it is.
        duty: ``verification`` or ``follow_up``, for what is owed after completion.
        due_on: The due date that the level belongs to; a level is emitted once a clock and due date.
    """

    item: str | None = None
    material: str | None = None
    duty: str | None = None
    due_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockWarning(ClockEvent):
    """The due date is near."""

    type: ClassVar[str] = "clock.warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockYellow(ClockEvent):
    """The committed limit has passed (黄牌)."""

    type: ClassVar[str] = "clock.yellow"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRed(ClockEvent):
    """The statutory limit has passed (红牌)."""

    type: ClassVar[str] = "clock.red"
