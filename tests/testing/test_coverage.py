"""What of a bundle the scenarios of a run show, and how it is said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.testing import writing as w
from yishi_engine import load_bundles
from yishi_engine.testing.points import Facet, facets_of, points_of, situations_of
from yishi_engine.testing.run import Output, run_features

if TYPE_CHECKING:
    from pathlib import Path

    from yishi_engine.bundle.model import Bundle

CHECK = "那么 审计链完整"
MISSING = (
    "licence（准予、不予）；food（准予、不予、终止）；"
    "fire（分发、准予、不予、停止计时、延期、告知承诺）；sign（分发、准予、不予）"
)
SITUATIONS = tuple(
    f"经营场所面积(㎡)：{area}，是否设置户外招牌：{signboard}"
    for area, signboard in ((1, "是"), (51, "是"), (51, "否"))
)
WARNING = "  提醒：没有用例的"


@pytest.fixture
def bundle(folder: Path) -> Bundle:
    """Return the bundle of the tests."""
    return load_bundles(folder / "bundles").get("open-shop", 1)


def shown(folder: Path, capsys: pytest.CaptureFixture[str], *scenarios: str) -> set[tuple[str, str, str]]:
    """Run scenarios and return what they show of the first version, each as kind, subject and facet."""
    found = by_version(folder, capsys, *scenarios)
    return found.get(1, set())


def by_version(
    folder: Path, capsys: pytest.CaptureFixture[str], *scenarios: str
) -> dict[int, set[tuple[str, str, str]]]:
    """Run scenarios and return what they show of each version."""
    named = [each.replace("场景: 一个场景", f"场景: {number}") for number, each in enumerate(scenarios)]
    (folder / "a.feature").write_text(w.feature(*named), encoding="utf-8")
    capsys.readouterr()
    run_features(["a.feature"], output=Output(json=True))
    return {
        each["version"]: {
            (point["kind"], point["subject"], point["facet"]) for point in each["points"] if point["scenarios"]
        }
        for each in json.loads(capsys.readouterr().out)["coverage"]
    }


def conditions_of(folder: Path) -> list[tuple[str, str]]:
    """Return subject and facet of what is to be shown of the bundle's conditions."""
    points = points_of(load_bundles(folder / "bundles").get("open-shop", 1))
    return [(point.subject, point.facet.value) for point in points if point.kind == "condition"]


class TestPoints:
    """What is to be shown of a definition."""

    def test_item_has_the_facets_of_its_definition(self, bundle: Bundle) -> None:
        """Every item is handed out, granted and refused; the rest is asked for where the definition allows it."""
        always = (Facet.REQUIRED, Facet.GRANTED, Facet.REFUSED)
        assert facets_of(bundle.item("licence")) == always
        assert facets_of(bundle.item("food")) == (*always, Facet.TERMINATED)
        assert facets_of(bundle.item("sign")) == (Facet.REQUIRED, Facet.EXEMPT, Facet.GRANTED, Facet.REFUSED)
        assert facets_of(bundle.item("fire")) == tuple(Facet)[:7]

    def test_every_condition_should_hold_and_fail(self, folder: Path) -> None:
        """Fields and materials with a condition have two branches each; others have none."""
        path = folder / "bundles" / "open-shop.yaml"
        text = path.read_text(encoding="utf-8")
        assert conditions_of(folder) == []
        text = text.replace("type: text, required: false}", "type: text, required: false, when: signboard}")
        path.write_text(text.replace("name: 招牌照片,", "name: 招牌照片, when: area > 50,"), encoding="utf-8")
        assert conditions_of(folder) == [("note", "holds"), ("note", "fails"), ("photo", "holds"), ("photo", "fails")]

    def test_every_distinct_set_of_items_is_a_situation(self, bundle: Bundle) -> None:
        """Each set of items that answers can require stands once, with answers that lead to it."""
        assert {subject: each.answers for subject, each in situations_of(bundle).items()} == {
            "licence+food": {"area": 1, "signboard": False},
            "licence+food+sign": {"area": 1, "signboard": True},
            "licence+food+fire": {"area": 51, "signboard": False},
            "licence+food+fire+sign": {"area": 51, "signboard": True},
        }


class TestShown:
    """What scenarios show."""

    def test_receipt_shows_exemptions_and_no_more(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Before acceptance nothing was handed out; which items are exempt is known."""
        small = w.SMALL.replace("并且 牵头部门受理\n", "")
        assert shown(folder, capsys, w.scenario(small, CHECK)) == {
            ("item", "fire", "exempt"),
            ("item", "sign", "exempt"),
        }

    def test_acceptance_shows_items_and_situation(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Accepted, the case shows its items and its situation; an item that waits was handed out, too."""
        assert shown(folder, capsys, w.scenario(w.ACCEPTED, CHECK)) == {
            *(("item", item, "required") for item in ("licence", "food", "fire", "sign")),
            ("situation", "licence+food+fire+sign", "shown"),
        }

    @pytest.mark.parametrize(
        ("steps", "point"),
        [
            ('并且 "fire"准予', ("item", "fire", "granted")),
            ('并且 "fire"以告知承诺准予', ("item", "fire", "committed")),
            ('并且 "fire"不予许可，理由"窄"', ("item", "fire", "refused")),
            ('并且 "fire"因"专家评审"暂停计时，预计"5 工作日"', ("item", "fire", "stopped")),
            ('并且 "fire"延期"2 工作日"，理由"复杂"', ("item", "fire", "extended")),
            ('并且 "licence"开始办理\n并且 "licence"不予许可，理由"窄"', ("item", "food", "terminated")),
        ],
    )
    def test_each_way_of_handling_is_seen(
        self, folder: Path, capsys: pytest.CaptureFixture[str], steps: str, point: tuple[str, str, str]
    ) -> None:
        """Granting, refusing, stopping, extending, committing and ending for a prerequisite each show something."""
        assert point not in shown(folder, capsys, w.scenario(w.STARTED, CHECK))
        assert point in shown(folder, capsys, w.scenario(w.STARTED, steps, CHECK))

    def test_withdrawal_is_not_a_failed_prerequisite(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """An item that ended because the applicant withdrew does not show what a refusal does to it."""
        found = shown(folder, capsys, w.scenario(w.ACCEPTED, "当 申请人撤回", CHECK))
        assert ("item", "food", "terminated") not in found

    def test_failing_scenario_shows_nothing(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """What a scenario met before it failed is not proved; the bundle still counts as used."""
        assert by_version(folder, capsys, w.scenario(w.ACCEPTED, '那么 办件状态为"已办结"')) == {1: set()}

    def test_rejected_command_shows_nothing(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A command that was expected to be rejected leaves no trace."""
        steps = ('当 "fire"不予许可，理由"窄"', "那么 操作被拒绝")
        assert ("item", "fire", "refused") not in shown(folder, capsys, w.scenario(w.ACCEPTED, *steps))

    def test_every_case_of_a_scenario_counts(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A second application in one scenario does not hide the first."""
        found = shown(folder, capsys, w.scenario(w.ACCEPTED, w.SMALL, CHECK))
        assert {subject for kind, subject, _ in found if kind == "situation"} == {
            "licence+food+fire+sign",
            "licence+food",
        }

    def test_moved_case_counts_for_both_versions(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """What happened before a change of version is shown of the old one, what happened after it of the new one."""
        steps = (w.STARTED, '当 牵头部门变更套餐版本为"2"，理由"新版施行"', '而且 "fire"准予', CHECK)
        found = by_version(folder, capsys, w.scenario(*steps))
        assert ("item", "fire", "required") in found[1]
        assert ("item", "fire", "granted") not in found[1]
        assert ("item", "fire", "granted") in found[2]
        assert ("situation", "licence+food+fire+sign", "shown") in found[2]

    def test_conditions_see_answers_and_the_form(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A condition holds or fails by what was answered and filled in, decimals among it."""
        text = (folder / "bundles" / "open-shop.yaml").read_text(encoding="utf-8")
        text = text.replace(
            "  - {id: note,", "  - {id: rent, label: 租金, type: decimal, required: false}\n  - {id: note,"
        )
        text = text.replace("{id: photo, name: 招牌照片,", "{id: photo, name: 招牌照片, when: rent > 9.5,")
        text = text.replace("fields: [operator_id, shop_name, note]", "fields: [operator_id, shop_name, rent, note]")
        (folder / "bundles" / "open-shop.yaml").write_text(text, encoding="utf-8")
        (folder / "bundles" / "open-shop-2.yaml").unlink()
        dear = f'{w.LOADED}当 申请人"p"提交申请:\n{w.FORM}{w.table("租金 | 10.0")}'
        cheap = dear.replace("10.0", "9.50")
        assert ("condition", "photo", "holds") in shown(folder, capsys, w.scenario(dear, CHECK))
        assert ("condition", "photo", "fails") in shown(folder, capsys, w.scenario(cheap, CHECK))


class TestSaid:
    """How coverage is said."""

    def test_folder_is_followed_by_its_coverage(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Where a folder is run, counts and what is missing follow, each kind in a line, before the summary."""
        (folder / "a.feature").write_text(w.feature(w.scenario(w.SMALL, CHECK)), encoding="utf-8")
        assert run_features([folder]) == 0
        assert capsys.readouterr().out.splitlines() == [
            "覆盖  bundles/open-shop 第1版（开办小店）：事项 4/18，情形 1/4，共 22%",
            f"{WARNING}事项：{MISSING}",
            f"{WARNING}情形：{'；'.join(SITUATIONS)}",
            "1 个场景：1 个通过",
        ]

    def test_single_file_is_not_followed_by_it(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A file alone cannot cover a bundle, so it is only asked for; a folder can do without, too."""
        (folder / "a.feature").write_text(w.feature(w.scenario(w.SMALL, CHECK)), encoding="utf-8")
        run_features(["a.feature"])
        assert "覆盖" not in capsys.readouterr().out
        run_features(["a.feature"], output=Output(coverage=True))
        assert "覆盖" in capsys.readouterr().out
        run_features([folder], output=Output(coverage=False))
        assert "覆盖" not in capsys.readouterr().out

    def test_selection_is_not_followed_by_it(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Some of the scenarios cannot be expected to cover what all do."""
        text = w.feature(w.scenario(w.SMALL, CHECK)).replace("  场景:", "  @a\n  场景:")
        (folder / "a.feature").write_text(text, encoding="utf-8")
        assert run_features([folder], tags="@a") == 0
        assert capsys.readouterr().out == "1 个场景：1 个通过\n"

    def test_bundle_without_a_scenario_is_named(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A bundle of the folder in use that no scenario touches is named, however many versions it has."""
        text = (folder / "bundles" / "open-shop.yaml").read_text(encoding="utf-8")
        (folder / "bundles" / "other.yaml").write_text(text.replace("id: open-shop", "id: other"), encoding="utf-8")
        (folder / "a.feature").write_text(w.feature(w.scenario(w.SMALL, CHECK)), encoding="utf-8")
        run_features([folder])
        assert "提醒：没有用例的套餐：bundles/other\n" in capsys.readouterr().out

    def test_long_lists_are_cut_unless_all_is_asked_for(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Only the first few missing items are named; verbosely all are."""
        text = (folder / "bundles" / "open-shop.yaml").read_text(encoding="utf-8")
        more = "".join(
            f"  - {{id: more-{n}, name: 更多{n}, department: cgj, committed_limit: 1 工作日}}\n" for n in range(3)
        )
        (folder / "bundles" / "open-shop.yaml").write_text(text + more, encoding="utf-8")
        (folder / "a.feature").write_text(w.feature(w.scenario(w.SUBMITTED, CHECK)), encoding="utf-8")
        run_features([folder])
        assert "sign（分发、免办、准予、不予）；等 7 个\n" in capsys.readouterr().out
        run_features([folder], output=Output(verbose=True))
        assert "more-2（分发、准予、不予）\n" in capsys.readouterr().out

    @pytest.mark.parametrize(("least", "code"), [(22, 0), (23, 1)])
    def test_too_little_coverage_fails(
        self, folder: Path, capsys: pytest.CaptureFixture[str], least: int, code: int
    ) -> None:
        """Below what is asked for the run fails and says so; at it, it passes."""
        (folder / "a.feature").write_text(w.feature(w.scenario(w.SMALL, CHECK)), encoding="utf-8")
        assert run_features(["a.feature"], output=Output(fail_under=least)) == code
        last = ["1 个场景：1 个通过", "未通过：覆盖 22%，低于要求的 23%"][: 1 + code]
        assert capsys.readouterr().out.splitlines()[-1 - code :] == last
        assert run_features(["a.feature"], output=Output(fail_under=least, json=True)) == code
        assert json.loads(capsys.readouterr().out)["coverage"][0]["percent"] == 22

    def test_coverage_of_nothing_is_said(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Where no scenario came to a case, that is said in the place of the counts."""
        (folder / "a.feature").write_text(w.feature(w.scenario(w.LOADED, "那么 操作被拒绝")), encoding="utf-8")
        run_features(["a.feature"], output=Output(coverage=True))
        assert "\n覆盖  没有一个场景提交了申请，无从统计\n1 个场景：" in capsys.readouterr().out

    def test_json_says_all_of_it(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """One document holds every scenario with file and line, what was shown by which, and files with faults."""
        bad = w.scenario(w.SMALL, '那么 办件状态为"已办结"', name="坏")
        text = w.feature(w.scenario(w.SMALL, CHECK, name="好"), bad)
        (folder / "a.feature").write_text(text, encoding="utf-8")
        (folder / "b.feature").write_text("功能: 没有语言\n", encoding="utf-8")
        assert run_features([folder], output=Output(json=True)) == 1
        said = json.loads(capsys.readouterr().out)
        assert said["summary"] == {"scenarios": 2, "passed": 1, "failed": 1, "skipped": 0, "broken": 1}
        good, wrong = said["scenarios"]
        assert (good["file"], good["line"], good["status"], good["failed_at"]) == ("a.feature", 3, "passed", None)
        assert (wrong["name"], wrong["failed_at"]) == ("坏", w.line_of(text, "已办结"))
        assert "预期“已办结”" in wrong["message"]
        assert said["broken"][0]["file"] == "b.feature"
        (coverage,) = said["coverage"]
        assert (coverage["folder"], coverage["bundle"], coverage["version"]) == ("bundles", "open-shop", 1)
        assert {"kind": "situation", "subject": "licence+food", "facet": "shown", "scenarios": [0]} in coverage[
            "points"
        ]
        assert {"kind": "item", "subject": "licence", "facet": "granted"} in coverage["missing"]
        assert coverage["percent"] == 22


def test_shipped_bundles_are_covered(capsys: pytest.CaptureFixture[str]) -> None:
    """The features of this repository show every item, branch and situation of the bundles that ship."""
    from tests.docs.pages import ROOT  # noqa: PLC0415

    files = sorted(ROOT.glob("features/*.feature"))
    code = run_features(files, bundles=ROOT / "bundles", output=Output(json=True, fail_under=100))
    said = json.loads(capsys.readouterr().out)
    assert {each["bundle"]: each["missing"] for each in said["coverage"]} == {
        path.stem: [] for path in ROOT.glob("bundles/*.yaml") if path.stem != "departments"
    }
    assert code == 0
