"""The guides and flowcharts in ``docs/examples``, made from the bundles that ship with the package.

``python -m yishi_engine.publish.examples docs/examples`` writes them anew; a test keeps them equal.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.loading import load_bundles
from yishi_engine.publish import flowchart, guide
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.bundle.catalog import Catalog

BUNDLES: Final = ("open-restaurant", "newborn")
SITUATION: Final = {"area": 45, "signboard": False}
"""Of the guide for one situation: a small restaurant, for which two items fall away."""


def texts() -> Iterator[tuple[str, str]]:
    """Yield the name and the content of each example that is a text."""
    catalog = load_bundles(bundles_folder())
    for name in BUNDLES:
        made, bundle = _guide(catalog, name), catalog.get(name)
        chart = flowchart.poster(bundle, catalog.departments)
        yield f"{name}.html", guide.html(made)
        yield f"{name}.md", guide.markdown(made)
        yield f"{name}.svg", flowchart.picture(chart).svg
        yield f"{name}.mmd", flowchart.mermaid(chart)
        yield f"{name}.bpmn", flowchart.bpmn(flowchart.process(bundle, catalog.departments))
    small = guide.make_guide(catalog.get(BUNDLES[0]), catalog.departments, SITUATION)
    yield f"{BUNDLES[0]}-small.html", guide.html(small)


def printed() -> Iterator[tuple[str, guide.Guide]]:
    """Yield the name of each example that is a PDF, and the guide that it prints."""
    catalog = load_bundles(bundles_folder())
    for name in BUNDLES:
        yield f"{name}.pdf", _guide(catalog, name)


def write(folder: Path) -> None:
    """Write all examples into a folder; the pictures need the extra ``print`` and a Chinese font."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts():
        (folder / name).write_text(text, encoding="utf-8")
    for name, made in printed():
        (folder / name).write_bytes(guide.pdf(made))
    catalog = load_bundles(bundles_folder())
    for name in BUNDLES:
        drawn = flowchart.picture(flowchart.poster(catalog.get(name), catalog.departments))
        (folder / f"{name}.png").write_bytes(flowchart.png(drawn))


def _guide(catalog: Catalog, name: str) -> guide.Guide:
    bundle = catalog.get(name)
    return guide.make_guide(bundle, catalog.departments, digest=catalog.digest(name, bundle.version))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
