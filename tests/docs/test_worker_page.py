"""The page about the worker says what the settings and the health are."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from yishi_engine.cli.sinks import NatsSettings, StdoutSettings, WebhookSettings
from yishi_engine.delivery.health import PATIENCE, TOLERATED, Health, LoopHealth
from yishi_engine.store.delivery_port import Backlog
from yishi_engine.testing.builders import START

if TYPE_CHECKING:
    from pydantic import BaseModel

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "how-to" / "run-a-worker.md").read_text(encoding="utf-8")
SHAPES: dict[str, type[BaseModel]] = {"webhook": WebhookSettings, "nats": NatsSettings, "stdout": StdoutSettings}


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table whose first cell is ``heading``, without the heading."""
    _, _, rest = PAGE.partition(f"\n| {heading} |")
    lines = [line for line in rest.split("\n\n")[0].splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_key_is_in_the_table() -> None:
    """The table names each key of each kind of sink, and no key that does not exist."""
    told = {(key.strip("`"), kind) for key, of, _ in rows("key") for kind in (SHAPES if of == "all" else [of])}
    assert told == {(key, kind) for kind, shape in SHAPES.items() for key in shape.model_fields}


def test_every_default_is_in_the_table() -> None:
    """What holds unless given is what the settings say."""
    said = {key.strip("`"): text for key, _, text in rows("key")}
    for shape in SHAPES.values():
        for key, field in shape.model_fields.items():
            if key != "name" and isinstance(field.default, str | float) and not isinstance(field.default, bool):
                shown = f"{field.default:g}" if isinstance(field.default, float) else f"`{field.default}`"
                assert f"{shown} unless given" in said[key], key
    assert {kind: shape.model_fields["name"].default for kind, shape in SHAPES.items()} == {
        kind: kind for kind in SHAPES
    }


def test_health_is_what_the_page_says() -> None:
    """Every field is named, and the bounds beyond which it is 503."""
    loop = LoopHealth(name="sweep", pause=timedelta(0), last_at=START)
    plain = Health(
        now=START, loops=(loop,), backlog=(Backlog(sink="portal", pending=0, oldest=None, dead=0),)
    ).to_json()
    told = {field.strip("`"): set(re.findall(r"`(\w+)`", text)) for field, text in rows("field")}
    assert told.keys() == plain.keys()
    for name in ("loops", "backlog"):
        listed = plain[name]
        assert isinstance(listed, list)
        assert listed[0].keys() <= told[name]
    assert f"failed {TOLERATED} times in a row" in PAGE
    assert f"{PATIENCE // timedelta(minutes=1)} minutes beyond its pause" in PAGE
    assert not Health(now=START, loops=()).is_well


def test_the_first_command_is_followed_by_a_warning() -> None:
    """Whoever tries it out learns that the sink stays, and how to drop it."""
    _, _, behind = PAGE.partition("yishi worker --once --sink stdout")
    assert "yishi delivery forget stdout --yes" in behind[:600]
