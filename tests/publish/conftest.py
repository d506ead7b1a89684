"""Lives of cases that give every command, so that what the pages say can be held against what happens."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from tests.case.conftest import (
    APPLICANT,
    DEFINITION,
    FIRE,
    FIRE_SUPERVISOR,
    FORM,
    LEAD,
    LEAD_SUPERVISOR,
    Life,
)
from yishi_engine.bundle.model import Bundle
from yishi_engine.case import commands as c
from yishi_engine.case import events as happened

if TYPE_CHECKING:
    from yishi_engine.case.events import Event

CASE = "case-1"
FIRE_TASK = f"{CASE}:fire-check"


class Witness:
    """Remembers which records each command wrote, over many lives."""

    def __init__(self) -> None:
        self.records: dict[str, set[str]] = {}
        self.events: list[Event] = []

    def live(self, **limits: str) -> WitnessedLife:
        """Begin a life under ``definition``, with other limits if given."""
        return WitnessedLife(Bundle.model_validate(definition(**limits)), self)


class WitnessedLife(Life):
    """A life that tells its witness of every command."""

    def __init__(self, bundle: Bundle, witness: Witness) -> None:
        super().__init__(bundle)
        self.witness = witness
        self.personal = {"operator": FORM["operator"], "operator_id": FORM["operator_id"]}

    def give(self, command: c.Command) -> tuple[Event, ...]:
        events = super().give(command)
        self.witness.records.setdefault(type(command).__name__, set()).update(event.type for event in events)
        return events

    def take(self, events: tuple[Event, ...]) -> None:
        super().take(events)
        self.witness.events += events

    def migrate(self, target: dict[str, Any]) -> None:
        """Move to another version."""
        self.target = Bundle.model_validate({**target, "version": self.bundle.version + 1})
        command = c.MigrateCase(case_id=CASE, version=self.target.version, reason="新版", by=LEAD_SUPERVISOR)
        self.give(command)
        self.bundle, self.target = self.target, None


def definition(**limits: str) -> dict[str, Any]:
    """Return the definition of the case tests, with a commitment for the fire check and a time for following up."""
    written = deepcopy(DEFINITION)
    written["limits"] = {**DEFINITION["limits"], "follow_up": "5 工作日", **limits}  # type: ignore[dict-item]
    written["items"][2]["commitment"] = {"verify_within": "60 工作日"}  # type: ignore[index]
    return written


@pytest.fixture(scope="session")
def witness() -> Witness:
    """What happened in lives that give every command and wait for every clock."""
    seen = Witness()
    for live in (from_correction_to_rating, ended_early, refused, returned, migrated, waited):
        live(seen)
    return seen


def from_correction_to_rating(witness: Witness) -> None:
    """Live from a correction over stops, extensions and a commitment to a bad rating."""
    life = witness.live().submit(answers={"area": 80, "signboard": False}, materials={"premises": "file:premises"})
    life.give(c.ReportDeficiency(case_id=CASE, item="fire-check", text="平面图缺疏散通道", by=FIRE))
    life.give(c.RequestCorrection(case_id=CASE, note="请一并补正", by=LEAD))
    life.give(c.SubmitCorrection(case_id=CASE, form={"shop_name": "蜀香面馆", "signboard_size": "2m"}, by=APPLICANT))
    life.accept()
    life.start("fire-check")
    life.give(c.ReassignTask(task_id=FIRE_TASK, officer="x-2", reason="原经办人休假", by=FIRE))
    life.suspend("fire-check")
    life.resume("fire-check")
    life.give(c.ExtendTask(task_id=FIRE_TASK, limit="5 工作日", reason="需复查", by=FIRE_SUPERVISOR))
    life.give(c.ExtendCase(case_id=CASE, limit="5 工作日", reason="联合踏勘", by=LEAD_SUPERVISOR))
    life.give(c.GrantTask(task_id=FIRE_TASK, by=FIRE, on_commitment=True))
    for item in ("business-licence", "food-permit"):
        life.grant(item)
    life.give(c.SupplyMaterial(case_id=CASE, material="floor_plan", reference="file:plan", by=APPLICANT))
    life.give(c.CompleteCase(case_id=CASE, by=LEAD))
    life.give(c.RateCase(case_id=CASE, score=1, comment="等得太久", by=APPLICANT))
    life.sweep("2026-06-30 09:00")
    life.give(c.FollowUpRating(case_id=CASE, text="已回访", by=LEAD))
    life.give(c.FailVerification(task_id=FIRE_TASK, reason="疏散通道被占用", by=FIRE))


def ended_early(witness: Witness) -> None:
    """Live to a refusal to accept, and to a withdrawal."""
    witness.live().submit().give(c.DeclineCase(case_id=CASE, reason="不在本市", by=LEAD))
    life = witness.live().submit(answers={"area": 40, "signboard": False}).accept()
    life.give(c.WithdrawCase(case_id=CASE, reason="不办了", by=APPLICANT))


def refused(witness: Witness) -> None:
    """Live to a refusal that ends others, and to a verification that holds."""
    life = witness.live().submit(materials={"premises": "file:premises"}).accept()
    life.give(c.SupplyMaterial(case_id=CASE, material="floor_plan", reference="file:plan", by=APPLICANT))
    life.start("fire-check")
    life.give(c.GrantTask(task_id=FIRE_TASK, by=FIRE, on_commitment=True))
    life.refuse("business-licence")
    life.give(c.CompleteCase(case_id=CASE, by=LEAD))
    life.give(c.PassVerification(task_id=FIRE_TASK, note="属实", by=FIRE))


def returned(witness: Witness) -> None:
    """Live through the return of a task on which others rest, decided and undecided."""
    life = witness.live().submit().accept()
    life.grant("business-licence")
    reopen = c.ReopenTask(task_id=f"{CASE}:business-licence", reason="材料有误", by=LEAD_SUPERVISOR)
    life.give(reopen)
    for item in ("business-licence", "signboard"):
        life.grant(item)
    life.give(reopen)


def migrated(witness: Witness) -> None:
    """Live through changes of version that take items away, add them and set other gates."""
    life = witness.live()
    life.submit().accept()
    changed = definition()
    changed["items"][0]["depends_on"] = [{"item": "fire-check", "gate": "decide"}]
    changed["items"][1] |= {"depends_on": [], "materials": ["floor_plan"]}
    changed["items"][2]["department"] = "cgj"
    changed["items"][3] |= {"depends_on": [{"item": "business-licence", "gate": "start"}]}
    changed["materials"].append({"id": "design", "name": "效果图", "necessity": "deferrable", "defer": "5 工作日"})
    changed["items"][2]["materials"].append("design")
    life.migrate(changed)
    changed["items"][0]["depends_on"] = []
    changed["items"][1] |= {"when": "area > 100", "exempt_note": "免办"}
    life.migrate(changed)
    for item in ("business-licence", "signboard"):
        life.grant(item)
    changed["items"][2] |= {"when": "area > 100"}
    life.migrate(changed)


def waited(witness: Witness) -> None:
    """Live by the clock: silence, corrections that nobody answers, levels, and days that became known otherwise."""
    life = witness.live().submit(materials={"premises": "file:premises"})
    life.sweep("2026-06-30 09:00")
    moved = {"case": {"before": "2026-03-10T09:00:00.000000Z", "after": "2026-03-11T09:00:00.000000Z"}}
    stamp = {"actor": LEAD, "occurred_at": life.now, "backfilled": True}
    life.take((happened.ClockRecomputed(**stamp, calendar="sha256:…", moved=moved),))  # type: ignore[arg-type]
    for outcome in ("lapse", "decline"):
        life = witness.live(on_correction_expiry=outcome).submit()
        life.give(c.RequestCorrection(case_id=CASE, by=LEAD))
        life.sweep("2026-06-30 09:00")
