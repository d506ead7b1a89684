"""What a run of features came to, as a program reads it (JSON) and as a designer reads it (coverage, in Chinese)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from yishi_engine.testing.coverage import KINDS
from yishi_engine.testing.places import shown_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from yishi_engine.testing.coverage import Coverage
    from yishi_engine.testing.points import Kind, Point
    from yishi_engine.testing.results import Result, Results

_FEW: Final = 4


def coverage_lines(
    coverages: Sequence[Coverage], unused: Sequence[tuple[str, str]], *, verbose: bool = False
) -> Iterator[str]:
    """Yield what was shown of each bundle, and a warning for what was not.

    Args:
        coverages: What was shown.
        unused: Folder and id of bundles that no scenario used.
        verbose: Whether all that is missing is named, rather than the first few of each kind.
    """
    if not coverages:
        yield "覆盖  没有一个场景提交了申请，无从统计"
    for coverage in coverages:
        counts = "，".join(
            f"{title} {shown}/{there}"
            for kind, title in KINDS.items()
            for shown, there in [coverage.count(kind)]
            if there
        )
        bundle = coverage.bundle
        where = f"{coverage.folder}/{bundle.id} 第{bundle.version}版（{bundle.name}）"
        yield f"覆盖  {where}：{counts}，共 {coverage.percent}%"
        for kind, title in KINDS.items():
            missing = tuple(_missing(coverage, kind))
            if missing:
                yield f"  提醒：没有用例的{title}：{_few(missing, verbose=verbose)}"
    if unused:
        yield f"提醒：没有用例的套餐：{_few([f'{folder}/{name}' for folder, name in unused], verbose=verbose)}"


def _missing(coverage: Coverage, kind: Kind) -> Iterator[str]:
    """Yield what of a kind no scenario shows, all of one item or condition together."""
    facets: dict[str, list[str]] = {}
    for point in coverage.missing:
        if point.kind == kind:
            facets.setdefault(point.subject, []).append(point.facet.label)
    for subject, labels in facets.items():
        yield coverage.situation(subject, "，") if kind == "situation" else f"{subject}（{'、'.join(labels)}）"


def _few(named: Sequence[str], *, verbose: bool) -> str:
    shown = named if verbose else named[:_FEW]
    return "；".join(shown) + (f"；等 {len(named)} 个" if len(shown) < len(named) else "")


def as_json(results: Results, coverages: Sequence[Coverage], unused: Sequence[tuple[str, str]], *, top: Path) -> str:
    """Return a run as JSON.

    Args:
        results: What was collected.
        coverages: What was shown.
        unused: Folder and id of bundles that no scenario used.
        top: The folder from which files are named.
    """
    statuses = [result.status for result in results.results]
    content = {
        "summary": {
            "scenarios": len(statuses),
            **{status: statuses.count(status) for status in ("passed", "failed", "skipped")},
            "broken": len(results.broken),
        },
        "scenarios": [_scenario(result, top) for result in results.results],
        "broken": [{"file": each.file, "message": each.message} for each in results.broken],
        "coverage": [_coverage(coverage) for coverage in coverages],
        "unused": [{"folder": folder, "bundle": name} for folder, name in unused],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _scenario(result: Result, top: Path) -> Mapping[str, object]:
    return {
        "file": shown_path(result.file, top),
        "line": result.line,
        "name": result.title,
        "row": result.row,
        "status": result.status,
        "failed_at": result.failed_at,
        "message": result.message,
    }


def _coverage(coverage: Coverage) -> Mapping[str, object]:
    return {
        "folder": coverage.folder,
        "bundle": coverage.bundle.id,
        "version": coverage.bundle.version,
        "percent": coverage.percent,
        "points": [{**_point(point), "scenarios": by} for point, by in coverage.shown.items()],
        "missing": [_point(point) for point in coverage.missing],
    }


def _point(point: Point) -> Mapping[str, str]:
    return {"kind": point.kind, "subject": point.subject, "facet": point.facet.value}
