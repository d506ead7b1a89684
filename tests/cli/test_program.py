"""The program as a whole: help, names, exit codes, streams."""

from __future__ import annotations

import signal
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

import click
import pytest

from tests.cli.conftest import spawn
from yishi_engine.cli.groups import Entry, LazyGroup
from yishi_engine.cli.program import COMMANDS, main, program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

HEAVY = ("sqlalchemy", "alembic", "pydantic", "structlog", "jinja2", "chinese_calendar", "transitions")


class TestHelp:
    """What the program says about itself."""

    @pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",)])
    def test_lists_the_commands(self, yishi: Run, arguments: tuple[str, ...]) -> None:
        """Asked for help, or for nothing, the program lists its commands and succeeds."""
        result = yishi(*arguments)
        assert (result.code, result.err) == (0, "")
        for name, entry in COMMANDS.items():
            assert f"  {name} " in result.out
            assert entry.summary in result.out

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_command_explains_itself(self, yishi: Run, name: str) -> None:
        """Each command has a help of its own, whose short form is the one in the list."""
        assert yishi(name, "--help").code == 0
        command = program.get_command(click.Context(program), name)
        assert command is not None
        assert command.get_short_help_str(limit=100) == COMMANDS[name].summary

    @pytest.mark.parametrize("group", ["case", "calendar", "audit", "db"])
    def test_group_without_a_command_shows_its_help(self, yishi: Run, group: str) -> None:
        """A group that is given nothing to do lists what it can do and succeeds."""
        result = yishi(group)
        assert result.code == 0
        assert "Commands:" in result.out

    def test_imports_nothing_heavy(self, tmp_path: Path) -> None:
        """Help comes at once: neither database, nor models, nor calendar are imported for it."""
        code = (
            "import sys\n"
            "from yishi_engine.cli import main\n"
            "try: main(['--help'])\n"
            f"except SystemExit: print('heavy:', sorted(set({HEAVY}) & sys.modules.keys()))\n"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
        assert done.stdout.endswith("heavy: []\n")

    def test_version_is_that_of_the_distribution(self, yishi: Run) -> None:
        """The version is read from the installed distribution."""
        assert yishi("--version").out == f"yishi {version('yishi-engine')}\n"

    def test_completion_lists_the_commands(self, tmp_path: Path) -> None:
        """A shell that completes the program's name gets the commands."""
        asked = {"_YISHI_COMPLETE": "bash_complete", "COMP_WORDS": "yishi ", "COMP_CWORD": "1"}
        done = spawn(folder=tmp_path, variables=asked)
        assert [line.partition(",")[2] for line in done.out.splitlines()] == list(COMMANDS)


class TestNames:
    """Commands that do not exist."""

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("chekc",), 'yishi: error: no command "chekc"; did you mean "check"? (see: yishi --help)\n'),
            (
                ("audit", "verfy"),
                'yishi: error: no command "verfy"; did you mean "verify"? (see: yishi audit --help)\n',
            ),
            (("xyzzy",), 'yishi: error: no command "xyzzy" (see: yishi --help)\n'),
        ],
    )
    def test_near_names_are_suggested(self, yishi: Run, arguments: tuple[str, ...], said: str) -> None:
        """A misspelt command is answered with the nearest one, an unknown one with where to look."""
        result = yishi(*arguments)
        assert (result.code, result.out, result.err) == (2, "", said)

    def test_an_entry_that_is_no_command_is_a_fault_of_ours(self) -> None:
        """A wrong entry in the list of commands is found when it is used."""
        group = LazyGroup()
        group.entries = {"x": Entry("json:dumps", "")}
        with pytest.raises(TypeError, match="json:dumps is no command"):
            group.get_command(click.Context(group), "x")


class TestEnds:
    """How a run ends."""

    @pytest.fixture
    def failing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let a command fail in a way that nobody foresaw."""
        schema = import_module("yishi_engine.cli.schema")
        monkeypatch.setattr(schema, "json_schema", lambda: 1 / 0)

    @pytest.mark.usefixtures("failing")
    def test_a_fault_of_ours_keeps_its_traceback(self) -> None:
        """What is no mistake of the user's is not dressed up as one."""
        with pytest.raises(ZeroDivisionError):
            main(["schema"])

    def test_an_interrupt_ends_with_130(self, yishi: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        """Ctrl-C ends the program with one line and the exit code that shells expect."""
        schema = import_module("yishi_engine.cli.schema")
        monkeypatch.setattr(schema, "json_schema", lambda: signal.raise_signal(signal.SIGINT))
        result = yishi("schema")
        assert (result.code, result.out, result.err.strip()) == (130, "", "yishi: interrupted")

    def test_a_reader_that_leaves_is_no_error(self, tmp_path: Path) -> None:
        """When the reader of a pipe has seen enough, the program stops without a word."""
        command = [sys.executable, "-c", "from yishi_engine.cli import main; main(['schema'])"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert process.stderr.read() == b""
            assert process.wait() == 1

    def test_a_terminal_without_chinese_gets_escapes(self, tmp_path: Path) -> None:
        """Where Chinese cannot be written, JSON is written with escapes that mean the same."""
        done = spawn("schema", folder=tmp_path, variables={"PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"})
        assert (done.code, done.err) == (0, "")
        assert "\\u" in done.out
