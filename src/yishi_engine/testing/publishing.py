"""Coverage and living documentation under plain pytest, as ``--yishi-coverage`` and ``--yishi-html`` ask."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from yishi_engine.testing.coverage import measure, unused
from yishi_engine.testing.living import page
from yishi_engine.testing.results import Results
from yishi_engine.testing.summary import coverage_lines

if TYPE_CHECKING:
    import pytest


def begin(config: pytest.Config) -> None:
    """Collect results in this process and, unless it only works for another one, publish them at the end."""
    results = Results()
    config.pluginmanager.register(results, "yishi-results")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Publishing(results), "yishi-publishing")


class Publishing:
    """A plugin of pytest that publishes what was collected."""

    def __init__(self, results: Results) -> None:
        """Create it for a run's results."""
        self._results = results

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
        """Write the page, and say what of the bundles was shown."""
        top = config.invocation_params.dir
        covered = measure(self._results, top=top)
        target = config.getoption("yishi_html")
        if target:
            Path(top, target).write_text(page(self._results, covered, top=top), encoding="utf-8")
        if config.getoption("yishi_coverage"):
            terminalreporter.section("yishi")
            verbose = config.get_verbosity() > 0
            for line in coverage_lines(covered, unused(self._results, covered, top=top), verbose=verbose):
                terminalreporter.line(line)
