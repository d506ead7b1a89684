"""What ``yishi test`` prints while features run, and what it counts; Chinese."""

from __future__ import annotations

from typing import Final, TextIO

import pytest

_INDENT: Final = "    "


class Progress:
    """A plugin of pytest in the place of its terminal reporter."""

    def __init__(self, out: TextIO, *, verbose: bool) -> None:
        """Create it.

        Args:
            out: Where to print.
            verbose: Whether scenarios that pass are listed, too.
        """
        self.passed = self.failed = self.skipped = self.broken = 0
        self.interrupted = False
        self._out = out
        self._verbose = verbose
        self._file = ""

    @pytest.hookimpl
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Print the faults of a file."""
        if report.failed:
            self.broken += 1
            self._print(report.nodeid, f"错误  {report.nodeid}", str(report.longrepr))

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a scenario, and print it if it failed."""
        file, _, name = report.nodeid.partition("::")
        if report.failed:
            self.failed += 1
            self._print(file, f"失败  {name}", report.longreprtext, *(text for _, text in report.sections))
        elif report.skipped:
            self.skipped += 1
            self._print(file, f"跳过  {name}")
        elif report.when == "call":
            self.passed += 1
            if self._verbose:
                self._print(file, f"通过  {name}")

    @pytest.hookimpl
    def pytest_keyboard_interrupt(self) -> None:
        """Remember that the user stopped the run."""
        self.interrupted = True

    @pytest.hookimpl
    def pytest_internalerror(self, excrepr: object) -> None:
        """Print what went wrong inside pytest."""
        self._print("", "内部错误", str(excrepr))

    def summary(self) -> str:
        """Return the counts in one line."""
        parts = [f"{self.passed + self.failed + self.skipped} 个场景：{self.passed} 个通过"]
        parts += [f"{self.failed} 个失败"] if self.failed else []
        parts += [f"{self.skipped} 个跳过"] if self.skipped else []
        parts += [f"{self.broken} 个文件有错误"] if self.broken else []
        return "，".join(parts)

    def _print(self, file: str, title: str, *texts: str) -> None:
        if file != self._file:
            self._file = file
            self._out.write(f"{file}\n" if file else "")
        lines = [line for text in texts if text for line in text.splitlines()]
        self._out.write("".join(f"{line}\n" for line in (f"  {title}", *(_INDENT + each for each in lines))))
        self._out.flush()
