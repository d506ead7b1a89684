"""The pattern of a text field in words for who fills it in: ``16至19位数字``."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Final

_TOKEN: Final = re.compile(
    r"(?:\[(?P<set>[A-Za-z0-9-]+)\]|(?P<digits>\\d)|\\(?P<escaped>[^\sA-Za-z0-9])|(?P<plain>[^\\\[\](){}|.*+?^$]))"
    r"(?P<times>\{[0-9]+(?:,[0-9]*)?\}|[+*?])?"
)
_SIGNS: Final = {"0-9": "数字", "A-Z": "大写字母", "a-z": "小写字母"}
_LETTERS: Final = re.compile("大写字母或小写字母|小写字母或大写字母")
_SET: Final = re.compile(r"(?:0-9|A-Z|a-z)+")
_TIMES: Final = {"": (1, 1), "+": (1, None), "*": (0, None), "?": (0, 1)}


def pattern_words(pattern: str) -> str:
    """Return what a pattern demands, in Chinese; empty where there is no plain way to say it.

    Digits, letters and fixed signs one after the other are said. Alternatives and groups are not.
    """
    said: list[tuple[bool, str]] = []
    position, text = 0, pattern.removeprefix("^").removesuffix("$")
    while position < len(text):
        found = _TOKEN.match(text, position)
        words = _words(found) if found else None
        if found is None or words is None:
            return ""
        said.append(words)
        position = found.end()
    parts: list[str] = []
    for fixed, group in groupby(said, key=lambda each: each[0]):
        words_of_group = [words for _, words in group]
        parts += [f"“{''.join(words_of_group)}”"] if fixed else words_of_group
    return parts[0] if len(parts) == 1 and not said[0][0] else f"依次为{'、'.join(parts)}" if parts else ""


def _words(found: re.Match[str]) -> tuple[bool, str] | None:
    """Return whether a part is a fixed sign, and its words; None where it cannot be said."""
    times = found["times"] or ""
    fixed = found["escaped"] or found["plain"]
    if fixed:
        return None if times else (True, fixed)
    if found["set"] and not _SET.fullmatch(found["set"]):
        return None
    ranges = ["0-9"] if found["digits"] else re.findall("...", found["set"])
    kinds = "或".join(_SIGNS[each] for each in dict.fromkeys(ranges))
    return False, _count(times) + _LETTERS.sub("字母", kinds)


def _count(times: str) -> str:
    if times.startswith("{"):
        low, comma, high = times[1:-1].partition(",")
        least, most = int(low), (int(high) if high else None) if comma else int(low)
    else:
        least, most = _TIMES[times]
    if most is None:
        return f"{least}位以上的" if least else "任意位"
    if least == most:
        return f"{most}位"
    return f"{least}至{most}位" if least else f"最多{most}位"
