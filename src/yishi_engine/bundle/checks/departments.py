"""Rules on ``departments.yaml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.bundle.identifiers import is_credit_code, is_region
from yishi_engine.bundle.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from yishi_engine.bundle.model import Department


def department_findings(departments: Mapping[str, Department]) -> Iterator[tuple[str, Finding]]:
    """Yield pairs of code and finding: ``region.invalid`` and ``uscc.invalid``."""
    for key, department in departments.items():
        if department.region is not None and not is_region(department.region):
            hint = '写六位数字并加引号，例如 "510900"'
            yield "region.invalid", Finding((key, "region"), f'"{department.region}"不是行政区划代码', hint)
        if department.uscc is not None and not is_credit_code(department.uscc):
            hint = "核对 18 位代码；字母大写，没有 I、O、S、V、Z，末位是校验码"
            yield "uscc.invalid", Finding((key, "uscc"), f'"{department.uscc}"不是统一社会信用代码', hint)
