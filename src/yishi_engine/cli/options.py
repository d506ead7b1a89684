"""Options and arguments that several commands share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import click

DEFAULT_FILE: Final = "yishi.db"
DEFAULT_URL: Final = f"sqlite:///{DEFAULT_FILE}"


class Span(click.FloatRange):
    """A span of time in some unit; `nan`, which compares with nothing, is none."""

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number, or fail."""
        number = super().convert(value, param, ctx)
        if number != number:  # noqa: PLR0124  (only nan differs from itself)
            self.fail(f"{value!r} is no number.", param, ctx)
        return float(number)


database = click.option(
    "--db",
    "url",
    metavar="URL",
    default=DEFAULT_URL,
    envvar="YISHI_DB",
    show_default=True,
    show_envvar=True,
    help="The database.",
)
bundles = click.option(
    "--bundles",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, path_type=Path),
    help="The definitions.  [default: the folder bundles, else those shipped]",
)
output_format = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or programs.",
)
output = click.option(
    "-o", "--output", "target", metavar="FILE", required=True, help="Where to write; - for standard output."
)
case = click.argument("name", metavar="CASE")
optional_case = click.argument("name", metavar="[CASE]", required=False)


def colour() -> bool | None:
    """Return whether to colour: never where the environment says so (https://no-color.org), else on a terminal only."""
    return False if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else None
