"""An engine on each store, with a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.case.conftest import ANSWERS, APPLICANT, DEFINITION, DEPARTMENTS, FORM, LEAD, MATERIALS, at
from yishi_engine import Actor, Engine, MemoryStore, SqlStore, commands
from yishi_engine.bundle import Bundle, Catalog, Definition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from yishi_engine import CaseView
    from yishi_engine.store.port import Store


def catalog(**changes: object) -> Catalog:
    """Return a catalogue of the one bundle of these tests, changed."""
    bundle = Bundle.model_validate({**DEFINITION, **changes})
    return Catalog([Definition.of(bundle, DEPARTMENTS)], DEPARTMENTS)


@dataclass
class Office:
    """An engine with people around it."""

    store: Store
    engine: Engine = field(init=False)
    now: datetime = field(default_factory=lambda: at("2026-02-11 09:30"))

    def __post_init__(self) -> None:
        """Open the office."""
        self.engine = Engine(store=self.store, catalog=catalog(), clock=lambda: self.now)

    def submit(self, *, key: str | None = None, by: Actor = APPLICANT) -> CaseView:
        return self.engine.handle(
            commands.SubmitCase(
                bundle="open-restaurant", answers=ANSWERS, form=FORM, materials=MATERIALS, by=by, key=key
            )
        )

    def accepted(self) -> CaseView:
        case = self.submit()
        return self.engine.handle(commands.AcceptCase(case_id=case.id, by=LEAD))

    def decide(self, case_id: str, item: str, department: str) -> CaseView:
        officer = Actor.staff("o-1", department=department)
        self.tick()
        self.engine.handle(commands.StartTask(task_id=f"{case_id}:{item}", by=officer))
        self.tick()
        return self.engine.handle(
            commands.GrantTask(task_id=f"{case_id}:{item}", by=officer, result={"number": f"川-{item}"})
        )

    def completed(self) -> CaseView:
        case = self.accepted()
        for item, department in (
            ("business-licence", "scjg"),
            ("food-permit", "scjg"),
            ("fire-check", "xfjy"),
            ("signboard", "cgj"),
        ):
            self.decide(case.id, item, department)
        return self.engine.handle(commands.CompleteCase(case_id=case.id, by=LEAD))

    def tick(self) -> None:
        self.now += timedelta(minutes=1)


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Every store in turn, empty."""
    if request.param == "memory":
        yield MemoryStore()
        return
    url = f"sqlite:///{tmp_path}/cases.db" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    sql = SqlStore.from_url(url)
    sql.upgrade()
    yield sql
    sql.dispose()


@pytest.fixture
def office(store: Store) -> Office:
    """An engine on the store, on 2026-02-11 at 09:30 in Shanghai."""
    return Office(store)
