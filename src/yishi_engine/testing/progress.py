"""What ``yishi test`` prints while features run, and what it counts; in the language of each feature."""

from __future__ import annotations

from pathlib import Path
from typing import Final, TextIO

import pytest

from yishi_engine.testing.failures import Said
from yishi_engine.testing.features import dialect_of
from yishi_engine.testing.keywords import ENGLISH

_INDENT: Final = "    "
_PASSED: Final = Said("通过", "passed")
_FAILED: Final = Said("失败", "failed")
_SKIPPED: Final = Said("跳过", "skipped")


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
        self._english: dict[str, bool] = {}

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
            self._print(
                file, self._title(_FAILED, file, name), report.longreprtext, *(text for _, text in report.sections)
            )
        elif report.skipped:
            self.skipped += 1
            self._print(file, self._title(_SKIPPED, file, name))
        elif report.when == "call":
            self.passed += 1
            if self._verbose:
                self._print(file, self._title(_PASSED, file, name))
            else:
                self._is_english(file)

    @pytest.hookimpl
    def pytest_keyboard_interrupt(self) -> None:
        """Remember that the user stopped the run."""
        self.interrupted = True

    @pytest.hookimpl
    def pytest_internalerror(self, excrepr: object) -> None:
        """Print what went wrong inside pytest."""
        self._print("", "内部错误", str(excrepr))

    def summary(self) -> str:
        """Return the counts in one line; in English if all features were."""
        counts = [(self.failed, _FAILED), (self.skipped, _SKIPPED)]
        total = self.passed + self.failed + self.skipped
        if self._english and all(self._english.values()) and not self.broken:
            parts = [f"{total} scenario(s): {self.passed} {_PASSED.english}"]
            return ", ".join(parts + [f"{count} {what.english}" for count, what in counts if count])
        parts = [f"{total} 个场景：{self.passed} 个{_PASSED.chinese}"]
        parts += [f"{count} 个{what.chinese}" for count, what in counts if count]
        parts += [f"{self.broken} 个文件有错误"] if self.broken else []
        return "，".join(parts)

    def _title(self, what: Said, file: str, name: str) -> str:
        return f"{what.english if self._is_english(file) else what.chinese}  {name}"

    def _is_english(self, file: str) -> bool:
        """Tell whether a feature is written in English; one that cannot be read any more is taken for Chinese."""
        if file not in self._english:
            try:
                text = Path(file).read_text(encoding="utf-8-sig")
            except OSError:
                text = ""
            self._english[file] = bool(text) and dialect_of(text) == ENGLISH
        return self._english[file]

    def _print(self, file: str, title: str, *texts: str) -> None:
        if file != self._file:
            self._file = file
            self._out.write(f"{file}\n" if file else "")
        lines = [line for text in texts if text for line in text.splitlines()]
        self._out.write("".join(f"{line}\n" for line in (f"  {title}", *(_INDENT + each for each in lines))))
        self._out.flush()
