"""The page of reference about the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from yishi_engine.cli.program import COMMANDS
from yishi_engine.cli.reference import page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "cli.md"


def test_page_is_what_the_program_says() -> None:
    """The committed page is the program's own help; the command on it writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page()
    command = next(line for line in page().splitlines() if "python -m" in line)
    assert "python -m yishi_engine.cli.reference > docs/reference/cli.md" in command


def test_page_has_every_command() -> None:
    """Each command, and each one below it, has a heading."""
    headings = [line for line in page().splitlines() if line.startswith("## ")]
    for name in (
        *COMMANDS,
        "case show",
        "case migrate",
        "calendar show",
        "calendar load",
        "audit verify",
        "audit export",
        "audit checkpoint",
        "db upgrade",
        "db current",
    ):
        assert f"## `yishi {name}`" in headings


def test_page_is_written_by_its_module(tmp_path: Path) -> None:
    """The module prints the page wherever it is run."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "yishi_engine.cli.reference"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == page()
