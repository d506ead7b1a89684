r"""Patterns of text fields: a subset of regular expressions whose matching is bounded by construction.

A designer's slip such as ``(a+)+$`` can keep a backtracking matcher busy for years over thirty characters. So a pattern
is read here first: the number of ways in which it could be laid over a text of the longest allowed length is bounded
from above, and a pattern beyond :data:`MAX_WAYS` is refused. Back-references, look-around, flags, named groups, lazy
and possessive repetition are no part of the subset; ``\d \w \s`` mean ASCII characters, as in a browser.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NoReturn

MAX_WAYS: Final = 1_000_000

_CLASS: Final = re.compile(r"\[\^?(?:\\.|[^\\\[\]])+\]")
_ESCAPE: Final = re.compile(r"\\(?:[dDwWsStn]|u[0-9A-Fa-f]{4}|[^\sA-Za-z0-9])")
_REPEAT: Final = re.compile(r"[*+?]|\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?\}")
_ANCHORS: Final = "^$"


class PatternInvalid(ValueError):
    """A text is no pattern of the subset; the message is Chinese, for designers."""


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str, length: int) -> re.Pattern[str]:
    """Compile a pattern.

    Args:
        pattern: The pattern; it is matched against whole texts.
        length: The longest text that will be matched, in characters.

    Returns:
        The compiled pattern.

    Raises:
        PatternInvalid: The pattern is malformed, outside the subset, or could take too long.
    """
    reader = _Reader(pattern, length)
    ways = reader.alternatives()
    if reader.position < len(pattern):
        _refuse("多了右括号")
    if ways > MAX_WAYS:
        _refuse("重复嵌套或不限次数的重复太多，可能耗时过久；改用 {m,n} 限定次数，或用字符类代替 |")
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, OverflowError):
        _refuse("不是正则表达式")


def _refuse(message: str) -> NoReturn:
    raise PatternInvalid(message) from None


class _Reader:
    """Walks over a pattern and bounds the ways to match it; every count is capped just above the limit."""

    def __init__(self, pattern: str, length: int) -> None:
        self.pattern = pattern
        self.length = length
        self.position = 0
        self.depth = 0

    def alternatives(self) -> int:
        ways = self.sequence()
        while self.pattern.startswith("|", self.position):
            self.position += 1
            ways += self.sequence()
        return min(ways, MAX_WAYS + 1)

    def sequence(self) -> int:
        ways = 1
        while self.position < len(self.pattern) and self.pattern[self.position] not in "|)":
            ways = min(ways * self.repeated(self.atom()), MAX_WAYS + 1)
        return ways

    def atom(self) -> int:
        sign = self.pattern[self.position]
        if sign == "(":
            return self.group()
        if sign in "*+?{":
            _refuse(f'"{sign}"前面没有可重复的内容')
        for shape, opening in ((_CLASS, "["), (_ESCAPE, "\\")):
            if sign == opening:
                match = shape.match(self.pattern, self.position)
                # Python reserves these pairs inside a class for operations on sets.
                if match is None or any(pair in match[0] for pair in ("--", "&&", "||", "~~")):
                    _refuse(f'"{sign}"的用法不支持')
                self.position = match.end()
                return 1
        self.position += 1
        return 1

    def group(self) -> int:
        self.position += 1
        if self.pattern.startswith("?:", self.position):
            self.position += 2
        elif self.pattern.startswith("?", self.position):
            _refuse('不支持"(?"开头的用法，只能用 ( ) 和 (?: )')
        self.depth += 1
        if self.depth > 20:  # noqa: PLR2004
            _refuse("括号嵌套太深")
        ways = self.alternatives()
        self.depth -= 1
        if not self.pattern.startswith(")", self.position):
            _refuse("缺少右括号")
        self.position += 1
        return ways

    def repeated(self, ways: int) -> int:
        match = _REPEAT.match(self.pattern, self.position)
        if match is None:
            return ways
        if self.pattern[self.position - 1] in _ANCHORS and not self.pattern.endswith("\\", 0, self.position - 1):
            _refuse(f'"{match[0]}"前面没有可重复的内容')
        self.position = match.end()
        if self.pattern[self.position : self.position + 1] in {"?", "+", "*"}:
            _refuse("不支持懒惰或占有的重复")
        least, most = self.bounds(match)
        total = 0
        for count in range(least, most + 1):
            total += ways**count
            if total > MAX_WAYS:
                return MAX_WAYS + 1
        return total

    def bounds(self, match: re.Match[str]) -> tuple[int, int]:
        if match[0] in {"*", "+", "?"}:
            return (1 if match[0] == "+" else 0), (1 if match[0] == "?" else self.length)
        least = int(match[1])
        if match[2] is None:
            return least, least
        most = int(match[3]) if match[3] else max(self.length, least)
        if most < least:
            _refuse(f'"{match[0]}"的次数颠倒了')
        return least, most
