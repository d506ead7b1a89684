"""Opening what a command works on."""

from __future__ import annotations

from pathlib import Path

import pytest

from yishi_engine.cli.opening import find_case, open_engine, open_store
from yishi_engine.errors import NotFound, SchemaOutOfDate, StorageError
from yishi_engine.store import MemoryStore


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_missing_file_is_not_made() -> None:
    """Looking at a database that is not there names it and what to do, and makes nothing."""
    with (
        pytest.raises(StorageError, match=r'no database at "none\.db": there is no such file') as caught,
        open_store("sqlite:///none.db"),
    ):
        pass
    assert caught.value.advice == "create one: yishi db upgrade --db sqlite:///none.db"
    assert not Path("none.db").exists()


def test_a_file_is_made_where_it_is_wanted() -> None:
    """A command that creates may open what is not there."""
    with open_store("sqlite:///new.db", create=True) as store:
        store.upgrade()
    assert Path("new.db").is_file()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"])
def test_memory_has_no_file(url: str) -> None:
    """A database in memory is opened without asking for a file."""
    with open_store(url) as store:
        assert store.current_revision() is None
    assert list(Path().iterdir()) == []


def test_an_engine_needs_the_schema() -> None:
    """An engine is not opened over a database without our tables."""
    Path("empty.db").touch()
    with pytest.raises(SchemaOutOfDate), open_engine("sqlite:///empty.db"):
        pass


def test_an_unknown_case_is_named() -> None:
    """A name that is neither id nor number of a case is repeated."""
    with pytest.raises(NotFound, match='no case with id or number "x"'):
        find_case(MemoryStore(), "x")
