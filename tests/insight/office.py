"""An office whose few cases are worked out by hand, in March and April 2026."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from yishi_engine import Actor, Engine, commands
from yishi_engine.bundle.loading import load_bundles
from yishi_engine.worktime.calendar import SHANGHAI

if TYPE_CHECKING:
    from pathlib import Path

    from yishi_engine.case.commands import Command
    from yishi_engine.case.views import CaseView
    from yishi_engine.store.port import Store

BUNDLE: Final = """
id: small
version: 1
name: 小事
audience: person
lead_department: x
limits: {acceptance: 5 工作日, correction: 10 工作日, total: 20 工作日}
form:
  - {id: who, label: 姓名, type: text, personal: true}
materials:
  - {id: plan, name: 平面图, necessity: deferrable, defer: 5 工作日}
items:
  - id: a
    name: 甲事
    department: x
    committed_limit: 2 工作日
    statutory_limit: 4 工作日
    extension: 2 工作日
    special_procedures: [检测]
    fields: [who]
    materials: [plan]
  - {id: b, name: 乙事, department: y, committed_limit: 3 工作日, fields: [who]}
"""
SECRET: Final = "不应出现的姓名"  # noqa: S105  (no password)
LEAD: Final = Actor.staff("x-1", department="x")
OTHER: Final = Actor.staff("y-1", department="y")
APPLICANT: Final = Actor.applicant("p-1")


def at(month: int, day: int, hour: int = 10) -> datetime:
    """Return an instant of 2026, given in Asia/Shanghai time."""
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI).astimezone(UTC)


class Office:
    """An engine with a clock that can be set."""

    def __init__(self, store: Store, folder: Path) -> None:
        """Open the office on an empty store."""
        (folder / "departments.yaml").write_text("x: {name: 甲局}\ny: {name: 乙局}\n", encoding="utf-8")
        (folder / "small.yaml").write_text(BUNDLE, encoding="utf-8")
        self.store = store
        self.now = at(3, 1)
        catalog = load_bundles(folder)
        self.definition = catalog.definition("small", 1)
        self.engine = Engine(store=store, catalog=catalog, clock=lambda: self.now)

    def do(self, month: int, day: int, command: Command, hour: int = 10) -> CaseView:
        """Carry out a command at a time."""
        self.now = at(month, day, hour)
        return self.engine.handle(command)

    def apply(self, month: int, day: int, *, plan: bool = True) -> str:
        """Hand in an application, at nine; return the case's id."""
        handed_in = {"plan": "urn:plan"} if plan else {}
        submit = commands.SubmitCase(
            bundle="small", answers={}, form={"who": SECRET}, materials=handed_in, by=APPLICANT
        )
        return self.do(month, day, submit, hour=9).id

    def accept(self, case: str, month: int, day: int) -> None:
        """Accept it."""
        self.do(month, day, commands.AcceptCase(case_id=case, by=LEAD))

    def grant(self, case: str, item: str, month: int, day: int) -> None:
        """Begin with a task and grant it, at ten."""
        by = LEAD if item == "a" else OTHER
        self.do(month, day, commands.StartTask(task_id=f"{case}:{item}", by=by))
        self.do(month, day, commands.GrantTask(task_id=f"{case}:{item}", by=by))

    def complete(self, case: str, month: int, day: int) -> None:
        """Issue its results."""
        self.do(month, day, commands.CompleteCase(case_id=case, by=LEAD))


def smooth(office: Office) -> None:
    """A case without trouble: three days, rated 5."""
    case = office.apply(3, 2)
    office.accept(case, 3, 2)
    office.grant(case, "b", 3, 3)
    office.grant(case, "a", 3, 4)
    office.complete(case, 3, 5)
    office.do(3, 6, commands.RateCase(case_id=case, score=5, by=APPLICANT))


def troubled(office: Office) -> None:
    """A case with a notice, a deferred material in time, a stop, a late decision; rated 1."""
    case = office.apply(3, 2, plan=False)
    office.do(3, 3, commands.ReportDeficiency(case_id=case, item="a", text="缺页", by=LEAD))
    office.do(3, 3, commands.ReportDeficiency(case_id=case, item="b", text="缺章", by=OTHER))
    office.do(3, 3, commands.RequestCorrection(case_id=case, by=LEAD))
    office.do(3, 4, commands.SubmitCorrection(case_id=case, form={"who": SECRET}, by=APPLICANT))
    office.accept(case, 3, 5)
    office.do(3, 5, commands.StartTask(task_id=f"{case}:a", by=LEAD))
    suspend = commands.SuspendTask(task_id=f"{case}:a", procedure="检测", reason="送检", expected="2 工作日", by=LEAD)
    office.do(3, 6, suspend)
    office.grant(case, "b", 3, 6)
    office.do(3, 10, commands.ResumeTask(task_id=f"{case}:a", by=LEAD))
    office.do(3, 10, commands.SupplyMaterial(case_id=case, material="plan", reference="urn:plan", by=APPLICANT))
    office.do(3, 12, commands.GrantTask(task_id=f"{case}:a", by=LEAD))
    office.complete(case, 3, 13)
    office.do(3, 16, commands.RateCase(case_id=case, score=1, by=APPLICANT))


def refused(office: Office) -> None:
    """A case over the turn of the month and a holiday: one item extended and refused, the other late, the plan late."""
    case = office.apply(3, 30, plan=False)
    office.accept(case, 3, 30)
    office.do(3, 30, commands.StartTask(task_id=f"{case}:a", by=LEAD))
    supervisor = Actor.supervisor("x-9", department="x")
    extend = commands.ExtendTask(task_id=f"{case}:a", limit="1 工作日", reason="情况复杂", by=supervisor)
    office.do(3, 31, extend)
    office.do(4, 2, commands.RefuseTask(task_id=f"{case}:a", reason="不符合条件", by=LEAD))
    office.do(4, 8, commands.SupplyMaterial(case_id=case, material="plan", reference="urn:plan", by=APPLICANT))
    office.grant(case, "b", 4, 9)
    office.complete(case, 4, 10)


def never_begun(office: Office) -> None:
    """Two applications that end before they are accepted: withdrawn, and declined."""
    withdrawn = office.apply(3, 3)
    office.do(3, 4, commands.WithdrawCase(case_id=withdrawn, by=APPLICANT))
    declined = office.apply(3, 3)
    office.do(3, 5, commands.DeclineCase(case_id=declined, reason="不属于本机关职权", by=LEAD))


def forgotten(office: Office) -> None:
    """A case that is accepted and then lies; and one that came today."""
    case = office.apply(3, 2)
    office.accept(case, 3, 2)
    office.grant(case, "b", 3, 3)
    today = office.apply(4, 20)
    office.accept(today, 4, 20)


def lived(office: Office) -> Office:
    """Let everything happen, in order of time as far as that matters, up to noon of 20 April."""
    for story in (smooth, troubled, never_begun, refused, forgotten):
        story(office)
    office.now = at(4, 20, 12)
    return office
