"""Differences as text, as Markdown and as data."""

from __future__ import annotations

import json
import re

from tests.publish.diff.test_changes import F, I, L, M, definition
from yishi_engine.bundle import Catalog, load_bundles
from yishi_engine.publish.diff import compare, compare_catalogs
from yishi_engine.publish.diff.wording import (
    comparison_lines,
    heading,
    markdown_lines,
    plain,
    plain_comparison,
    text_lines,
)
from yishi_engine.resources import bundles_folder

NEXT = definition(
    (("version",), 2),
    ((L, "total"), "12 工作日"),
    ((M, 0, "source"), "shared"),
    ((I, 1, "department"), "lead"),
    ((F, 2), {"id": "size", "label": "招牌<b>尺寸*", "type": "text"}),
    ((I, 1, "fields"), ["shop_name", "size"]),
)


def test_text_has_a_section_for_each_whom_it_concerns() -> None:
    """Applicants come first, then each department under its name, then deadlines; signs tell new, gone and other."""
    lines = list(text_lines(compare(definition(), NEXT)))
    assert lines[0] == "开办小店 shop：第 1 版 → 第 2 版"
    heads = [line for line in lines if line and not line.startswith(" ")]
    assert heads[1:] == ["对申请人", "对部门", "时限"]
    assert "  牵头局 lead" in lines
    assert "    + 新办事项“许可”，原由 other 办理" in lines
    assert "    - 不再办理“许可”，改由 lead 办理" in lines
    assert "  ~ 总时限由 15 工作日 缩短为 12 工作日（少 3 工作日）" in lines


def test_markdown_escapes_what_a_definition_says() -> None:
    """No label of a definition becomes a tag or emphasis."""
    text = "\n".join(markdown_lines(compare(definition(), NEXT)))
    assert text.startswith("# 开办小店 shop：第 1 版 → 第 2 版\n")
    assert "\n## 对申请人\n" in text
    assert "\n### 牵头局 lead\n" in text
    assert "招牌\\<b\\>尺寸\\*" in text
    assert not re.search(r"(?<!\\)[<>*_]", text)


def test_data_has_the_same_changes() -> None:
    """Programs get whom each change concerns, its code, subject, sign and text."""
    difference = compare(definition(), NEXT)
    data = json.loads(json.dumps(plain(difference)))
    assert data["before"] == {"bundle": "shop", "version": 1}
    assert data["after"] == {"bundle": "shop", "version": 2}
    assert [each["text"] for each in data["changes"]] == [each.text for each in difference.changes]
    assert {each["concerns"] for each in data["changes"]} == {"applicants", "departments", "deadlines"}


def test_no_change_is_said() -> None:
    """Silence could be taken for a failure."""
    same = compare(definition(), definition())
    assert list(text_lines(same))[1:] == ["  没有变化"]
    assert "没有变化" in "\n".join(markdown_lines(same))


def test_regions_are_named_where_they_differ() -> None:
    """Two regions' definitions are told apart by their codes."""
    assert heading(compare(definition(), definition((("region",), "510903")))) == (
        "开办小店 shop 第 1 版（510900） → 开办小店 shop 第 1 版（510903）"
    )


def test_catalogues_are_compared_by_their_newest_versions() -> None:
    """Bundles that are new or gone are named, and those in both compared in their newest versions."""
    shipped = list(load_bundles(bundles_folder()).definitions())
    before = Catalog([definition(), *shipped[:1]])
    after = Catalog([definition(), NEXT, *shipped[1:2]])
    comparison = compare_catalogs(before, after)
    assert [each.bundle.id for each in comparison.added] == ["open-hotel"]
    assert [each.bundle.id for each in comparison.removed] == ["newborn"]
    assert [each.after.bundle.version for each in comparison.differences] == [2]
    lines = list(comparison_lines(comparison, markdown=False))
    assert lines[0] == "+ 新增套餐“开办旅馆” open-hotel 第 1 版"
    assert lines[1] == "- 不再有套餐“新生儿出生” newborn"
    assert "对申请人" in lines
    data = plain_comparison(comparison)
    assert data["added"] == [{"bundle": "open-hotel", "version": 1}]
    assert "\n## 开办小店" in "\n".join(comparison_lines(comparison, markdown=True))


def test_equal_catalogues_have_no_difference() -> None:
    """A folder compared with itself has nothing to tell."""
    catalog = load_bundles(bundles_folder())
    assert list(comparison_lines(compare_catalogs(catalog, catalog), markdown=False)) == ["没有变化"]
