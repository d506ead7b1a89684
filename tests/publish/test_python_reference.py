"""The page of reference about the Python interface says what the signatures and docstrings say."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import yishi_engine
from yishi_engine import Engine, errors
from yishi_engine.publish.docstrings import sections
from yishi_engine.publish.python_reference import page

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def test_page_is_what_the_code_says() -> None:
    """The committed page is made from the code; the command on it writes it anew."""
    assert (REFERENCE / "python.md").read_text(encoding="utf-8") == page()
    assert "python -m yishi_engine.publish.python_reference > docs/reference/python.md" in page()
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "yishi_engine.publish.python_reference"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == page()


@pytest.mark.parametrize("name", sorted({*yishi_engine.__all__} - {"commands"}))
def test_every_public_name_is_explained(name: str) -> None:
    """Here, or, for the states and levels, in the page about the lifecycles or the clock."""
    lifecycle = (REFERENCE / "lifecycle.md").read_text(encoding="utf-8")
    assert re.search(rf"\b{name}\b", page() + lifecycle)


def test_every_method_stands_there() -> None:
    """Nothing that a host may call on an engine is left out."""
    for name, _ in inspect.getmembers(Engine, inspect.isfunction):
        assert name.startswith("_") or f"### `{name}(" in page()


def test_every_error_has_its_code() -> None:
    """Whoever catches an error by its code finds it."""
    for cls in vars(errors).values():
        if isinstance(cls, type) and issubclass(cls, errors.YishiError):
            assert f"| `{cls.__name__}` | `{cls.code}` | " in page()


class TestSections:
    """Dividing a docstring."""

    def test_a_docstring_with_everything(self) -> None:
        """The text, and by title what the sections list or say; lines that belong together are joined."""
        text, parts = sections(
            "Do it.\n\nIt is ``done``\nthen.\n\nArgs:\n    one: The first\n        thing.\n    **others: More.\n\n"
            "Returns:\n    What came\n    of it.\n\nRaises (here, or later):\n    Stale: See :class:`Other`."
        )
        assert text == "Do it.\n\nIt is `done` then."
        assert parts == {
            "Args": {"one": "The first thing.", "**others": "More."},
            "Returns": "What came of it.",
            "Raises (here, or later)": "Stale: See `Other`.",
        }

    def test_a_sentence_alone(self) -> None:
        """Most have nothing else."""
        assert sections("Do it.") == ("Do it.", {})
