"""What somebody may ask next of a case: something sensible, or anything at all by anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from tests.model.days import instant, local
from tests.stateful.definitions import BUNDLE, DEPARTMENTS, FORM, LEAD, PROCEDURES, VERSIONS
from tests.stateful.lockstep import APPLICANT, STAFF, STRANGER, SUPERVISORS
from yishi_engine import Actor
from yishi_engine import commands as c

if TYPE_CHECKING:
    from yishi_engine import CaseView, TaskView
    from yishi_engine.case.model import Case

ITEMS: Final = sorted({item["id"] for version in VERSIONS.values() for item in version["items"]} | {"unknown"})
REASONS: Final = ("情况复杂", "")
LIMITS: Final = ("1 工作日", "2 工作日", "5 工作日", "1 自然日", "许多")
ACTORS: Final = (APPLICANT, *STAFF.values(), *SUPERVISORS.values(), STRANGER, Actor.system())
NO_CASE: Final = "00000000-0000-7000-8000-000000000000"
NOT_THERE: Final = Actor.staff("s-0", department="nowhere")
LAST: Final = datetime(2026, 12, 31, 20)  # noqa: DTZ001  (a local time, as all of the model's)
"""Not much is asked of a clock past the end of the calendar."""


def application(version: int | None, size: int, given: tuple[str, ...], by: Actor, *, sign: bool) -> c.SubmitCase:
    """Return an application: for a version, with answers to both questions and some materials, by somebody."""
    return c.SubmitCase(
        bundle=BUNDLE,
        version=version,
        answers={"size": size, "sign": sign},
        form=dict(FORM),
        materials={name: f"urn:{name}" for name in given},
        by=by,
        applicant=APPLICANT.id if by == STAFF[LEAD] else None,
    )


def whole_applications() -> st.SearchStrategy[c.SubmitCase]:
    """Return applications with which nothing is wrong."""
    return st.builds(
        application,
        st.sampled_from([1, 2]),
        st.sampled_from([90, 60, 10]),
        st.sampled_from([("lease",), ("lease", "plan"), ("lease", "photo")]),
        st.sampled_from([APPLICANT, STAFF[LEAD]]),
        sign=st.booleans(),
    )


def applications() -> st.SearchStrategy[c.SubmitCase]:
    """Return applications with which something may be wrong, or whose version is left to the engine."""
    return st.builds(
        application,
        st.sampled_from([None, 1, 3]),
        st.sampled_from([90, 101]),
        st.sampled_from([("lease", "plan"), ("plan",)]),
        st.sampled_from([APPLICANT, STAFF["fire"]]),
        sign=st.booleans(),
    )


def sensible(case: Case, *, moves: bool) -> list[c.Command]:
    """Return what may well be asked of a case as it stands, by those who may ask it; what leads on, several times.

    Args:
        case: The case.
        moves: Whether it may be moved to the other version.
    """
    lead, head, of_case = STAFF[LEAD], SUPERVISORS[LEAD], {"case_id": case.id}
    supply = [c.SupplyMaterial(**of_case, material=each, reference="urn:late", by=APPLICANT) for each in case.deferred]
    extend = c.ExtendCase(**of_case, limit="2 工作日", reason="情况复杂", by=head)
    other = 3 - case.bundle_version
    move = [c.MigrateCase(**of_case, version=other, reason="新版施行", by=head)] if moves else []
    match case.state.value:
        case "submitted":
            report = c.ReportDeficiency(**of_case, item="licence", text="字迹不清", by=STAFF["city"])
            request = c.RequestCorrection(**of_case, note="请补正", by=lead)
            return [*[c.AcceptCase(**of_case, by=lead)] * 4, request, report, *supply, *move]
        case "correcting":
            return [c.SubmitCorrection(**of_case, form={"shop": "新街小馆"}, by=APPLICANT), *move]
        case "accepted":
            of_tasks = [each for item in case.tasks for each in _of_a_task(case, item)]
            return [*of_tasks, *supply * 3, extend, *move]
        case "decided":
            of_tasks = [each for item in case.tasks for each in _of_a_task(case, item)]
            return [*[c.CompleteCase(**of_case, by=lead)] * 8, *supply * 8, extend, *of_tasks, *move]
        case "completed":
            rate = c.RateCase(**of_case, score=2, comment="太慢", by=APPLICANT)
            verify = [each for item in case.tasks for each in _verifications(case, item)]
            return [*verify, rate, c.FollowUpRating(**of_case, text="已回访", by=lead)]
    return [c.RateCase(**of_case, score=5, by=APPLICANT)]


def _of_a_task(case: Case, item: str) -> list[c.Command]:
    task, of_task = case.tasks[item], {"task_id": c.task_id(case.id, item)}
    by, head = STAFF[task.department], SUPERVISORS[task.department]
    extend = c.ExtendTask(**of_task, limit="1 工作日", reason="情况复杂", by=head)
    match task.state.value:
        case "open":
            return [*[c.StartTask(**of_task, by=by)] * 4, c.StartTask(**of_task, by=head), extend]
        case "in_progress":
            suspensions: list[c.Command] = [
                c.SuspendTask(**of_task, procedure=each, reason="须检", expected="3 工作日", by=by)
                for each in PROCEDURES[:2]
            ]
            grant = c.GrantTask(**of_task, by=by, result={"number": f"川-{item}"})
            promised = c.GrantTask(**of_task, by=by, on_commitment=item == "check")
            refuse = c.RefuseTask(**of_task, reason="不符合条件", by=by)
            hand_over = c.ReassignTask(**of_task, officer="s-next", reason="轮岗", by=by)
            return [*[grant, promised] * 3, refuse, *suspensions, hand_over, extend]
        case "suspended":
            return [*[c.ResumeTask(**of_task, by=by)] * 3, c.ReassignTask(**of_task, officer="s-next", by=head)]
        case "granted" | "refused":
            return [c.ReopenTask(**of_task, reason="复核有误", by=SUPERVISORS[LEAD])]
    return []


def _verifications(case: Case, item: str) -> list[c.Command]:
    task, of_task = case.tasks[item], {"task_id": c.task_id(case.id, item)}
    if not task.on_commitment:
        return []
    by = STAFF[task.department]
    return [c.PassVerification(**of_task, note="属实", by=by), c.FailVerification(**of_task, reason="不实", by=by)]


@st.composite
def anything(draw: st.DrawFn, case_id: str, versions: list[int]) -> c.Command:
    """Return a strategy of any command on a case, by anybody, most of which will be rejected.

    Args:
        draw: Hypothesis's.
        case_id: Id of the case.
        versions: Versions to which it may be asked to be moved.
    """
    item = draw(st.sampled_from(ITEMS))
    by = draw(st.sampled_from([*ACTORS, NOT_THERE]))
    reason, limit = draw(st.sampled_from(REASONS)), draw(st.sampled_from(LIMITS))
    of_case, of_task = {"case_id": case_id, "by": by}, {"task_id": c.task_id(case_id, item), "by": by}
    procedure = draw(st.sampled_from(PROCEDURES))
    material = draw(st.sampled_from(["plan", "lease", "photo", "unknown"]))
    score, version = draw(st.sampled_from([1, 5, 0, 6])), draw(st.sampled_from(versions))
    return draw(
        st.sampled_from(
            [
                c.WithdrawCase(**of_case, reason=reason),
                c.DeclineCase(**of_case, reason=reason),
                c.AcceptCase(**of_case),
                c.ReportDeficiency(**of_case, item=item, text=reason),
                c.RequestCorrection(**of_case, note=reason),
                c.SubmitCorrection(**of_case, form={"shop": "x" * score * 10}, materials={material: "urn:corrected"}),
                c.SupplyMaterial(**of_case, material=material, reference="urn:late"),
                c.ExtendCase(**of_case, limit=limit, reason=reason),
                c.CompleteCase(**of_case),
                c.RateCase(**of_case, score=score, comment=reason),
                c.FollowUpRating(**of_case, text=reason),
                c.MigrateCase(**of_case, version=version, reason=reason),
                c.StartTask(**of_task),
                c.SuspendTask(**of_task, procedure=procedure, reason=reason, expected=limit),
                c.ResumeTask(**of_task),
                c.ExtendTask(**of_task, limit=limit, reason=reason),
                c.GrantTask(**of_task, result={"号": score}, on_commitment=score == 1),
                c.RefuseTask(**of_task, reason=reason),
                c.ReopenTask(**of_task, reason=reason),
                c.ReassignTask(**of_task, officer=reason and "s-next", reason=reason),
                c.PassVerification(**of_task, note=reason),
                c.FailVerification(**of_task, reason=reason),
            ]
        )
    )


def backfilled(command: c.Command, last: datetime, now: datetime, how: str) -> c.Command:
    """Return a command as it is recorded afterwards.

    Args:
        command: The command.
        last: When the case's newest event happened.
        now: The present.
        how: ``now`` to leave it, ``halfway`` between both, ``last`` at the very event, ``before`` it, or ``later``.
    """
    second = timedelta(seconds=1)
    times = {"halfway": last + (now - last) / 2, "last": last, "before": last - second, "later": now + second}
    return replace(command, occurred_at=times[how]) if how in times else command


def moments(now: datetime, view: CaseView) -> list[datetime]:
    """Return instants to which time may pass: minutes to weeks from now, and the edges of the clocks of a case."""
    day = local(now).date()
    steps = [timedelta(minutes=1), timedelta(minutes=50), timedelta(hours=5), timedelta(days=1), timedelta(days=4)]
    found = [now + each for each in (*steps, timedelta(weeks=2), timedelta(weeks=5))]
    found += [instant(datetime.combine(day + timedelta(days=number), time(9))) for number in (1, 2, 3)]
    subjects: list[CaseView | TaskView] = [view, *view.tasks]
    for due_at in sorted({subject.due_at for subject in subjects if subject.due_at}):
        found += [due_at, due_at + timedelta(microseconds=1), due_at + timedelta(seconds=1)]
        found.append(instant(datetime.combine(local(due_at).date(), time(9))))
    return [each for each in found if now <= each <= instant(LAST)]


def notices() -> st.SearchStrategy[dict[str, object]]:
    """Return notices on days off: of a city at short notice, of the nation for the next year, of other hours."""
    days = st.lists(st.dates(datetime(2026, 1, 5).date(), datetime(2026, 12, 20).date()), min_size=1, max_size=4)  # noqa: DTZ001
    short = st.builds(
        lambda days, kind: {"name": "临时调整", "layer": "city", kind: sorted(f"{day}" for day in set(days))},
        days,
        st.sampled_from(["off", "off", "work"]),
    )
    year = st.just({"name": "2027年", "layer": "nation", "years": [2027], "off": ["2027-01-01..2027-01-03"]})
    hours = st.just({"name": "夏令", "layer": "city", "hours": {"opens": "08:30", "closes": "17:30"}})
    receipt = st.just({"name": "收件", "layer": "city", "receipt_on_day_off": "next_working_day"})
    return st.one_of(short, year, short, hours, receipt)


assert set(STAFF) == set(DEPARTMENTS)
