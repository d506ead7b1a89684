"""What a guide says: everything that the definition says, in words, and nothing else."""

from __future__ import annotations

import pytest

from tests.publish.guide.reading import grids, guide_of, pairs, prose, shipped
from yishi_engine.bundle import Bundle, Department
from yishi_engine.publish.guide import make_guide
from yishi_engine.publish.guide.model import Flowchart

WHOLE = guide_of("open-restaurant")
SMALL = guide_of("open-restaurant", {"area": 45, "signboard": False})


def changed(**updates: object) -> Bundle:
    """Return the shipped restaurant with other limits."""
    bundle = shipped().get("open-restaurant")
    return bundle.model_copy(update={"limits": bundle.limits.model_copy(update=updates)})


class TestWhole:
    """The guide for all situations."""

    def test_sections_are_those_of_the_standard(self) -> None:
        """The sections are those that a public guide must have, in the order in which a reader needs them."""
        assert [section.title for section in WHOLE.sections] == [
            "基本信息", "办理部门", "办理条件和情形", "联办事项", "一张表单", "一套材料", "办理流程", "时限和计算方法",
            "收费", "咨询和投诉", "评价", "比单独办理减少了什么",
        ]  # fmt: skip

    def test_basics(self) -> None:
        """Name, version, audience, departments, total and basis are those of the definition."""
        assert pairs(WHOLE, "basics") == {
            "名称": "开办餐馆",
            "编号和版本": "open-restaurant，第1版",
            "实施日期": "2026年1月1日",
            "服务对象": "企业",
            "实施区域": "行政区划代码510900",
            "牵头部门": "遂宁市市场监督管理局",
            "配合部门": "遂宁市消防救援支队、遂宁市城市管理行政执法局",
            "联办事项": "4项，其中2项视情形办理",
            "承诺总时限": "15个工作日（自受理起）",
            "办理依据": "中华人民共和国行政许可法第二十六条\n川市监发〔2024〕19号",
        }

    def test_situations_are_explained(self) -> None:
        """The questions stand as asked, and each conditional item says when it is needed and when not."""
        assert "经营场所面积(㎡)？\n是否设置户外招牌？（是／否）" in prose(WHOLE, "situations")
        assert grids(WHOLE, "situations")["视情形办理的事项"] == {
            "公众聚集场所投入使用、营业前消防安全检查": {
                "需要办理的情形": "经营场所面积超过50㎡",
                "免办的情形": "建筑面积50平方米以下免于检查（经营场所面积在50㎡以下）",
            },
            "户外招牌设置": {
                "需要办理的情形": "设置户外招牌",
                "免办的情形": "不设户外招牌的不需办理（不设置户外招牌）",
            },
        }

    def test_items(self) -> None:
        """An item names department, situation, both limits, result, gate, stops and extension."""
        (table,) = grids(WHOLE, "items").values()
        assert table["食品经营许可"] == {
            "办理部门": "遂宁市市场监督管理局",
            "需要办理的情形": "一律需要",
            "办理时限": "承诺：10个工作日\n法定：20个工作日",
            "结果": "食品经营许可证",
            "说明": "前置：营业执照核发（准予后开始办理）\n不计入时限：专家评审、检测\n可延长一次，不超过10个工作日",
        }
        fire = table["公众聚集场所投入使用、营业前消防安全检查"]
        assert fire["需要办理的情形"] == "经营场所面积超过50㎡"
        assert "可以告知承诺方式办理，办结后60个工作日内核查" in fire["说明"]
        assert table["户外招牌设置"]["结果"] == "—"

    def test_other_stop_names_its_basis(self) -> None:
        """A cause outside of the law's eight stands with the basis on which its time is not counted."""
        (table,) = grids(guide_of("newborn"), "items").values()
        assert "不计入时限：制卡（本件事承诺时限不含制卡和寄递时间）" in table["社会保障卡申领"]["说明"]

    def test_form(self) -> None:
        """A field says what may be entered, when it is asked for, and for which items."""
        (table,) = grids(WHOLE, "form").values()
        assert table["经营者姓名"] == {
            "填写要求": "必填，文字，不超过50字，个人信息",
            "何时填写": "一律填写",
            "用于事项": "营业执照核发\n食品经营许可",
        }
        assert table["店名"]["用于事项"] == "全部4个事项"
        assert table["招牌尺寸"]["何时填写"] == "设置户外招牌的"
        assert table["消防安全检查采用告知承诺"]["填写要求"] == "选填，是或否"
        assert table["消防安全检查采用告知承诺"]["何时填写"] == "办理“公众聚集场所投入使用、营业前消防安全检查”的"

    def test_bounds_of_fields(self) -> None:
        """Bounds and options of a field are said."""
        (hotel,) = grids(guide_of("open-hotel"), "form").values()
        (newborn,) = grids(guide_of("newborn"), "form").values()
        assert hotel["客房数"]["填写要求"] == "必填，整数，1至9999"
        assert newborn["出生日期"]["填写要求"] == "必填，日期，2025-01-01起，个人信息"
        assert newborn["母亲社保卡银行账号"]["填写要求"] == "必填，文字，不超过19字，12至19位数字，个人信息"
        assert newborn["新生儿性别"]["填写要求"] == "必填，从男、女中选一项，个人信息"

    def test_a_pattern_without_plain_words_is_not_hidden(self) -> None:
        """That there is a format is said even where it cannot be put into words."""
        bundle = shipped().get("newborn")
        form = tuple(
            field.model_copy(update={"pattern": "(甲|乙)[0-9]+"}) if field.pattern else field for field in bundle.form
        )
        (table,) = grids(make_guide(bundle.model_copy(update={"form": form}), {}), "form").values()
        assert "按规定的格式" in table["母亲社保卡银行账号"]["填写要求"]

    def test_what_is_optional_is_not_called_needed(self) -> None:
        """A material that need not be brought may be brought, always or under its condition."""
        bundle = shipped().get("open-restaurant")
        materials = tuple(
            material.model_copy(update={"necessity": "optional"}) if material.source == "applicant" else material
            for material in bundle.materials
        )
        made = make_guide(bundle.model_copy(update={"materials": materials}), {})
        table = grids(made, "materials")["申请人提交的材料"]
        assert table["平面布置图"]["何时需要"] == "一律可以提交"
        assert all(row["何时需要"] != "一律需要" for row in table.values())

    def test_materials(self) -> None:
        """What the applicant brings stands apart from what is obtained, with the time for what may be late."""
        tables = grids(WHOLE, "materials")
        assert list(tables) == ["申请人提交的材料", "不需要申请人提交的材料"]
        assert tables["申请人提交的材料"]["平面布置图"] == {
            "必要性": "必要，可以容缺受理，受理后5个工作日内补齐",
            "何时需要": "一律需要",
            "用于事项": "食品经营许可\n公众聚集场所投入使用、营业前消防安全检查",
        }
        assert tables["申请人提交的材料"]["招牌设计效果图"]["必要性"] == "非必要，可以不交"
        pledge = tables["申请人提交的材料"]["公众聚集场所消防安全告知承诺书"]
        assert pledge["何时需要"] == "“消防安全检查采用告知承诺”选“是”的"
        assert tables["不需要申请人提交的材料"]["营业执照"]["来源"] == "本件事“营业执照核发”的结果，由系统转送"
        assert tables["不需要申请人提交的材料"]["经营者身份证明"]["来源"] == "部门间数据共享取得"

    def test_result_of_a_conditional_item_is_conditional(self) -> None:
        """A result that an item waits for is needed only where the item that issues it is."""
        table = grids(guide_of("open-hotel"), "materials")["不需要申请人提交的材料"]
        assert table["消防安全检查意见书"]["何时需要"] == "办理“公众聚集场所投入使用、营业前消防安全检查”的"

    def test_process_has_steps_and_the_chart(self) -> None:
        """The steps say the same as the chart, for those who cannot see it."""
        steps = prose(WHOLE, "process")
        assert [line.partition("：")[0] for line in steps.splitlines()] == [
            "申请",
            "受理",
            "补正",
            "办理",
            "出件",
            "评价",
        ]
        assert "逾期未告知的视为受理" in steps
        (chart,) = [block.chart for block in WHOLE.section("process").blocks if isinstance(block, Flowchart)]
        assert chart.title == "开办餐馆“一件事”办理流程图"

    def test_limits_of_the_whole(self) -> None:
        """Each limit stands with what follows when it runs out."""
        assert pairs(WHOLE, "limits") == {
            "受理或一次告知": "5个工作日\n逾期未告知的，自收到申请材料之日起即为受理（行政许可法第三十二条）",
            "申请人补正": "10个工作日\n逾期视为撤回申请",
            "总时限": "15个工作日，自受理起，到办结止",
            "统一出件": "1个工作日，自最后一个决定起，含在总时限内",
            "整件延期": "经牵头部门负责人批准可延长一次，不超过5个工作日",
            "容缺材料补齐": "平面布置图：受理后5个工作日\n逾期未补齐的，不予办结出件",
        }

    def test_counting_fits_the_units(self) -> None:
        """How days are counted is said for the units in use, and no others."""
        assert "行政许可法第八十二条" in prose(WHOLE, "limits")
        assert "专家评审、检测所需的时间不计入事项的时限（行政许可法第四十五条）" in prose(WHOLE, "limits")
        assert "自然日" not in prose(WHOLE, "limits")
        assert "月" not in prose(WHOLE, "limits")

    def test_nothing_is_said_of_fees_that_the_definition_does_not_say(self) -> None:
        """A definition says nothing of fees, so the guide claims neither fees nor that there are none."""
        assert "没有载明收费" in prose(WHOLE, "fees")
        assert "不收费" not in prose(WHOLE, "fees")

    def test_no_telephone_is_invented(self) -> None:
        """Without numbers in the directory the guide has no column for them and says so."""
        (table,) = grids(WHOLE, "departments").values()
        assert "咨询电话" not in table["遂宁市市场监督管理局"]
        assert "部门目录没有载明电话" in prose(WHOLE, "complaints")

    def test_telephones_of_the_directory(self) -> None:
        """Numbers in the directory stand with the department and where to complain."""
        known = dict(shipped().departments) | {
            "xfjy": Department(name="消防救援支队", phone="0825-119", complaint_phone="12345", kind="agency")
        }
        guide = make_guide(shipped().get("open-restaurant"), known)
        (table,) = grids(guide, "departments").values()
        assert (table["消防救援支队"]["咨询电话"], table["消防救援支队"]["监督投诉电话"]) == ("0825-119", "12345")
        assert table["遂宁市市场监督管理局"]["咨询电话"] == "—"
        assert pairs(guide, "complaints") == {"消防救援支队": "咨询：0825-119\n监督投诉：12345"}

    def test_kind_of_a_body_that_is_no_agency(self) -> None:
        """A bank or a utility is named as such."""
        known = dict(shipped().departments) | {"cgj": Department(name="供水公司", kind="utility")}
        (table,) = grids(make_guide(shipped().get("open-restaurant"), known), "departments").values()
        assert table["供水公司"]["分工"] == "配合：办理所列事项（公用企业）"

    @pytest.mark.parametrize(
        ("updates", "title", "said"),
        [
            ({"correction": None}, "申请人补正", "不限期限"),
            ({"on_correction_expiry": "decline"}, "申请人补正", "10个工作日\n逾期不予受理"),
            ({"on_silence": "remind"}, "受理或一次告知", "5个工作日"),
            ({"extension": None}, "整件延期", "不得延长"),
        ],
    )
    def test_policies(self, updates: dict[str, object], title: str, said: str) -> None:
        """What follows from silence and expiry is what the definition says."""
        guide = make_guide(changed(**updates), shipped().departments)
        assert pairs(guide, "limits")[title] == said


class TestSituation:
    """The guide for one situation."""

    def test_only_what_applies(self) -> None:
        """Exempt items, and the fields and materials that only they use, are gone."""
        (items,) = grids(SMALL, "items").values()
        (fields,) = grids(SMALL, "form").values()
        assert list(items) == ["营业执照核发", "食品经营许可"]
        assert list(fields) == ["经营者姓名", "身份证号", "店名"]
        assert list(grids(SMALL, "materials")["申请人提交的材料"]) == ["经营场所使用证明", "平面布置图"]
        assert pairs(SMALL, "basics")["联办事项"] == "2项"

    def test_exemptions_say_why(self) -> None:
        """Each exempt item stands with the designer's note."""
        assert grids(SMALL, "situations")["此情形免办的事项"] == {
            "公众聚集场所投入使用、营业前消防安全检查": {"免办说明": "建筑面积50平方米以下免于检查"},
            "户外招牌设置": {"免办说明": "不设户外招牌的不需办理"},
        }

    def test_situation_is_named(self) -> None:
        """The heading and the conditions say which situation the guide is for."""
        assert SMALL.subtitle[1] == "适用情形：经营场所面积为45㎡，不设置户外招牌"
        assert "本指南适用的情形：经营场所面积为45㎡，不设置户外招牌。" in prose(SMALL, "situations")
        assert "填表前先回答" not in prose(SMALL, "situations")

    def test_open_question_stays(self) -> None:
        """A question without an answer is still asked, and its item keeps its condition."""
        half = guide_of("open-restaurant", {"area": 45})
        assert "是否设置户外招牌？" in prose(half, "situations")
        assert list(grids(half, "situations")["视情形办理的事项"]) == ["户外招牌设置"]

    def test_missing_note_falls_back_to_the_rule(self) -> None:
        """Without a note the opposite of the condition says why an item is exempt."""
        bundle = shipped().get("open-restaurant")
        bare = tuple(item.model_copy(update={"exempt_note": None}) for item in bundle.items)
        guide = make_guide(
            bundle.model_copy(update={"items": bare}), shipped().departments, {"area": 45, "signboard": True}
        )
        assert grids(guide, "situations")["此情形免办的事项"] == {
            "公众聚集场所投入使用、营业前消防安全检查": {"免办说明": "经营场所面积在50㎡以下"}
        }
