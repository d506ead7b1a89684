"""The public names: listed, sorted, documented, and imported only when they are asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

import yishi_engine


def test_names_are_sorted_and_there() -> None:
    """Every listed name can be had, and the list is in order."""
    assert list(yishi_engine.__all__) == sorted(yishi_engine.__all__, key=lambda name: (not name[0].isupper(), name))
    assert dir(yishi_engine) == list(yishi_engine.__all__)
    for name in yishi_engine.__all__:
        assert getattr(yishi_engine, name) is not None


@pytest.mark.parametrize("name", yishi_engine.__all__)
def test_every_public_name_says_what_it_is(name: str) -> None:
    """Each has a docstring of its own."""
    assert (getattr(yishi_engine, name).__doc__ or "").strip()


def test_other_names_are_no_attributes() -> None:
    """A misspelt name is an AttributeError, not an ImportError from within."""
    with pytest.raises(AttributeError, match="Engin"):
        yishi_engine.Engin  # noqa: B018


def test_importing_the_package_loads_nothing_heavy() -> None:
    """A host pays for what it uses."""
    code = (
        "import sys, yishi_engine; print(sorted({'sqlalchemy', 'alembic', 'pydantic', 'structlog'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"
