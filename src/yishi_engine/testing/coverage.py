"""Which items, conditions and situations of the bundles in use the scenarios of a run showed, and which not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.loading import load_bundles
from yishi_engine.errors import YishiError
from yishi_engine.testing.names import NO, YES
from yishi_engine.testing.places import shown_path
from yishi_engine.testing.points import Kind, Point, Version, points_of, situations_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from yishi_engine.bundle.catalog import Catalog
    from yishi_engine.bundle.model import Bundle, Department
    from yishi_engine.testing.results import Results

KINDS: Final[dict[Kind, str]] = {"item": "事项", "condition": "条件", "situation": "情形"}
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was shown of one version of a bundle.

    Attributes:
        folder: The folder of the bundles, as the user would name it.
        bundle: The definition.
        departments: Departments by key.
        shown: What is to be shown → numbers of the results that show it, from 0; in the order of the definition.
    """

    folder: str
    bundle: Bundle
    departments: Mapping[str, Department]
    shown: Mapping[Point, tuple[int, ...]]

    @property
    def missing(self) -> tuple[Point, ...]:
        """What no scenario shows."""
        return tuple(point for point, by in self.shown.items() if not by)

    @property
    def percent(self) -> int:
        """How much is shown, in whole percent, rounded down."""
        return percent([self])

    def count(self, kind: Kind) -> tuple[int, int]:
        """Return how many points of a kind are shown, and how many there are."""
        of_kind = [by for point, by in self.shown.items() if point.kind == kind]
        return sum(map(bool, of_kind)), len(of_kind)

    def situation(self, subject: str, separator: str = "；") -> str:
        """Return answers that lead to a situation, in Chinese; 任何回答 where the answers make no difference.

        Args:
            subject: The situation.
            separator: What stands between the answers.
        """
        answers = situations_of(self.bundle)[subject].answers
        said = {
            name: (YES if value else NO)[0] if isinstance(value, bool) else value for name, value in answers.items()
        }
        labels = {each.id: each.label for each in self.bundle.questions}
        return separator.join(f"{labels[name]}：{value}" for name, value in said.items()) or "任何回答"


def percent(coverages: Iterable[Coverage]) -> int:
    """Return how much is shown of several versions together, in whole percent, rounded down; 100 of nothing."""
    every = [by for coverage in coverages for by in coverage.shown.values()]
    return _HUNDRED * sum(map(bool, every)) // len(every) if every else _HUNDRED


def measure(results: Results, *, top: Path) -> tuple[Coverage, ...]:
    """Return what the scenarios that passed showed, for each version in use, by folder, bundle and version.

    Args:
        results: Of the run.
        top: The folder from which folders of bundles are named.
    """
    used: dict[tuple[str, Version], dict[Point, list[int]]] = {}
    for number, result in enumerate(results.results):
        for met in result.met:
            shown = used.setdefault((met.folder, met.version), {})
            for point in met.points:
                shown.setdefault(point, []).append(number)
    return tuple(_covered(results, top, used))


def _covered(
    results: Results, top: Path, used: Mapping[tuple[str, Version], Mapping[Point, list[int]]]
) -> Iterator[Coverage]:
    for (folder, version), shown in sorted(used.items()):
        catalog = catalog_of(results, folder)
        if catalog is not None:
            bundle = catalog.get(version.bundle, version.number)
            yield Coverage(
                folder=shown_path(folder, top),
                bundle=bundle,
                departments=catalog.departments,
                shown={point: tuple(shown.get(point, ())) for point in points_of(bundle)},
            )


def catalog_of(results: Results, folder: str) -> Catalog | None:
    """Return the bundles of a folder, loaded now if another process had loaded them; None if they cannot be."""
    path = Path(folder)
    if path not in results.catalogs:
        try:
            results.catalogs[path] = load_bundles(path)
        except YishiError:  # they changed while the features ran
            return None
    return results.catalogs[path]


def unused(results: Results, coverages: Iterable[Coverage], *, top: Path) -> tuple[tuple[str, str], ...]:
    """Return folder and id of the bundles of which no version was used, in the folders of which another was."""
    used = {(coverage.folder, coverage.bundle.id) for coverage in coverages}
    folders = {folder for folder, _ in used}
    listed = {
        (shown_path(str(path), top), bundle.id) for path, catalog in results.catalogs.items() for bundle in catalog
    }
    return tuple(sorted(each for each in listed - used if each[0] in folders))
