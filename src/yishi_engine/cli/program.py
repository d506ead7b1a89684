"""The program ``yishi``: its commands, and what it says when something goes wrong."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Final, NoReturn

import click

from yishi_engine.cli.failures import explain
from yishi_engine.cli.groups import Entry, LazyGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS: Final = {
    "demo": Entry("yishi_engine.cli.demo.command:demo", "Play a real bundle end to end on an embedded database."),
    "check": Entry("yishi_engine.cli.check:check", "Report every fault of every definition."),
    "new": Entry("yishi_engine.cli.new:new", "Start a bundle by answering a few questions."),
    "diff": Entry("yishi_engine.cli.diff:diff", "Say what changes from one definition to another."),
    "import-xlsx": Entry("yishi_engine.cli.workbooks:import_xlsx", "Turn an Excel workbook into a bundle's file."),
    "export-xlsx": Entry(
        "yishi_engine.cli.workbooks:export_xlsx", "Write a bundle, or an empty template, as an Excel workbook."
    ),
    "schema": Entry("yishi_engine.cli.schema:schema", "Print the JSON Schema of a bundle file, for editors."),
    "test": Entry("yishi_engine.cli.features:test", "Run .feature files against bundles."),
    "guide": Entry("yishi_engine.cli.guide:command", "Write the service guide (办事指南) of a bundle."),
    "flowchart": Entry("yishi_engine.cli.flowchart:command", "Draw the flowchart (流程图) of a bundle."),
    "case": Entry("yishi_engine.cli.case:case", "Look at a case, or take it further."),
    "calendar": Entry("yishi_engine.cli.calendar:calendar", "Show working days, and take in notices on days off."),
    "audit": Entry("yishi_engine.cli.audit:audit", "Prove, hand over and anchor the audit chains."),
    "worker": Entry("yishi_engine.cli.worker:worker", "Let time take effect, and deliver events."),
    "sweep": Entry("yishi_engine.cli.sweep:sweep", "Let time take effect now."),
    "doctor": Entry("yishi_engine.cli.doctor:doctor", "Find what is stuck or inconsistent, and say what to do."),
    "delivery": Entry("yishi_engine.cli.delivery:delivery", "Look at deliveries, and decide about what was given up."),
    "exceptions": Entry(
        "yishi_engine.cli.exceptions:exceptions", "Decide about departments' messages that were not carried out."
    ),
    "simulate": Entry("yishi_engine.cli.simulate:command", "Play many cases of a bundle by the real rules."),
    "report": Entry("yishi_engine.cli.report:command", "Count what bundles did: in time, how long, how satisfied."),
    "db": Entry("yishi_engine.cli.database:db", "Create and upgrade the database schema."),
}


class Program(LazyGroup):
    """The commands of ``yishi``."""

    entries = COMMANDS


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="yishi-engine", message="yishi %(version)s")
def program() -> None:
    """One application, many departments, every deadline: bundles of government services (一件事一次办)."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and exit: 0 done, 1 faults, failed verification or rejected, 2 wrong usage, 130 interrupted.

    Args:
        arguments: What stands after the program's name; taken from the process unless given.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show Chinese gets escapes, which in JSON mean the same, rather than an error.
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None) -> int:
    """Run a command and return its exit code; a command returns its own, or None for 0."""
    try:
        answer = program.main(arguments, prog_name="yishi", standalone_mode=False)
    except Exception as error:
        failure = explain(error)
        if failure is None:
            raise  # a fault of ours: the traceback is what a report needs
        click.echo(failure.line, err=True)
        return failure.code
    return answer if isinstance(answer, int) else 0
