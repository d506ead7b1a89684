"""A store that is well, ways to spoil it behind the engine's back, and a doctor who looks at it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.stateful.acting import application
from tests.stateful.definitions import LEAD, catalog
from tests.stateful.lockstep import APPLICANT, STAFF
from tests.sweeping.town import SOON, WHOLE, Town
from yishi_engine import Engine, SqlStore
from yishi_engine import commands as c
from yishi_engine.insight.doctor import Doctor, Finding

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from yishi_engine import CaseView
    from yishi_engine.bundle import Catalog


@dataclass
class Clinic:
    """A store in a file, an engine on it, and a doctor.

    Attributes:
        file: The file.
        store: The store.
        engine: The engine.
        now: What time it is for the engine and the doctor.
        catalog: The definitions that the doctor compares with those in use.
    """

    file: Path
    store: SqlStore
    now: datetime
    catalog: Catalog

    def __post_init__(self) -> None:
        """Start the engine."""
        self.engine = Engine(store=self.store, catalog=catalog(), clock=lambda: self.now)

    def doctor(self) -> Doctor:
        """Return a doctor who looks now."""
        return Doctor(self.store, now=self.now, catalog=self.catalog)

    def findings(self, *, every: bool = False, records: bool = True) -> list[Finding]:
        """Return everything that is found."""
        return list(self.doctor().examine(every=every, records=records))

    def codes(self, *, every: bool = False, records: bool = True) -> set[str]:
        """Return the codes of what is found."""
        return {finding.code for finding in self.findings(every=every, records=records)}

    def alter(self, statement: str, *values: object) -> None:
        """Change the file behind the engine's back, past the triggers and the foreign keys that forbid it."""
        with closing(sqlite3.connect(self.file)) as connection, connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute(statement, values)

    def case(self, state: str) -> str:
        """Return the id of a case in a state."""
        found = next(view for view in self.engine.cases() if view.state == state)
        return found.id

    def accepted(self, *given: str) -> CaseView:
        """Return a new case that was accepted."""
        case = self.engine.handle(application(1, 60, given or WHOLE, APPLICANT, sign=False))
        return self.engine.handle(c.AcceptCase(case_id=case.id, by=STAFF[LEAD]))

    def decided(self, *given: str) -> CaseView:
        """Return a new case of which everything was decided."""
        case = self.accepted(*given)
        for item, department in (("licence", LEAD), ("check", "fire"), ("permit", LEAD), ("opening", "city")):
            task = c.task_id(case.id, item)
            self.engine.handle(c.StartTask(task_id=task, by=STAFF[department]))
            case = self.engine.handle(c.GrantTask(task_id=task, by=STAFF[department], on_commitment=item == "check"))
        return case

    def let_pass(self, until: datetime) -> None:
        """Let time pass, and take effect."""
        self.now = until
        self.engine.sweep()


def open_clinic(file: Path) -> Clinic:
    """Return a clinic whose store holds a case of each kind, all of them well."""
    store = SqlStore.from_url(f"sqlite:///{file}")
    store.upgrade()
    town = Town(store)
    town.fill()
    clinic = Clinic(file, store, SOON, catalog())
    clinic.let_pass(SOON)
    return clinic
