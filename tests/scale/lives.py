"""Four lives of cases in which every command there is occurs, told one command at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tests.races.crowd import NOW
from tests.stateful.acting import application
from tests.stateful.definitions import LEAD, catalog
from tests.stateful.lockstep import APPLICANT, STAFF, SUPERVISORS
from yishi_engine import Engine
from yishi_engine import commands as c

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yishi_engine.delivery import Message
    from yishi_engine.store.port import Store

LATER: Final = timedelta(weeks=3)
"""After that long without a command, something is due for every case that has not ended."""


class Hall:
    """An engine whose clock stands still until somebody moves it."""

    def __init__(self, store: Store) -> None:
        self.now = NOW
        self.store = store
        self.engine = Engine(store=store, catalog=catalog(), clock=lambda: self.now)

    def submit(self, *, key: str | None = None) -> str:
        """Let a case begin; return its id."""
        self.now += timedelta(minutes=1)
        return self.engine.handle(application_of(key)).id

    def accepted(self) -> str:
        """Let a case be accepted; return its id."""
        case_id = self.submit()
        self.engine.handle(c.AcceptCase(case_id=case_id, by=STAFF[LEAD]))
        return case_id

    def live(self, life: Iterator[c.Command]) -> None:
        """Carry out the commands of a life."""
        for command in life:
            self.now += timedelta(minutes=1)
            self.engine.handle(command)


def application_of(key: str | None = None) -> c.SubmitCase:
    """Return an application for all items, in which a material is still missing."""
    return replace(application(1, 90, ("lease",), APPLICANT, sign=True), key=key)


def rated(case_id: str) -> Iterator[c.Command]:
    """Yield what happens to a case that is completed, verified and rated."""
    yield from _completed(case_id)
    yield c.PassVerification(task_id=c.task_id(case_id, "check"), note="属实", by=STAFF["fire"])
    yield c.RateCase(case_id=case_id, score=2, comment="太慢", by=APPLICANT)
    yield c.FollowUpRating(case_id=case_id, text="已回访", by=STAFF[LEAD])


def untrue(case_id: str) -> Iterator[c.Command]:
    """Yield what happens to a case that is completed, and whose applicant's promise turns out to be untrue."""
    yield from _completed(case_id)
    yield c.FailVerification(task_id=c.task_id(case_id, "check"), reason="不实", by=STAFF["fire"])


def declined(case_id: str) -> Iterator[c.Command]:
    """Yield what happens to a case that is moved to another version and not accepted."""
    yield c.MigrateCase(case_id=case_id, version=2, reason="新版施行", by=SUPERVISORS[LEAD])
    yield c.DeclineCase(case_id=case_id, reason="不属于本机关职权", by=STAFF[LEAD])


def withdrawn(case_id: str) -> Iterator[c.Command]:
    """Yield what happens to a case that its applicant takes back."""
    yield c.AcceptCase(case_id=case_id, by=STAFF[LEAD])
    yield from _granted(case_id, "licence", LEAD)
    yield c.WithdrawCase(case_id=case_id, reason="不办了", by=APPLICANT)


LIVES: Final = (rated, untrue, declined, withdrawn)


def _completed(case_id: str) -> Iterator[c.Command]:
    """Yield what happens to a case that is corrected, supplied, extended, reopened and completed."""
    lead, head = STAFF[LEAD], SUPERVISORS[LEAD]
    yield c.ReportDeficiency(case_id=case_id, item="licence", text="字迹不清", by=STAFF["city"])
    yield c.RequestCorrection(case_id=case_id, note="请补正", by=lead)
    yield c.SubmitCorrection(case_id=case_id, form={"shop": "新街小馆"}, by=APPLICANT)
    yield c.AcceptCase(case_id=case_id, by=lead)
    yield c.SupplyMaterial(case_id=case_id, material="plan", reference="urn:late", by=APPLICANT)
    yield c.ExtendCase(case_id=case_id, limit="2 工作日", reason="情况复杂", by=head)
    yield from _granted(case_id, "licence", LEAD)
    yield from _checked(case_id)
    yield from _refused_at_first(case_id)
    yield from _granted(case_id, "signboard", "city")
    yield from _granted(case_id, "opening", "city")
    yield c.CompleteCase(case_id=case_id, by=lead)


def _granted(case_id: str, item: str, department: str) -> Iterator[c.Command]:
    task_id, by = c.task_id(case_id, item), STAFF[department]
    yield c.StartTask(task_id=task_id, by=by)
    yield c.GrantTask(task_id=task_id, result={"number": f"川-{item}"}, by=by)


def _checked(case_id: str) -> Iterator[c.Command]:
    task_id, by = c.task_id(case_id, "check"), STAFF["fire"]
    yield c.StartTask(task_id=task_id, by=by)
    yield c.SuspendTask(task_id=task_id, procedure="检测", reason="须检", expected="3 工作日", by=by)
    yield c.ResumeTask(task_id=task_id, by=by)
    yield c.ReassignTask(task_id=task_id, officer="s-next", reason="轮岗", by=SUPERVISORS["fire"])
    yield c.GrantTask(task_id=task_id, on_commitment=True, by=by)


def _refused_at_first(case_id: str) -> Iterator[c.Command]:
    task_id, by = c.task_id(case_id, "permit"), STAFF[LEAD]
    yield c.StartTask(task_id=task_id, by=by)
    yield c.ExtendTask(task_id=task_id, limit="1 工作日", reason="情况复杂", by=SUPERVISORS[LEAD])
    yield c.RefuseTask(task_id=task_id, reason="不符合条件", by=by)
    yield c.ReopenTask(task_id=task_id, reason="复核有误", by=SUPERVISORS[LEAD])
    yield from _granted(case_id, "permit", LEAD)


class Letterbox:
    """A sink that takes everything."""

    name = "letterbox"

    def deliver(self, messages: Sequence[Message]) -> Sequence[Exception | None]:
        return [None] * len(messages)

    def close(self) -> None:
        """Do nothing."""
