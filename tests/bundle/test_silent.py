"""What used to pass without a word: odd limits, warnings that come at once, questions asked twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.bundle.conftest import Checker

TOTAL = "  total: 15 工作日"
SHORT = "    committed_limit: 1 工作日"


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("acceptance: 5 工作日", "acceptance: 7 自然日", []),
        ("acceptance: 5 工作日", "acceptance: 10 自然日", ["limits.acceptance_too_long"]),
        ("acceptance: 5 工作日", "acceptance: 40 工作时", []),
        ("acceptance: 5 工作日", "acceptance: 100 工作时", ["limits.acceptance_too_long"]),
        (TOTAL, f"  warn_before: 14 工作日\n{TOTAL}", []),
        (TOTAL, f"  warn_before: 15 工作日\n{TOTAL}", ["limit.warning_too_early"]),
        (TOTAL, f"  warn_before: 30 工作日\n{TOTAL}", ["limit.warning_too_early"]),
        (SHORT, f"{SHORT}\n    warn_before: 3 月", ["limit.warning_too_early"]),
        (SHORT, "    committed_limit: 即办\n    warn_before: 5 工作日", ["limit.warning_too_early"]),
        (SHORT, "    committed_limit: 即办\n    warn_before: 2 工作时", []),
        ("ask: 是否设置户外招牌?", "ask: 经营场所面积(㎡)?", ["field.same_label"]),
    ],
)
def test_what_is_odd_is_warned_of(old: str, new: str, codes: list[str], text: str, check: Checker) -> None:
    """Each is a warning at the line that was written, and what is just within reason is none."""
    assert old in text
    faults = check(text.replace(old, new, 1))
    assert [fault.code for fault in faults] == codes
    assert all(fault.severity == "warning" for fault in faults)
