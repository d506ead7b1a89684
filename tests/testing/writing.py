"""Writing features for tests: the bundle's usual beginnings, and scenarios with their lines known."""

from __future__ import annotations

import re
from textwrap import dedent, indent
from typing import TYPE_CHECKING, Final

from yishi_engine.testing.vocabulary import find
from yishi_engine.testing.wording import FOLLOWS

if TYPE_CHECKING:
    from yishi_engine.testing.wording import Arguments

ENGLISH_KEYWORDS: Final = {"假如": "Given", "当": "When", "那么": "Then", "并且": "And", "而且": "And", "但是": "But"}

LOADED: Final = '假如 已载入套餐"open-shop"\n'
FORM: Final = """\
  | 字段        | 值                 |
  | area        | 51                 |
  | signboard   | 是                 |
  | operator_id | 110101199001010015 |
  | shop_name   | 阳光小店           |
"""
SMALL_FORM: Final = FORM.replace("| 51  ", "| 50  ").replace("| 是  ", "| 否  ")
SUBMITTED: Final = f'{LOADED}当 申请人"p-1"提交申请，情形和表单如下:\n{FORM}'
ACCEPTED: Final = f"{SUBMITTED}并且 牵头部门受理\n"
TOMORROW: Final = f'{ACCEPTED}并且 时间来到"2026-02-12 10:00"\n'
SMALL: Final = f'{LOADED}当 申请人"p-1"提交申请，情形和表单如下:\n{SMALL_FORM}并且 牵头部门受理\n'
STARTED: Final = f'{ACCEPTED}并且 "fire"开始办理\n'
STOPPED: Final = f'{STARTED}并且 "fire"因"专家评审"暂停计时，预计"5 工作日"\n'
DECIDED: Final = f'{SMALL}并且 "licence"开始办理\n并且 "licence"准予\n并且 "food"开始办理\n并且 "food"准予\n'
COMPLETED: Final = f"{DECIDED}并且 牵头部门办结\n"
COMMITTED: Final = (
    f'{STARTED}并且 "fire"以告知承诺准予\n并且 "sign"开始办理\n并且 "sign"准予\n'
    '并且 "licence"开始办理\n并且 "licence"准予\n并且 "food"开始办理\n并且 "food"准予\n并且 牵头部门办结\n'
)
LACKING: Final = f'{LOADED}当 申请人"p-1"提交申请，缺少材料"floor_plan"，情形和表单如下:\n{FORM}'
CORRECTING: Final = f'{SUBMITTED}并且 "xfjy"反馈材料问题"图纸不清"\n并且 牵头部门一次告知补正\n'


BLOCK: Final = '  """\n  疏散通道宽度不足。\n  其他见附件。\n  """\n'


def in_english(text: str) -> str:
    """Return a scenario in English, step by step as the wordings say; tables and values stay."""
    lines = text.splitlines(keepends=True)
    return "".join(_line_in_english(line) for line in lines)


def _line_in_english(line: str) -> str:
    head, _, step = line.strip().partition(" ")
    indentation = line[: len(line) - len(line.lstrip())]
    if head == "场景:":
        return f"{indentation}Scenario: {step}\n"
    wording = find(step) if head in ENGLISH_KEYWORDS else None
    if wording is None:
        return line
    values = wording.match(step) or {}
    said = "".join(_part(part, values) for part in re.split(r"(\[[^\]]*\])", wording.english))
    return f"{indentation}{ENGLISH_KEYWORDS[head]} {said}{':' if step.endswith((':', '：')) else ''}\n"


def _part(part: str, values: Arguments) -> str:
    names = re.findall(r"\{(\w+)", part)
    if part.startswith("[") and not (names and all(values.get(name) is not None for name in names)):
        return ""
    return re.sub(r"\{(\w+)[+…]?\}", lambda found: _value(values[found[1]]), part.strip("[]"))


def _value(value: str | tuple[str, ...] | None) -> str:
    listed = value if isinstance(value, tuple) else (value or "",)
    return "as follows" if value is FOLLOWS else ", ".join(f'"{each}"' for each in listed)


def table(*rows: str) -> str:
    """Return the lines of a step's table, each row given as ``a | b``."""
    return "".join(f"  | {row} |\n" for row in rows)


def scenario(*steps: str, name: str = "一个场景") -> str:
    """Return a scenario of these steps, each with its keyword and its table."""
    lines = "".join(step if step.endswith("\n") else f"{step}\n" for step in map(dedent, steps))
    return f"  场景: {name}\n{indent(lines, '    ')}"


def feature(*scenarios: str) -> str:
    """Return a feature in Chinese of these scenarios; the first begins on the third line."""
    return "# language: zh-CN\n功能: 试验\n" + "\n".join(scenarios)


def line_of(text: str, last: str) -> int:
    """Return the 1-based line on which a text occurs for the last time."""
    return max(number for number, line in enumerate(text.splitlines(), start=1) if last in line)


def first_line(step: str) -> str:
    """Return a step's own line, without its table."""
    return step.partition("\n")[0]
