"""Rules on references: everything that is named exists. A name that is missing is named once, wherever it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.identifiers import is_region
from yishi_engine.bundle.rule import Finding, Rule, Subject, Trail
from yishi_engine.bundle.suggestions import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FIELD: Final = ("form", "表单里没有字段")
_MATERIAL: Final = ("materials", "materials 里没有材料")
_ITEM: Final = ("items", "没有事项")


def unknown_departments(subject: Subject) -> Iterator[Finding]:
    """Yield departments that ``departments.yaml`` does not list."""
    if subject.departments is None:
        return
    bundle = subject.bundle
    used: list[tuple[Trail, str]] = [(("lead_department",), bundle.lead_department)]
    used += [(("items", index, "department"), item.department) for index, item in enumerate(bundle.items)]
    for trail, key in used:
        if key not in subject.departments:
            near = did_you_mean(key, subject.departments)
            hint = (
                f"{near}或在 departments.yaml 里登记 {key}"
                if near.startswith("是否")
                else f"在 departments.yaml 里登记 {key}"
            )
            yield Finding(trail, f'departments.yaml 里没有部门"{key}"', hint)


def distant_departments(subject: Subject) -> Iterator[Finding]:
    """Yield departments of a region that neither holds the bundle's region nor lies in it."""
    region = subject.bundle.region
    if subject.departments is None or region is None or not is_region(region):
        return
    distant: dict[str, Trail] = {}
    known = [(index, item.department) for index, item in enumerate(subject.bundle.items)]
    for index, key in known:
        theirs = subject.departments[key].region if key in subject.departments else None
        if theirs and is_region(theirs) and not _nested(region, theirs):
            distant.setdefault(key, ("items", index, "department"))
    if len(distant) > 1 and distant.keys() == {key for _, key in known}:
        yield Finding(("region",), f"套餐在 {region}，各事项的部门却都不在", "改正 region，或改用本地的部门")
        return
    for key, trail in distant.items():
        department = subject.departments[key]
        message = f'部门"{key}"（{department.name}）在 {department.region}，套餐在 {region}'
        yield Finding(trail, message, "改用本地的部门，或改正 region", rests_on=(trail, ("region",)))


def _nested(one: str, other: str) -> bool:
    """Return whether one region lies in the other; the code of a province ends in 0000, that of a city in 00."""
    short, long = sorted(
        (one.removesuffix("00").removesuffix("00"), other.removesuffix("00").removesuffix("00")), key=len
    )
    return long.startswith(short)


def field_uses(subject: Subject) -> list[tuple[Trail, str]]:
    """Return where items name form fields."""
    items = enumerate(subject.bundle.items)
    return [(("items", i, "fields", place), name) for i, item in items for place, name in enumerate(item.fields)]


def material_uses(subject: Subject) -> list[tuple[Trail, str]]:
    """Return where items name materials."""
    items = enumerate(subject.bundle.items)
    return [(("items", i, "materials", place), name) for i, item in items for place, name in enumerate(item.materials)]


def item_uses(subject: Subject) -> list[tuple[Trail, str]]:
    """Return where prerequisites, and then results among the materials, name items."""
    items, materials = enumerate(subject.bundle.items), enumerate(subject.bundle.materials)
    waits: list[tuple[Trail, str]] = [
        (("items", i, "depends_on", place, "item"), each.item)
        for i, item in items
        for place, each in enumerate(item.depends_on)
    ]
    return waits + [(("materials", i, "of"), each.of) for i, each in materials if each.of is not None]


def renamed(subject: Subject, part: str, uses: Iterable[tuple[Trail, str]]) -> dict[str, str]:
    """Return entries of a list that nothing names, by the missing name that most likely means them."""
    listed = list(uses)
    known = {each.id for each in getattr(subject.bundle, part)}
    idle = known - {name for _, name in listed}
    found: dict[str, str] = {}
    for _, name in listed:
        meant = nearest(name, idle - set(found.values())) if name not in known and name not in found else None
        if meant is not None:
            found[name] = meant
    return found


def _unknown(subject: Subject, what: tuple[str, str], uses: list[tuple[Trail, str]]) -> Iterator[Finding]:
    part, words = what
    if not subject.ids_known(part):
        return
    known = {each.id: index for index, each in enumerate(getattr(subject.bundle, part))}
    others = renamed(subject, part, uses)
    missing: dict[str, list[Trail]] = {}
    for trail, name in uses:
        if name not in known:
            missing.setdefault(name, []).append(trail)
    for name, trails in missing.items():
        several = f"（共 {len(trails)} 处）" if len(trails) > 1 else ""
        if several and name in others:
            # Many name it alike, so that the one odd spelling is that of the entry itself.
            entry: Trail = (part, known[others[name]], "id")
            message = f'{words}"{name}"，却有 {len(trails)} 处用到；这里写的是"{others[name]}"'
            yield Finding(entry, message, f"是否想写 {name}？")
        else:
            yield Finding(trails[0], f'{words}"{name}"{several}', did_you_mean(name, known))


def unknown_fields(subject: Subject) -> Iterator[Finding]:
    """Yield fields of items that the form does not have."""
    return _unknown(subject, _FIELD, field_uses(subject))


def unknown_materials(subject: Subject) -> Iterator[Finding]:
    """Yield materials of items that the one set does not have."""
    return _unknown(subject, _MATERIAL, material_uses(subject))


def unknown_items(subject: Subject) -> Iterator[Finding]:
    """Yield prerequisites, also those that issue a material, that are no item of the bundle."""
    waited = {name for trail, name in item_uses(subject) if trail[0] == "items"}
    uses = [(trail, name) for trail, name in item_uses(subject) if name in waited or name in subject.items]
    return _unknown(subject, _ITEM, uses)


def unknown_issuers(subject: Subject) -> Iterator[Finding]:
    """Yield results of items that the bundle does not have, unless a prerequisite names them too."""
    waited = {name for trail, name in item_uses(subject) if trail[0] == "items"}
    uses = [(trail, name) for trail, name in item_uses(subject) if name not in waited or name in subject.items]
    return _unknown(subject, _ITEM, uses)


RULES: Final = (
    Rule(code="department.unknown", title="部门须在 departments.yaml 里登记", check=unknown_departments),
    Rule(
        code="department.region",
        title="部门应在套餐的行政区划之内或之上",
        severity="warning",
        check=distant_departments,
    ),
    Rule(code="item.unknown", title="前置事项须是本套餐的事项", check=unknown_items),
    Rule(code="material.of_unknown", title="of 须是本套餐的事项", check=unknown_issuers),
    Rule(code="field.unknown", title="事项所用字段须在表单里", check=unknown_fields),
    Rule(code="material.unknown", title="事项所用材料须在 materials 里", check=unknown_materials),
)
