"""``yishi guide``: the service guide of a bundle, whole or for one situation."""

from __future__ import annotations

from pathlib import Path

import click

from yishi_engine.cli import options, publishing
from yishi_engine.cli.picking import find_in_force


@click.command("guide", short_help="Write the service guide (办事指南) of a bundle.")
@click.argument("name", metavar="BUNDLE")
@options.bundles
@publishing.answers
@click.option("--format", "form", type=click.Choice(["html", "md", "pdf"]), help="By the file's ending, or html.")
@click.option(
    "-o", "--output", "target", metavar="FILE", help="Write .html, .md or .pdf; standard output unless given."
)
@publishing.fonts
def command(  # noqa: PLR0917  (one parameter an option)
    name: str, folder: Path | None, given: tuple[str, ...], form: str | None, target: str | None, fonts: str | None
) -> None:
    """Write the service guide (办事指南) of BUNDLE from its definition, the flowchart included.

    BUNDLE is a bundle's file, an id, or an id with a version such as open-restaurant@1; an id alone is the version in
    force today.

    Without answers it is the whole guide, each condition in words. With --answer it is for that situation: what does
    not apply is left out, and what the answers leave open stays in under its condition.
    """
    from yishi_engine.publish import guide  # noqa: PLC0415  (quick help)

    definition = find_in_force(name, folder)
    answers = publishing.read_answers(definition.bundle, given)
    made = guide.make_guide(definition.bundle, definition.departments, answers, digest=definition.digest)
    publishing.write(
        {
            "html": lambda: guide.html(made),
            "md": lambda: guide.markdown(made),
            "pdf": lambda: guide.pdf(made, fonts=Path(fonts) if fonts else None),
        },
        form,
        target,
    )
