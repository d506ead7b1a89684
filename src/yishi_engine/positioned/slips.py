"""Where a designer most likely made a syntax error, and how to mend it.

A parser stumbles where the text stops making sense, often a line or more after the slip: a key without a space after
its colon, a full-width sign, a quote that is never closed. So the lines before are looked at too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

_LOOKED_BACK: Final = 3
_FULL_WIDTH: Final = "：，、“”‘’【】｛｝－—　\xa0"
_NAMES: Final = {"　": "全角空格", "\xa0": "不间断空格"}
_COMMENT: Final = re.compile(r"(?:^|\s)#.*")
_BLOCK_LINE: Final = re.compile(r"\s*(?:- +)*(?:[\w-]+:(?:\s|$)|- )")
_QUOTES: Final = "引号没有闭合"
_UNQUOTED: Final = re.compile(r"(?:when|pattern): *[^\"'\s][^}]*[\[:]")
_QUOTE_IT: Final = "花括号里的条件或格式含有方括号、逗号、冒号时，给它整个加英文单引号"
_QUOTE_ALL: Final = "给整个值加英文双引号"
_BRACKET_FIRST: Final = re.compile(r"\s*(?:- +)*[\w-]+:\s+(?P<at>[\[{]).*[\]}]\s*$")
_HASH: Final = re.compile(r"\s(?P<at>#)\S")
_NEXT_KEY: Final = re.compile(r"\s*[A-Za-z_][\w-]*:\s")
_SPACED: Final = "例如 name: 开办餐馆"
_INDENT: Final = "缩进用空格；同一级的键左边对齐，下一级比上一级多两个空格"

_PROBLEMS: Final = (
    ("could not find expected ':'", "缺少英文冒号加空格（键: 值）"),
    ("',' or ']'", "方括号没有闭合，或各项之间缺少英文逗号"),
    ("',' or '}'", "花括号没有闭合，或各项之间缺少英文逗号"),
    ("unexpected end of stream", _QUOTES),
    ("unexpected document", _QUOTES),
    ("cannot start any token", "值不能以这个字符开头"),
    ("alphabetic or numeric character", "值不能以 * 或 & 开头"),
    ("chomping or indentation", "值不能以 > 或 | 开头"),
    ("comment or line break", "值不能以 > 或 | 开头"),
    ("comment or a line break", "值不能以 > 或 | 开头"),
    ("unknown escape character", "双引号里的反斜杠后面是不认识的转义字符"),
    ("expected '-' indicator", "缩进不一致，或这里缺少键"),
    ("expected <block end>", "缩进不一致，或这里缺少键"),
    ("did not find expected key", "缩进不一致，或这里缺少键"),
    ("mapping values are not allowed", "这里不能再出现“键: 值”"),
    ("<document start>", "内容已经结束，后面又出现了别的内容"),
)
_HINTS: Final = {
    "值不能以这个字符开头": "给整个值加英文双引号",
    "值不能以 * 或 & 开头": "给整个值加英文双引号",
    "值不能以 > 或 | 开头": "给整个值加英文单引号",
    "双引号里的反斜杠后面是不认识的转义字符": "改用英文单引号",
    "缩进不一致，或这里缺少键": _INDENT,
    "这里不能再出现“键: 值”": "检查本行的缩进；若冒号是文字的一部分，给整个值加英文双引号",
    "内容已经结束，后面又出现了别的内容": "删去只有“...”或“---”的行",
    "缺少英文冒号加空格（键: 值）": "例如 name: 开办餐馆；一段文字要写成几行，每行都要比键多缩进",
    "方括号没有闭合，或各项之间缺少英文逗号": "写成 [甲, 乙]",
    "花括号没有闭合，或各项之间缺少英文逗号": "写成 {键: 值, 键: 值}",
    _QUOTES: "在这段文字末尾补上同样的引号",
}

# Slips that can be told from one line: what it looks like, what is wrong, what to write instead.
_SLIPS: Final = (
    (re.compile(r"(?P<at>[　\xa0]+)\s*\S"), "缩进用了全角空格或不间断空格", "改用英文半角空格"),
    (re.compile(r" *(?P<at>\t)"), "缩进不能使用制表符", "改用空格"),
    (re.compile(r"\s*(?P<at>[—－–])"), "列表各项要以英文短横线加空格开头", "改为“- ”"),
    (re.compile(r"\s*(?P<at>-)[A-Za-z_\u4e00-\u9fff]"), "短横线后面缺少空格", "例如 - id: fire-check"),
    (re.compile(r"(?:\s*-)?\s*[\w-]+\s*(?P<at>：)(?!.*: )"), "冒号“：”是全角的", "改为英文冒号加空格“: ”"),
    (re.compile(r"(?:\s*-)?\s*[\w-]+(?P<at>:)[^\s:/]"), "冒号后面缺少空格", _SPACED),
    (re.compile(r"(?:\s*-)?\s*[\w-]+(?P<at>:)\xa0"), "冒号后面是不间断空格", "改为英文半角空格"),
    (
        re.compile(r"""(?:\s*-)?\s*[\w-]+:\s+(?P<at>(["'])[^"']*\2)\s*[^\s#,}\]]"""),
        "引号后面还有内容",
        "给整个值再加一层英文单引号",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A syntax error at the place where it was most likely made.

    Attributes:
        line: 1-based line.
        column: 1-based column, in characters.
        reason: What is wrong, in Chinese.
        hint: What to write instead, in Chinese; may be empty.
    """

    line: int
    column: int
    reason: str
    hint: str


def find_slip(text: str, error: yaml.MarkedYAMLError) -> Slip:
    """Return where and what a designer most likely did wrong.

    Args:
        text: The text that could not be parsed.
        error: Where and why the parser gave up.

    Returns:
        The slip; at the parser's own place where nothing better is known.
    """
    lines = f"{text}\n.".splitlines()
    problem = error.problem or ""
    reason = next((chinese for english, chinese in _PROBLEMS if english in problem), "无法解析")
    line, column = _stumbled(lines, error, reason)
    for number in _looked_at(lines, line):
        found = _slip_on(lines[number])
        if found:
            return Slip(line=number + 1, column=found[0] + 1, reason=found[1], hint=found[2])
    marked = _at_the_mark(lines, error, reason)
    if marked is not None:
        return marked
    odd = _odd_indent(lines, line) if reason == "缩进不一致，或这里缺少键" else None
    if odd is not None:
        line, column = odd, len(lines[odd]) - len(lines[odd].lstrip())
    unclosed = next((number for number in _looked_at(lines, line) if _unclosed(lines[number])), None)
    if unclosed is not None and reason != _QUOTES:
        return Slip(line=unclosed + 1, column=lines[unclosed].index('"') + 1, reason=_QUOTES, hint=_HINTS[_QUOTES])
    quoting = _UNQUOTED.search(lines[line]) if reason.startswith("花括号") else None
    hint = _QUOTE_IT if quoting else _full_width(lines[line]) or _HINTS.get(reason, "")
    return Slip(line=line + 1, column=column + 1, reason=reason, hint=hint)


def _at_the_mark(lines: list[str], error: yaml.MarkedYAMLError, reason: str) -> Slip | None:
    """Return what the sign at which the parser stopped tells by itself: a comma or bracket too many, an open text."""
    mark, begun = error.problem_mark, error.context_mark
    if mark is None:
        return None
    line, column = mark.line, mark.column
    problem = error.problem or ""
    if "a tag" in (error.context or "") and begun is not None:
        return _slip(begun.line, begun.column, "值不能以 ! 开头", _QUOTE_ALL)
    if "sequence entries are not allowed" in problem:
        return _slip(line, column, "值不能以“- ”开头", f"{_QUOTE_ALL}；是列表的，每项另起一行")
    found = None
    if "node content" in problem and lines[line].startswith(",", column):
        found = _slip(line, column, "多了一个逗号", "删去一个")
    elif reason == "缩进不一致，或这里缺少键":
        found = _too_much(lines, line, column)
    elif reason.startswith("花括号") and begun is not None:
        found = _open_text(lines, (begun.line, begun.column), (line, column))
    return found


def _too_much(lines: list[str], line: int, column: int) -> Slip | None:
    """Return what stands behind a value that was complete: more of a text that begins with a bracket, or a bracket."""
    before, rest = lines[line][:column], lines[line][column:]
    opening = _BRACKET_FIRST.match(before)
    if rest[:1] in {"}", "]", ","} and before.strip():
        return _slip(line, column, f"多了一个 {rest[0]}", "删去它，或检查前面的括号和引号")
    if opening and rest.strip():
        return _slip(line, opening.start("at"), "以 { 或 [ 开头的文字要加引号", _QUOTE_ALL)
    return None


def _open_text(lines: list[str], begun: tuple[int, int], stopped: tuple[int, int]) -> Slip | None:
    """Return what in a text between braces must stand in quotes: a number sign, a colon, a bracket, quotes."""
    comment = _HASH.search(lines[begun[0]], begun[1])
    if comment and stopped[0] > begun[0]:
        return _slip(
            begun[0], comment.start("at"), "# 以后是注释，花括号因此没有闭合", "是文字的，给整个值加英文双引号"
        )
    before, rest = lines[stopped[0]][: stopped[1]], lines[stopped[0]][stopped[1] :]
    if _UNQUOTED.search(lines[stopped[0]]) or _NEXT_KEY.match(rest):
        return None
    if before.rstrip()[-1:] in {'"', "'"} and not _NEXT_KEY.match(rest):
        return _slip(*stopped, "引号后面还有内容", "给整个值再加一层英文单引号")
    if rest.startswith("[") or (rest.startswith(": ") and not before[-1:].isascii()):
        return _slip(*stopped, f"花括号里的文字含有“{rest[0]}”", _QUOTE_ALL)
    return None


def _slip(line: int, column: int, reason: str, hint: str) -> Slip:
    return Slip(line=line + 1, column=column + 1, reason=reason, hint=hint)


def full_width_signs(text: str) -> str:
    """Return the full-width signs of a text that stand beside a letter or a digit, each once, quoted for a hint."""
    found = []
    for index, sign in enumerate(text):
        beside = text[max(0, index - 1) : index] + text[index + 1 : index + 2]
        # Between Chinese characters such a sign is plain punctuation.
        if sign in _FULL_WIDTH and (sign == "：" or any(each.isascii() for each in beside)):
            found.append(_NAMES.get(sign, f"“{sign}”"))
    return "".join(dict.fromkeys(found))


def _stumbled(lines: list[str], error: yaml.MarkedYAMLError, reason: str) -> tuple[int, int]:
    """Return the place of the error, 0-based: where what was left open began, where that is on an earlier line."""
    mark = error.problem_mark or error.context_mark
    begun = error.context_mark
    if mark is None:
        return 0, 0
    line = min(mark.line, len(lines) - 1)
    if begun is not None and begun.line < line:
        started = reason == _QUOTES or "缺少英文冒号" in reason
        if started or ("没有闭合" in reason and _BLOCK_LINE.match(lines[line])):
            return begun.line, begun.column
    return line, mark.column


def _looked_at(lines: list[str], line: int) -> Iterator[int]:
    """Yield the line of the error and the nearest lines before it that hold more than a comment, 0-based."""
    seen = 0
    for number in range(line, -1, -1):
        if number == line or _COMMENT.sub("", lines[number]).strip():
            yield number
            seen += 1
        if seen > _LOOKED_BACK:
            return


def _slip_on(line: str) -> tuple[int, str, str] | None:
    bare = _COMMENT.sub("", line)
    for shape, reason, hint in _SLIPS:
        match = shape.match(bare)
        if match:
            return match.start("at"), reason, hint
    return None


def _unclosed(line: str) -> bool:
    return _COMMENT.sub("", line).replace('\\"', "").count('"') % 2 == 1


def _odd_indent(lines: list[str], line: int) -> int | None:
    """Return the line before an error whose indentation alone differs from those around it."""
    before = list(_looked_at(lines, line))[1:3]
    if len(before) < 2:  # noqa: PLR2004
        return None
    here, last, earlier = (len(lines[number]) - len(lines[number].lstrip()) for number in (line, *before))
    return before[0] if here == earlier != last and here > last else None


def _full_width(line: str) -> str:
    signs = full_width_signs(_COMMENT.sub("", line))
    return f"这一行有全角符号{signs}，YAML的标点只认英文半角" if signs else ""
