"""What ``yishi test`` calls a row of examples: its scenario's name, with the placeholders filled."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from yishi_engine.testing.running import filled_name

if TYPE_CHECKING:
    from collections.abc import Generator


class Titles:
    """A plugin of pytest that names rows of examples in its reports.

    Only reports are renamed: other plugins know the tests by the names under which they were collected.
    """

    def __init__(self) -> None:
        """Create it, with no name known."""
        self._named: dict[str, str] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Fill the names; where a name has no placeholder, or would be there twice, the cells follow it."""
        plain = {item: item.nodeid.removesuffix(_cells(item)) for item in items}
        filled = {item: filled_name(written, item) for item, written in plain.items()}
        taken = Counter(filled.values())
        for item, name in filled.items():
            if name != plain[item]:
                self._named[item.nodeid] = name if taken[name] == 1 else f"{name}{_cells(item)}"

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Rename a report."""
        report = yield
        report.nodeid = self._named.get(item.nodeid, report.nodeid)
        return report


def _cells(item: pytest.Item) -> str:
    """Return what pytest puts after the name of a row of examples; empty for another test."""
    callspec = getattr(item, "callspec", None)
    return f"[{callspec.id}]" if callspec else ""
