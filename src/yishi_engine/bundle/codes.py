"""Every code that a fault of a definition can have, with what it demands; documentation is made from this table."""

from __future__ import annotations

from typing import Final

from yishi_engine.bundle.checks import RULES

READING: Final[dict[str, str]] = {
    "file.missing": "文件须存在",
    "file.unreadable": "文件须可读",
    "file.no_bundle": "文件夹里须有套餐定义",
    "file.suffix": "套餐文件应以 .yaml 结尾",
    "file.departments": "部门登记须在 departments.yaml 里",
    "file.content": "文件内容须为映射（键: 值）",
    "yaml.syntax": "文件须是正确的 YAML",
    "yaml.encoding": "文件须为 UTF-8 编码，不含控制字符",
    "yaml.too_large": "文件不得过大",
    "yaml.too_deep": "嵌套不得过深",
    "yaml.alias": "不用锚点和别名",
    "yaml.merge_key": "不用合并键",
    "yaml.tag": "不用类型标记",
    "yaml.key": "键须是文字",
    "yaml.duplicate_key": "键不得重复",
    "yaml.documents": "一个文件只有一个文档",
    "key.unknown": "不得有不认识的键",
    "key.misplaced": "每一项须写在自己的列表里",
    "key.missing": "必填的键不得缺少",
    "value.empty": "键须有值",
    "value.type": "值的类型须相符",
    "value.choice": "值须是所列之一",
    "value.range": "数值须在范围之内",
    "value.cut": "文字不应有一段被当作注释",
    "value.too_long": "文字和列表不得过长",
    "id.invalid": "id 和部门的键须符合写法",
    "limit.invalid": "期限须写数字和单位",
    "condition.empty": "条件不得为空",
    "condition.too_long": "条件不得过长",
    "condition.too_deep": "条件嵌套不得过深",
    "condition.syntax": "条件须符合写法",
    "condition.sign": "条件里用英文半角的运算符",
    "condition.number": "条件里的数不得过大",
    "condition.constant": "条件须取决于某个问题",
    "condition.unsupported": "条件里只有名称、值和比较",
    "uscc.invalid": "统一社会信用代码须正确",
    "bundle.duplicate": "同一版本只能有一个文件",
    "version.not_raised": "已发布的版本内容不得改动",
    "version.lowered": "版本号只升不降",
    "version.removed": "已发布的版本应留着文件",
    "bundle.version_order": "新版本不应早于旧版本生效",
}
"""Codes of what is found while files are read, before and beside the rules on a bundle."""


def all_codes() -> dict[str, str]:
    """Return every code with what it demands, in Chinese: those of reading first, then those of the rules."""
    return {**READING, **{rule.code: rule.title for rule in RULES}}
