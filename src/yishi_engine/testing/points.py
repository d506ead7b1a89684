"""What a bundle's features should show: every item handled in each way it can be, every branch, every situation."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from yishi_engine.bundle.enumeration import RequiredSet, required_sets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from yishi_engine.audit import AuditRecord
    from yishi_engine.bundle.catalog import Catalog
    from yishi_engine.bundle.model import Bundle, FormField, Item, Material
    from yishi_engine.testing.world import World

Kind: TypeAlias = Literal["item", "condition", "situation"]


class Facet(StrEnum):
    """What can be shown of an item, a condition or a situation; ``label`` is the Chinese name."""

    REQUIRED = "required"
    EXEMPT = "exempt"
    GRANTED = "granted"
    REFUSED = "refused"
    STOPPED = "stopped"
    EXTENDED = "extended"
    COMMITTED = "committed"
    TERMINATED = "terminated"
    HOLDS = "holds"
    FAILS = "fails"
    SHOWN = "shown"

    @property
    def label(self) -> str:
        """The name for designers."""
        return _LABELS[self]


_LABELS: Final = {
    Facet.REQUIRED: "分发",
    Facet.EXEMPT: "免办",
    Facet.GRANTED: "准予",
    Facet.REFUSED: "不予",
    Facet.STOPPED: "停止计时",
    Facet.EXTENDED: "延期",
    Facet.COMMITTED: "告知承诺",
    Facet.TERMINATED: "终止",
    Facet.HOLDS: "成立",
    Facet.FAILS: "不成立",
    Facet.SHOWN: "有用例",
}
_BEGINNINGS: Final = ("case.submitted", "case.migrated")
ITEM_FACETS: Final = tuple(Facet)[:8]
_OF_EVENTS: Final = {
    "task.opened": Facet.REQUIRED,
    "task.waiting": Facet.REQUIRED,
    "task.granted": Facet.GRANTED,
    "task.refused": Facet.REFUSED,
    "task.suspended": Facet.STOPPED,
    "task.extended": Facet.EXTENDED,
    "task.terminated": Facet.TERMINATED,
}


class Point(NamedTuple):
    """One thing that a scenario can show.

    Attributes:
        kind: What it is about.
        subject: An item's id; the id of a form field or material that has a condition; or a situation: the ids of the
            items that it requires, joined by ``+`` in the order of the definition.
        facet: What is shown of it.
    """

    kind: Kind
    subject: str
    facet: Facet


class Version(NamedTuple):
    """One version of a bundle, as the definition that the scenarios used."""

    bundle: str
    number: int


def points_of(bundle: Bundle) -> tuple[Point, ...]:
    """Return all that scenarios should show of a bundle, in the order of the definition.

    Situations are left out where there are too many combinations of answers to enumerate them.
    """
    items = (Point("item", item.id, facet) for item in bundle.items for facet in facets_of(item))
    conditions = (
        Point("condition", each.id, facet) for each in conditional(bundle) for facet in (Facet.HOLDS, Facet.FAILS)
    )
    situations = (Point("situation", _subject(bundle, each), Facet.SHOWN) for each in required_sets(bundle) or ())
    return (*items, *conditions, *situations)


def conditional(bundle: Bundle) -> tuple[FormField | Material, ...]:
    """Return the form fields and materials that are asked for on a condition."""
    every: tuple[FormField | Material, ...] = (*bundle.form, *bundle.materials)
    return tuple(each for each in every if each.when is not None)


def facets_of(item: Item) -> tuple[Facet, ...]:
    """Return the ways in which an item can be handled, by its definition."""
    possible = {
        Facet.EXEMPT: item.when,
        Facet.STOPPED: item.special_procedures,
        Facet.EXTENDED: item.extension,
        Facet.COMMITTED: item.commitment,
        Facet.TERMINATED: item.depends_on,
    }
    return tuple(facet for facet in ITEM_FACETS if possible.get(facet, True))


def situations_of(bundle: Bundle) -> dict[str, RequiredSet]:
    """Return subject → situation, for every situation; empty where there are too many."""
    return {_subject(bundle, each): each for each in required_sets(bundle) or ()}


def _subject(bundle: Bundle, situation: RequiredSet) -> str:
    return "+".join(item.id for item in bundle.items if item.id in situation.items)


def met_in(world: World) -> dict[Version, frozenset[Point]]:
    """Return what the cases of a world showed, by version; a case that was moved counts for each of its versions."""
    met: dict[Version, set[Point]] = {}
    for case_id in world.cases:
        form = world.engine.case(case_id).form
        version, situation, accepted = Version("", 0), "", False
        for record in world.engine.events(case_id):
            if record.type in _BEGINNINGS:
                version, situation = _version(record, version), "+".join(_listed(record, "required"))
                values = {**_mapped(record, "answers"), **form}
                met.setdefault(version, set()).update(_conditions(world.catalog, version, values))
            accepted = accepted or record.type == "case.accepted"
            if accepted and record.type in ("case.accepted", "case.migrated"):
                met[version].add(Point("situation", situation, Facet.SHOWN))
            met[version].update(_shown(record))
    return {version: frozenset(points) for version, points in met.items()}


def _version(record: AuditRecord, before: Version) -> Version:
    if record.type == "case.submitted":
        return Version(str(record.data["bundle"]), int(str(record.data["bundle_version"])))
    return before._replace(number=int(str(record.data["version"])))


def _listed(record: AuditRecord, name: str) -> tuple[str, ...]:
    listed = record.data.get(name)
    return tuple(map(str, listed)) if isinstance(listed, list | tuple) else ()


def _mapped(record: AuditRecord, name: str) -> Mapping[str, object]:
    mapped = record.data.get(name)
    return mapped if isinstance(mapped, dict) else {}


def _conditions(catalog: Catalog, version: Version, values: Mapping[str, object]) -> Iterator[Point]:
    """Yield which conditions of fields and materials hold and which do not."""
    bundle = catalog.get(version.bundle, version.number)
    types = {each.id: each.type for each in (*bundle.questions, *bundle.form)}
    known = {
        name: Decimal(value) if types[name] == "decimal" and isinstance(value, str) else value
        for name, value in values.items()
        if name in types and isinstance(value, bool | int | str | Decimal)
    }
    for each in conditional(bundle):
        if each.when is not None:
            yield Point("condition", each.id, Facet.HOLDS if each.when.evaluate(known) else Facet.FAILS)


def _shown(record: AuditRecord) -> Iterator[Point]:
    """Yield what a record shows of its item, or of the items that are exempt."""
    facet = _OF_EVENTS.get(record.type)
    data = record.data
    if record.type in _BEGINNINGS:
        yield from (Point("item", item, Facet.EXEMPT) for item in _mapped(record, "exempt"))
    elif facet is Facet.TERMINATED and data["cause"] != "prerequisite_failed":
        return
    elif facet is not None:
        yield Point("item", str(data["item"]), facet)
        if data.get("on_commitment"):
            yield Point("item", str(data["item"]), Facet.COMMITTED)
