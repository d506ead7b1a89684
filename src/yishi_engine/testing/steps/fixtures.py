"""What the steps share, and the fixtures that give it to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from yishi_engine.bundle.catalog import Catalog
from yishi_engine.bundle.loading import DEPARTMENTS, load_bundles
from yishi_engine.errors import DefinitionError
from yishi_engine.resources import bundles_folder
from yishi_engine.testing.failures import Said, StepFailed
from yishi_engine.testing.places import shown_path
from yishi_engine.testing.wordings import expectations
from yishi_engine.testing.world import World

_LOADED = pytest.StashKey[dict[Path, Catalog | DefinitionError]]()
NEXT_STEP = pytest.StashKey[str]()
"""On a test: the text of the step after the one at work, empty for the last."""
FOLDER = pytest.StashKey[Path]()
"""On a test: the folder of its feature."""
AT_LINE = pytest.StashKey[int]()
"""On a test: the line of the step at work."""
BUNDLES = pytest.StashKey[Path]()
"""On a test: the folder of its bundles."""
WORLD = pytest.StashKey[World]()
"""On a test: its world."""


def catalogs(config: pytest.Config) -> dict[Path, Catalog]:
    """Return the bundles that were loaded in this run, by folder, without those that have faults."""
    return {folder: each for folder, each in config.stash.get(_LOADED, {}).items() if isinstance(each, Catalog)}


def find_bundles(request: pytest.FixtureRequest) -> Path:
    """Return the folder of the bundles.

    It is ``--yishi-bundles``, else the feature's own folder where definitions lie in it, else the nearest ``bundles``
    beside or above the feature, else that of the folder in which the run was started, else those shipped. Above the
    root of a repository, or a home, nothing is looked for.
    """
    given, started_in = request.config.getoption("yishi_bundles", None), request.config.invocation_params.dir
    if given:
        return Path(started_in, given)
    for folder in request.path.parents:
        if (folder / "bundles").is_dir():
            return folder / "bundles"
        if folder == request.path.parent and (folder / DEPARTMENTS).is_file():
            return folder
        if (folder / ".git").exists() or folder == _home():
            break
    return started_in / "bundles" if (started_in / "bundles").is_dir() else bundles_folder()


def _home() -> Path | None:
    """Return the user's home; None for a user without one."""
    try:
        return Path.home()
    except RuntimeError:
        return None


def _origin(request: pytest.FixtureRequest, bundles: Path) -> Said:
    """Return where the bundles come from, as the user would name it, and for those shipped how to name others."""
    if bundles == bundles_folder():
        option = "--bundles" if request.config.getoption("yishi_all", default=False) else "--yishi-bundles"
        return Said(
            f"（取自随附的套餐；用 {option} 指明文件夹）", f" (those are shipped; name your folder with {option})"
        )
    shown = shown_path(str(bundles), request.config.invocation_params.dir)
    return Said(f"（取自 {shown}）", f" (read from {shown})")


def make_world(request: pytest.FixtureRequest, bundles: Path) -> World:
    """Return a world for one scenario; each folder of bundles is loaded once in a run, and its faults are told once."""
    node, config = request.node, request.config

    def load() -> Catalog:
        loaded = config.stash.setdefault(_LOADED, {})
        if bundles not in loaded:
            try:
                loaded[bundles] = load_bundles(bundles)
            except DefinitionError as error:
                loaded[bundles] = error
                raise
        found = loaded[bundles]
        if isinstance(found, DefinitionError):
            raise StepFailed(
                "套餐无法载入：错误同本次运行第一个因此失败的场景",
                "the bundles cannot be loaded: the faults are those of the first scenario that failed for them",
            )
        return found

    world = World(
        load=load,
        rejection_expected=lambda: expectations.REJECTED.match(node.stash.get(NEXT_STEP, "")) is not None,
        folder=lambda: node.stash.get(FOLDER, request.path.parent),
        origin=_origin(request, bundles),
    )
    node.stash[WORLD], node.stash[BUNDLES] = world, bundles
    return world


@pytest.fixture
def yishi_bundles(request: pytest.FixtureRequest) -> Path:
    """Return the folder of the bundles; a project may override this."""
    return find_bundles(request)


@pytest.fixture
def yishi_world(request: pytest.FixtureRequest, yishi_bundles: Path) -> World:
    """Return the world of this scenario."""
    return make_world(request, yishi_bundles)
