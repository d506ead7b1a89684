"""What a run of features came to, scenario by scenario, as a plugin of pytest collects it; also across processes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import pytest
from pytest_bdd.scenario import scenario_wrapper_template_registry

from yishi_engine.errors import YishiError
from yishi_engine.testing.points import Facet, Point, Version, met_in
from yishi_engine.testing.running import EXAMPLE, filled_name
from yishi_engine.testing.steps.fixtures import AT_LINE, BUNDLES, WORLD, catalogs

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytest_bdd.parser import ScenarioTemplate

    from yishi_engine.bundle.catalog import Catalog

Status: TypeAlias = Literal["passed", "failed", "skipped"]
_ATTRIBUTE: Final = "yishi"
_NO_REASON: Final = "unconditional skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """What a scenario showed of one version of a bundle.

    Attributes:
        folder: The folder of the bundles.
    """

    folder: str
    version: Version
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one scenario, or one row of an outline, came to.

    Attributes:
        file: Path of the feature.
        line: Line on which the scenario begins.
        name: Its name, with placeholders.
        title: Its name, with the placeholders filled that its row of examples fills.
        row: Which row of examples it is, from 0; None for a scenario without examples.
        failed_at: Line of the step that failed; None if none did.
        message: What pytest reports about a scenario that failed or was skipped.
        met: What it showed of each version that it used: nothing unless it passed.
    """

    file: str
    line: int
    name: str
    title: str
    row: int | None
    status: Status
    failed_at: int | None
    message: str
    met: tuple[Met, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A file that could not be run, with its faults."""

    file: str
    message: str


class Results:
    """A plugin that collects results; see the attributes once the run is over.

    Attributes:
        results: In the order in which they came in.
        broken: Files that could not be run.
        catalogs: Folder of bundles → what was loaded from it; of other processes, what is asked for is loaded anew.
    """

    def __init__(self) -> None:
        """Create it, with nothing collected."""
        self.results: list[Result] = []
        self.broken: list[Broken] = []
        self.catalogs: dict[Path, Catalog] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Attach the result to the report, which also reaches the process that collects."""
        report = yield
        test = getattr(item, "obj", None)
        template = scenario_wrapper_template_registry.get(test) if callable(test) else None
        if template is not None and (report.when == "call" or not report.passed):
            setattr(report, _ATTRIBUTE, json.dumps(asdict(_result(item, template, report))))
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect the result of a report; one that failed afterwards counts as failed."""
        text = getattr(report, _ATTRIBUTE, None)
        if text is None:
            return
        result = _read(text)
        same = (result.file, result.name, result.row)
        self.results = [each for each in self.results if (each.file, each.name, each.row) != same] + [result]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Collect a file with faults."""
        if report.failed and report.nodeid.endswith(".feature"):
            self.broken.append(Broken(file=report.nodeid, message=str(report.longrepr)))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Keep the bundles that this process loaded."""
        self.catalogs.update(catalogs(session.config))


def _result(item: pytest.Item, template: ScenarioTemplate, report: pytest.TestReport) -> Result:
    callspec = getattr(item, "callspec", None)
    return Result(
        file=template.feature.filename,
        line=template.line_number,
        name=template.name,
        title=filled_name(template.name, item),
        row=callspec.indices.get(EXAMPLE) if callspec else None,
        status=report.outcome,
        failed_at=item.stash.get(AT_LINE, None) if report.failed else None,
        message="" if report.passed else _message(report),
        met=tuple(_met(item, proven=report.passed)),
    )


def _message(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):  # of a scenario that was skipped: file, line, reason
        reason = str(report.longrepr[2]).removeprefix("Skipped: ")
        return "" if reason == _NO_REASON else reason
    return report.longreprtext


def _met(item: pytest.Item, *, proven: bool) -> list[Met]:
    world, folder = item.stash.get(WORLD, None), item.stash.get(BUNDLES, Path())
    try:
        met = met_in(world) if world else {}
    except YishiError:  # a step of the project's own left the cases in a state that cannot be read
        return []
    return [
        Met(folder=str(folder), version=version, points=tuple(sorted(points)) if proven else ())
        for version, points in met.items()
    ]


def _read(text: str) -> Result:
    """Read a result back from the text that a report carries: what goes between processes must be plain."""
    plain = json.loads(text)
    met = tuple(
        Met(
            folder=each["folder"],
            version=Version(*each["version"]),
            points=tuple(Point(kind, subject, Facet(facet)) for kind, subject, facet in each["points"]),
        )
        for each in plain.pop("met")
    )
    return Result(**plain, met=met)
