"""Why a case is where it is: told in plain Chinese, for every state."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.insight.clinic import Clinic, open_clinic
from tests.insight.test_doctor import changed_record, given_up
from tests.model.days import instant
from tests.stateful.definitions import LEAD, PRIVATE_MARK
from tests.stateful.lockstep import APPLICANT, STAFF, SUPERVISORS
from tests.sweeping.town import LATER, OPENED
from yishi_engine import NotFound
from yishi_engine import commands as c

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yishi_engine.insight.doctor import Explanation


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    """Return a clinic whose store is well."""
    made = open_clinic(tmp_path / "cases.db")
    yield made
    made.store.dispose()


def explained(clinic: Clinic, case_id: str) -> Explanation:
    """Return why a case is where it is."""
    told = clinic.doctor().explain(case_id)
    assert PRIVATE_MARK not in repr(told)
    return told


def test_a_submitted_case_waits_for_its_lead(clinic: Clinic) -> None:
    """Who has to do what by when, and what silence will mean."""
    case = next(view for view in clinic.engine.cases() if view.state == "submitted" and view.bundle_version == 1)
    told = explained(clinic, case.id)
    assert told.waiting == ("等lead局受理或一次告知补正，期限2026-06-03，逾期视为受理",)
    assert told.coming == ("系统将在2026-06-03 17:00记录：逾期未答复，视为受理",)
    assert (told.late, told.findings, told.number) == ((), (), case.number)


def test_a_case_in_correction_waits_for_its_applicant(clinic: Clinic) -> None:
    """It is the applicant's turn."""
    told = explained(clinic, clinic.case("correcting"))
    assert told.waiting == ("等申请人补正，期限2026-06-04",)


def test_tasks_say_whose_turn_it_is_and_what_they_wait_for(clinic: Clinic) -> None:
    """Open, at work, stopped, and behind gates: each with its department, its date, and what is missing."""
    case = clinic.accepted("lease")
    for item, by in (("check", STAFF["fire"]), ("licence", STAFF[LEAD])):
        clinic.engine.handle(c.StartTask(task_id=c.task_id(case.id, item), by=by))
    clinic.engine.handle(
        c.SuspendTask(
            task_id=c.task_id(case.id, "check"), procedure="检测", reason="须检", expected="3 工作日", by=STAFF["fire"]
        )
    )
    assert explained(clinic, case.id).waiting == (
        "“执照”在lead局办理（s-lead），期限2026-06-03",
        "“许可”不能开始：等前置“执照”（办理中，lead局）；其时限自前置全部准予之日起算",
        "“检查”在fire局，因检测自2026-06-02起暂停计时，预计3 工作日（至2026-06-05）",
        "“开业”不能开始：等前置“许可”（等待前置，lead局）、“检查”（特别程序，fire局）；其时限自前置全部准予之日起算",
        "等申请人补交容缺材料“平面图”，期限2026-06-05；没有它不能办结",
    )


def test_a_decision_behind_a_gate_is_told(clinic: Clinic) -> None:
    """Work may go on, the decision has to wait: both are said."""
    case = next(view for view in clinic.engine.cases() if view.state == "accepted")
    clinic.engine.handle(c.StartTask(task_id=c.task_id(case.id, "signboard"), by=STAFF["city"]))
    told = explained(clinic, case.id)
    assert any(
        each.startswith("“招牌”在city局办理（s-city）") and "决定须等前置“执照”" in each for each in told.waiting
    )


def test_lateness_is_told_with_whose_it_is_and_why(clinic: Clinic) -> None:
    """Each clock that is over: its department, its date, how much over, what did not count, and the reasons given."""
    case = clinic.accepted()
    task = c.task_id(case.id, "licence")
    clinic.engine.handle(c.StartTask(task_id=task, by=STAFF[LEAD]))
    clinic.engine.handle(
        c.SuspendTask(task_id=task, procedure="检测", reason="须检", expected="1 工作日", by=STAFF[LEAD])
    )
    clinic.now += timedelta(days=2)
    clinic.engine.handle(c.ResumeTask(task_id=task, by=STAFF[LEAD]))
    clinic.let_pass(instant(datetime.fromisoformat("2026-06-10 09:00")))
    late = explained(clinic, case.id).late
    assert late[0] == "“执照”由lead局负责，应于2026-06-04办结，超过4个工作日；已用5个工作日，另有1个工作日停止计时"
    assert late[-1] == "缘由：“执照”因检测暂停计时，预计1 工作日，须检"


def test_a_decided_case_waits_to_be_issued(clinic: Clinic) -> None:
    """It is the lead's turn; once that is over the finding says what to do."""
    case = clinic.decided()
    assert explained(clinic, case.id).waiting == ("全部事项均已决定，等lead局统一出件，期限2026-06-03",)
    clinic.let_pass(LATER)
    told = explained(clinic, case.id)
    assert told.waiting == ("全部事项均已决定，等lead局统一出件，已于2026-06-03超期",)
    assert [finding.code for finding in told.findings] == ["case.not_issued"]
    assert told.findings[0].commands == (f"yishi case complete {case.number} --by ID --department {LEAD}",)


def test_an_ended_case_waits_for_nothing(clinic: Clinic) -> None:
    """It says so, and how it ended."""
    told = explained(clinic, clinic.case("completed"))
    assert told.state == "开小店：已办结（全部准予）"
    assert told.waiting == ("办件已结束，不再等待",)


def test_what_waits_to_be_delivered_is_told(clinic: Clinic) -> None:
    """By sink, with what failed."""
    given_up(clinic)
    told = explained(clinic, clinic.case("accepted"))
    assert len(told.deliveries) == 1
    assert "待投递到“portal”（已放弃），已失败1次" in told.deliveries[0]


def test_a_chain_that_is_broken_tells_nothing_about_lateness(clinic: Clinic) -> None:
    """What cannot be trusted is not reckoned with; that it is broken is said."""
    case = clinic.case("accepted")
    changed_record(clinic)
    clinic.let_pass(LATER)
    told = explained(clinic, case)
    assert told.late == ()
    assert "chain.broken" in [finding.code for finding in told.findings]


def test_a_date_that_cannot_be_known_yet_is_told(clinic: Clinic) -> None:
    """A clock that ends in a year without a notice has no date, and that is why."""
    clinic.let_pass(instant(datetime.fromisoformat("2026-12-30 10:00")))
    told = explained(clinic, clinic.accepted().id)
    assert any("期限待放假通知后确定" in each for each in told.waiting)


def test_an_extension_of_a_case_is_among_the_reasons(clinic: Clinic) -> None:
    """Whatever was said about time stands with the lateness."""
    case = clinic.accepted()
    clinic.engine.handle(c.ExtendCase(case_id=case.id, limit="1 工作日", reason="情况复杂", by=SUPERVISORS[LEAD]))
    clinic.let_pass(LATER)
    late = explained(clinic, case.id).late
    assert any(each.startswith("整件由lead局负责，应于2026-06-22办结") for each in late)
    assert "缘由：延期1 工作日，情况复杂" in late


def test_there_is_nothing_to_say_about_a_case_that_is_not_there(clinic: Clinic) -> None:
    """It is an error that names the case."""
    with pytest.raises(NotFound, match="none"):
        clinic.doctor().explain("none")


def test_json_has_all_that_is_told(clinic: Clinic) -> None:
    """A program gets the same sentences."""
    told = explained(clinic, clinic.case("accepted"))
    plain = told.to_json()
    assert plain["waiting"] == list(told.waiting)
    assert plain.keys() == {"case", "number", "state", "waiting", "late", "coming", "deliveries", "findings"}


def test_a_withdrawn_case_has_no_future(clinic: Clinic) -> None:
    """Nothing comes by itself any more."""
    case = clinic.accepted()
    clinic.engine.handle(c.WithdrawCase(case_id=case.id, by=APPLICANT))
    assert explained(clinic, case.id).coming == ()
    assert clinic.now > OPENED
