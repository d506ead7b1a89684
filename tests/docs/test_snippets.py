"""Every snippet in the documentation does what it shows.

In each page, in order and in one folder that holds the shipped bundles: a block with ``title="name"`` is saved under
that name, ``python`` blocks run in one namespace, and of ``console`` blocks the lines ``$ yishi …`` run. What a
``python`` block prints stands in the ``text`` block after it; where a command's output is shown it must match; ``…``
stands for any text. A command succeeds, unless the page asks for its exit code with ``$ echo $?``.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import itertools
import os
import re
import shlex
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, Block, blocks, name
from yishi_engine.resources import bundles_folder

PROGRAM = Path(sysconfig.get_path("scripts")) / "yishi"


def run_python(page: Path, block: Block, namespace: dict[str, object]) -> str:
    """Execute a block so that a traceback names the page and its line, and return what it prints."""
    code = compile("\n" * (block.line - 1) + block.body, str(page), "exec", dont_inherit=True)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, namespace)  # noqa: S102  # the snippets are ours
    return printed.getvalue()


def compare_printed(printed: str, following: Block | None, place: str) -> None:
    """Compare what a block printed with the block after it."""
    if printed:
        shown = following.body if following and following.language == "text" else ""
        assert matches(shown, printed), f"{place} printed\n{printed}\nand not\n{shown}"


def matches(shown: str, printed: str, more: int = 0) -> bool:
    """Tell whether output is what a page shows, in which ``…`` stands for any text; ``more`` are flags of doctest."""
    return doctest.OutputChecker().check_output(shown.replace("…", "..."), printed, doctest.ELLIPSIS | more)


def run_console(block: Block, place: str) -> None:
    """Run the block's commands and compare what they print with what the page shows."""
    previous = 0
    for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block.body, re.MULTILINE):
        if command == "echo $?":
            assert shown.strip() == str(previous), f"{place}: the exit code was {previous}"
            previous = 0
            continue
        assert previous == 0, f"{place}: the command before `{command}` ended with {previous}"
        if not command.startswith("yishi"):
            continue
        done = subprocess.run(
            [PROGRAM, *shlex.split(command)[1:]],
            env={**os.environ, "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        previous = done.returncode
        same = not shown.strip() or matches(shown, done.stdout, doctest.NORMALIZE_WHITESPACE)
        assert same, f"{place}: `{command}` printed\n{done.stdout}\nand not\n{shown}"
    assert previous == 0, f"{place}: the last command ended with {previous}"


@pytest.mark.parametrize("page", [pytest.param(page, id=name(page)) for page in PAGES])
def test_snippets_work(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader who types a page's snippets, from top to bottom, sees what the page shows."""
    found = blocks(page.read_text(encoding="utf-8"))
    monkeypatch.chdir(tmp_path)
    if any(block.language in {"python", "console"} for block in found):
        shutil.copytree(bundles_folder(), "bundles")
    namespace: dict[str, object] = {"__name__": "snippets"}
    for block, following in itertools.zip_longest(found, found[1:]):
        if block.title:
            target = tmp_path / block.title
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.body, encoding="utf-8")
        elif block.language == "python":
            compare_printed(run_python(page, block, namespace), following, f"{name(page)}:{block.line}")
        elif block.language == "console":
            run_console(block, f"{name(page)}:{block.line}")


class TestRunner:
    """The runner itself notices what is wrong with a page."""

    def test_blocks_are_found_with_their_lines(self) -> None:
        """Language, title and first line of each block are read, also of an indented one and one with longer fences."""
        text = 'a\n```python\nx\n```\n- b\n  ```yaml title="d/e.yaml"\n  y: 1\n  ```\n````console\n```\n````\n'
        assert blocks(text) == [
            Block(language="python", title="", line=3, body="x\n"),
            Block(language="yaml", title="d/e.yaml", line=7, body="y: 1\n"),
            Block(language="console", title="", line=10, body="```\n"),
        ]

    def test_failing_python_names_the_line_of_the_page(self) -> None:
        """A traceback from a snippet points into the page."""
        block = Block(language="python", title="", line=41, body="\n1 / 0\n")
        with pytest.raises(ZeroDivisionError) as caught:
            run_python(Path("guide.md"), block, {})
        assert (caught.traceback[-1].lineno + 1, caught.traceback[-1].path) == (42, "guide.md")

    def test_printed_text_is_compared(self) -> None:
        """What a block prints is returned; it must stand in the text block after it, with an ellipsis if need be."""
        block = Block(language="python", title="", line=1, body="print(1, 2)\n")
        shown = Block(language="text", title="", line=5, body="1 …\n")
        compare_printed(run_python(Path("guide.md"), block, {}), shown, "guide.md:1")
        compare_printed("", None, "guide.md:1")
        for wrong in (None, block, Block(language="text", title="", line=5, body="1  2\n")):
            with pytest.raises(AssertionError, match=r"guide\.md:1 printed\n +1 2"):
                compare_printed("1 2\n", wrong, "guide.md:1")

    @pytest.mark.parametrize(
        ("body", "fault"),
        [
            ("$ yishi no-such-command\n", "the last command ended with 2"),
            ("$ yishi no-such-command\n$ yishi --help\n", "ended with 2"),
            ("$ yishi no-such-command\n…\n$ echo $?\n0\n", "the exit code was 2"),
            ("$ yishi --help\nNothing of the kind\n", "and not"),
        ],
    )
    def test_console_notices(self, body: str, fault: str) -> None:
        """A failing command, a wrong exit code and output that differs are all reported."""
        with pytest.raises(AssertionError, match=re.escape(fault)):
            run_console(Block(language="console", title="", line=1, body=body), "page.md:1")

    @pytest.mark.parametrize(
        "body", ["$ yishi --help\n", "$ yishi --help\nUsage: yishi …\n", "$ yishi x\n$ echo $?\n2\n"]
    )
    def test_console_accepts(self, body: str) -> None:
        """A command may be shown without its output, with an ellipsis in it, or with the exit code it fails with."""
        run_console(Block(language="console", title="", line=1, body=body), "page.md:1")
