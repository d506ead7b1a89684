"""A bad and a good way to write something, both as parts of one small bundle."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

MARK: Final = "  # ✗"
"""Stands at the end of the line of a bad example at which the fault is told, where there is more than one line."""

BUNDLE: Final = "open-shop.yaml"
DEPARTMENTS: Final = "departments.yaml"

LISTED: Final = """\
scjg: {name: 市场监督管理局, region: "510900"}
cgj: {name: 城市管理局, region: "510900"}
"""
BASE: Final = """\
id: open-shop
version: 1
effective_from: 2026-01-01
name: 开办便利店
audience: enterprise
region: "510900"
lead_department: scjg
basis: [中华人民共和国行政许可法第二十六条]

limits:
  acceptance: 5 工作日
  correction: 10 工作日
  on_correction_expiry: lapse
  total: 10 工作日
  issue: 1 工作日

questions:
  - {id: area, ask: 经营面积(㎡)？, type: integer, min: 1, max: 5000}
  - {id: kind, ask: 经营类型？, type: choice, options: [便利店, 小餐饮]}
  - {id: signboard, ask: 是否设置户外招牌？, type: yes_no}

form:
  - {id: owner, label: 经营者姓名, type: text, max_length: 50, personal: true}
  - {id: owner_id, label: 身份证号, type: resident_id, personal: true}
  - {id: shop_name, label: 店名, type: text}
  - {id: opening, label: 开业日期, type: date, required: false}
  - {id: signboard_size, label: 招牌尺寸, type: text, when: signboard}

materials:
  - {id: premises, name: 经营场所使用证明}
  - {id: floor_plan, name: 平面布置图, necessity: deferrable, defer: 3 工作日}
  - {id: pest_plan, name: 防鼠防虫方案, when: area > 100}
  - {id: licence_copy, name: 营业执照, source: result, of: business-licence}

items:
  - id: business-licence
    name: 营业执照核发
    department: scjg
    statutory_limit: 3 工作日
    committed_limit: 1 工作日
    fields: [owner, owner_id, shop_name, opening]
    materials: [premises]
    result: {id: business_licence, name: 营业执照}

  - id: food-permit
    name: 食品经营许可
    department: scjg
    when: kind == "小餐饮"
    exempt_note: 便利店不办此项
    depends_on: [{item: business-licence, gate: start}]
    statutory_limit: 20 工作日
    committed_limit: 5 工作日
    extension: 5 工作日
    special_procedures: [检测]
    fields: [owner, shop_name]
    materials: [licence_copy, floor_plan, pest_plan]
    result: {id: food_permit, name: 食品经营许可证}

  - id: signboard-permit
    name: 户外招牌设置
    department: cgj
    when: signboard
    committed_limit: 3 工作日
    fields: [shop_name, signboard_size]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """How a rule is broken and kept.

    Attributes:
        code: The code of the rule.
        why: What the rule is for, in Chinese, beyond its title.
        bad: A part of a bundle that breaks it, with a mark where it has several lines.
        good: The same part as it should be.
        instead: The text of the base that the part replaces; the good part itself unless given.
        shown: What the page shows of a bad part that is too long to show.
        file: In which file the part stands.
        beside: Other files of a bad folder, by name; None takes a file away, a name that ends in a slash is a folder.
        published: The base in the published folder that the bad one is compared with, after replacing this text by
            that; None where nothing is compared.
        at: The file and the line at which the fault is told where that is not in the part itself; 0 for no line.
    """

    code: str
    why: str
    bad: str
    good: str
    instead: str = ""
    shown: str = ""
    file: str = BUNDLE
    beside: dict[str, str | None] = field(default_factory=dict)
    published: tuple[str, str] | None = None
    at: tuple[str, int] | None = None

    def files(self, *, good: bool) -> dict[str, str]:
        """Return the folder that the good or the bad example makes: text by name of file."""
        found = {BUNDLE: BASE, DEPARTMENTS: LISTED}
        part = self.good if good else self.bad.replace(MARK, "")
        found[self.file] = found[self.file].replace(self.instead or self.good, part, 1)
        if not good:
            for name, text in self.beside.items():
                if text is None:
                    del found[name]
                else:
                    found[name] = text
        return found

    def before(self) -> dict[str, str] | None:
        """Return the published folder, if the example is compared with one."""
        if self.published is None:
            return None
        return {BUNDLE: BASE.replace(*self.published, 1), DEPARTMENTS: LISTED}

    def place(self) -> tuple[str, int]:
        """Return the file and the line at which the fault is told."""
        if self.at is not None:
            return self.at
        text = self.files(good=False)[self.file]
        lines = self.bad.splitlines()
        marked = next((number for number, line in enumerate(lines) if line.endswith(MARK)), 0)
        start = text.index(self.bad.replace(MARK, ""))
        return self.file, text.count("\n", 0, start) + marked + 1
