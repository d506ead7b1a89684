"""Moving a running case to another version: planned first, refused with every obstacle, carried out on record."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from tests.case.conftest import DEFINITION, FORM, LEAD, LEAD_SUPERVISOR, Life, at
from yishi_engine.bundle.model import Bundle
from yishi_engine.case import commands as c
from yishi_engine.case.actor import Actor
from yishi_engine.case.event_records import event_data
from yishi_engine.case.migration import MigrationPlan, plan_migration
from yishi_engine.errors import ArgumentInvalid, MigrationForbidden


def version_two(**changes: object) -> dict[str, Any]:
    """Return the definition of version 2, with changes at the top."""
    return {**deepcopy(DEFINITION), "version": 2, **changes}


def move(life: Life, definition: dict[str, Any]) -> MigrationPlan:
    """Plan and carry out a change of version."""
    target = Bundle.model_validate(definition)
    personal: dict[str, object] = {"operator": FORM["operator"], "operator_id": FORM["operator_id"]}
    plan = plan_migration(life.the_case, life.bundle, target, personal)
    life.target = target
    life.personal = personal
    life.give(c.MigrateCase(case_id="case-1", by=LEAD_SUPERVISOR, version=2, reason="新版办事指南施行"))
    life.bundle = target
    life.target = None
    return plan


def test_limits_follow_the_new_version(life: Life) -> None:
    """The clock of a task at work is that of the new limits, from where it started."""
    life.submit().accept()
    life.start("fire-check")
    definition = version_two()
    definition["items"][2]["committed_limit"] = "3 工作日"
    definition["limits"]["total"] = "12 工作日"
    plan = move(life, definition)
    assert plan.changes == [
        "总时限由15 工作日改为12 工作日",
        "“消防安全检查”的承诺时限由5 工作日改为3 工作日",
    ]
    assert life.due()["fire-check"] == "2026-02-14"
    assert life.the_case.bundle_version == 2
    assert event_data(life.events[-1])["reason"] == "新版办事指南施行"


def test_what_was_personal_is_never_quoted(life: Life) -> None:
    """A version that drops the mark of a personal field, and refuses the value, names the field and not the value."""
    life.submit().accept()
    definition = version_two()
    definition["form"][0] = {"id": "operator", "label": "经营者姓名", "type": "integer"}
    personal: dict[str, object] = {"operator": FORM["operator"], "operator_id": FORM["operator_id"]}
    plan = plan_migration(life.the_case, life.bundle, Bundle.model_validate(definition), personal)
    assert any("经营者姓名" in obstacle for obstacle in plan.obstacles)
    assert not any(FORM["operator"] in obstacle for obstacle in plan.obstacles)


def test_a_plan_changes_nothing(life: Life) -> None:
    """Planning is a dry run."""
    life.submit().accept()
    before = life.case
    target = Bundle.model_validate(version_two())
    plan = plan_migration(life.the_case, life.bundle, target, {})
    assert life.case == before
    assert (plan.changes, plan.obstacles) == ([], [])


def test_a_case_waiting_at_a_gate_is_moved(life: Life) -> None:
    """A gate that is gone opens the task; the clock starts with the change."""
    life.submit().accept()
    definition = version_two()
    del definition["items"][1]["depends_on"]
    definition["items"][1]["materials"] = ["floor_plan"]
    life.now = at("2026-02-25 10:00")
    plan = move(life, definition)
    assert plan.opened == ["food-permit"]
    assert life.states()["food-permit"] == "open"
    assert life.due()["food-permit"] == "2026-03-10"


def test_a_new_gate_holds_what_was_not_begun(life: Life) -> None:
    """An open task waits, without a clock; its prerequisite opens it."""
    life.submit().accept()
    definition = version_two()
    definition["items"][2]["depends_on"] = [{"item": "business-licence", "gate": "start"}]
    move(life, definition)
    assert life.states()["fire-check"] == "waiting"
    assert life.due()["fire-check"] is None
    life.grant("business-licence")
    assert life.states()["fire-check"] == "open"


def test_a_new_decide_gate_takes_the_clock_back(life: Life) -> None:
    """An open task stays open, its clock starts with the prerequisite's result."""
    life.submit().accept()
    definition = version_two()
    definition["items"][2]["depends_on"] = [{"item": "business-licence", "gate": "decide"}]
    plan = move(life, definition)
    assert plan.clocks_withdrawn == ["fire-check"]
    assert life.states()["fire-check"] == "open"
    assert life.due()["fire-check"] is None
    life.grant("business-licence")
    assert life.due()["fire-check"]


def test_a_new_item_becomes_a_task(life: Life) -> None:
    """Also in a case whose tasks were all decided: it is at work again."""
    life.submit(answers={"area": 40, "signboard": False}).accept()
    life.grant("business-licence")
    life.grant("food-permit")
    assert life.the_case.state == "decided"
    definition = version_two()
    definition["items"].append(
        {
            "id": "drainage",
            "name": "排水许可",
            "department": "cgj",
            "committed_limit": "3 工作日",
            "fields": ["shop_name"],
        }
    )
    plan = move(life, definition)
    assert plan.opened == ["drainage"]
    assert life.the_case.state == "accepted"
    life.grant("drainage")
    assert life.the_case.state == "decided"


def test_an_item_that_is_gone_ends(life: Life) -> None:
    """An undecided task that the new version does not require ends; the last one decides the case."""
    life.submit(answers={"area": 80, "signboard": False}).accept()
    life.grant("business-licence")
    life.grant("food-permit")
    definition = version_two()
    definition["items"][2]["when"] = "area > 100"
    plan = move(life, definition)
    assert plan.removed == ["fire-check"]
    assert life.states()["fire-check"] == "terminated"
    assert life.the_case.state == "decided"
    life.give(c.CompleteCase(case_id="case-1", by=LEAD))
    assert life.the_case.outcome == "granted"


def test_a_department_is_succeeded(life: Life) -> None:
    """After a reorganisation the task is the successor's, on record."""
    life.submit().accept()
    life.start("fire-check")
    definition = version_two()
    definition["items"][2]["department"] = "cgj"
    move(life, definition)
    assert life.the_case.tasks["fire-check"].department == "cgj"
    life.grant("fire-check")
    assert life.states()["fire-check"] == "granted"


def test_every_obstacle_is_named(life: Life) -> None:
    """Nothing is changed, and all that forbids it is said at once."""
    life.submit(answers={"area": 80, "signboard": False}).accept()
    life.grant("business-licence")
    life.start("fire-check")
    definition = version_two()
    definition["questions"].append({"id": "seats", "ask": "座位数?", "type": "integer"})
    definition["form"].append({"id": "manager", "label": "食品安全员", "type": "text"})
    definition["materials"].append({"id": "layout", "name": "设备布局图"})
    definition["items"][1]["fields"].append("manager")
    definition["items"][1]["materials"].append("layout")
    definition["items"][0]["when"] = "area > 100"
    definition["items"][2]["depends_on"] = [{"item": "food-permit", "gate": "decide"}]
    before, count = life.case, len(life.events)
    with pytest.raises(MigrationForbidden) as caught:
        move(life, definition)
    assert len(caught.value.obstacles) == 5
    assert "座位数" in caught.value.notice
    assert "食品安全员" in caught.value.notice
    assert "设备布局图" in caught.value.notice
    assert "已作出决定" in caught.value.notice
    assert "已开始办理" in caught.value.notice
    assert (life.case, len(life.events)) == (before, count)


def test_before_acceptance_only_the_application_counts(life: Life) -> None:
    """A submitted case is moved; what it requires is what the new version says."""
    life.submit()
    definition = version_two()
    definition["items"][2]["when"] = "area > 100"
    move(life, definition)
    assert "fire-check" not in life.the_case.required
    life.accept()
    assert "fire-check" not in life.states()


def test_the_same_version_is_no_migration(life: Life) -> None:
    """Neither the version it has, nor another bundle's."""
    life.submit()
    life.target = life.bundle
    with pytest.raises(ArgumentInvalid):
        life.give(c.MigrateCase(case_id="case-1", by=LEAD_SUPERVISOR, version=1, reason="x"))


def obstacles(life: Life, definition: dict[str, Any]) -> list[str]:
    """Plan a change of version and return what forbids it."""
    personal: dict[str, object] = {"operator": FORM["operator"], "operator_id": FORM["operator_id"]}
    return plan_migration(life.the_case, life.bundle, Bundle.model_validate(definition), personal).obstacles


def test_the_lead_stays_the_lead(life: Life) -> None:
    """Another lead department accepted nothing, so it cannot take over a running case."""
    life.submit()
    assert obstacles(life, version_two(lead_department="cgj")) == ["新版本的牵头部门是“cgj”，原为“scjg”"]


def test_old_answers_and_values_must_fit(life: Life) -> None:
    """An answer or a value that the new version would refuse is an obstacle; personal values are not quoted."""
    life.submit()
    definition = version_two()
    definition["questions"][0]["max"] = 60
    definition["form"][0]["max_length"] = 1
    definition["form"][2]["max_length"] = 2
    found = obstacles(life, definition)
    assert len(found) == 3
    assert "80" in found[0]
    assert FORM["operator"] not in found[1]
    assert "蜀香小馆" in found[2]


def test_what_is_personal_stays_personal(life: Life) -> None:
    """A field that changes sides would lie in the wrong store."""
    life.submit()
    definition = version_two()
    definition["form"][2]["personal"] = True
    assert obstacles(life, definition) == ["字段“店名”在新版本中改变了是否个人信息"]


def test_a_deferrable_material_is_awaited(life: Life) -> None:
    """A material that may come later becomes one that is awaited."""
    life.submit().accept()
    definition = version_two()
    definition["materials"].append({"id": "photo", "name": "门头照片", "necessity": "deferrable", "defer": "3 工作日"})
    definition["items"][2]["materials"].append("photo")
    plan = move(life, definition)
    assert "材料“门头照片”须补交" in plan.changes
    assert life.the_case.deferred == ("photo",)
    assert str(life.view().materials_due["photo"]) == "2026-02-14"


def test_an_extension_of_another_unit_forbids_it(life: Life) -> None:
    """Days that were added to working days cannot be added to calendar days."""
    life.submit().accept()
    by = Actor.supervisor("x-9", department="xfjy")
    life.give(c.ExtendTask(task_id="case-1:fire-check", by=by, limit="2 工作日", reason="复杂"))
    definition = version_two()
    definition["items"][2] |= {"committed_limit": "5 自然日", "statutory_limit": "10 自然日", "extension": "5 自然日"}
    assert any("单位不同" in each for each in obstacles(life, definition))


def test_a_failed_prerequisite_forbids_it(life: Life) -> None:
    """A task cannot be put behind an item that was refused."""
    life.submit().accept()
    life.refuse("business-licence")
    definition = version_two()
    definition["items"][2]["depends_on"] = [{"item": "business-licence", "gate": "start"}]
    assert any("已经不予或终止" in each for each in obstacles(life, definition))


def test_a_begun_task_whose_gate_is_gone_gets_its_clock(life: Life) -> None:
    """A task at work behind a decide gate that the new version drops starts to count with the change."""
    life.submit().accept()
    life.start("signboard")
    definition = version_two()
    del definition["items"][3]["depends_on"]
    life.now = at("2026-02-25 10:00")
    plan = move(life, definition)
    assert plan.clocks_started == ["signboard"]
    assert life.states()["signboard"] == "in_progress"
    assert life.due()["signboard"] == "2026-02-28"


def test_an_open_task_whose_gate_is_gone_gets_its_clock(life: Life) -> None:
    """The same for one that was not begun."""
    life.submit().accept()
    definition = version_two()
    del definition["items"][3]["depends_on"]
    plan = move(life, definition)
    assert "“户外招牌设置”的时限自变更之日起算" in plan.changes
    assert life.due()["signboard"] == "2026-02-14"


def test_waiting_for_something_else(life: Life) -> None:
    """A waiting task waits for what the new version says."""
    life.submit().accept()
    definition = version_two()
    definition["items"][1]["depends_on"].append({"item": "fire-check", "gate": "start"})
    plan = move(life, definition)
    assert plan.waiting == {"food-permit": ("business-licence", "fire-check")}
    life.grant("business-licence")
    assert life.states()["food-permit"] == "waiting"
    life.grant("fire-check")
    assert life.states()["food-permit"] == "open"


def test_work_that_began_is_not_put_behind_a_start_gate(life: Life) -> None:
    """Behind a decide gate work had begun; a start gate on the same item would say that it cannot have."""
    life.submit().accept()
    life.start("signboard")
    definition = version_two()
    definition["items"][3]["depends_on"] = [{"item": "business-licence", "gate": "start"}]
    assert any("已开始办理" in each for each in obstacles(life, definition))


def test_a_version_that_requires_nothing_is_no_place_to_go(life: Life) -> None:
    """A case without an item would be nothing to decide."""
    life.submit(answers={"area": 40, "signboard": False})
    definition = version_two()
    for item in definition["items"]:
        item["when"] = "area > 100"
    assert "按原回答，新版本没有需要办理的事项" in obstacles(life, definition)


def test_what_one_version_dropped_the_next_takes_up_again(life: Life) -> None:
    """There and back: the task that had ended begins anew, with a clock of its own."""
    life.submit(answers={"area": 80, "signboard": False}).accept()
    life.start("fire-check")
    first = life.bundle
    definition = version_two()
    definition["items"][2]["when"] = "area > 100"
    move(life, definition)
    assert life.states()["fire-check"] == "terminated"
    life.now = at("2026-02-25 10:00")
    life.target = first
    life.give(c.MigrateCase(case_id="case-1", by=LEAD_SUPERVISOR, version=1, reason="恢复旧版"))
    life.bundle, life.target = first, None
    assert life.states()["fire-check"] == "open"
    assert life.due()["fire-check"] == "2026-03-03"
    life.grant("fire-check")
    assert life.the_case.tasks["fire-check"].reason is None


def test_a_stopped_task_that_ends_lets_the_case_s_clock_run_again(life: Life) -> None:
    """The whole stood still for the task's sake; when the task is no longer required, it goes on."""
    life.submit(answers={"area": 80, "signboard": False}).accept()
    life.start("fire-check")
    life.suspend("fire-check")
    assert life.view().stopped
    definition = version_two()
    definition["items"][2]["when"] = "area > 100"
    life.now = at("2026-02-13 10:00")
    move(life, definition)
    view = life.view()
    assert not view.stopped
    # Due 03-10 without the stop; 02-12 was stopped (02-11 is the start day).
    assert str(view.due_on) == "2026-03-11"
