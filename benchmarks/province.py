"""Cases of a whole province, made quickly: real cases from the real engine, copied with ids, numbers and people varied.

A few hundred cases are brought into their states by commands, on working days one after the other, in every region and
bundle. Their rows are what is copied, so that what lies in a row, and which dates go with it, is never made up.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from benchmarks.scenario import FORM
from yishi_engine import Actor, Engine, SqlStore, commands
from yishi_engine.bundle import Bundle, Catalog, Definition, Department
from yishi_engine.engine.identity import new_case_id, new_number
from yishi_engine.store.tables import application_table, case_table, personal_table, task_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Row, Table

BEIJING = timezone(timedelta(hours=8))
NOW = datetime(2026, 6, 26, 10, tzinfo=BEIJING)
"""When the province is looked at: a Friday, with four weeks of working days behind it."""
DAYS = [datetime(2026, 6, day, 11, tzinfo=BEIJING) for day in (8, 9, 10, 11, 12, 15, 16, 17, 18, 22, 23, 24, 25)]
"""Days on which open cases came in."""
REGIONS = {"510900": 40, "510100": 25, "510300": 15, "510400": 12, "510500": 8}
"""Region and its share of the cases, in percent."""
NAMES = ("market", "fire", "health", "urban", "tax", "police", "housing", "labour", "traffic", "water")
BUNDLES = {"open-restaurant": NAMES[:5], "open-hotel": NAMES[5:]}
OPEN_STATES = {"submitted": 15, "correcting": 5, "accepted": 35, "half": 35, "stopped": 5, "decided": 5}
ENDED_STATES = {"completed": 94, "declined": 3, "withdrawn": 3}
PEOPLE = 0.6
"""Applicants, as a share of the cases."""
OFFICES = 20
OF_OFFICES = 0.01
"""Applicants who apply for many others, and their share of the cases."""
MATERIALS = {f"material-{number}": f"sha256:{number}" for number in range(5)}
APPLICANT = Actor.applicant("p-0")


@dataclass(frozen=True)
class Template:
    """The rows of a case in the text format of COPY, without what is varied.

    Attributes:
        region: Its region.
        case: Columns of the case from ``bundle`` to ``lead_department``, and those from ``state`` on.
        application: Columns of what was applied for from ``body`` on.
        tasks: Columns of each task from ``item`` on.
        personal: Columns of the personal values from ``content`` on.
    """

    region: str
    case: tuple[str, str]
    application: str
    tasks: tuple[str, ...]
    personal: str


def key(region: str, name: str) -> str:
    """Return the key of a region's department."""
    return f"{name}-{region}"


def bundle_id(bundle: str, region: str) -> str:
    """Return the id of a region's bundle."""
    return f"{bundle}-{region}"


def catalog() -> Catalog:
    """Return two bundles a region, of ten departments."""
    departments = {key(region, name): Department(name=f"{region}{name}") for region in REGIONS for name in NAMES}
    bundles = [_bundle(bundle, region) for region in REGIONS for bundle in BUNDLES]
    return Catalog([Definition.of(each, departments) for each in bundles], departments)


def _bundle(bundle: str, region: str) -> Bundle:
    names = BUNDLES[bundle]
    return Bundle.model_validate(
        {
            "id": bundle_id(bundle, region),
            "version": 1,
            "name": bundle,
            "audience": "enterprise",
            "region": region,
            "lead_department": key(region, names[0]),
            "limits": {"acceptance": "5 工作日", "correction": "20 工作日", "total": "30 工作日", "issue": "1 工作日"},
            "form": [{"id": name, "label": name, "type": "text", "personal": name == "applicant"} for name in FORM],
            "materials": [{"id": each, "name": each} for each in MATERIALS],
            "items": [
                {
                    "id": name,
                    "name": name,
                    "department": key(region, name),
                    "committed_limit": f"{5 + 2 * number} 工作日",
                    "statutory_limit": "20 工作日",
                    "special_procedures": ["检测"],
                    "fields": [*FORM],
                    "materials": [f"material-{number}"],
                    "depends_on": [{"item": names[0], "gate": "start"}] if number == len(names) - 1 else [],
                }
                for number, name in enumerate(names)
            ],
        }
    )


class Town:
    """An engine on a store in memory that brings cases into their states."""

    def __init__(self) -> None:
        """Begin with no case."""
        self.store = SqlStore.from_url("sqlite://")
        self.store.upgrade()
        self.now = NOW
        self.engine = Engine(store=self.store, catalog=catalog(), clock=lambda: self.now)

    def case(self, bundle: str, region: str, state: str, at: datetime) -> str:
        """Bring a case that comes in at an instant into a state; return its id."""
        self.now = at
        names, handle = BUNDLES[bundle], self.engine.handle
        lead = Actor.staff("c-1", department=key(region, names[0]))
        submit = commands.SubmitCase(
            bundle=bundle_id(bundle, region), answers={}, form=FORM, materials=MATERIALS, by=APPLICANT
        )
        case_id = handle(submit).id
        if state == "correcting":
            handle(commands.RequestCorrection(case_id=case_id, note="请补正", by=lead))
        if state == "declined":
            handle(commands.DeclineCase(case_id=case_id, reason="不属于本机关职权", by=lead))
        if state not in ("submitted", "correcting", "declined"):
            handle(commands.AcceptCase(case_id=case_id, by=lead))
        if state == "withdrawn":
            handle(commands.WithdrawCase(case_id=case_id, by=APPLICANT))
        if state == "stopped":
            self._stop(case_id, region, names[1])
        for name in {"half": names[:2], "decided": names, "completed": names}.get(state, ()):
            self._grant(case_id, region, name)
        if state == "completed":
            handle(commands.CompleteCase(case_id=case_id, by=lead))
        return case_id

    def _grant(self, case_id: str, region: str, name: str) -> None:
        task_id, by = f"{case_id}:{name}", Actor.staff("o-1", department=key(region, name))
        self.engine.handle(commands.StartTask(task_id=task_id, by=by))
        self.engine.handle(commands.GrantTask(task_id=task_id, by=by, result={"number": name}))

    def _stop(self, case_id: str, region: str, name: str) -> None:
        task_id, by = f"{case_id}:{name}", Actor.staff("o-1", department=key(region, name))
        self.engine.handle(commands.StartTask(task_id=task_id, by=by))
        self.engine.handle(
            commands.SuspendTask(task_id=task_id, procedure="检测", reason="须检", expected="3 工作日", by=by)
        )

    def template(self, case_id: str, region: str) -> Template:
        """Return the rows of a case."""
        with self.store.engine.connect() as connection:

            def rows(table: Table) -> Sequence[Row[Any]]:
                of_case = next(iter(table.primary_key)) == case_id
                return connection.execute(table.select().where(of_case)).all()

            (row,), (application,), (personal,) = map(rows, (case_table, application_table, personal_table))
            tasks = rows(task_table)
        return Template(
            region=region,
            case=(line(row[2:6]), line(row[7:])),
            application=line(application[1:]),
            tasks=tuple(line(task[1:]) for task in tasks),
            personal=line(personal[1:]),
        )


def line(values: Iterable[Any]) -> str:
    """Return values as COPY reads them."""
    return "\t".join(map(_escaped, values))


def _escaped(value: object) -> str:
    if value is None:
        return r"\N"
    return str(value).replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")


class Templates:
    """Templates by their state, drawn with the chances that the states and regions have."""

    def __init__(self, states: dict[str, int], days: list[datetime], *, swept: datetime = NOW) -> None:
        """Make the templates of states.

        Args:
            states: State and its chance.
            days: When they come in.
            swept: Until when time has taken effect on them.
        """
        town = Town()
        made = [
            (region, state, town.case(bundle, region, state, day))
            for region in REGIONS
            for bundle in BUNDLES
            for state in states
            for day in days
        ]
        town.now = swept
        town.engine.sweep()
        self._templates = [town.template(case_id, region) for region, _, case_id in made]
        self._weights = [REGIONS[region] * states[state] for region, state, _ in made]
        town.store.dispose()

    def draw(self, count: int) -> list[Template]:
        """Return so many templates."""
        return random.choices(self._templates, self._weights, k=count)  # noqa: S311


def moments(begin: datetime, end: datetime, count: int) -> Iterator[datetime]:
    """Yield instants in order, at even distances."""
    for number in range(count):
        yield begin + (end - begin) * number / count


def copy_cases(connection: Any, templates: list[Template], times: Iterator[datetime], people: int) -> list[str]:  # noqa: ANN401
    """Copy cases into a database; return their ids.

    Args:
        connection: A connection of psycopg.
        templates: One for each case.
        times: When each came in.
        people: How many applicants there are.
    """
    made = [(template, at, new_case_id(at, os.urandom(10))) for template, at in zip(templates, times, strict=False)]
    _copy(connection, case_table.name, (_case_line(template, at, case_id, people) for template, at, case_id in made))
    _copy(connection, application_table.name, (f"{case_id}\t{each.application}\n" for each, _, case_id in made))
    _copy(connection, task_table.name, (f"{case_id}\t{task}\n" for each, _, case_id in made for task in each.tasks))
    _copy(connection, personal_table.name, (f"{case_id}\t{each.personal}\n" for each, _, case_id in made))
    return [case_id for _, _, case_id in made]


def _case_line(template: Template, at: datetime, case_id: str, people: int) -> str:
    number = new_number(template.region, at, os.urandom(5))
    of_office = random.random() < OF_OFFICES  # noqa: S311
    applicant = f"a-{random.randrange(OFFICES)}" if of_office else f"p-{random.randrange(people)}"  # noqa: S311
    return f"{case_id}\t{number}\t{template.case[0]}\t{applicant}\t{template.case[1]}\n"


def _copy(connection: Any, table: str, lines: Iterable[str]) -> None:  # noqa: ANN401
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for each in lines:
            copy.write(each)


def build(connection: Any, cases: int, open_share: float, tell: Callable[[str], None]) -> None:  # noqa: ANN401
    """Fill a database with a year's cases, most of which have ended; makes the indexes afterwards, and counts."""
    ended, running = Templates(ENDED_STATES, DAYS[:3]), Templates(OPEN_STATES, DAYS)
    tell("templates made")
    connection.execute("SET synchronous_commit = off")
    indexes = connection.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE NOT i.indisprimary AND i.indrelid::regclass::text IN ('yishi_case', 'yishi_task')"
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    people, begun = max(1, round(cases * PEOPLE)), NOW - timedelta(days=365)
    open_cases = round(cases * open_share)
    times = moments(begun, NOW - timedelta(days=20), cases - open_cases)
    for done in range(0, cases - open_cases, 20_000):
        copy_cases(connection, ended.draw(min(20_000, cases - open_cases - done)), times, people)
    times = moments(NOW - timedelta(days=20), NOW, open_cases)
    for done in range(0, open_cases, 20_000):
        copy_cases(connection, running.draw(min(20_000, open_cases - done)), times, people)
    tell("cases copied")
    connection.execute("SET maintenance_work_mem = '512MB'")
    for _, made in indexes:
        connection.execute(made)
    tell("indexes made")
    connection.execute("VACUUM ANALYZE")
    connection.execute("CHECKPOINT")
    tell("analysed")
