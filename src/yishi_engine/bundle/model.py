"""What a designer writes: bundles, their items, questions, form fields and materials, and the departments.

The models say which keys there are, of which type, and which may be left out. What takes more than a look at one value
(references, order, limits that fit each other) is checked in ``checks``. A loaded bundle is frozen and has passed both.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal, TypeAlias, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from yishi_engine.bundle.scalars import Bound, ConditionText, Key, Label, LimitText, NameId, NewName, Note
from yishi_engine.worktime.limits import Limit, Unit

ValueType: TypeAlias = Literal[
    "text", "integer", "decimal", "date", "yes_no", "choice", "resident_id", "credit_code", "phone", "region"
]
Gate: TypeAlias = Literal["start", "decide"]
Source: TypeAlias = Literal["applicant", "shared", "result"]
Necessity: TypeAlias = Literal["required", "deferrable", "optional"]

StatutoryProcedure: TypeAlias = Literal["听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审"]

STATUTORY_PROCEDURES: Final[tuple[str, ...]] = get_args(StatutoryProcedure)
"""Causes that stop a clock by themselves. Basis: 行政许可法 art. 45."""


class Part(BaseModel):
    """Base of everything in a definition: frozen, no unknown keys, no conversions."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Department(Part, title="部门"):
    """A department, or another body that handles items, as ``departments.yaml`` lists it under its key."""

    name: Label = Field(title="名称", description="部门全称", examples=["市场监督管理局"])
    region: str | None = Field(None, title="行政区划", description="GB/T 2260 六位代码，加引号", examples=["510900"])
    uscc: str | None = Field(None, title="统一社会信用代码", description="18 位，GB 32100")
    phone: Label | None = Field(None, title="咨询电话", description="印在办事指南上", examples=["0825-2220000"])
    complaint_phone: Label | None = Field(None, title="监督投诉电话", description="印在办事指南上", examples=["12345"])
    kind: Literal["agency", "utility", "bank", "post"] = Field(
        "agency", title="类别", description="agency 机关，utility 公用企业，bank 银行，post 寄递"
    )


class Limits(Part, title="整件事的期限"):
    """The limits of the whole bundle."""

    acceptance: LimitText = Field(
        Limit(5, Unit.WORKING_DAYS), title="受理期限", description="在此期限内受理或一次告知补正；行政许可法第三十二条"
    )
    on_silence: Literal["deemed_accepted", "remind"] = Field(
        "deemed_accepted", title="逾期未受理", description="deemed_accepted 视为受理，remind 只提醒"
    )
    correction: LimitText | None = Field(None, title="补正期限", description="申请人补正的期限；不写则不限")
    on_correction_expiry: Literal["lapse", "decline"] = Field(
        "lapse", title="逾期未补正", description="lapse 视为撤回，decline 不予受理"
    )
    total: LimitText = Field(title="总时限", description="整件事从受理到办结的承诺时限")
    issue: LimitText | None = Field(None, title="出件期限", description="牵头部门自最后一个决定起统一出件的期限")
    extension: LimitText | None = Field(
        None, title="整件延期", description="牵头部门负责人可延长一次的时间；不写则不得延长"
    )
    follow_up: LimitText | None = Field(None, title="差评整改期限", description="差评后多久回访整改；不写则不设期限")
    warn_before: LimitText = Field(Limit(1, Unit.WORKING_DAYS), title="预警提前", description="期满前多久预警")


class Valued(Part, title="问题或字段"):
    """What questions and form fields have in common: a typed value and its bounds."""

    id: NewName = Field(
        title="标识", description="小写字母、数字、下划线；条件里用它作名称", examples=["area", "shop_name"]
    )
    type: ValueType = Field(
        title="类型",
        description="text 文字，integer 整数，decimal 小数，date 日期，yes_no 是否，choice 选项，resident_id 身份证号，"
        "credit_code 统一社会信用代码，phone 电话，region 行政区划",
    )
    options: tuple[Label, ...] = Field(
        (), title="选项", description="choice 的全部选项", max_length=200, strict=False, examples=[["中餐", "火锅"]]
    )
    min: Bound | None = Field(None, title="最小值", description="integer、decimal、date 的最小值（含）", examples=[1])
    max: Bound | None = Field(
        None, title="最大值", description="integer、decimal、date 的最大值（含）", examples=[100000]
    )
    max_length: int | None = Field(
        None, title="最多字数", description="text 的最多字数；不写为 500", ge=1, le=10_000, examples=[50]
    )
    pattern: Note | None = Field(
        None,
        title="格式",
        description="text 全文须符合的正则表达式；只能用字符、字符类、分组、| 和 ? * + {m,n}，不能用回溯引用和环视",
        examples=["[A-Z]{2}[0-9]{6}"],
    )


class Question(Valued, title="问题"):
    """A guided question (情形引导), answered before the form. Answers are no personal data."""

    ask: Label = Field(title="问题", description="向申请人提的问题", examples=["是否设置户外招牌？"])

    @property
    def label(self) -> str:
        """The question without its question mark, for explanations."""
        return self.ask.strip().rstrip("?？").rstrip()

    @property
    def personal(self) -> bool:
        """Always false: a question holds no personal data."""
        return False


class FormField(Valued, title="表单字段"):
    """A field of the single form."""

    label: Label = Field(title="名称", description="表单上的字段名", examples=["店名"])
    personal: bool = Field(
        default=False, title="个人信息", description="true 则只存于可删除的个人信息库，不进入审计记录"
    )
    required: bool = Field(default=True, title="必填", description="false 则可以不填")
    when: ConditionText | None = Field(
        None, title="何时填写", description="条件，可用问题和排在前面的字段；不写则总是填写", examples=["signboard"]
    )


class Material(Part, title="材料"):
    """A material of the one set; each stands once, whoever needs it."""

    id: Key = Field(title="标识", description="小写字母、数字、连字符或下划线", examples=["floor_plan"])
    name: Label = Field(title="名称", description="具体的材料名；不得兜底", examples=["平面布置图"])
    source: Source = Field(
        "applicant", title="来源", description="applicant 申请人提交，shared 数据共享，result 本件事某事项的结果"
    )
    of: Key | None = Field(
        None, title="出自事项", description="source 为 result 时，产生它的事项的 id", examples=["business-licence"]
    )
    necessity: Necessity = Field(
        "required", title="必要性", description="required 必要，deferrable 可容缺后补，optional 非必要"
    )
    defer: LimitText | None = Field(None, title="容缺期限", description="necessity 为 deferrable 时，受理后多久补齐")
    when: ConditionText | None = Field(
        None, title="何时需要", description="条件，可用问题和表单字段；不写则总是需要", examples=["area > 100"]
    )


class Dependency(Part, title="前置"):
    """A prerequisite of an item."""

    item: Key = Field(title="前置事项", description="前置事项的 id", examples=["business-licence"])
    gate: Gate = Field(title="关口", description="start 前置准予后才开始办理，decide 可先办理、前置准予后才能决定")


class Procedure(Part, title="特别程序"):
    """A special procedure whose time is not counted."""

    name: Label = Field(title="名称", description="不计入时限的程序", examples=["公示"])
    basis: Label | None = Field(
        None,
        title="依据",
        description="行政许可法第四十五条所列八种以外的，须写明依据",
        examples=["本市并联审批规定第十九条"],
    )


def _named(value: object) -> object:
    """Let a special procedure be written by its name alone."""
    return {"name": value} if isinstance(value, str) else value


NamedProcedure: TypeAlias = Annotated[
    Procedure, BeforeValidator(_named, json_schema_input_type=StatutoryProcedure | Procedure)
]


class Result(Part, title="结果"):
    """What a granted item issues."""

    id: Key = Field(title="标识", description="小写字母、数字、连字符或下划线", examples=["business_licence"])
    name: Label = Field(title="名称", description="证照或批文的名称", examples=["营业执照"])


class Commitment(Part, title="告知承诺"):
    """Notification and commitment (告知承诺): granted at once, verified later."""

    verify_within: LimitText = Field(title="核查期限", description="办结后多久内核查")


class Item(Part, title="联办事项"):
    """An item handled jointly (联办事项)."""

    id: Key = Field(title="标识", description="小写字母、数字、连字符或下划线", examples=["fire-check"])
    name: Label = Field(title="事项名称", description="与权力清单一致的名称", examples=["食品经营许可"])
    department: Key = Field(title="责任部门", description="departments.yaml 里的键", examples=["scjg"])
    when: ConditionText | None = Field(
        None, title="何时需要", description="条件，只能用问题；不写则总是需要", examples=["area > 50"]
    )
    exempt_note: Note | None = Field(
        None, title="免办说明", description="不需要时告诉申请人的话", examples=["50平方米以下免于检查"]
    )
    depends_on: tuple[Dependency, ...] = Field(
        (), title="前置事项", description="这些事项准予以后才能开始或决定", max_length=50, strict=False
    )
    statutory_limit: LimitText | None = Field(None, title="法定办结时限", description="法律法规规定的时限；超过为红牌")
    committed_limit: LimitText | None = Field(
        None, title="承诺办结时限", description="向社会承诺的时限，不得长于法定时限；超过为黄牌"
    )
    extension: LimitText | None = Field(None, title="延期", description="部门负责人可延长一次的时间；不写则不得延长")
    special_procedures: tuple[NamedProcedure, ...] = Field(
        (),
        title="特别程序",
        description="不计入时限的程序：法定八种写名称，其他写 {name, basis}",
        max_length=50,
        strict=False,
        examples=[["专家评审", "检测"]],
    )
    warn_before: LimitText | None = Field(None, title="预警提前", description="不写则同 limits.warn_before")
    fields: tuple[NameId, ...] = Field(
        (),
        title="所用字段",
        description="该部门只能看到这些表单字段",
        max_length=500,
        strict=False,
        examples=[["shop_name"]],
    )
    materials: tuple[Key, ...] = Field(
        (),
        title="所用材料",
        description="该部门只能看到这些材料",
        max_length=200,
        strict=False,
        examples=[["floor_plan"]],
    )
    result: Result | None = Field(None, title="结果", description="准予后发的证照或批文；没有则不写")
    commitment: Commitment | None = Field(
        None, title="告知承诺", description="可以凭申请人的承诺准予、办结后再核查的才写"
    )

    @property
    def limit(self) -> Limit:
        """The limit that its clock runs by: the committed one, or the statutory one where none is committed."""
        limit = self.committed_limit or self.statutory_limit
        if limit is None:
            raise AssertionError(self.id)
        return limit


class Bundle(Part, title="一件事套餐定义"):
    """A one-thing service: what is asked, what is handed in, and the items that departments handle together."""

    id: Key = Field(
        title="标识", description="小写字母、数字、连字符或下划线；各版本相同", examples=["open-restaurant"]
    )
    version: int = Field(title="版本", description="从 1 起；已发布的版本不再改动", ge=1, le=1_000_000, examples=[1])
    effective_from: dt.date | None = Field(
        None, title="生效日期", description="不写则一直有效", examples=["2026-01-01"]
    )
    name: Label = Field(title="名称", description="一件事的名称", examples=["开办餐馆"])
    audience: Literal["person", "enterprise"] = Field(title="服务对象", description="person 个人，enterprise 企业")
    region: str | None = Field(None, title="行政区划", description="GB/T 2260 六位代码，加引号", examples=["510900"])
    lead_department: Key = Field(
        title="牵头部门", description="departments.yaml 里的键；受理、协调、统一出件", examples=["scjg"]
    )
    basis: tuple[Label, ...] = Field(
        (),
        title="依据",
        description="法律、法规和文件的条款",
        max_length=50,
        strict=False,
        examples=[["中华人民共和国行政许可法第二十六条"]],
    )
    limits: Limits = Field(title="期限", description="整件事的受理、补正、总时限和出件期限")
    questions: tuple[Question, ...] = Field(
        (), title="情形引导", description="填表前回答的问题", max_length=100, strict=False
    )
    form: tuple[FormField, ...] = Field(
        (), title="一张表单", description="各事项所需字段的并集，每个字段一次", max_length=500, strict=False
    )
    materials: tuple[Material, ...] = Field(
        (), title="一套材料", description="每种材料一次", max_length=200, strict=False
    )
    items: tuple[Item, ...] = Field(
        title="联办事项", description="各部门一起办的事项", min_length=1, max_length=100, strict=False
    )

    def item(self, item_id: str) -> Item:
        """Return the item of this id; raises ``KeyError`` when there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)
