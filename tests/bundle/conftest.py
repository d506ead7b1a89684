"""The example bundle, as text to be changed and as loaded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import pytest

from yishi_engine.bundle import Bundle, check_path, load_bundle

if TYPE_CHECKING:
    from yishi_engine.errors import Fault

DATA: Final = Path(__file__).parent / "data"


class Checker(Protocol):
    """Checks the text of a bundle."""

    def __call__(self, text: str, departments: str | None = None) -> tuple[Fault, ...]:
        """Return the faults of the text."""


@pytest.fixture(scope="session")
def text() -> str:
    """Return the example of the contract, word for word."""
    return (DATA / "open-restaurant.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def restaurant() -> Bundle:
    """Return the example, loaded."""
    return load_bundle(DATA / "open-restaurant.yaml")


@pytest.fixture
def check(tmp_path: Path) -> Checker:
    """Return a function that checks the text of a bundle beside the example's departments, or others."""

    def checker(text: str, departments: str | None = None) -> tuple[Fault, ...]:
        listed = (DATA / "departments.yaml").read_text(encoding="utf-8") if departments is None else departments
        (tmp_path / "departments.yaml").write_text(listed, encoding="utf-8")
        (tmp_path / "bundle.yaml").write_text(text, encoding="utf-8")
        return check_path(tmp_path)

    return checker
