"""What a user can get wrong: each mistake gives one line, an exit code that is not 0, and changes nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import alter, spawn

if TYPE_CHECKING:
    from tests.cli.conftest import Office, Run

MISTAKES = {
    "no such command": (("verify",), 2, 'no command "verify"'),
    "no such option": (("demo", "--bd", "x"), 2, "--bd"),
    "option without a value": (("demo", "--db"), 2, "--db"),
    "one argument too many": (("schema", "extra"), 2, "extra"),
    "check without a path": (("check",), 2, "PATH"),
    "check of a path that is not there": (("check", "none.yaml"), 2, "none.yaml"),
    "check in a form that is unknown": (("check", ".", "--format", "xml"), 2, "xml"),
    "test of a path that is not there": (("test", "none.feature"), 2, "none.feature"),
    "test of a folder without features": (("test", "."), 2, ".feature"),
    "test with bundles that are not there": (("test", ".", "--bundles", "none"), 2, "none"),
    "case without a name": (("case", "show"), 2, "CASE"),
    "case of a database that is not there": (("case", "show", "x"), 1, "no such file"),
    "case without a version": (("case", "migrate", "x"), 2, "VERSION"),
    "migration without a reason": (("case", "migrate", "x", "2", "--by", "y", "--department", "z"), 2, "--reason"),
    "migration in a database that is not there": (("case", "migrate", "x", "2", "--dry-run"), 1, "no such file"),
    "migration with bundles that are not there": (("case", "migrate", "x", "2", "--bundles", "none"), 2, "none"),
    "calendar without a year": (("calendar", "show"), 2, "YEAR"),
    "calendar of a database that is not there": (("calendar", "show", "2026", "--db", "sqlite:///n.db"), 1, "no such"),
    "calendar of a text": (("calendar", "show", "2026", "--db", "sqlite:///noise.txt"), 1, ""),
    "calendar with a notice that is not there": (("calendar", "show", "2026", "--notice", "none"), 2, "none"),
    "calendar with a folder": (("calendar", "show", "2026", "--notice", "folder"), 2, "folder"),
    "notice that is not there": (("calendar", "load", "none.yaml"), 2, "none.yaml"),
    "notice that is a folder": (("calendar", "load", "folder"), 2, "folder"),
    "notice without a name": (("calendar", "load"), 2, "FILE"),
    "verify of a database that is not there": (("audit", "verify"), 1, "yishi db upgrade"),
    "export of a database that is not there": (("audit", "export", "-o", "x.jsonl"), 1, "no such file"),
    "checkpoint of a database that is not there": (("audit", "checkpoint", "-o", "x"), 1, "no such file"),
    "current of a database that is not there": (("db", "current"), 1, "no such file"),
    "database that is a folder": (("db", "current", "--db", "sqlite:///folder"), 1, "no file"),
    "upgrade of a folder": (("db", "upgrade", "--db", "sqlite:///folder"), 1, ""),
    "upgrade in a folder that is not there": (("db", "upgrade", "--db", "sqlite:///none/x.db"), 1, ""),
    "demo in a folder that is not there": (("demo", "--db", "sqlite:///none/x.db"), 1, ""),
    "database that is text": (("case", "show", "x", "--db", "sqlite:///noise.txt"), 1, ""),
    "upgrade of a text": (("db", "upgrade", "--db", "sqlite:///noise.txt"), 1, ""),
    "demo on a text": (("demo", "--db", "sqlite:///noise.txt"), 1, ""),
    "database in memory": (("audit", "verify", "--db", "sqlite://"), 1, "upgrade"),
    "URL that is none": (("case", "show", "x", "--db", "no url"), 1, "URL"),
    "URL that is empty": (("case", "show", "x", "--db", ""), 1, "URL"),
    "URL of a database that is not known": (("db", "upgrade", "--db", "oracle://h/n"), 1, "oracle"),
    "URL of a driver that is not known": (("db", "upgrade", "--db", "postgresql+none://h/n"), 1, "none"),
    "host that is not there": (("db", "upgrade", "--db", "postgresql://u:secret@127.0.0.1:1/n"), 1, ""),
    "export without a target": (("audit", "export"), 2, "--output"),
    "verify of an export that is not there": (("audit", "verify", "--file", "none.jsonl"), 2, "none.jsonl"),
    "verify of a folder": (("audit", "verify", "--file", "folder"), 2, "folder"),
    "verify of noise": (("audit", "verify", "--file", "noise.txt"), 1, "noise.txt"),
    "checkpoint that is noise": (("audit", "verify", "--checkpoint", "noise.txt"), 1, "no checkpoint"),
    "checkpoint that is no text": (("audit", "verify", "--checkpoint", "noise.bin"), 1, "no checkpoint"),
    "checkpoint for one case": (("audit", "verify", "x", "--checkpoint", "noise.txt"), 2, "leave out CASE"),
}
NEWER = "UPDATE yishi_alembic_version SET version_num = '9999'"
NONE = "DROP TABLE yishi_alembic_version"
SPOILT = {
    "case that is not there": (("case", "show", "none"), 'no case with id or number "none"'),
    "verify of a case that is not there": (("audit", "verify", "none"), "none"),
    "export of a case that is not there": (("audit", "export", "none", "-o", "x.jsonl"), "none"),
    "export to a folder": (("audit", "export", "-o", "folder"), "folder: Is a directory"),
    "export into a folder that is not there": (("audit", "export", "-o", "none/x.jsonl"), "none/x.jsonl: No such"),
    "checkpoint into a file": (("audit", "checkpoint", "-o", "noise.txt/x"), "noise.txt/x: "),
}


@pytest.fixture
def surroundings(tmp_path: Path) -> Path:
    """Return a folder with a folder and files that are of no use."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "noise.txt").write_text("this is no database, and no export\n" * 50, encoding="utf-8")
    (tmp_path / "noise.bin").write_bytes(b"\xff\xfe\x00" * 50)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes | None]:
    """Return all files and folders with their content."""
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def refused(run: Run, folder: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    """Expect one line, the exit code, and that nothing was changed."""
    before = contents(folder)
    result = run(*arguments)
    assert result.code == code
    assert result.out == ""
    assert result.err.startswith("yishi: error: ")
    assert result.err.count("\n") == 1
    assert said in result.err
    assert "secret" not in result.err
    assert "Traceback" not in result.err
    assert contents(folder) == before


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake(yishi: Run, surroundings: Path, mistake: str) -> None:
    """A mistake is answered with one line on standard error, and leaves every file as it was."""
    refused(yishi, surroundings, *MISTAKES[mistake])


@pytest.mark.usefixtures("surroundings")
@pytest.mark.parametrize("mistake", SPOILT)
def test_mistake_on_a_database(yishi: Run, office: Office, mistake: str) -> None:
    """So is a mistake about a database that is in order."""
    arguments, said = SPOILT[mistake]
    refused(yishi, office.file.parent, (*arguments, "--db", office.url), 1, said)


@pytest.mark.parametrize(
    ("arguments", "statement"),
    [
        (("case", "show", "x"), NEWER),
        (("audit", "verify"), NEWER),
        (("audit", "export", "-o", "x"), NEWER),
        (("audit", "checkpoint", "-o", "x"), NEWER),
        (("db", "upgrade"), NEWER),
        (("calendar", "show", "2026"), NEWER),
        (("calendar", "show", "2026"), NONE),
        (("case", "migrate", "x", "2", "--dry-run"), NEWER),
        (("demo",), NEWER),
        (("case", "show", "x"), NONE),
        (("audit", "verify"), NONE),
        (("audit", "export", "-o", "x"), NONE),
    ],
)
def test_another_schema_is_refused(yishi: Run, office: Office, arguments: tuple[str, ...], statement: str) -> None:
    """A database with another schema than the one that is needed is not worked on, and what to do is said."""
    alter(office.file, statement)
    refused(yishi, office.file.parent, (*arguments, "--db", office.url), 1, "schema")


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    """Output that cannot be written is one line, not a traceback."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    spawn("demo", "--db", "sqlite:///yishi.db", folder=tmp_path)
    result = spawn("audit", "export", "-o", "/dev/full", folder=tmp_path)
    assert (result.code, result.err) == (1, "yishi: error: No space left on device\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_without_permission_is_told(yishi: Run, tmp_path: Path) -> None:
    """A database that may not be created is one line."""
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    result = yishi("db", "upgrade", "--db", "sqlite:///locked/x.db")
    assert (result.code, result.err.count("\n")) == (1, 1)


def test_broken_definitions_lead_to_check(yishi: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a command needs definitions that have faults, it names the first and the command that shows all."""
    folder = tmp_path / "definitions"
    folder.mkdir()
    (folder / "departments.yaml").write_text("scjg: {name: 市场监督管理局}\n", encoding="utf-8")
    (folder / "broken.yaml").write_text("id: broken\n", encoding="utf-8")
    monkeypatch.setattr("yishi_engine.cli.demo.command.bundles_folder", lambda: folder)
    result = yishi("demo")
    assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
    assert "yishi check" in result.err
    assert "broken.yaml" in result.err
