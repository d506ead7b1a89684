"""How a step is worded: a template in Chinese and one in English that allow the punctuation people really type."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["arrange", "act", "expect"]
Table: TypeAlias = Literal["none", "may", "must"]
Arguments: TypeAlias = dict[str, str | tuple[str, ...] | None]

FOLLOWS: Final = "如下"
"""The value of a text that stands in the text block below its step; told from the same word in quotes by identity."""

MANNER: Final = ("[，由{actor}][，发生于{occurred}][，消息号{key}]", "[, by {actor}][, as of {occurred}][, key {key}]")
"""What may be said after every step that gives a command: who gives it, when it happened, and its idempotency key."""

# Half-width or full-width quotes, in any mixture: input methods close with what they last opened.
_QUOTED: Final = r'\s*["“”]{open}[^"]*?)["“”]\s*'
_BETWEEN: Final = r"(?:、|，|,|和|and|，缺少材料|,缺少材料|,\s*without)"
_BELOW: Final = rf"\s*(?P<{{name}}_below>{FOLLOWS}|as follows)\s*"
_TOKENS: Final = re.compile(
    r"\{(?P<name>\w+)(?P<many>\+?)(?P<below>…?)\}|(?P<optional>[\[\]])|(?P<comma>[，,])|(?P<literal>[^{\[\]，,]+)"
)
_LOOSE: Final = r"""\s*["“”'‘’「」『』《》]?\s*(?P<{name}>[^"“”'‘’「」『』《》，,]+?)\s*["“”'‘’「」『』《》]?\s*"""
_COMMAS: Final = re.compile("[、,]")
_VALUE: Final = re.compile(r'["“”]([^"“”]*)["“”]')


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A template, compiled.

    Attributes:
        regex: Matches a whole step; its groups are the values.
        lists: Names of values that are lists.
        below: Names of values that may stand in a text block.
    """

    regex: re.Pattern[str]
    lists: frozenset[str]
    below: frozenset[str]

    @classmethod
    def of(cls, template: str) -> _Pattern:
        """Compile a template."""
        parts: list[str] = []
        lists, below = set(), set()
        for token in _TOKENS.finditer(template):
            name = token["name"]
            if name and token["many"]:
                one = _QUOTED.format(open="(?:")
                parts.append(f"(?P<{name}>{one}(?:{_BETWEEN}{one})*)")
                lists.add(name)
            elif name and token["below"]:
                parts.append(f"(?:{_QUOTED.format(open=f'(?P<{name}>')}|{_BELOW.format(name=name)})")
                below.add(name)
            elif name:
                parts.append(_QUOTED.format(open=f"(?P<{name}>"))
            elif token["optional"]:
                parts.append("(?:" if token["optional"] == "[" else ")?")
            elif token["comma"]:
                parts.append(r"\s*[，,]\s*")
            else:
                parts.append(_spaced(token["literal"]))
        regex = re.compile("".join(parts) + r"\s*[:：。.]?", re.IGNORECASE)
        return cls(regex, frozenset(lists), frozenset(below))

    @staticmethod
    def loosely(template: str) -> re.Pattern[str]:
        """Return a pattern for a template whose values stand in any quotes or none; what may be left out, is."""
        bare = re.sub(r"\[[^\]]*\]", "", template)
        tokens = _TOKENS.finditer(bare)
        parts = (
            _LOOSE.format(name=token["name"]) if token["name"] else _spaced(token["literal"] or token["comma"])
            for token in tokens
        )
        return re.compile("".join(parts) + r"\s*[:：。.]?", re.IGNORECASE)

    def match(self, text: str) -> Arguments | None:
        """Return the values in a step's text, or None if it is not worded so."""
        match = self.regex.fullmatch(text)
        if match is None:
            return None
        names = [name for name in self.regex.groupindex if not name.endswith("_below")]
        found: Arguments = {name: match[name] and match[name].strip() for name in names}
        for name in self.lists:
            written = match[name]
            if written is not None:
                values = (each.strip() for quoted in _VALUE.findall(written) for each in _COMMAS.split(quoted))
                found[name] = tuple(each for each in values if each)
        found.update(dict.fromkeys((name for name in self.below if match[f"{name}_below"]), FOLLOWS))
        return found


def _spaced(literal: str) -> str:
    """Return a pattern for fixed words, with any number of spaces between and around them."""
    words = r"\s+".join(map(re.escape, literal.split()))
    return rf"\s*{words}\s*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One step, as features word it.

    Attributes:
        template: The text without its keyword. ``{name}`` stands for a value in quotes, ``{name+}`` for one or more,
            ``{name…}`` for one that may stand in a text block below the step, with 如下 in its place; square brackets
            enclose what may be left out. A colon at the end is always allowed.
        english: The same in English.
        kind: ``arrange`` sets the scene, ``act`` does something to the case, ``expect`` can fail.
        table: Whether the step takes a table.
        example: The step with its keyword, as a feature would have it.
        english_example: The same in English.
        meaning: What it does or expects, in Chinese.
    """

    template: str
    english: str
    kind: Kind
    table: Table = "none"
    example: str
    english_example: str
    meaning: str
    _patterns: tuple[_Pattern, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compile the templates."""
        object.__setattr__(self, "_patterns", (_Pattern.of(self.template), _Pattern.of(self.english)))

    @property
    def says_manner(self) -> bool:
        """Whether the step gives a command, so that its text may say by whom, when and under which key."""
        return "{occurred}" in self.template

    @property
    def may_follow(self) -> bool:
        """Whether a value may stand in a text block below the step."""
        return any(pattern.below for pattern in self._patterns)

    def match(self, text: str) -> Arguments | None:
        """Return the values in a step's text, or None if the text is not worded so.

        Args:
            text: The text without its keyword.

        Returns:
            Name → value, a tuple for a list; None for a value in a part that was left out, ``FOLLOWS`` for one that
            stands in the text block below.
        """
        stripped = text.strip()
        found = (pattern.match(stripped) for pattern in self._patterns)
        return next((each for each in found if each is not None), None)

    def quoted(self, text: str) -> str | None:
        """Return a text with its values in double quotes, if it is worded so but for its quotes; else None."""
        for template in (self.template, self.english):
            match = _Pattern.loosely(template).fullmatch(text.strip())
            if match is not None:
                bare = re.sub(r"\[[^\]]*\]", "", template)
                return re.sub(r"\{(\w+)\+?…?\}", lambda found: f'"{match[found[1]]}"', bare)  # noqa: B023  # used at once
        return None


def follows(arguments: Arguments | None) -> bool:
    """Tell whether a value is said to stand in the text block below its step."""
    return any(value is FOLLOWS for value in (arguments or {}).values())


def arrange(template: str, english: str, example: str, english_example: str, meaning: str) -> Wording:
    """Return the wording of a step that sets the scene."""
    return Wording(
        template=template,
        english=english,
        kind="arrange",
        example=example,
        english_example=english_example,
        meaning=meaning,
    )


def act(
    template: str, english: str, example: str, english_example: str, meaning: str, *, table: Table = "none"
) -> Wording:
    """Return the wording of a step that does something."""
    return Wording(
        template=template,
        english=english,
        kind="act",
        table=table,
        example=example,
        english_example=english_example,
        meaning=meaning,
    )


def command(
    template: str,
    english: str,
    example: str,
    english_example: str,
    meaning: str,
    *,
    table: tuple[str, str] = ("", ""),
) -> Wording:
    """Return the wording of a step that gives a command; ``table`` is what the templates say last, of its table."""
    chinese_manner, english_manner = MANNER
    return act(
        f"{template}{chinese_manner}{table[0]}",
        f"{english}{english_manner}{table[1]}",
        example,
        english_example,
        meaning,
        table="may" if any(table) else "none",
    )


def expect(
    template: str, english: str, example: str, english_example: str, meaning: str, *, table: Table = "none"
) -> Wording:
    """Return the wording of a step that expects something."""
    return Wording(
        template=template,
        english=english,
        kind="expect",
        table=table,
        example=example,
        english_example=english_example,
        meaning=meaning,
    )
