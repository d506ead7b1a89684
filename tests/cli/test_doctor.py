"""``yishi doctor``, ``yishi sweep``, and what an operator does for an officer."""

from __future__ import annotations

import hashlib
import json
import shlex
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import click
import pytest

from tests.cli.conftest import alter
from tests.insight.clinic import open_clinic
from tests.insight.test_doctor import PROVOKED
from yishi_engine import Engine, SqlStore, commands, load_bundles
from yishi_engine.cli.demo import story
from yishi_engine.cli.program import program
from yishi_engine.resources import bundles_folder
from yishi_engine.worktime import national_calendar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Office, Run
    from yishi_engine import CaseView

LEAD = ("--by", "c-7", "--department", "scjg")
HEAD = ("--by", "h-7", "--department", "scjg")


def years(folder: Path) -> Path:
    """Write a notice on all years that may be asked for: the test does not depend on the day on which it runs."""
    file = folder / "years.yaml"
    known = range(national_calendar().horizon.year + 1, max(2028, date.today().year + 2))  # noqa: DTZ011  (any day)
    file.write_text(f"name: 各年\nlayer: nation\nyears: {list(known)}\noff: []\n", encoding="utf-8")
    return file


@pytest.fixture
def whole(yishi: Run, tmp_path: Path) -> str:
    """Return the URL of a database without cases that knows the days to come."""
    url = f"sqlite:///{tmp_path}/whole.db"
    assert yishi("db", "upgrade", "--db", url).code == 0
    assert yishi("calendar", "load", years(tmp_path), "--db", url).code == 0
    return url


def test_a_database_that_is_well(yishi: Run, whole: str) -> None:
    """Exit code 0, and one line: how much was looked at, and how long it took."""
    done = yishi("doctor", "--db", whole)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("一切正常；检查办件0件，用时")


def test_a_database_that_is_well_for_a_program(yishi: Run, whole: str) -> None:
    """An empty list; what is for people goes to standard error."""
    done = yishi("doctor", "--db", whole, "--format", "json")
    assert (done.code, json.loads(done.out)) == (0, [])
    assert done.err.startswith("一切正常")


def test_findings_say_why_and_name_commands_that_work(yishi: Run, office: Office) -> None:
    """Exit code 1; each has its title, code, reason, action and commands, which name the same database."""
    done = yishi("doctor", "--db", office.url)
    assert done.code == 1
    assert "[错误] 到时的办件无人处理  sweep.late" in done.out
    assert f"yishi sweep --db {office.url}" in done.out
    assert "  原因" in done.out
    assert "  处理" in done.out
    assert yishi("sweep", "--db", office.url).code == 0
    assert "sweep.late" not in yishi("doctor", "--db", office.url).out


def test_findings_for_a_program(yishi: Run, office: Office) -> None:
    """A list of objects, one for each finding, whatever their number."""
    alter(office.file, "UPDATE yishi_case SET head = 'x'")
    done = yishi("doctor", "--db", office.url, "--format", "json", "--all")
    found = json.loads(done.out)
    assert done.code == 1
    assert [each["case"] for each in found if each["code"] == "chain.broken"] == sorted([office.done, office.open])
    assert all(each.keys() >= {"code", "severity", "explanation", "action", "commands", "number"} for each in found)


def test_a_monitor_may_ask_for_errors_only(yishi: Run, office: Office) -> None:
    """Warnings are shown all the same; with the default they end with 1 as well."""
    asked = ("doctor", "--db", office.url)
    assert yishi(*asked, "--fail-on", "error").code == 1
    assert yishi("sweep", "--db", office.url).code == 0
    found = json.loads(yishi(*asked, "--format", "json").out)
    assert {each["severity"] for each in found} == {"warning"}
    quiet, strict = yishi(*asked, "--fail-on", "error"), yishi(*asked)
    assert (quiet.code, strict.code) == (0, 1)
    assert "[注意]" in quiet.out
    assert yishi("doctor", office.number, "--db", office.url, "--fail-on", "error").code == 0
    assert yishi(*asked, "--fail-on", "nothing").code == 2


def test_no_more_is_shown_than_asked(yishi: Run, office: Office) -> None:
    """Of each kind as many as asked; how many more there are is said."""
    alter(office.file, "UPDATE yishi_case SET head = 'x'")
    done = yishi("doctor", "--db", office.url, "--all", "--limit", "1")
    assert done.out.count("[错误] 审计链断裂") == 1
    assert "chain.broken：另有1项未列出" in done.out


def test_a_quick_look_reads_no_records(yishi: Run, office: Office) -> None:
    """What only the records show is not seen then."""
    alter(office.file, "UPDATE yishi_case SET head = 'x'")
    assert "chain.broken" not in yishi("doctor", "--db", office.url, "--all", "--quick").out


def test_the_database_of_the_environment_is_not_named_again(
    yishi: Run, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands reach it without being told."""
    monkeypatch.setenv("YISHI_DB", office.url)
    done = yishi("doctor")
    assert "yishi sweep\n" in done.out
    assert office.url not in done.out


def test_one_case_is_explained(yishi: Run, office: Office) -> None:
    """By id or number: what it waits for, why it is late, what comes next."""
    by_number = yishi("doctor", office.number, "--db", office.url)
    assert by_number.out == yishi("doctor", office.open, "--db", office.url).out
    assert "在等什么" in by_number.out
    assert "为何超期" in by_number.out
    assert "“营业执照核发”等遂宁市市场监督管理局开始办理" in by_number.out
    plain = json.loads(yishi("doctor", office.number, "--db", office.url, "--format", "json").out)
    assert plain["case"] == office.open


def test_a_schema_that_is_out_of_date_is_a_finding(yishi: Run, office: Office) -> None:
    """It is said with the command that helps, not as an error."""
    alter(office.file, "UPDATE yishi_alembic_version SET version_num = '0000'")
    done = yishi("doctor", "--db", office.url)
    assert (done.code, done.err) == (1, "")
    assert f"yishi db upgrade --db {office.url}" in done.out


def test_looking_changes_nothing(yishi: Run, office: Office) -> None:
    """The file is the same to the byte."""
    before = hashlib.sha256(office.file.read_bytes()).hexdigest()
    yishi("doctor", "--db", office.url, "--all")
    yishi("doctor", office.number, "--db", office.url)
    assert hashlib.sha256(office.file.read_bytes()).hexdigest() == before


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("doctor", "none", "--quick"), 2, "--quick"),
        (("doctor", "--limit", "0"), 2, "--limit"),
        (("doctor", "--patience", "-1"), 2, "--patience"),
        (("doctor", "--patience", "nan"), 2, "--patience"),
        (("doctor", "--patience", "inf"), 2, "--patience"),
        (("doctor",), 1, "no such file"),
        (("sweep",), 1, "no such file"),
        (("sweep", "none", "--limit", "3"), 2, "--limit"),
        (("case", "complete", "none"), 2, "--by"),
        (("case", "extend", "none", "--by", "x", "--department", "y", "--limit", "1 工作日"), 2, "--reason"),
        (("case", "accept", "none", *LEAD), 1, "no such file"),
    ],
)
def test_mistakes_give_one_line(yishi: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    """Each mistake of the user's is told in one line."""
    done = yishi(*arguments)
    assert (done.code, len(done.err.splitlines())) == (code, 1)
    assert said in done.err


def test_a_case_that_is_not_there(yishi: Run, office: Office) -> None:
    """One line, and exit code 1."""
    for arguments in (("doctor", "none"), ("sweep", "none"), ("case", "accept", "none", *LEAD)):
        done = yishi(*arguments, "--db", office.url)
        assert (done.code, done.out) == (1, "")
        assert 'no case with id or number "none"' in done.err


def test_a_sweep_of_one_case_mends_its_copies(yishi: Run, office: Office) -> None:
    """What the store keeps of its dates is as it should be afterwards."""
    yishi("sweep", "--db", office.url)
    alter(office.file, "UPDATE yishi_case SET attention_at = '2000-01-01T00:00:00.000000Z' WHERE id = ?", office.open)
    assert "attention.differs" in yishi("doctor", "--db", office.url).out
    assert yishi("sweep", office.number, "--db", office.url).out == "0 record(s) written\n"
    assert "attention.differs" not in yishi("doctor", "--db", office.url).out


def test_a_case_whose_state_is_not_true_is_not_swept_by_name(yishi: Run, office: Office) -> None:
    """What time would bring about of a state that the records do not tell is not put on record."""
    alter(office.file, "UPDATE yishi_case SET state = 'withdrawn' WHERE id = ?", office.open)
    before = yishi("audit", "export", office.open, "-o", "-", "--db", office.url).out
    done = yishi("sweep", office.number, "--db", office.url)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert office.open in done.err
    assert yishi("audit", "export", office.open, "-o", "-", "--db", office.url).out == before


def test_a_sweep_reports_what_it_had_to_leave(yishi: Run, office: Office) -> None:
    """Exit code 1, and which case."""
    alter(office.file, "UPDATE yishi_case SET body = '{' WHERE id = ?", office.open)
    done = yishi("sweep", "--db", office.url)
    assert done.code == 1
    assert office.open in done.out


@pytest.fixture
def today(office: Office) -> Iterator[Today]:
    """Return a case that was handed in today."""
    store = SqlStore.from_url(office.url)
    engine = Engine(store=store, catalog=load_bundles(bundles_folder()))
    submit = commands.SubmitCase(
        bundle=story.BUNDLE,
        answers={"area": 50, "signboard": False},
        form=story.FORM,
        materials={"premises": "sample:premises", "floor_plan": "sample:plan"},
        by=story.APPLICANT,
    )
    yield Today(engine, office.url, engine.handle(submit))
    store.dispose()


@dataclass(frozen=True)
class Today:
    """A case that is young today, whenever that is."""

    engine: Engine
    url: str
    case: CaseView

    def start(self, item: str) -> str:
        """Let work on an item begin; return its task."""
        task = commands.task_id(self.case.id, item)
        self.engine.handle(commands.StartTask(task_id=task, by=story.LEAD))
        return task

    def grant(self, item: str) -> None:
        """Let an item be granted."""
        self.engine.handle(commands.GrantTask(task_id=self.start(item), by=story.LEAD))

    @property
    def records(self) -> list[tuple[str, str]]:
        """Who did what, in order."""
        return [(record.type, str(record.actor["id"])) for record in self.engine.events(self.case.id)]


def test_an_operator_takes_a_case_further_for_officers(yishi: Run, today: Today) -> None:
    """Accept, resume, return, complete: each is a command like any other, and who decided it is on record."""
    number, at = today.case.number, ("--db", today.url)
    assert yishi("case", "accept", number, *LEAD, *at).out == f"{number}  办理中 accepted\n"
    today.grant("business-licence")
    task = today.start("food-permit")
    stop = commands.SuspendTask(task_id=task, procedure="检测", reason="须检", expected="1 工作日", by=story.LEAD)
    today.engine.handle(stop)
    assert yishi("case", "resume", number, "food-permit", *LEAD, *at).code == 0
    today.engine.handle(commands.GrantTask(task_id=task, by=story.LEAD))
    back = ("case", "reopen", number, "food-permit", "--reason", "复核有误", *HEAD, *at)
    assert yishi(*back).out == f"{number}  办理中 accepted\n"
    today.grant("food-permit")
    assert yishi("case", "complete", number, *LEAD, *at).out == f"{number}  已办结 completed\n"
    assert {("case.accepted", "c-7"), ("task.resumed", "c-7"), ("task.reopened", "h-7")} <= set(today.records)
    assert today.records[-1] == ("case.completed", "c-7")


def test_an_operator_lengthens_times_with_a_reason(yishi: Run, today: Today) -> None:
    """Of the whole and of a task, once each; the reason is on record."""
    number, at = today.case.number, ("--db", today.url)
    yishi("case", "accept", number, *LEAD, *at)
    today.grant("business-licence")
    longer = ("case", "extend", number, "--limit", "2 工作日", "--reason", "情况复杂", *HEAD, *at)
    assert yishi(*longer).code == 0
    assert yishi(*longer, "--item", "food-permit").code == 0
    again = yishi(*longer)
    assert (again.code, len(again.err.splitlines())) == (1, 1)
    found = {record.type: record.data.get("reason") for record in today.engine.events(today.case.id)}
    assert found["case.extended"] == found["task.extended"] == "情况复杂"


def test_an_operator_may_no_more_than_the_officer(yishi: Run, today: Today) -> None:
    """The lifecycle and the rights decide as for everybody; what they forbid is one line, and changes nothing."""
    number, at, before = today.case.number, ("--db", today.url), today.records
    for arguments in (
        ("complete", number, *LEAD),
        ("accept", number, "--by", "x-1", "--department", "xfjy"),
        ("resume", number, "food-permit", *LEAD),
        ("reopen", number, "food-permit", "--reason", "复核有误", *HEAD),
        ("extend", number, "--limit", "2 工作日", "--reason", "情况复杂", *HEAD),
    ):
        done = yishi("case", *arguments, *at)
        assert (done.code, len(done.err.splitlines()), done.out) == (1, 1, "")
    assert today.records == before


@pytest.mark.parametrize("code", PROVOKED)
def test_every_command_that_is_offered_exists(tmp_path: Path, code: str) -> None:
    """What an operator is told to type is a command of the program, with options that it has."""
    clinic = open_clinic(tmp_path / "cases.db")
    PROVOKED[code](clinic)
    for finding in clinic.findings(every=True):
        for offered in finding.commands:
            _parse(offered)
    clinic.store.dispose()


def _parse(offered: str) -> None:
    """Find the command that a line names, and take its arguments apart as the program would."""
    name, *words = shlex.split(offered)
    assert name == "yishi"
    command: click.Command = program
    context = click.Context(command)
    while isinstance(command, click.Group):
        found = command.get_command(context, words.pop(0))
        assert found is not None, offered
        command = found
    needed = [each for each in command.params if isinstance(each, click.Argument) and each.required]
    options = {text for each in command.params if isinstance(each, click.Option) for text in each.opts}
    assert {word for word in words if word.startswith("-")} <= options, offered
    plain = [word for word, before in zip(words, ["", *words], strict=False) if not _is_part(word, before, command)]
    assert len(plain) >= len(needed), offered


def _is_part(word: str, before: str, command: click.Command) -> bool:
    """Tell whether a word is an option or an option's value."""
    valued = {
        text for each in command.params if isinstance(each, click.Option) and not each.is_flag for text in each.opts
    }
    return word.startswith("-") or before in valued
