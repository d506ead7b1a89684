"""Definitions as the living documentation shows them: flow, items, conditions and situations, with who proves each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.model import Material
from yishi_engine.testing.coverage import KINDS
from yishi_engine.testing.points import Facet, Kind, Point, conditional, facets_of, situations_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.bundle.model import Bundle, FormField, Item, Question
    from yishi_engine.testing.coverage import Coverage
    from yishi_engine.testing.proofs import Numbers

_GATES: Final = {"start": "准予后开始", "decide": "准予后决定"}
_SHOWN: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What is to be shown, and the numbers of the scenarios that show it.

    Attributes:
        label: What is to be shown.
        numbers: The first few.
        more: How many there are besides.
    """

    label: str
    numbers: tuple[int, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One item.

    Attributes:
        when: Its condition in Chinese; empty if it is always required.
        limits: Its limits, named.
        after: Its prerequisites, with their gates.
    """

    id: str
    name: str
    department: str
    when: str
    limits: str
    after: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One condition or situation."""

    name: str
    detail: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One item in the flow."""

    name: str
    department: str
    limit: str
    conditional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One version of a bundle.

    Attributes:
        flow: The items in columns, each after those that it waits for.
        counts: For each kind, how many points are shown and how many there are.
    """

    id: str
    name: str
    version: int
    folder: str
    lead: str
    total: str
    flow: tuple[tuple[Box, ...], ...]
    items: tuple[ItemRow, ...]
    conditions: tuple[Row, ...]
    situations: tuple[Row, ...]
    counts: dict[Kind, tuple[int, int]]
    percent: int


def definition_of(coverage: Coverage, numbers: Numbers) -> Definition:
    """Return a definition with its proofs."""
    bundle = coverage.bundle
    kinds: tuple[Kind, ...] = ("item", "condition", "situation")
    return Definition(
        id=bundle.id,
        name=bundle.name,
        version=bundle.version,
        folder=coverage.folder,
        lead=_department(coverage, bundle.lead_department),
        total=str(bundle.limits.total),
        flow=tuple(_flow(coverage)),
        items=tuple(_item(coverage, item, numbers) for item in bundle.items),
        conditions=tuple(_conditions(coverage, numbers)),
        situations=tuple(_situations(coverage, numbers)),
        counts={kind: coverage.count(kind) for kind in kinds},
        percent=coverage.percent,
    )


def _department(coverage: Coverage, key: str) -> str:
    return coverage.departments[key].name


def _labels(bundle: Bundle) -> dict[str, str]:
    valued: tuple[Question | FormField, ...] = (*bundle.questions, *bundle.form)
    return {each.id: each.label for each in valued}


def _proof(coverage: Coverage, point: Point, numbers: Numbers, label: str) -> Proof:
    by = sorted(numbers.shown[at] for at in coverage.shown[point])
    return Proof(label=label, numbers=tuple(by[:_SHOWN]), more=max(0, len(by) - _SHOWN))


def _item(coverage: Coverage, item: Item, numbers: Numbers) -> ItemRow:
    bundle = coverage.bundle
    limits = (("承诺", item.committed_limit), ("法定", item.statutory_limit))
    return ItemRow(
        id=item.id,
        name=item.name,
        department=_department(coverage, item.department),
        when=item.when.explain(_labels(bundle)) if item.when else "",
        limits="，".join(f"{title} {limit}" for title, limit in limits if limit),
        after="；".join(f"{bundle.item(gate.item).name}{_GATES[gate.gate]}" for gate in item.depends_on),
        proofs=tuple(
            _proof(coverage, Point("item", item.id, facet), numbers, facet.label) for facet in facets_of(item)
        ),
    )


def _conditions(coverage: Coverage, numbers: Numbers) -> Iterator[Row]:
    labels = _labels(coverage.bundle)
    for each in conditional(coverage.bundle):
        facets = (Facet.HOLDS, Facet.FAILS)
        yield Row(
            name=each.name if isinstance(each, Material) else each.label,
            detail=each.when.explain(labels) if each.when else "",
            proofs=tuple(
                _proof(coverage, Point("condition", each.id, facet), numbers, facet.label) for facet in facets
            ),
        )


def _situations(coverage: Coverage, numbers: Numbers) -> Iterator[Row]:
    names = {item.id: item.name for item in coverage.bundle.items}
    for subject in situations_of(coverage.bundle):
        point = Point("situation", subject, Facet.SHOWN)
        label = Facet.SHOWN.label if coverage.shown[point] else KINDS["situation"]
        yield Row(
            name=coverage.situation(subject),
            detail="、".join(names[item] for item in subject.split("+")),
            proofs=(_proof(coverage, point, numbers, label),),
        )


def _flow(coverage: Coverage) -> Iterator[tuple[Box, ...]]:
    """Yield the columns of the flow: first the items that wait for nothing."""
    left = list(coverage.bundle.items)
    done: set[str] = set()
    while left:
        ready = [item for item in left if all(gate.item in done for gate in item.depends_on)]
        yield tuple(
            Box(
                name=item.name,
                department=_department(coverage, item.department),
                limit=str(item.limit),
                conditional=item.when is not None,
            )
            for item in ready
        )
        done |= {item.id for item in ready}
        left = [item for item in left if item.id not in done]
