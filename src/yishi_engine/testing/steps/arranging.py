"""Steps that set the scene."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from yishi_engine.testing import names
from yishi_engine.testing.failures import Said, StepFailed
from yishi_engine.testing.steps.wired import step
from yishi_engine.testing.wordings import acts

if TYPE_CHECKING:
    from yishi_engine.testing.world import World


@step(acts.NOW)
def _now(yishi_world: World, instant: str) -> None:
    yishi_world.begin(names.instant_of(instant))


@step(acts.LOADED)
def _loaded(yishi_world: World, bundle: str, version: str | None) -> None:
    yishi_world.choose(bundle, None if version is None else names.number_of(Said("版本", "the version"), version))


@step(acts.KNOWN_UNTIL)
def _known_until(yishi_world: World, day: str) -> None:
    known = names.day_of(day)
    if known in (names.NOTHING, names.PROVISIONAL):
        raise StepFailed("须写明公布到哪一天，写法如 2026-12-31", "say until which day, for example 2026-12-31")
    yishi_world.know_until(date.fromisoformat(known.english))
