"""One thing that changes, and all that changes from one definition to another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yishi_engine.bundle import Definition

T = TypeVar("T")
Sign: TypeAlias = Literal["added", "removed", "changed"]


class Concerns(StrEnum):
    """Whom a change concerns; the value is the heading."""

    APPLICANTS = "对申请人"
    DEPARTMENTS = "对部门"
    DEADLINES = "时限"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that changes.

    Attributes:
        concerns: Whom.
        department: Key of the department that it concerns; empty unless it concerns departments.
        code: Stable dotted code, for example ``material.necessity``.
        subject: Id of the item, question, field, material or department; empty for the whole.
        sign: Whether something is new, gone or other than before.
        text: What changes, in one Chinese sentence without a full stop.
    """

    concerns: Concerns
    department: str = ""
    code: str
    subject: str = ""
    sign: Sign = "changed"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All that changes from one definition to another.

    Attributes:
        before: The one.
        after: The other.
        changes: What changes, in the order in which it is told; empty where nothing does.
    """

    before: Definition
    after: Definition
    changes: tuple[Change, ...]

    def concerning(self, whom: Concerns) -> list[Change]:
        """Return the changes that concern somebody, in order."""
        return [change for change in self.changes if change.concerns is whom]


def paired(before: Sequence[T], after: Sequence[T], key: str = "id") -> Iterator[tuple[T | None, T | None]]:
    """Yield what stands in both lists, or in one, by its id: first what is there afterwards, then what is gone."""
    earlier = {getattr(each, key): each for each in before}
    later = {getattr(each, key) for each in after}
    for each in after:
        yield earlier.get(getattr(each, key)), each
    for each in before:
        if getattr(each, key) not in later:
            yield each, None


def reordered(before: Sequence[T], after: Sequence[T], key: str = "id") -> bool:
    """Return whether what stands in both lists stands in another order."""
    one, other = [getattr(each, key) for each in before], [getattr(each, key) for each in after]
    return [each for each in one if each in other] != [each for each in other if each in one]


def gained(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return what is in the second list and not in the first, in order."""
    return [each for each in dict.fromkeys(after) if each not in before]


def listed(names: Sequence[str]) -> str:
    """Return names with marks between them."""
    return "、".join(f"“{name}”" for name in names)


def turned(what: str, before: object, after: object) -> str:
    """Return that something turns from one value into another; None stands for no value."""
    if before is None:
        return f"{what}写明为 {after}"
    return f"{what}不再写明（原为 {before}）" if after is None else f"{what}由 {before} 改为 {after}"
