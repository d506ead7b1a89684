"""Rules on materials: named precisely, from a source that exists, deferrable only with a date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.rule import Finding, Rule, Subject, Trail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.bundle.model import Item, Material

# 优化营商环境 texts forbid catch-all conditions: the applicant must know from the list what to bring.
_VAGUE: Final = "(?:相关|有关|所需|必要|必需|需要|规定|应当|提交|提供|证明|补充|申请|辅助|的)*"
_THING: Final = "(?:材料|资料|文件|证件|证明|要件)"
_CATCH_ALL: Final = re.compile(
    rf"(?:其他|其它|另外){_VAGUE}{_THING}(?:[（(].*)?$"
    rf"|等{_VAGUE}(?:材料|资料|文件|证件)(?:[（(].*)?$"
    rf"|^(?:相关|有关){_VAGUE}{_THING}$"
    r"|(?:要求|认为|规定|需要)(?:提供|提交|补充)?的(?:其他|其它)"
    r"|^(?:其他|其它|等)$"
)


def _at(subject: Subject) -> Iterator[tuple[Trail, Material]]:
    for index, material in enumerate(subject.bundle.materials):
        yield ("materials", index), material


def catch_all(subject: Subject) -> Iterator[Finding]:
    """Yield materials that name nothing: 其他材料, 等相关材料."""
    for base, material in _at(subject):
        if _CATCH_ALL.search(material.name.strip()):
            message = f'"{material.name}"是兜底材料，申请人不知道要带什么'
            yield Finding((*base, "name"), message, "逐项写明材料名称，或删去")


def same_name(subject: Subject) -> Iterator[Finding]:
    """Yield materials with the name of an earlier one: each is handed in once."""
    seen: set[str] = set()
    asked = {material.name for _, material in _issued(subject)}
    for base, material in _at(subject):
        if material.name in seen and material.name not in asked:
            yield Finding((*base, "name"), f'材料"{material.name}"重复，每种材料只应收一次', "合并为一项，各事项共用")
        seen.add(material.name)


def of_missing(subject: Subject) -> Iterator[Finding]:
    """Yield results that no item is named for."""
    for base, material in _at(subject):
        if material.source == "result" and material.of is None:
            where: tuple[Trail, ...] = ((*base, "of"), (*base, "source"))
            message = f'材料"{material.id}"是事项结果，却没有写出自哪个事项'
            yield Finding((*base, "source"), message, "补上 of: 事项的 id", rests_on=where)


def of_unexpected(subject: Subject) -> Iterator[Finding]:
    """Yield materials from elsewhere that name an item."""
    for base, material in _at(subject):
        if material.source != "result" and material.of is not None:
            where: tuple[Trail, ...] = ((*base, "of"), (*base, "source"))
            message = f'材料"{material.id}"不是事项结果，不能有 of'
            yield Finding((*base, "of"), message, "改为 source: result，或删去 of", rests_on=where)


def of_without_result(subject: Subject) -> Iterator[Finding]:
    """Yield results of items that issue none."""
    for base, material in _at(subject):
        item = subject.items.get(material.of or "")
        if material.source == "result" and item is not None and item.result is None:
            index = next(number for number, each in enumerate(subject.bundle.items) if each.id == item.id)
            where: tuple[Trail, ...] = ((*base, "of"), ("items", index, "result"))
            message = f'事项"{item.id}"没有 result，产生不了材料"{material.id}"'
            yield Finding((*base, "of"), message, "给事项补上 result: {id, name}", rests_on=where)


def result_too_late(subject: Subject) -> Iterator[Finding]:
    """Yield results used by items that do not wait for them."""
    results = {each.id: each.of for each in subject.bundle.materials if each.source == "result" and each.of}
    for index, item in enumerate(subject.bundle.items):
        before = _prerequisites(subject, item.id)
        waits = {each.item for each in item.depends_on}
        if item.id in waits or not waits <= subject.items.keys():
            continue  # a prerequisite is misspelt, and may be the one that is missed here
        for place, name in enumerate(item.materials):
            issuer = results.get(name)
            if issuer is not None and issuer in subject.items and issuer not in before:
                trail: Trail = ("items", index, "materials", place)
                if issuer == item.id:
                    message = f'材料"{name}"是事项"{issuer}"自己的结果，事项不能用自己的结果'
                    yield Finding(trail, message, "从这个事项的 materials 里删去它", rests_on=(trail, ("materials",)))
                    continue
                message = f'材料"{name}"是事项"{issuer}"的结果，事项"{item.id}"却不以它为前置'
                hint = f"在 depends_on 里加上 {{item: {issuer}, gate: start}}"
                yield Finding(trail, message, hint, rests_on=(trail, ("materials",), *_waits(subject)))


def issued_here(subject: Subject) -> Iterator[Finding]:
    """Yield materials asked of the applicant although an item that comes before issues the same."""
    for base, material in _issued(subject):
        issuer = next(item for item in subject.bundle.items if _issues(item, material))
        message = f'材料"{material.name}"由事项"{issuer.id}"产生，不应再向申请人收取'
        hint = f"改为 source: result, of: {issuer.id}"
        yield Finding((*base, "name"), message, hint, rests_on=(base, *_waits(subject), ("items",)))


def _issued(subject: Subject) -> Iterator[tuple[Trail, Material]]:
    for base, material in _at(subject):
        issuer = next((item for item in subject.bundle.items if _issues(item, material)), None)
        if material.source != "applicant" or issuer is None:
            continue
        users = [item for item in subject.bundle.items if material.id in item.materials and item is not issuer]
        if any(issuer.id in _prerequisites(subject, item.id) and _together(subject, item, issuer) for item in users):
            yield base, material


def _issues(item: Item, material: Material) -> bool:
    return item.result is not None and _plain(item.result.name) == _plain(material.name)


def _plain(name: str) -> str:
    """Return the name of a paper without what says in which form it is handed in."""
    bare = re.sub(r"[（(].*?[）)]|\s", "", name)
    return re.sub("(?:副本|原件|复印件|扫描件|电子证照)+$", "", bare)


def _together(subject: Subject, item: Item, issuer: Item) -> bool:
    """Return whether the issuer is required wherever the item is."""
    return issuer.when is None or subject.can_require([item], without=[issuer]) is False


def _waits(subject: Subject) -> Iterator[Trail]:
    return (("items", index, "depends_on") for index in range(len(subject.bundle.items)))


def _prerequisites(subject: Subject, item_id: str) -> set[str]:
    """Return all items that must be granted before one, over any number of steps."""
    reached: set[str] = set()
    pending = [item_id]
    while pending:
        item = subject.items.get(pending.pop())
        fresh = {dependency.item for dependency in item.depends_on} - reached if item else set()
        reached |= fresh
        pending.extend(fresh)
    return reached - {item_id}


def defer_missing(subject: Subject) -> Iterator[Finding]:
    """Yield deferrable materials without a date."""
    for base, material in _at(subject):
        if material.necessity == "deferrable" and material.defer is None:
            where: tuple[Trail, ...] = ((*base, "defer"), (*base, "necessity"))
            message = f'材料"{material.id}"可容缺后补，却没有写期限'
            yield Finding((*base, "necessity"), message, "补上 defer: 5 工作日", rests_on=where)


def defer_unexpected(subject: Subject) -> Iterator[Finding]:
    """Yield dates of materials that are not deferrable."""
    for base, material in _at(subject):
        if material.necessity != "deferrable" and material.defer is not None:
            where: tuple[Trail, ...] = ((*base, "defer"), (*base, "necessity"))
            message = f'材料"{material.id}"不可容缺，不能有 defer'
            yield Finding((*base, "defer"), message, "改为 necessity: deferrable，或删去 defer", rests_on=where)


def defer_of_result(subject: Subject) -> Iterator[Finding]:
    """Yield deferrable materials that the applicant does not hand in."""
    for base, material in _at(subject):
        if material.necessity == "deferrable" and material.source != "applicant":
            where: tuple[Trail, ...] = ((*base, "source"), (*base, "necessity"))
            message = f'材料"{material.id}"不由申请人提交，谈不上容缺后补'
            yield Finding((*base, "necessity"), message, "删去 necessity 和 defer", rests_on=where)


RULES: Final = (
    Rule(code="material.catch_all", title="材料名称不得兜底", check=catch_all),
    Rule(code="material.same_name", title="每种材料只应收一次", severity="warning", check=same_name),
    Rule(code="material.of_missing", title="来源为 result 的材料须写明出自哪个事项", check=of_missing),
    Rule(code="material.of_unexpected", title="只有来源为 result 的材料可以有 of", check=of_unexpected),
    Rule(code="material.of_without_result", title="of 所指的事项须有 result", check=of_without_result),
    Rule(code="material.result_too_late", title="用到结果的事项须以产生它的事项为前置", check=result_too_late),
    Rule(code="material.issued_here", title="前面的事项会产生的材料不得再向申请人收取", check=issued_here),
    Rule(code="defer.missing", title="可容缺的材料须有 defer", check=defer_missing),
    Rule(code="defer.unexpected", title="只有可容缺的材料可以有 defer", check=defer_unexpected),
    Rule(code="defer.source", title="只有申请人提交的材料谈得上容缺", severity="warning", check=defer_of_result),
)
