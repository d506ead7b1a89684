"""Differences as text for a terminal, as Markdown, and as plain data."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from yishi_engine.publish.diff.change import Concerns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.publish.diff.change import Change, Difference
    from yishi_engine.publish.diff.comparing import Comparison

_SIGNS: Final = {"added": "+", "removed": "-", "changed": "~"}
NOTHING: Final = "没有变化"


def text_lines(difference: Difference) -> Iterator[str]:
    """Yield the lines of a difference for a terminal."""
    yield heading(difference)
    if not difference.changes:
        yield f"  {NOTHING}"
    for whom in Concerns:
        changes = difference.concerning(whom)
        if changes:
            yield ""
            yield whom.value
        for department, several in groupby(changes, key=lambda change: change.department):
            if department:
                yield f"  {_office(difference, department)}"
            indent = "    " if department else "  "
            yield from (f"{indent}{_SIGNS[change.sign]} {change.text}" for change in several)


def markdown_lines(difference: Difference, *, level: int = 1) -> Iterator[str]:
    """Yield the lines of a difference as Markdown, its heading at a level."""
    yield f"{'#' * level} {_escaped(heading(difference))}"
    yield ""
    if not difference.changes:
        yield NOTHING
        yield ""
    for whom in Concerns:
        changes = difference.concerning(whom)
        if changes:
            yield f"{'#' * (level + 1)} {whom.value}"
            yield ""
        for department, several in groupby(changes, key=lambda change: change.department):
            if department:
                yield f"{'#' * (level + 2)} {_escaped(_office(difference, department))}"
                yield ""
            yield from (f"- {_escaped(change.text)}" for change in several)
            yield ""


def heading(difference: Difference) -> str:
    """Return what is compared, in one line."""
    before, after = difference.before.bundle, difference.after.bundle
    if before.id == after.id and before.region == after.region:
        return f"{after.name} {after.id}：第 {before.version} 版 → 第 {after.version} 版"
    places = (f"{each.name} {each.id} 第 {each.version} 版（{each.region or '未写地区'}）" for each in (before, after))
    return " → ".join(places)


def plain(difference: Difference) -> dict[str, object]:
    """Return a difference as JSON-native data."""
    return {
        "before": _named(difference.before.bundle.id, difference.before.bundle.version),
        "after": _named(difference.after.bundle.id, difference.after.bundle.version),
        "changes": [_plain_change(change) for change in difference.changes],
    }


def comparison_lines(comparison: Comparison, *, markdown: bool) -> Iterator[str]:
    """Yield the lines of what changes between two catalogues."""
    mark = "- " if markdown else ""
    for definition in comparison.added:
        bundle = definition.bundle
        yield f"{mark or '+ '}新增套餐“{bundle.name}” {bundle.id} 第 {bundle.version} 版"
    for definition in comparison.removed:
        yield f"{mark or '- '}不再有套餐“{definition.bundle.name}” {definition.bundle.id}"
    if not (comparison.added or comparison.removed or comparison.differences):
        yield NOTHING
    for number, difference in enumerate(comparison.differences):
        if number or comparison.added or comparison.removed:
            yield ""
        yield from markdown_lines(difference, level=2) if markdown else text_lines(difference)


def plain_comparison(comparison: Comparison) -> dict[str, object]:
    """Return what changes between two catalogues as JSON-native data."""
    return {
        "added": [_named(each.bundle.id, each.bundle.version) for each in comparison.added],
        "removed": [_named(each.bundle.id, each.bundle.version) for each in comparison.removed],
        "differences": [plain(each) for each in comparison.differences],
    }


def _named(bundle: str, version: int) -> dict[str, object]:
    return {"bundle": bundle, "version": version}


def _plain_change(change: Change) -> dict[str, object]:
    return {
        "concerns": change.concerns.name.lower(),
        "department": change.department,
        "code": change.code,
        "subject": change.subject,
        "sign": change.sign,
        "text": change.text,
    }


def _office(difference: Difference, key: str) -> str:
    department = difference.after.departments.get(key) or difference.before.departments.get(key)
    return f"{department.name} {key}" if department else key


def _escaped(text: str) -> str:
    """Let no text of a definition be taken for Markdown."""
    for sign in "\\`*_<>[]#|":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())
