"""``yishi flowchart``: the flowchart of a bundle, as a picture, as Mermaid or as BPMN."""

from __future__ import annotations

from pathlib import Path

import click

from yishi_engine.cli import options, publishing
from yishi_engine.cli.picking import find_in_force


@click.command("flowchart", short_help="Draw the flowchart (流程图) of a bundle.")
@click.argument("name", metavar="BUNDLE")
@options.bundles
@publishing.answers
@click.option(
    "--format", "form", type=click.Choice(["svg", "png", "mmd", "bpmn"]), help="By the file's ending, or svg."
)
@click.option(
    "-o", "--output", "target", metavar="FILE", help="Write .svg, .png, .mmd or .bpmn; standard output unless given."
)
@publishing.fonts
def command(  # noqa: PLR0917  (one parameter an option)
    name: str, folder: Path | None, given: tuple[str, ...], form: str | None, target: str | None, fonts: str | None
) -> None:
    """Draw the flowchart (流程图) of BUNDLE from its definition: a lane a department, the lead department's first.

    BUNDLE is a bundle's file, an id, or an id with a version such as open-restaurant@1; an id alone is the version in
    force today.

    .svg and .png are to be looked at, .mmd (Mermaid) stands beside text, .bpmn (BPMN 2.0) opens in a modeller and runs
    in an engine. With --answer it shows one situation.
    """
    from yishi_engine.publish import flowchart  # noqa: PLC0415  (quick help)

    definition = find_in_force(name, folder)
    bundle, departments = definition.bundle, definition.departments
    answers = publishing.read_answers(bundle, given)
    chart = flowchart.poster(bundle, departments, answers)
    publishing.write(
        {
            "svg": lambda: flowchart.picture(chart).svg,
            "png": lambda: flowchart.png(flowchart.picture(chart), fonts=Path(fonts) if fonts else None),
            "mmd": lambda: flowchart.mermaid(chart),
            "bpmn": lambda: flowchart.bpmn(flowchart.process(bundle, departments, answers)),
        },
        form,
        target,
    )
