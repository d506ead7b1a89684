"""How a step is worded: a template that allows the punctuation people really type."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["arrange", "act", "expect"]
Table: TypeAlias = Literal["none", "may", "must"]
Arguments: TypeAlias = dict[str, str | tuple[str, ...] | None]

# Half-width or full-width quotes, in any mixture: input methods close with what they last opened.
_QUOTED: Final = r'\s*["“”]{open}[^"]*?)["“”]\s*'
_BETWEEN: Final = r"(?:、|，|,|和|，缺少材料|,缺少材料)"
_TOKENS: Final = re.compile(
    r"\{(?P<name>\w+)(?P<many>\+?)\}|(?P<optional>[\[\]])|(?P<comma>，)|(?P<literal>[^{\[\]，]+)"
)
_VALUE: Final = re.compile(r'["“”]([^"“”]*)["“”]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One step, as features word it.

    Attributes:
        template: The text without its keyword. ``{name}`` stands for a value in quotes, ``{name+}`` for one or more,
            square brackets enclose what may be left out. A colon at the end is always allowed.
        kind: ``arrange`` sets the scene, ``act`` does something to the case, ``expect`` can fail.
        table: Whether the step takes a table.
        example: The step with its keyword, as a feature would have it.
        meaning: What it does or expects, in Chinese.
    """

    template: str
    kind: Kind
    table: Table = "none"
    example: str
    meaning: str
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _lists: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compile the template."""
        parts: list[str] = []
        lists = set()
        for token in _TOKENS.finditer(self.template):
            if token["name"] and token["many"]:
                one = _QUOTED.format(open="(?:")
                parts.append(f"(?P<{token['name']}>{one}(?:{_BETWEEN}{one})*)")
                lists.add(token["name"])
            elif token["name"]:
                parts.append(_QUOTED.format(open=f"(?P<{token['name']}>"))
            elif token["optional"]:
                parts.append("(?:" if token["optional"] == "[" else ")?")
            elif token["comma"]:
                parts.append(r"\s*[，,]\s*")
            else:
                parts.append(re.escape(token["literal"]))
        object.__setattr__(self, "_pattern", re.compile("".join(parts) + r"\s*[:：。]?"))
        object.__setattr__(self, "_lists", frozenset(lists))

    @property
    def says_manner(self) -> bool:
        """Whether the step gives a command, so that its text may say by whom, when and under which key."""
        return "{occurred}" in self.template

    def match(self, text: str) -> Arguments | None:
        """Return the values in a step's text, or None if the text is not worded so.

        Args:
            text: The text without its keyword.

        Returns:
            Name → value, a tuple for a list; None for a value in a part that was left out.
        """
        match = self._pattern.fullmatch(text.strip())
        if match is None:
            return None
        found: Arguments = {name: value and value.strip() for name, value in match.groupdict().items()}
        for name in self._lists:
            written = match[name]
            if written is not None:
                values = (each.strip() for quoted in _VALUE.findall(written) for each in quoted.split("、"))
                found[name] = tuple(each for each in values if each)
        return found
