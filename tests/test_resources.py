"""The folders that ship beside the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yishi_engine import resources
from yishi_engine.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Move the package and the checkout into an empty folder."""
    package = tmp_path / "src" / "yishi_engine"
    package.mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", package)
    monkeypatch.setattr(resources, "_CHECKOUT", tmp_path)
    return tmp_path


def test_checkout_bundles_are_found() -> None:
    """In a checkout, the bundles are those at its top and include the directory of departments."""
    assert (resources.bundles_folder() / "departments.yaml").is_file()


def test_checkout_migrations_are_found() -> None:
    """In a checkout, the migrations are those at its top and include Alembic's environment."""
    assert (resources.migrations_folder() / "env.py").is_file()


@pytest.mark.parametrize(
    ("find", "name"), [(resources.bundles_folder, "bundles"), (resources.migrations_folder, "migrations")]
)
class TestPlaces:
    """Where each folder is looked for."""

    def test_installed_copy_comes_first(self, places: Path, find: Callable[[], Path], name: str) -> None:
        """What the wheel installed wins over a folder that happens to lie two levels up."""
        installed = places / "src" / "yishi_engine" / f"_{name}"
        installed.mkdir()
        (places / name).mkdir()
        assert find() == installed

    def test_checkout_comes_second(self, places: Path, find: Callable[[], Path], name: str) -> None:
        """Without an installed copy, the folder at the checkout's top is used."""
        (places / name).mkdir()
        assert find() == places / name

    def test_missing_folder_is_named(self, places: Path, find: Callable[[], Path], name: str) -> None:
        """An incomplete installation is reported with the folder's name and what to do, in both languages."""
        (places / name).write_text("a file is no folder", encoding="utf-8")
        with pytest.raises(NotFound, match=f'"{name}" is missing.*install the wheel again') as caught:
            find()
        assert name in caught.value.notice
