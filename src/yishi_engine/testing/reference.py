"""The page of reference about features, made from the vocabulary.

``python -m yishi_engine.testing.reference > docs/reference/features.md`` writes it anew; a test keeps it equal.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final

from yishi_engine.testing.vocabulary import WORDINGS
from yishi_engine.testing.wording import MANNER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.testing.wording import Kind, Wording

_HEAD: Final = """\
# 用例（.feature 文件）

由步骤表生成；重新生成：`python -m yishi_engine.testing.reference > docs/reference/features.md`。

用例用中文写明一个套餐在某种情形下应当怎样办，不需要会编程；从头写起、看覆盖、接入持续集成，见
[检验一个套餐](../how-to/test-a-bundle.md)。存为 UTF-8 的 `.feature` 文件：

```gherkin title="features/fire-check.feature"
# language: zh-CN
功能: 面积决定要不要消防检查

  场景: 51平方米的要查
    假如 现在是"2026-02-11 09:30"
    而且 已载入套餐"open-restaurant"
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段        | 值                 |
      | area        | 51                 |
      | signboard   | 否                 |
      | operator    | 张三               |
      | operator_id | 110101199001010015 |
      | shop_name   | 阳光餐馆           |
    而且 牵头部门受理
    那么 "fire-check"状态为"待办"
```

```console
$ yishi test features/fire-check.feature
1 个场景：1 个通过
```

## 通则

- 关键字：`假如`、`当`、`那么`、`而且`、`并且`、`同时`、`但是` 和 `*`；同一步骤可用于任何关键字之后。
- 每个场景的第一步用 `假如`、`当` 或 `那么`。
- 引号、逗号和步骤末尾的冒号，全角半角都可以；`功能:`、`场景:`、`例子:` 的冒号和表格的竖线只能用半角。
- 事项、部门、字段、材料和套餐写标识或中文名称；状态、级别和结果写中文名称；是非题写 `是` 或 `否`。
- 时间一律为北京时间，只由步骤推动；没有写明的，从 2026-02-11 09:00 开始。
- 期限为空表示没有期限（未起算、已停止），`待定` 表示超出已公布的工作日历。
- 操作由应当操作的人作出：部门的操作由该部门工作人员，延期由其负责人，退回重办由牵头部门负责人。
- 每个由人作出的操作后面还可以依次写明 `，由"…"`、`，发生于"…"`、`，消息号"…"`（表格之前）：
  `当 "fire-check"准予，由"工作人员w-7"，发生于"2026-02-24 16:00"，消息号"m-42"`。
  `由` 换一个操作人，写 `工作人员`、`负责人`、`申请人`，前面可加部门，后面可加人员标识；
  `发生于` 是补录，写事情发生的时间；`消息号` 相同的操作只生效一次。
- 理由、内容、意见、说明这些话也可以写 `如下`，后面接文本块（上下各一行三个引号）：
  `当 "fire-check"不予许可，理由如下:`。
- `场景大纲` 的 `<列名>` 可用在步骤、表格、文本块和场景名称里；每行例子是一个场景，失败时指出是第几行的例子。名称里没有
  `<列名>` 或填了仍然重名的，名称后面列出这一行。
- `规则` 把场景分组，可以有自己的 `背景`；`@标签` 写在功能、规则、场景或例子之前，`--tags "@冒烟 and not @慢"` 只运行
  所选的，`@skip` 跳过。
- 被拒绝的操作使场景在那一步失败，除非紧接着的一步是 `操作被拒绝`；被拒绝的操作不改动办件。
- 套餐取自 `--bundles` 所指的文件夹；没有写的，取用例所在或其上层最近的 `bundles`，找到代码库（有 `.git` 的文件夹）或
  用户主文件夹为止；用例所在的文件夹里有 `departments.yaml` 的，就取这个文件夹。都没有的，取当前文件夹的 `bundles`，
  再没有的取随附的套餐。找不到套餐时，提示里写明取自哪里。

## 用英文写

不写 `# language` 的文件用英文关键字和英文步骤（下表每格第二行），意思完全相同；状态、级别和结果写英文标识，如
`in progress`、`yellow`、`partly granted`，表格的列写 `field`、`value`、`item`、`department`、`state`、`due`、`left`、
`level`、`rule`、`note`、`event`、`actor`、`occurred`、`recorded`、`backfilled`，是非题写 `yes` 或 `no`，期限写
`5 wd`，操作人写 `cgj officer w-7`、`supervisor`、`applicant p-2`，文本块前写 `as follows`。场景失败时的提示也是英文；
文件本身的错误和覆盖统计仍是中文。

```gherkin title="features/in-english.feature"
Feature: The area decides about the fire check

  Scenario Outline: <area> square metres
    Given the bundle "open-restaurant" is loaded
    When applicant "p-1" submits an application, with answers and form:
      | field       | value              |
      | area        | <area>             |
      | signboard   | no                 |
      | operator    | 张三               |
      | operator_id | 110101199001010015 |
      | shop_name   | 阳光餐馆           |
    And the lead department accepts
    Then the required items are "<items>"

    Examples:
      | area | items                                     |
      | 50   | business-licence, food-permit             |
      | 51   | business-licence, food-permit, fire-check |
```

```console
$ yishi test features/in-english.feature
2 scenario(s): 2 passed
```
"""
_TITLES: Final[dict[Kind, str]] = {"arrange": "准备", "act": "操作", "expect": "检验"}
_TABLES: Final = {"none": "", "may": "可带表格", "must": "须带表格"}
_TAIL: Final = """\
## 运行之前的检查

下列错误在运行前一次全部指出，各带文件和行号；有错误的文件不运行。

| 代码 | 错误 |
|---|---|
| `feature.encoding` | 不能读取，或不是 UTF-8 |
| `feature.language` | 中文的没有写 `# language: zh-CN`，或语言不认识 |
| `feature.syntax` | 不合 Gherkin 语法的行 |
| `feature.keyword` | 像步骤或标题、却会被当作说明的行，例如关键字写错、`场景：` 用了全角冒号、标签用了全角 `＠` |
| `feature.nothing` | 没有场景 |
| `feature.name` | 场景没有名称 |
| `feature.duplicate` | 场景重名 |
| `feature.empty` | 场景没有步骤 |
| `feature.no_expectation` | 场景没有 `那么` |
| `feature.first_step` | 第一步用了 `而且`、`但是` 或 `*` |
| `feature.step` | 没有这样的步骤；指出最接近的，或参数没有写在双引号里 |
| `feature.table` | 该带表格的没有带，不该带的带了，或各行列数不一 |
| `feature.text` | 写了 `如下` 而没有文本块，或有文本块而没有写 `如下` |
| `feature.examples` | 场景大纲没有例子 |
| `feature.placeholder` | 步骤、表格或文本块里的 `<…>` 在例子里没有这一列 |

## 自己的步骤

装有 pytest 的项目里，`pytest` 直接运行这些用例（英文的，须有一步 `the bundle "…" is loaded`），选项
`--yishi-bundles` 指定套餐，`--yishi-coverage` 列出覆盖，`--yishi-html` 写活文档。自己的步骤用 pytest-bdd 写在用例
旁边的 `conftest.py` 里，`yishi_world` 是场景的引擎、时钟和办件：

```python title="own/conftest.py"
from pytest_bdd import then


@then("还没有人评价")
def _(yishi_world):
    assert yishi_world.case.rating is None
```

```gherkin title="own/rating.feature"
# language: zh-CN
功能: 自己的步骤

  场景: 刚接件的没有评价
    假如 已载入套餐"open-restaurant"
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段        | 值                 |
      | area        | 50                 |
      | signboard   | 否                 |
      | operator    | 张三               |
      | operator_id | 110101199001010015 |
      | shop_name   | 阳光餐馆           |
    那么 还没有人评价
```

```console
$ yishi test own/rating.feature
1 个场景：1 个通过
```

由 Python 模块以 `scenarios(…)` 引入用例的项目，在 pytest 配置里写 `yishi_collect = false`，以免各运行一次；
步骤照样可用。关闭插件的，以 `from yishi_engine.testing.steps import *` 取得步骤。

夹具 `yishi_bundles` 可以改写，指定别的套餐文件夹。
"""


def page() -> str:
    """Return the page."""
    return "\n".join([_HEAD, *_sections(), _TAIL])


def _sections() -> Iterator[str]:
    """Yield a table for each kind of step."""
    for kind, title in _TITLES.items():
        rows = "".join(f"| {' | '.join(_cells(each))} |\n" for each in WORDINGS if each.kind == kind)
        yield f"## {title}\n\n| 步骤 | 例 | 意思 |\n|---|---|---|\n{rows}"


def _cells(wording: Wording) -> tuple[str, str, str]:
    """Return a step with its values left open, its examples and its meaning; 〔…〕 may be left out."""
    meaning = "；".join(filter(None, (wording.meaning, _TABLES[wording.table])))
    shown = (
        _shown(template, manner) for template, manner in zip((wording.template, wording.english), MANNER, strict=True)
    )
    return "<br>".join(shown), f"`{wording.example}`<br>`{wording.english_example}`", meaning


def _shown(template: str, manner: str) -> str:
    several = '"…"、"…"' if manner == MANNER[0] else '"…", "…"'
    values = re.sub(r"\{\w+…?\}", '"…"', re.sub(r"\{\w+\+\}", several, template.replace(manner, "")))
    return f"`{values.replace('[', '〔').replace(']', '〕')}`"


if __name__ == "__main__":
    sys.stdout.write(page())
