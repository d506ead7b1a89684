"""The page of reference about features."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from yishi_engine.testing import features, vocabulary
from yishi_engine.testing.reference import page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "features.md"


def test_page_is_what_the_vocabulary_says() -> None:
    """The committed page is made from the vocabulary; the command on it writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page()
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "yishi_engine.testing.reference"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == page()
    assert "python -m yishi_engine.testing.reference > docs/reference/features.md" in page()


def test_page_has_every_step_once() -> None:
    """Each step has one row, with its example in both languages."""
    shown = [f"`{each.example}`<br>`{each.english_example}` |" for each in vocabulary.WORDINGS]
    assert [page().count(example) for example in shown] == [1] * len(shown)


def test_page_has_every_fault() -> None:
    """Each code that the check of features gives stands on the page."""
    source = Path(features.__file__).read_text(encoding="utf-8")
    codes = {part.partition('"')[0] for part in source.split('"feature.')[1:]}
    assert {f"`feature.{code}`" for code in codes} <= set(page().split())
