"""The page of reference about the checker: every rule with what it is for, a bad and a good example.

``python -m yishi_engine.publish.checks_reference > docs/reference/checks.md`` writes it anew; a test keeps it equal
and runs every example.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle import RULES, all_codes
from yishi_engine.publish.bundle_reference import WARNINGS_OF_READING
from yishi_engine.publish.check_examples import BASE, GROUPS, LISTED
from yishi_engine.publish.check_examples.running import faults_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.publish.check_examples import Example

_HEAD: Final = """\
# 检查规则

由检查程序和例子生成；重新生成：`python -m yishi_engine.publish.checks_reference > docs/reference/checks.md`。每个例子都
由测试执行：错的恰好报这一条，对的一条也不报。

`yishi check` 一次指出全部文件的全部问题：哪个文件、哪一行、哪一列、代码、说明和改法。一处错误只报一次；由它引起的别的
问题，改好以后才看得出来，不另报。**错误**不能载入，**警告**不影响。代码固定，程序可以依靠。

| 写法 | 得到 |
|---|---|
| `yishi check bundles` | 文字：原文和所指的地方，给人看 |
| `yishi check bundles --format json` | JSON 数组，字段 `file, line, column, code, severity, message, hint`，给程序看 |
| `yishi check bundles --format sarif` | SARIF 2.1.0，给代码托管平台和持续集成，问题显示在改动的行旁边 |
| `yishi check bundles --against 已发布的文件夹` | 再与已发布的版本比较：内容改了，版本号要加一 |
| `yishi check bundles --against-db URL` | 再与数据库里在用的版本比较 |

情形是枚举出来的：程序把每个问题的回答按条件里写的数分段（`area > 50` 分成 50 以下和 51 以上），每段取一个，逐一组合。

例子都是下面这个套餐的一处改动。“✗”标出所报的那一行。

"""


def page() -> str:
    """Return the page."""
    base = (
        f'```yaml title="shop/departments.yaml"\n{LISTED}```\n\n```yaml title="shop/open-shop.yaml"\n{BASE}```\n\n'
        "```console\n$ yishi check shop\n没有发现问题\n```\n"
    )
    return "\n".join([f"{_HEAD}{base}", *_groups()])


def _groups() -> Iterator[str]:
    titles = all_codes()
    warnings = WARNINGS_OF_READING | {rule.code for rule in RULES if rule.severity == "warning"}
    for group, examples in GROUPS.items():
        yield f"## {group}\n"
        for example in examples:
            severity = "警告" if example.code in warnings else "错误"
            yield f"### `{example.code}`\n\n**{severity}** {titles[example.code]}。{example.why}\n"
            yield from _blocks(example)


def _blocks(example: Example) -> Iterator[str]:
    bad = example.shown or example.bad.rstrip("\n")
    # A folder is no YAML, and what does not parse needs no colours.
    folder = bad.startswith("mine/")
    yield f"错：\n\n```{'text' if folder else 'yaml'}\n{bad}\n```\n"
    (fault,) = faults_of(example, good=False)
    yield f"> {fault.message}" + (f"。提示：{fault.hint}\n" if fault.hint else "\n")
    if not folder and len(example.good) < len(BASE) and example.good != example.bad:
        yield f"对：\n\n```yaml\n{example.good.strip(chr(10))}\n```\n"


if __name__ == "__main__":
    sys.stdout.write(page())
