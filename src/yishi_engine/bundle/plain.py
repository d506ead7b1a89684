"""Checking a definition that stands in no YAML file: from a workbook, or from answers to questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from yishi_engine.bundle.checks import findings
from yishi_engine.bundle.checks.departments import department_findings
from yishi_engine.bundle.model import Bundle, Department
from yishi_engine.bundle.rule import Finding, Subject
from yishi_engine.bundle.shape import read_shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.bundle.rule import Trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One finding with its code and severity.

    Attributes:
        code: Stable dotted code.
        severity: As that of a fault.
        finding: What and where, by trail in the plain data.
    """

    code: str
    severity: Literal["error", "warning"] = "error"
    finding: Finding


def check_plain(
    data: object, departments: Mapping[str, Department] | None, *, broken: frozenset[Trail] = frozenset()
) -> tuple[Bundle | None, tuple[Told, ...]]:
    """Check a bundle as plain data with every rule.

    Args:
        data: What YAML would give.
        departments: The departments by key; None where they could not be read, so that nothing is said about them.
        broken: Trails of values that are not there because they could not be read; nothing is said of what rests on
            them.

    Returns:
        The bundle, None where there is an error; and all findings.
    """
    shape = read_shape(Bundle, data)
    told = [Told(code=code, finding=finding) for code, finding in shape.findings]
    if shape.model is not None:
        subject = Subject(shape.model, departments, shape.broken | broken)
        told += [Told(code=rule.code, severity=rule.severity, finding=each) for rule, each in findings(subject)]
    failed = any(each.severity == "error" for each in told)
    return (None if failed else shape.model), tuple(told)


def check_departments(data: Mapping[str, object]) -> tuple[dict[str, Department], tuple[Told, ...]]:
    """Check departments as plain data.

    Args:
        data: Key to what YAML would give for it.

    Returns:
        The departments that could be read, by key; and all findings, whose trails begin with the key.
    """
    found: dict[str, Department] = {}
    told: list[Told] = []
    for key, value in data.items():
        shape = read_shape(Department, value)
        told += [Told(code=code, finding=finding.within((key,))) for code, finding in shape.findings]
        if shape.model is not None:
            found[key] = shape.model
    told += [Told(code=code, finding=finding) for code, finding in department_findings(found)]
    return found, tuple(told)
