"""The sheets and columns of a workbook, named as the public guide names them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final


class Kind(Enum):
    """What a cell of a column holds."""

    TEXT = "文字"
    KEY = "标识"
    LIMIT = "期限"
    CONDITION = "条件"
    CHOICE = "选一"
    TRUTH = "是否"
    NUMBER = "整数"
    BOUND = "数字或日期"
    DATE = "日期"
    TEXTS = "每行一个"
    KEYS = "几个标识"
    WAITS = "前置"
    PROCEDURES = "特别程序"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column, or one row of the sheet on the whole.

    Attributes:
        key: The key of the definition; dotted where it lies deeper.
        title: What stands at its head.
        kind: What a cell holds.
        note: What to write, for the designer who has selected a cell.
        words: For a choice, the word of a cell to the value of the definition.
        required: Whether each row needs it.
        width: Its width, in characters.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    note: str = ""
    words: dict[str, str] = field(default_factory=dict)
    required: bool = False
    width: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet.

    Attributes:
        name: Its name.
        part: The key of the list that its rows are; empty for the sheet on the whole, whose rows are keys.
        columns: Its columns.
    """

    name: str
    part: str
    columns: tuple[Column, ...]


_TYPES: Final = {
    "文字": "text", "整数": "integer", "小数": "decimal", "日期": "date", "是否": "yes_no", "选项": "choice",
    "身份证号": "resident_id", "统一社会信用代码": "credit_code", "电话": "phone", "行政区划": "region",
}  # fmt: skip
GATES: Final = {"开始": "start", "决定": "decide"}
TRUTHS: Final = {"是": "true", "否": "false"}

_LIMIT: Final = "数字和单位，如 5 工作日、20 自然日、4 工作时、3 月，或 即办"
_ID: Final = "小写字母开头，只含小写字母、数字、连字符或下划线"
_NAME: Final = "小写字母开头，只含小写字母、数字、下划线；条件里用它"
_WHEN: Final = '如 area > 50、signboard、kind == "中餐"'


def _limit(key: str, title: str, note: str = "", *, required: bool = False) -> Column:
    return Column(
        key=key, title=title, kind=Kind.LIMIT, note=f"{note}{'；' if note else ''}{_LIMIT}", required=required
    )


_VALUED: Final = (
    Column(key="type", title="类型", kind=Kind.CHOICE, words=_TYPES, required=True, width=10),
    Column(key="options", title="选项", kind=Kind.TEXTS, note="类型为选项时写全部选项，每行一个", width=16),
    Column(key="min", title="最小值", kind=Kind.BOUND, note="整数、小数、日期的最小值（含）", width=10),
    Column(key="max", title="最大值", kind=Kind.BOUND, note="整数、小数、日期的最大值（含）", width=10),
    Column(key="max_length", title="最多字数", kind=Kind.NUMBER, note="文字的最多字数；不写为 500", width=10),
    Column(key="pattern", title="格式", note="文字须符合的正则表达式，如 [0-9]{6}", width=14),
)

WHOLE: Final = Sheet(
    name="套餐",
    part="",
    columns=(
        Column(key="id", title="标识", kind=Kind.KEY, note=_ID, required=True),
        Column(key="version", title="版本", kind=Kind.NUMBER, note="从 1 起；已发布的版本不再改动", required=True),
        Column(key="effective_from", title="生效日期", kind=Kind.DATE, note="如 2026-01-01；不写则一直有效"),
        Column(key="name", title="名称", note="一件事的名称，如 开办餐馆", required=True),
        Column(
            key="audience",
            title="服务对象",
            kind=Kind.CHOICE,
            words={"个人": "person", "企业": "enterprise"},
            required=True,
        ),
        Column(key="region", title="行政区划", note="GB/T 2260 六位代码，如 510900"),
        Column(key="lead_department", title="牵头部门", kind=Kind.KEY, note="部门表里的标识", required=True),
        Column(key="basis", title="依据", kind=Kind.TEXTS, note="法律、法规和文件的条款，每行一个"),
        _limit("limits.acceptance", "受理期限", "不写为 5 工作日"),
        Column(
            key="limits.on_silence",
            title="逾期未受理",
            kind=Kind.CHOICE,
            words={"视为受理": "deemed_accepted", "提醒": "remind"},
            note="不写为视为受理",
        ),
        _limit("limits.correction", "补正期限", "不写则不限"),
        Column(
            key="limits.on_correction_expiry",
            title="逾期未补正",
            kind=Kind.CHOICE,
            words={"视为撤回": "lapse", "不予受理": "decline"},
            note="不写为视为撤回",
        ),
        _limit("limits.total", "总时限", required=True),
        _limit("limits.issue", "出件期限"),
        _limit("limits.extension", "整件延期", "不写则不得延长"),
        _limit("limits.follow_up", "差评整改期限"),
        _limit("limits.warn_before", "预警提前", "不写为 1 工作日"),
    ),
)
QUESTIONS: Final = Sheet(
    name="情形",
    part="questions",
    columns=(
        Column(key="id", title="标识", kind=Kind.KEY, note=_NAME, required=True),
        Column(key="ask", title="问题", note="向申请人提的问题；不得收集个人信息", required=True, width=28),
        *_VALUED,
    ),
)
FORM: Final = Sheet(
    name="表单",
    part="form",
    columns=(
        Column(key="id", title="标识", kind=Kind.KEY, note=_NAME, required=True),
        Column(key="label", title="名称", note="表单上的字段名", required=True, width=20),
        *_VALUED,
        Column(key="personal", title="个人信息", kind=Kind.TRUTH, note="姓名、证件、电话、住址等写 是", width=10),
        Column(key="required", title="必填", kind=Kind.TRUTH, note="不写为 是", width=8),
        Column(key="when", title="何时填写", kind=Kind.CONDITION, note=f"条件，{_WHEN}；不写则总是填写", width=22),
    ),
)
MATERIALS: Final = Sheet(
    name="材料",
    part="materials",
    columns=(
        Column(key="id", title="标识", kind=Kind.KEY, note=_ID, required=True),
        Column(key="name", title="材料名称", note="具体的材料名；不得兜底", required=True, width=28),
        Column(
            key="source",
            title="来源渠道",
            kind=Kind.CHOICE,
            words={"申请人提交": "applicant", "数据共享": "shared", "本件事的结果": "result"},
            note="不写为申请人提交",
        ),
        Column(key="of", title="出自事项", kind=Kind.KEY, note="来源为本件事的结果时，产生它的事项的标识"),
        Column(
            key="necessity",
            title="必要性",
            kind=Kind.CHOICE,
            words={"必要": "required", "可容缺后补": "deferrable", "非必要": "optional"},
            note="不写为必要",
        ),
        _limit("defer", "容缺期限", "可容缺后补时，受理后多久补齐"),
        Column(key="when", title="何时需要", kind=Kind.CONDITION, note=f"条件，{_WHEN}；不写则总是需要", width=22),
    ),
)
ITEMS: Final = Sheet(
    name="事项",
    part="items",
    columns=(
        Column(key="id", title="标识", kind=Kind.KEY, note=_ID, required=True, width=18),
        Column(key="name", title="事项名称", required=True, width=28),
        Column(key="department", title="责任部门", kind=Kind.KEY, note="部门表里的标识", required=True),
        Column(
            key="when",
            title="何时需要",
            kind=Kind.CONDITION,
            note=f"条件，{_WHEN}；只能用情形；不写则总是需要",
            width=22,
        ),
        Column(key="exempt_note", title="免办说明", note="不需要时告诉申请人的话", width=22),
        Column(
            key="depends_on",
            title="前置事项",
            kind=Kind.WAITS,
            note="每行一个：事项标识，空格，开始 或 决定。开始：前置准予后才开始；决定：可先办理，前置准予后才能决定",
            width=24,
        ),
        _limit("statutory_limit", "法定办结时限"),
        _limit("committed_limit", "承诺办结时限", "不得长于法定"),
        _limit("extension", "延期", "不写则不得延长"),
        Column(
            key="special_procedures",
            title="特别程序",
            kind=Kind.PROCEDURES,
            note="每行一个：法定八种写名称，其他写 名称（依据：条款）",
            width=20,
        ),
        _limit("warn_before", "预警提前"),
        Column(key="fields", title="所用字段", kind=Kind.KEYS, note="表单里的标识，用空格或逗号隔开", width=26),
        Column(key="materials", title="所用材料", kind=Kind.KEYS, note="材料里的标识，用空格或逗号隔开", width=26),
        Column(key="result.id", title="结果标识", kind=Kind.KEY, note=_ID),
        Column(key="result.name", title="结果名称", note="证照或批文的名称", width=20),
        _limit("commitment.verify_within", "承诺核查期限", "可以凭告知承诺准予的，办结后多久核查"),
    ),
)
DEPARTMENTS: Final = Sheet(
    name="部门",
    part="departments",
    columns=(
        Column(key="key", title="标识", kind=Kind.KEY, note=_ID, required=True),
        Column(key="name", title="名称", note="部门全称", required=True, width=28),
        Column(key="region", title="行政区划", note="GB/T 2260 六位代码，如 510900"),
        Column(key="uscc", title="统一社会信用代码", note="18 位", width=22),
        Column(key="phone", title="咨询电话", width=16),
        Column(key="complaint_phone", title="监督投诉电话", width=16),
        Column(
            key="kind",
            title="类别",
            kind=Kind.CHOICE,
            words={"机关": "agency", "公用企业": "utility", "银行": "bank", "寄递": "post"},
            note="不写为机关",
        ),
    ),
)

SHEETS: Final = (WHOLE, QUESTIONS, FORM, MATERIALS, ITEMS, DEPARTMENTS)
WHOLE_HEAD: Final = ("项目", "内容", "说明")
