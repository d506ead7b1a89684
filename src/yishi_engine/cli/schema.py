"""``yishi schema``: the JSON Schema of a bundle file."""

from __future__ import annotations

import json

import click

from yishi_engine.bundle.schema import json_schema


@click.command(short_help="Print the JSON Schema of a bundle file, for editors.")
def schema() -> None:
    """Print the JSON Schema of a bundle file, for editors that complete and check while one types.

    Save it beside the definitions and name it in their first line:

    # yaml-language-server: $schema=bundle.schema.json
    """
    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
