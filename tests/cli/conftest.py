"""The program as a user runs it, and databases with cases in them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import pytest

from yishi_engine import Actor, Engine, SqlStore, commands, load_bundles
from yishi_engine.cli import main
from yishi_engine.cli.demo import story
from yishi_engine.resources import bundles_folder
from yishi_engine.worktime.calendar import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run of the program left: its exit code and what it wrote."""

    code: int
    out: str
    err: str


class Run(Protocol):
    """Runs the program in this process."""

    def __call__(self, *arguments: str | Path) -> Result:
        """Return how the program ended when it was given these arguments."""


@pytest.fixture
def yishi(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs the program, in a folder that is empty at first."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Result:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        written = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Result(code=ended.value.code, out=written.out, err=written.err)

    return run


def spawn(*arguments: str, folder: Path, variables: Mapping[str, str] | None = None) -> Result:
    """Run the program in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", "from yishi_engine.cli import main; main()", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1", **(variables or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Result(code=done.returncode, out=done.stdout, err=done.stderr)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A database with two cases.

    Attributes:
        url: The database.
        file: Its file.
        done: Id of a case that is completed.
        open: Id of a case at work: a fire check is not needed, the floor plan is missing.
        number: Number of that case.
    """

    url: str
    file: Path
    done: str
    open: str
    number: str


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Make a database with the demonstration's case and one at work; tests get a copy."""
    file = tmp_path_factory.mktemp("office") / "office.db"
    url = f"sqlite:///{file}"
    with pytest.raises(SystemExit, match="0"):
        main(["demo", "--db", url])
    store = SqlStore.from_url(url)
    now = datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)
    engine = Engine(store=store, catalog=load_bundles(bundles_folder()), clock=lambda: now)
    (done,) = engine.cases()
    submit = commands.SubmitCase(
        bundle=story.BUNDLE,
        answers={"area": 50, "signboard": True},
        form=story.FORM,
        materials={"premises": "sample:premises"},
        by=Actor.applicant("p-2"),
    )
    view = engine.handle(submit)
    engine.handle(commands.AcceptCase(case_id=view.id, by=story.LEAD))
    store.dispose()
    return Office(url=url, file=file, done=done.id, open=view.id, number=view.number)


@pytest.fixture
def office(original: Office, tmp_path: Path) -> Office:
    """Return a copy of the database that the test may spoil."""
    file = tmp_path / "office.db"
    shutil.copy(original.file, file)
    return replace(original, url=f"sqlite:///{file}", file=file)


def alter(file: Path, statement: str, *values: str) -> None:
    """Change a database behind the engine's back, past the triggers that forbid it."""
    with closing(sqlite3.connect(file)) as connection, connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement, values)
