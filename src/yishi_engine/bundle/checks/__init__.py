"""The rules of the checker, in one table; each is a small function that yields what breaks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.checks import conditions, ids, limits, materials, order, references, total, usage, valued

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.bundle.rule import Finding, Rule, Subject

RULES: Final[tuple[Rule, ...]] = (
    *ids.RULES,
    *references.RULES,
    *usage.RULES,
    *order.RULES,
    *valued.RULES,
    *conditions.RULES,
    *materials.RULES,
    *limits.RULES,
    *total.RULES,
)
"""Every rule on a bundle; adding one takes a function and a line in the table of its module."""


def findings(subject: Subject) -> Iterator[tuple[Rule, Finding]]:
    """Yield everything that breaks a rule, except what rests on values that could not be read."""
    for rule in RULES:
        for finding in rule.check(subject):
            if not subject.rests_on_broken(finding):
                yield rule, finding
