"""The two lifecycles: the single source of what may happen in which state.

Each is one shared ``transitions`` machine, read into a table when this module is imported. The machine answers "may it,
and where to" and nothing else; its graph is checked here because ``transitions`` takes unknown states silently.
A trigger in CamelCase is a command; one in lower case follows from another event or from a limit that ran out.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Generic, NamedTuple, TypeVar

from transitions import Machine


class CaseState(StrEnum):
    """States of a case; ``label`` is the Chinese name."""

    __hash__ = str.__hash__  # in C; these are keys of every other table

    SUBMITTED = "submitted"
    CORRECTING = "correcting"
    ACCEPTED = "accepted"
    DECIDED = "decided"
    COMPLETED = "completed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        """The state's name for officers and applicants."""
        return _CASE_LABELS[self]


class TaskState(StrEnum):
    """States of a task; ``label`` is the Chinese name."""

    __hash__ = str.__hash__  # in C; these are keys of every other table

    WAITING = "waiting"
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    GRANTED = "granted"
    REFUSED = "refused"
    TERMINATED = "terminated"

    @property
    def label(self) -> str:
        """The state's name for officers and applicants."""
        return _TASK_LABELS[self]

    @property
    def is_final(self) -> bool:
        """Tell whether the task is decided or ended."""
        return self in _FINAL_TASK_STATES


class Outcome(StrEnum):
    """Outcome of a completed case, derived from its tasks; ``label`` is the Chinese name."""

    GRANTED = "granted"
    PARTLY_GRANTED = "partly_granted"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The outcome's name for officers and applicants."""
        return {"granted": "全部准予", "partly_granted": "部分准予", "refused": "不予"}[self.value]


_CASE_LABELS: Final = {
    CaseState.SUBMITTED: "已接件",
    CaseState.CORRECTING: "待补正",
    CaseState.ACCEPTED: "办理中",
    CaseState.DECIDED: "待出件",
    CaseState.COMPLETED: "已办结",
    CaseState.DECLINED: "不予受理",
    CaseState.WITHDRAWN: "已撤回",
    CaseState.LAPSED: "视为撤回",
}
_TASK_LABELS: Final = {
    TaskState.WAITING: "等待前置",
    TaskState.OPEN: "待办",
    TaskState.IN_PROGRESS: "办理中",
    TaskState.SUSPENDED: "特别程序",
    TaskState.GRANTED: "准予",
    TaskState.REFUSED: "不予",
    TaskState.TERMINATED: "终止",
}
_FINAL_TASK_STATES: Final = frozenset({TaskState.GRANTED, TaskState.REFUSED, TaskState.TERMINATED})

COMMAND_LABELS: Final = {
    "SubmitCase": "提交申请",
    "ReportDeficiency": "反馈材料问题",
    "RequestCorrection": "一次告知补正",
    "SubmitCorrection": "补正",
    "AcceptCase": "受理",
    "DeclineCase": "不予受理",
    "WithdrawCase": "撤回",
    "SupplyMaterial": "补交容缺材料",
    "ExtendCase": "办件延期",
    "CompleteCase": "办结",
    "RateCase": "评价",
    "StartTask": "开始办理",
    "SuspendTask": "暂停计时",
    "ResumeTask": "恢复计时",
    "ExtendTask": "延期",
    "GrantTask": "准予",
    "RefuseTask": "不予许可",
    "ReopenTask": "退回重办",
    "ReassignTask": "转交经办人",
    "PassVerification": "承诺核查通过",
    "FailVerification": "承诺核查不通过",
    "FollowUpRating": "差评整改",
    "MigrateCase": "变更套餐版本",
}


class Step(NamedTuple):
    """One transition; ``target`` is None where the state stays."""

    trigger: str
    sources: tuple[str, ...]
    target: str | None


_CASE_STEPS: Final = (
    Step("ReportDeficiency", (CaseState.SUBMITTED,), None),
    Step("RequestCorrection", (CaseState.SUBMITTED,), CaseState.CORRECTING),
    Step("SubmitCorrection", (CaseState.CORRECTING,), CaseState.SUBMITTED),
    Step("AcceptCase", (CaseState.SUBMITTED,), CaseState.ACCEPTED),
    Step("DeclineCase", (CaseState.SUBMITTED,), CaseState.DECLINED),
    Step("WithdrawCase", (CaseState.SUBMITTED, CaseState.CORRECTING, CaseState.ACCEPTED), CaseState.WITHDRAWN),
    Step("SupplyMaterial", (CaseState.SUBMITTED, CaseState.ACCEPTED, CaseState.DECIDED), None),
    Step("ExtendCase", (CaseState.ACCEPTED, CaseState.DECIDED), None),
    Step("CompleteCase", (CaseState.DECIDED,), CaseState.COMPLETED),
    Step("RateCase", (CaseState.COMPLETED,), None),
    Step("FollowUpRating", (CaseState.COMPLETED,), None),
    Step("MigrateCase", (CaseState.SUBMITTED, CaseState.CORRECTING, CaseState.ACCEPTED, CaseState.DECIDED), None),
    Step("all_decided", (CaseState.ACCEPTED,), CaseState.DECIDED),
    Step("task_reopened", (CaseState.DECIDED, CaseState.ACCEPTED), CaseState.ACCEPTED),
    Step("task_added", (CaseState.DECIDED, CaseState.ACCEPTED), CaseState.ACCEPTED),
    Step("correction_lapsed", (CaseState.CORRECTING,), CaseState.LAPSED),
    Step("correction_declined", (CaseState.CORRECTING,), CaseState.DECLINED),
)
_UNDECIDED: Final = (TaskState.WAITING, TaskState.OPEN, TaskState.IN_PROGRESS, TaskState.SUSPENDED)
_TASK_STEPS: Final = (
    Step("StartTask", (TaskState.OPEN,), TaskState.IN_PROGRESS),
    Step("SuspendTask", (TaskState.IN_PROGRESS,), TaskState.SUSPENDED),
    Step("ResumeTask", (TaskState.SUSPENDED,), TaskState.IN_PROGRESS),
    Step("ExtendTask", (TaskState.OPEN, TaskState.IN_PROGRESS, TaskState.SUSPENDED), None),
    Step("GrantTask", (TaskState.IN_PROGRESS,), TaskState.GRANTED),
    Step("RefuseTask", (TaskState.IN_PROGRESS,), TaskState.REFUSED),
    Step("ReopenTask", (TaskState.GRANTED, TaskState.REFUSED), TaskState.OPEN),
    Step("ReassignTask", (TaskState.IN_PROGRESS, TaskState.SUSPENDED), None),
    Step("PassVerification", (TaskState.GRANTED,), None),
    Step("FailVerification", (TaskState.GRANTED,), None),
    Step("prerequisite_granted", (TaskState.WAITING,), TaskState.OPEN),
    Step("prerequisite_failed", _UNDECIDED, TaskState.TERMINATED),
    Step("prerequisite_reopened", tuple(TaskState), TaskState.WAITING),
    Step("decision_unsettled", (TaskState.GRANTED, TaskState.REFUSED, TaskState.TERMINATED), TaskState.OPEN),
    Step("no_longer_required", _UNDECIDED, TaskState.TERMINATED),
    Step("required_again", (TaskState.TERMINATED,), TaskState.OPEN),
    Step("case_withdrawn", _UNDECIDED, TaskState.TERMINATED),
)

S = TypeVar("S", CaseState, TaskState)


class Lifecycle(Generic[S]):
    """A table read from one shared ``transitions`` machine.

    Attributes:
        machine: The machine, for diagrams and documentation.
    """

    def __init__(self, states: type[S], initial: S, steps: tuple[Step, ...]) -> None:
        """Build the machine, check its graph and read the table from it."""
        self._states: type[S] = states
        self.machine = Machine(
            model=None,
            states=[state.value for state in states],
            initial=initial.value,
            auto_transitions=False,
            transitions=[
                {
                    "trigger": step.trigger,
                    "source": [str(source) for source in step.sources],
                    "dest": str(step.target or "="),
                }
                for step in steps
            ],
        )
        known = {state.value for state in states}
        self._table: dict[tuple[str, str], S] = {}
        for trigger, event in self.machine.events.items():
            for source, transitions in event.transitions.items():
                (transition,) = transitions  # two answers to one question would make the first silently win
                if source not in known or transition.dest not in known:
                    raise AssertionError(f"{trigger}: {source} -> {transition.dest} names an unknown state")
                self._table[source, trigger] = states(transition.dest)

    def next(self, state: S, trigger: str) -> S | None:
        """Return the state that the trigger leads to, or None where the state does not allow it."""
        return self._table.get((state, trigger))

    def allowed(self, state: S) -> tuple[str, ...]:
        """Return the commands that the state allows, sorted."""
        return tuple(sorted(trigger for source, trigger in self._table if source == state and trigger[0].isupper()))

    def steps(self) -> tuple[tuple[S, str, S], ...]:
        """Return every (state, trigger, state) of the graph, in order of definition."""
        return tuple((self._states(source), trigger, target) for (source, trigger), target in self._table.items())


CASE_LIFECYCLE: Final = Lifecycle(CaseState, CaseState.SUBMITTED, _CASE_STEPS)
TASK_LIFECYCLE: Final = Lifecycle(TaskState, TaskState.WAITING, _TASK_STEPS)
