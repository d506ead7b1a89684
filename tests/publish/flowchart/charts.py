"""Charts to look at: of the shipped bundles, of one with fifteen items, and of random ones."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle import Bundle, Department, load_bundles
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from tests.model.situation import Plain
    from yishi_engine.bundle import Catalog

SHIPPED: Final = ("newborn", "open-hotel", "open-restaurant")
_WAITS: Final = {
    1: [(0, "start")], 2: [(1, "start")], 3: [(0, "start")], 4: [(2, "decide")], 6: [(5, "decide")],
    7: [(2, "decide")], 8: [(2, "start"), (4, "decide"), (7, "decide")], 10: [(0, "start")], 13: [(8, "start")],
    14: [(13, "start"), (9, "start"), (6, "decide")],
}  # fmt: skip
_WHENS: Final = {3: "q1", 5: "q2", 7: "area >= 1000 or q1", 9: "q3", 11: "not q2", 12: "q3 and area > 200"}
_DEPARTMENTS: Final = (0, 1, 1, 3, 4, 5, 6, 7, 2, 8, 5, 6, 6, 2, 2)


@cache
def shipped() -> Catalog:
    """Return the bundles that ship with the package."""
    return load_bundles(bundles_folder())


@cache
def large() -> tuple[Bundle, dict[str, Department]]:
    """Return a bundle of fifteen items in nine departments, which wait for each other in many ways."""
    items: list[Plain] = []
    for number, department in enumerate(_DEPARTMENTS):
        item: Plain = {
            "id": f"i{number}",
            "name": f"第{number}个名称相当长的建设项目审批事项及其后续验收",
            "department": f"d{department}",
            "statutory_limit": "20 工作日",
            "committed_limit": "5 工作日",
            "special_procedures": ["专家评审", "听证"] if number % 3 == 1 else [],
            "depends_on": [{"item": f"i{other}", "gate": gate} for other, gate in _WAITS.get(number, [])],
        }
        if number % 2 == 0:
            item["result"] = {"id": f"r{number}", "name": "批准文件"}
        if number in _WHENS:
            item |= {"when": _WHENS[number], "exempt_note": "不属于该情形的项目不需办理"}
        items.append(item)
    asked = [{"id": f"q{number}", "ask": f"是否涉及第{number}种特殊情形？", "type": "yes_no"} for number in (1, 2, 3)]
    bundle = Bundle.model_validate(
        {
            "id": "large",
            "version": 3,
            "name": "社会投资房屋建筑工程建设项目",
            "audience": "enterprise",
            "lead_department": "d0",
            "limits": {"total": "120 工作日", "issue": "1 工作日"},
            "questions": [{"id": "area", "ask": "建筑面积(㎡)？", "type": "integer", "min": 1}, *asked],
            "items": items,
        }
    )
    return bundle, {f"d{number}": Department(name=f"某某市第{number}个行政主管部门") for number in range(9)}


def renamed(bundle: Bundle, name: str) -> Bundle:
    """Return a bundle of another name, which its first item has, too."""
    first, *others = bundle.items
    return bundle.model_copy(update={"name": name, "items": (first.model_copy(update={"name": name}), *others)})


def bundles() -> list[tuple[Bundle, dict[str, Department]]]:
    """Return all of them, each with its departments."""
    catalog = shipped()
    return [*((catalog.get(name), dict(catalog.departments)) for name in SHIPPED), large()]


NAMES: Final = (*SHIPPED, "large")
