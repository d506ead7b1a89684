"""Guides of random bundles: whatever a definition holds, its guide is whole and well formed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.model.bundles import definitions, situations
from tests.publish.guide.reading import grids, pairs, prose
from tests.publish.guide.test_formats import Page, flat, said
from yishi_engine.bundle import Bundle, situation
from yishi_engine.publish.guide import html, make_guide, markdown
from yishi_engine.publish.guide.pdf import content

if TYPE_CHECKING:
    from tests.model.situation import Plain

RANDOM = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@RANDOM
@given(definitions())
def test_whole_guide_names_everything(definition: Plain) -> None:
    """Each item, field and material in use stands in its table, and all formats say all of it."""
    bundle = Bundle.model_validate(definition)
    guide = make_guide(bundle, {})
    (items,) = grids(guide, "items").values()
    assert list(items) == [item.name for item in bundle.items]
    used = {name for item in bundle.items for name in item.fields}
    (fields,) = grids(guide, "form").values()
    assert list(fields) == [field.label for field in bundle.form if field.id in used]
    papers = {name for item in bundle.items for name in item.materials}
    listed = {name for table in grids(guide, "materials").values() for name in table}
    assert listed == {material.name for material in bundle.materials if material.id in papers}
    page, text = flat("".join(Page(html(guide)).words)), flat(re.sub(r"\\(.)", r"\1", markdown(guide)))
    missing = [each for each in said(guide) if flat(each) not in page or flat(each) not in text]
    assert missing == []
    assert json.loads(content(guide))["title"] == guide.title


@RANDOM
@given(definitions(), st.data())
def test_guide_of_a_situation_is_that_situation(definition: Plain, data: st.DataObject) -> None:
    """With all answers given, the items, the exempt ones and the materials are those of the situation."""
    bundle = Bundle.model_validate(definition)
    answers = data.draw(st.sampled_from(list(situations(definition))))
    required = situation(bundle, answers)
    guide = make_guide(bundle, {}, answers)
    (items,) = grids(guide, "items").values()
    assert list(items) == [item.name for item in required.items]
    assert all(row["需要办理的情形"] == "一律需要" for row in items.values())
    exempt = grids(guide, "situations").get("此情形免办的事项", {})
    assert list(exempt) == [each.item.name for each in required.exempt]
    assert all(row["免办说明"] for row in exempt.values())
    listed = [name for table in grids(guide, "materials").values() for name in table]
    assert sorted(listed) == sorted({material.name for material in required.materials})


@RANDOM
@given(definitions())
def test_limits_say_what_is_counted(definition: Plain) -> None:
    """The ways of counting that are explained are those of the units in use."""
    bundle = Bundle.model_validate(definition)
    guide = make_guide(bundle, {})
    limits = [*pairs(guide, "limits").values()]
    limits += [row["办理时限"] for table in grids(guide, "items").values() for row in table.values()]
    explained = prose(guide, "limits")
    for shown, said_of in (
        ("个自然日", "自然日按日历"),
        ("个月", "以月计的"),
        ("个工作小时", "工作小时只计"),
        ("即办", "即办的"),
    ):
        assert any(shown in each for each in limits) is (said_of in explained)


def test_bundle_that_asks_for_nothing() -> None:
    """Without a form and materials the guide says that nothing is filled in and nothing handed in."""
    bundle = Bundle.model_validate(
        {
            "id": "bare",
            "version": 2,
            "name": "一件小事",
            "audience": "person",
            "lead_department": "a",
            "limits": {"total": "1 工作日"},
            "items": [{"id": "only", "name": "唯一的事项", "department": "b", "committed_limit": "即办"}],
        }
    )
    guide = make_guide(bundle, {})
    assert prose(guide, "form") == "不需要填写表单。"
    assert prose(guide, "materials") == "申请人不需要提交材料。"
    assert "填表前先回答" not in prose(guide, "situations")
    assert pairs(guide, "basics") == {
        "名称": "一件小事",
        "编号和版本": "bare，第2版",
        "服务对象": "个人",
        "牵头部门": "a",
        "配合部门": "b",
        "联办事项": "1项",
        "承诺总时限": "1个工作日（自受理起）",
    }
    assert "统一出件" not in pairs(guide, "limits")
    (departments,) = grids(guide, "departments").values()
    assert list(departments) == ["a", "b"]
