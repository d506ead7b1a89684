"""What a rule of the checker is, what it looks at and what it finds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from yishi_engine.bundle.condition_types import type_faults
from yishi_engine.bundle.enumeration import RequiredSet, can_be, required_sets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from yishi_engine.bundle.expressions import Values
    from yishi_engine.bundle.model import Bundle, Department, Item

Trail: TypeAlias = tuple[str | int, ...]
"""Keys and 0-based list indexes from the root of a definition to a value."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        trail: Where.
        message: What, in Chinese, for designers.
        hint: What to write instead, in Chinese.
        key: Whether the place is that of the key instead of the value.
        offset: Characters into the value's text, for conditions.
        rests_on: Trails that the finding rests on, its own unless given: when something there could not be read, it is
            not reported, for it may be but a consequence.
    """

    trail: Trail
    message: str
    hint: str = ""
    key: bool = False
    offset: int = 0
    rests_on: tuple[Trail, ...] = ()

    def within(self, base: Trail) -> Finding:
        """Return the same finding in a larger whole, at ``base``."""
        return replace(self, trail=(*base, *self.trail))


@dataclass(frozen=True, slots=True)
class Subject:
    """What the rules look at.

    Attributes:
        bundle: The bundle, repaired where a value could not be read.
        departments: The departments by key; ``None`` when ``departments.yaml`` could not be read, so that nothing is
            said about them.
        broken: Trails of values that could not be read.
        items: The items by id, the first of each.
        sound: Whether the items' conditions fit the questions, so that they can be evaluated.
        sets: Every set of items that answers can require; ``None`` when there are too many answers, or when the
            conditions are not sound.
    """

    bundle: Bundle
    departments: Mapping[str, Department] | None
    broken: frozenset[Trail] = frozenset()
    items: dict[str, Item] = field(init=False)
    sound: bool = field(init=False)
    sets: tuple[RequiredSet, ...] | None = field(init=False)

    def __post_init__(self) -> None:
        """Work out what several rules need."""
        items: dict[str, Item] = {}
        for item in self.bundle.items:
            items.setdefault(item.id, item)
        object.__setattr__(self, "items", items)
        scope = {question.id: question for question in self.bundle.questions}
        sound = not any(list(type_faults(item.when, scope)) for item in self.bundle.items if item.when is not None)
        object.__setattr__(self, "sound", sound)
        object.__setattr__(self, "sets", required_sets(self.bundle) if sound else None)

    def can_require(self, items: Sequence[Item] = (), *, without: Sequence[Item] = ()) -> bool | None:
        """Return whether some answers require all of some items and none of others; ``None`` where it is unknown."""
        if self.sets is not None:
            wanted, unwanted = {item.id for item in items}, {item.id for item in without}
            met = any(wanted <= each.items and not unwanted & each.items for each in self.sets)
            return met if self.sets else None
        if not self.sound:
            return None

        def fits(values: Values) -> bool:
            needed = all(item.when is None or item.when.evaluate(values) for item in items)
            return needed and not any(item.when is None or item.when.evaluate(values) for item in without)

        conditions = [item.when for item in (*items, *without) if item.when is not None]
        return can_be(self.bundle, conditions, fits)

    def ids_known(self, part: str) -> bool:
        """Return whether all ids in a list of the bundle (``items``, ``form`` …) could be read, each for one entry.

        Where they do not, a name that is missing may be that of an entry whose id is wrong.
        """
        ids = [each.id for each in getattr(self.bundle, part)]
        shared = {each.id for each in self.bundle.questions} & set(ids) if part == "form" else set()
        return (
            len(ids) == len(set(ids))
            and not shared
            and not any(
                trail[:1] == (part,) and (len(trail) < 3 or trail[2] == "id")  # noqa: PLR2004
                for trail in self.broken
            )
        )

    def rests_on_broken(self, finding: Finding) -> bool:
        """Return whether something that a finding rests on could not be read."""
        return any(
            trail[: len(basis)] == basis or basis[: len(trail)] == trail
            for basis in finding.rests_on or (finding.trail,)
            for trail in self.broken
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the checker.

    Attributes:
        code: Stable dotted code.
        title: What it demands, in one Chinese sentence.
        severity: ``error`` forbids loading, ``warning`` does not.
        check: Yields what breaks the rule.
    """

    code: str
    title: str
    severity: Literal["error", "warning"] = "error"
    check: Callable[[Subject], Iterator[Finding]]
