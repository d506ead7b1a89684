"""Comparing two definitions, or all of two folders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yishi_engine.publish.diff.applicants import applicant_changes
from yishi_engine.publish.diff.change import Difference
from yishi_engine.publish.diff.deadlines import deadline_changes
from yishi_engine.publish.diff.offices import department_changes

if TYPE_CHECKING:
    from yishi_engine.bundle import Catalog, Definition


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changes from one catalogue to another, by the newest version of each bundle.

    Attributes:
        added: Definitions of bundles that are new.
        removed: Definitions of bundles that are gone.
        differences: For each bundle in both what changes, where anything does.
    """

    added: tuple[Definition, ...]
    removed: tuple[Definition, ...]
    differences: tuple[Difference, ...]


def compare(before: Definition, after: Definition) -> Difference:
    """Return what changes from one definition to another: two versions, two regions, or any two bundles."""
    changes = (
        *applicant_changes(before, after),
        *department_changes(before, after),
        *deadline_changes(before.bundle, after.bundle),
    )
    return Difference(before=before, after=after, changes=changes)


def compare_catalogs(before: Catalog, after: Catalog) -> Comparison:
    """Return what changes from one catalogue to another."""
    one, other = _newest(before), _newest(after)
    both = [compare(one[name], other[name]) for name in one if name in other]
    return Comparison(
        added=tuple(each for name, each in other.items() if name not in one),
        removed=tuple(each for name, each in one.items() if name not in other),
        differences=tuple(
            each for each in both if each.changes or each.before.bundle.version != each.after.bundle.version
        ),
    )


def _newest(catalog: Catalog) -> dict[str, Definition]:
    return {definition.bundle.id: definition for definition in catalog.definitions()}
