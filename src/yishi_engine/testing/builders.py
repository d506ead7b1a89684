"""Cases, audit records and changes for tests of stores, made of real events and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from yishi_engine.case import events as happened
from yishi_engine.case.actor import Actor
from yishi_engine.engine.recording import record_events
from yishi_engine.store.port import Change, Definition, KeyUse, StoredCase
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.case.events import Event

START: Final = datetime(2026, 2, 11, 1, 30, tzinfo=UTC)
"""When the cases of these builders begin."""

_OFFICER: Final = Actor.staff("c-1", "scjg")


class Dates(NamedTuple):
    """The copies of due dates that go with a change.

    Attributes:
        case: When the case is due.
        tasks: Item → when the task is due; all tasks that a change touches must be named.
        attention: When a sweep should look at the case.
    """

    case: datetime | None = None
    tasks: Mapping[str, datetime | None] = {}
    attention: datetime | None = None


def later(**amount: float) -> datetime:
    """Return an instant after ``START``; arguments as of ``timedelta``."""
    return START + timedelta(**amount)


def case_id(number: int) -> str:
    """Return an id such as the engine makes: all ids are of one length."""
    return f"019c4a00-0000-7000-8000-{number:012d}"


def submitted(
    number: int = 1, *, applicant: str = "p-1", lead: str = "scjg", bundle: str = "open-restaurant"
) -> happened.CaseSubmitted:
    """Return the first event of a case, with a value of every kind that a form can hold."""
    return happened.CaseSubmitted(
        actor=Actor.applicant(applicant),
        occurred_at=START,
        number=f"510900-20260211-{number:08d}",
        bundle=bundle,
        bundle_version=1,
        bundle_digest="sha256:" + "0" * 64,
        lead_department=lead,
        region="510900",
        applicant=applicant,
        received_at=instant_text(START),
        answers={"area": 80, "signboard": True, "rent": "1200.50"},
        form={"shop_name": '老王"面馆"\u2028🍜', "note": ""},
        personal={"operator": "0" * 64},
        personal_values={"operator": "王某"},
        salt="00",
        materials={"premises": "urn:example:premises"},
        required=("fire-check", "business-licence"),
        exempt={"signboard": "不设置户外招牌"},
        deferred=("floor_plan",),
    )


def accepted(*items: str, department: str = "xfjy") -> tuple[Event, ...]:
    """Return the events of an acceptance, with one open task for each item, in this order."""
    opened = [
        happened.TaskOpened(
            actor=_OFFICER, occurred_at=START, item=item, department=department, clock_started_at=instant_text(START)
        )
        for item in items
    ]
    return (happened.CaseAccepted(actor=_OFFICER, occurred_at=START, counted_from=instant_text(START)), *opened)


def reported(text: str = "缺少平面布置图") -> happened.DeficiencyReported:
    """Return an event that a submitted case takes any number of times."""
    return happened.DeficiencyReported(actor=_OFFICER, occurred_at=START, item="fire-check", text=text)


def withdrawn() -> happened.CaseWithdrawn:
    """Return an event that ends a case."""
    return happened.CaseWithdrawn(actor=Actor.applicant("p-1"), occurred_at=START)


def started(item: str) -> happened.TaskStarted:
    """Return the event that begins an open task."""
    return happened.TaskStarted(actor=_OFFICER, occurred_at=START, item=item)


def granted(item: str) -> happened.TaskGranted:
    """Return the event that decides a started task."""
    return happened.TaskGranted(actor=_OFFICER, occurred_at=START, item=item, result={"number": "川消〔2026〕1号"})


def new_case(
    number: int,
    *events: Event,
    case: str = "",
    dates: Dates = Dates(),  # noqa: B008
    algo: str = "sha256",
) -> Change:
    """Return the change that begins a case.

    Args:
        number: Its number among those of the test.
        events: What happened; ``submitted(number)`` alone unless given.
        case: Its id; ``case_id(number)`` unless given.
        dates: The copies of due dates that go with it.
        algo: Hash algorithm of the chain.
    """
    return _change(None, case or case_id(number), events or (submitted(number),), dates, algo)


def next_change(before: StoredCase, *events: Event, dates: Dates = Dates()) -> Change:  # noqa: B008
    """Return the change that events make to a stored case."""
    return _change(before, before.case.id, events, dates, "sha256")


def key_use(change: Change, key: str) -> KeyUse:
    """Return the use of a key for a change."""
    return KeyUse(
        key=key,
        case_id=change.after.case.id,
        seq=change.after.seq,
        calendar="sha256:c",
        fingerprint="f" * 64,
        salt="5a17",
    )


def definition(version: int = 1, *, content: str = "{}") -> Definition:
    """Return a definition whose digest follows from its content."""
    return Definition(bundle="open-restaurant", version=version, digest=f"sha256:{content}", content=content)


def _change(before: StoredCase | None, case: str, events: tuple[Event, ...], dates: Dates, algo: str) -> Change:
    after, records = record_events(before, events, case_id=case, algo=algo, now=later(seconds=1))
    return Change(
        before=before,
        after=after,
        records=records,
        due_at=dates.case,
        task_due=dates.tasks,
        attention_at=dates.attention,
    )
