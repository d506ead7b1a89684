"""``yishi db``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import alter, spawn

if TYPE_CHECKING:
    from tests.cli.conftest import Office, Run


def test_upgrade_creates_a_database_once(yishi: Run) -> None:
    """The first upgrade makes the schema and says so, the second finds it up to date."""
    first, second = yishi("db", "upgrade"), yishi("db", "upgrade")
    assert (first.code, second.code) == (0, 0)
    assert first.out.startswith("schema none -> ")
    assert second.out.endswith(": up to date\n")
    assert Path("yishi.db").is_file()


def test_current_is_the_revision(yishi: Run, office: Office) -> None:
    """The revision of an up-to-date schema is printed, and nothing else."""
    revision = yishi("db", "upgrade", "--db", office.url).out.split()[1].rstrip(":")
    result = yishi("db", "current", "--db", office.url)
    assert (result.code, result.out, result.err) == (0, f"{revision}\n", "")


def test_current_fails_for_another_schema(yishi: Run, office: Office) -> None:
    """A schema of another version is named, and the exit code says that it will not do."""
    alter(office.file, "UPDATE yishi_alembic_version SET version_num = '9999'")
    result = yishi("db", "current", "--db", office.url)
    assert (result.code, result.out, result.err.count("\n")) == (1, "9999\n", 1)


def test_the_environment_names_the_database(yishi: Run, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """YISHI_DB stands in for --db, and --db wins."""
    monkeypatch.setenv("YISHI_DB", office.url)
    assert yishi("db", "current").code == 0
    assert yishi("db", "current", "--db", "sqlite:///none.db").code == 1


def test_help_does_not_show_the_environment(tmp_path: Path) -> None:
    """A password in YISHI_DB does not appear in help."""
    result = spawn("db", "upgrade", "--help", folder=tmp_path, variables={"YISHI_DB": "postgresql://u:secret@h/n"})
    assert "secret" not in result.out
    assert "sqlite:///yishi.db" in result.out


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file::memory:?uri=true"])
def test_a_database_in_memory_is_not_upgraded(yishi: Run, url: str) -> None:
    """It would be gone at once, and nothing would have been done."""
    result = yishi("db", "upgrade", "--db", url)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert "name a file" in result.err


@pytest.mark.parametrize("url", ["postgresql+asyncpg://u:secret@h/n", "sqlite+aiosqlite:///x.db"])
def test_other_drivers_are_not_taken(yishi: Run, url: str) -> None:
    """They are not asked to be installed: it would not help."""
    result = yishi("db", "current", "--db", url)
    assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
    assert "only psycopg, and sqlite" in result.err
    assert "secret" not in result.err
    assert "pip install" not in result.err
