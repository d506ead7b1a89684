"""The commands: what an actor asks of a case. All fields are keyword-only.

Every command takes ``by`` (who asks), ``key`` (an idempotency key: a command with a key already used returns the first
answer again) and ``occurred_at`` (an aware instant in the past, for staff who record afterwards what happened then).
Limits are strings as in a definition, for example ``"5 工作日"``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yishi_engine.errors import NotFound, shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from yishi_engine.case.actor import Actor

TASK_SEPARATOR = ":"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What all commands have in common."""

    by: Actor
    key: str | None = None
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCommand(Command):
    """A command on a case that exists."""

    case_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCommand(Command):
    """A command on one task of a case."""

    task_id: str

    @property
    def case_id(self) -> str:
        """Id of the task's case."""
        return split_task_id(self.task_id)[0]

    @property
    def item(self) -> str:
        """Id of the task's item."""
        return split_task_id(self.task_id)[1]


def task_id(case_id: str, item: str) -> str:
    """Return the id of the task of an item: it begins with the case, so that one case is one unit of distribution."""
    return f"{case_id}{TASK_SEPARATOR}{item}"


def split_task_id(value: str) -> tuple[str, str]:
    """Return case id and item id of a task id.

    Raises:
        NotFound: The text is no task id.
    """
    case_id, separator, item = value.partition(TASK_SEPARATOR) if isinstance(value, str) else ("", "", "")
    if not (case_id and separator and item):
        raise NotFound(
            f'no task "{shown(value)}"', notice=f'没有任务"{shown(value)}"', advice="take task ids from a view's tasks"
        )
    return case_id, item


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitCase(Command):
    """Hand in the single form and the one set of materials.

    Attributes:
        bundle: Id of the bundle.
        answers: Question id → answer (bool, int, decimal text, option, ISO date).
        form: Field id → value; values of personal fields are kept apart and enter no record.
        materials: Material id → a reference such as a URI or a digest; the engine keeps no files.
        version: Version of the bundle; the newest effective one unless given.
        region: GB/T 2260 code of the place of handling; the bundle's unless given.
        applicant: Whom lead staff submit for; their own id for an applicant.
    """

    bundle: str
    answers: Mapping[str, object]
    form: Mapping[str, object] = field(repr=False)
    materials: Mapping[str, str]
    version: int | None = None
    region: str | None = None
    applicant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDeficiency(CaseCommand):
    """Tell the lead what is missing or wrong in the application, for the one notice."""

    item: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCorrection(CaseCommand):
    """Send the one-time notice with all deficiencies. Basis: 行政许可法 art. 32 ¶1 (4)."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitCorrection(CaseCommand):
    """Supply what the notice asks: only what changes."""

    form: Mapping[str, object] = field(default_factory=dict, repr=False)
    materials: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptCase(CaseCommand):
    """Accept the application; tasks fan out. Basis: 行政许可法 art. 32."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineCase(CaseCommand):
    """Decline to accept the application, with a reason."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCase(CaseCommand):
    """Withdraw the application; open tasks end."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyMaterial(CaseCommand):
    """Hand in a deferred material (容缺)."""

    material: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendCase(CaseCommand):
    """Lengthen the time of the whole case, once, within the bundle's ``extension``."""

    limit: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteCase(CaseCommand):
    """Issue all results together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCase(CaseCommand):
    """Rate a completed case once (好差评): 5 非常满意 … 1 非常不满意."""

    score: int
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTask(TaskCommand):
    """Begin to examine; the officer is on record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendTask(TaskCommand):
    """Stop the task's clock for a special procedure of its item. Basis: 行政许可法 art. 45.

    Attributes:
        procedure: One of the item's ``special_procedures``.
        reason: Why it is needed.
        expected: How long it is expected to take, a limit; the applicant is told.
    """

    procedure: str
    reason: str
    expected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeTask(TaskCommand):
    """The special procedure is over; the clock runs on with the time that was left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendTask(TaskCommand):
    """Lengthen a task's time, once, before expiry, within the item's ``extension``. Basis: 行政许可法 art. 42."""

    limit: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantTask(TaskCommand):
    """Decide for the applicant; gates of dependents open.

    Attributes:
        result: What is issued, JSON-like (texts, whole numbers, booleans, lists, mappings); for example its number.
        on_commitment: Grant on the applicant's commitment (告知承诺); it is verified after completion.
    """

    result: Mapping[str, object] | None = None
    on_commitment: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseTask(TaskCommand):
    """Decide against the applicant, with a reason; dependents end, the rest goes on."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenTask(TaskCommand):
    """Return a decided task for another decision, before completion; by a supervisor of the lead department."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassignTask(TaskCommand):
    """Hand a task over to another officer of its department; the hand-over is on record."""

    officer: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassVerification(TaskCommand):
    """What was granted on commitment was verified and holds; the result stays."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailVerification(TaskCommand):
    """What was granted on commitment does not hold; the result is revoked, with a reason."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRating(CaseCommand):
    """Say what was done about a bad rating (差评整改)."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrateCase(CaseCommand):
    """Move a running case to another version of its bundle; see ``Engine.plan_migration`` for what that changes."""

    version: int
    reason: str
