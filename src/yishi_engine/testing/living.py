"""Living documentation: one HTML page that shows features beside the definitions that they prove."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from yishi_engine.testing.chapters import Definition, definition_of
from yishi_engine.testing.coverage import KINDS, percent
from yishi_engine.testing.places import shown_path
from yishi_engine.testing.proofs import Feature, Numbers, feature_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from yishi_engine.testing.coverage import Coverage
    from yishi_engine.testing.results import Result, Results

_TEMPLATES: Final = Path(__file__).with_name("templates")
_TEMPLATE: Final = "living.html.jinja"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A version of a bundle, and the features that prove it.

    Attributes:
        anchor: Its name in links.
        definition: What it says; None for the features that belong to no bundle.
        features: Those of which it is the first bundle.
        elsewhere: Anchor and name of features that prove it, too, but stand in another chapter.
    """

    anchor: str
    definition: Definition | None
    features: tuple[Feature, ...]
    elsewhere: tuple[tuple[str, str], ...]


def page(results: Results, coverages: Sequence[Coverage], *, top: Path) -> str:
    """Return the page: it needs no script and nothing from elsewhere, prints, and can be read on a telephone.

    Args:
        results: Of the run.
        coverages: What was shown, in the order of the chapters.
        top: The folder from which files are named.
    """
    homes = {file: _home(file, results.results, coverages) for file in sorted({each.file for each in results.results})}
    last = len(coverages)
    order = sorted(homes, key=lambda file: last if (home := homes[file]) is None else home)
    numbers = Numbers.of(results.results, order)
    features = {file: feature_of(file, numbers, shown_path(file, top)) for file in order}
    chapters = [_chapter(at, coverages, homes, features, numbers) for at in (*range(len(coverages)), None)]
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    statuses = [result.status for result in results.results]
    return environment.get_template(_TEMPLATE).render(
        chapters=[each for each in chapters if each.definition or each.features],
        broken=results.broken,
        counts={status: statuses.count(status) for status in ("passed", "failed", "skipped")},
        total=len(statuses),
        percent=percent(coverages),
        kinds=KINDS,
    )


def _home(file: str, results: Iterable[Result], coverages: Sequence[Coverage]) -> int | None:
    """Return in which chapter a feature stands: that of which its scenarios show most; None for no bundle."""
    numbers = {number for number, result in enumerate(results) if result.file == file}
    shown = [len([by for by in each.shown.values() if numbers.intersection(by)]) for each in coverages]
    return shown.index(max(shown)) if any(shown) else None


def _chapter(
    at: int | None,
    coverages: Sequence[Coverage],
    homes: dict[str, int | None],
    features: dict[str, Feature],
    numbers: Numbers,
) -> Chapter:
    own = tuple(feature for file, feature in features.items() if homes[file] == at)
    if at is None:
        return Chapter(anchor="b0", definition=None, features=own, elsewhere=())
    coverage = coverages[at]
    proving = {numbers.file_of(number) for by in coverage.shown.values() for number in by}
    return Chapter(
        anchor=f"b{at + 1}",
        definition=definition_of(coverage, numbers),
        features=own,
        elsewhere=tuple(
            (feature.anchor, feature.name)
            for file, feature in features.items()
            if file in proving and feature not in own
        ),
    )
