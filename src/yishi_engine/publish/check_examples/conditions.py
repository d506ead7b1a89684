"""Examples of conditions."""

from __future__ import annotations

from typing import Final

from yishi_engine.publish.check_examples.example import BASE, MARK, Example

_FOOD: Final = '    when: kind == "小餐饮"'
_PEST: Final = "  - {id: pest_plan, name: 防鼠防虫方案, when: area > 100}"


_MANY: Final = [f"pest_{number}" for number in range(1, 16)]
_FORM: Final = BASE[BASE.index("\nform:") : BASE.index(_PEST) + len(_PEST)]
_ASKED: Final = "\n".join(f"  - {{id: {name}, ask: 是否有{name}？, type: yes_no}}" for name in _MANY)

_TOO_MANY: Final = f"area > 100 and ({' or '.join(_MANY)})"


def _pest(condition: str) -> str:
    return f"  - {{id: pest_plan, name: 防鼠防虫方案, when: {condition}}}"


EXAMPLES: Final = (
    Example(
        code="condition.empty",
        why="写了 when 就要写条件；总是需要的删去 when。",
        bad=_pest('" "'),
        good=_PEST,
    ),
    Example(
        code="condition.too_long",
        why="这么长的条件没有人看得懂；拆成几个问题，或用 in [..] 合并。",
        bad=_pest(" and ".join(["area > 100"] * 50)),
        good=_PEST,
        shown="when: area > 100 and area > 100 and area > 100 and ……（超过 500 个字符）",
    ),
    Example(
        code="condition.too_deep",
        why="括号太多，多半写错了。",
        bad=_pest(f"{'not (' * 25}area > 100{')' * 25}"),
        good=_PEST,
        shown="when: not (not (not (not (……area > 100……))))",
    ),
    Example(
        code="condition.syntax",
        why="名称写问题或字段的 id，不写中文名称；比较的两边都要写。",
        bad=_pest("经营面积 > 100"),
        good=_PEST,
    ),
    Example(
        code="condition.sign",
        why="大于、且、= 之类改写成英文半角的运算符；信息给出对应的写法。",
        bad=_pest("area 大于 100"),
        good=_PEST,
    ),
    Example(
        code="condition.number",
        why="大到程序之间会传错的数。",
        bad=_pest("area > 99999999999999999999"),
        good=_PEST,
    ),
    Example(
        code="condition.constant",
        why="不取决于任何回答的条件，永远成立或永远不成立。",
        bad=_pest("100 < 200"),
        good=_PEST,
    ),
    Example(
        code="condition.unsupported",
        why="条件里不能作算术，不能调用函数，不能取属性；要算的改成问题的答案。",
        bad=_pest("abs(area) > 100"),
        good=_PEST,
    ),
    Example(
        code="condition.unknown_name",
        why="名称写错了，或者问题删掉了；同一个名称错在几处只报第一处。",
        bad=_pest("aera > 100"),
        good=_PEST,
    ),
    Example(
        code="condition.type",
        why="数字只能与数字比，是否题只能是 是 或 否，只有数字和日期可比大小。",
        bad='    when: signboard == "是"',
        good="    when: signboard",
    ),
    Example(
        code="condition.option",
        why="选项的字要与 options 里的一样。",
        bad='    when: kind == "餐饮"',
        good=_FOOD,
    ),
    Example(
        code="condition.date",
        why="日期写四位年、两位月、两位日，加引号。",
        bad='  - {id: signboard_size, label: 招牌尺寸, type: text, when: opening > "2026年1月1日"}',
        good='  - {id: signboard_size, label: 招牌尺寸, type: text, when: opening > "2026-01-01" or signboard}',
        instead="  - {id: signboard_size, label: 招牌尺寸, type: text, when: signboard}",
    ),
    Example(
        code="condition.order",
        why="需要哪些事项在填表之前决定，所以事项的条件只能用问题；字段的条件还可用排在它前面的字段。",
        bad='    when: shop_name == "小餐饮"',
        good='    when: kind == "小餐饮"',
    ),
    Example(
        code="condition.always",
        why="无论怎样回答都成立的条件没有用处，多半写错了界限。程序把回答按条件里的数分段，逐段试过。",
        bad=_pest("area >= 1"),
        good=_PEST,
    ),
    Example(
        code="condition.never",
        why="无论怎样回答都不成立，这一项就永远不需要；看看问题的 min 和 max。",
        bad=_pest("area > 5000"),
        good=_PEST,
    ),
    Example(
        code="exempt_note.unused",
        why="没有条件的事项总是需要，免办说明不会出现。",
        bad="    name: 营业执照核发\n    exempt_note: 已有执照的不办此项  # ✗",
        good="    name: 营业执照核发",
    ),
    Example(
        code="situation.no_item",
        why="有的回答下一个事项也不需要，申请人交上来的就不知给谁办。",
        bad="items:  # ✗\n  - id: business-licence\n    when: area > 10",
        good="items:\n  - id: business-licence",
    ),
    Example(
        code="situation.too_many",
        why="一个条件里的问题太多，回答的组合就多得试不完；互不相干的条件分开试，不会因此变多。",
        bad=f"{_ASKED}\n{_FORM}".replace("area > 100", _TOO_MANY) + MARK,
        good=_FORM,
        shown=f"# 另有 15 个是否题：pest_1 至 pest_15\n{_pest('area > 100 and (pest_1 or pest_2 or …… or pest_15)')}",
    ),
    Example(
        code="situation.never_asked",
        why="材料要的时候，用到它的事项都不办，申请人就从来不会交它。",
        bad=_pest('kind == "便利店" and area > 100'),
        good=_PEST,
    ),
)
