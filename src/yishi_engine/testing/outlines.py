"""A feature file as the lint sees it: its scenarios and steps with their lines, and its lines of description."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from gherkin.errors import CompositeParserException, ParserException
from gherkin.parser import Parser
from gherkin.token_matcher import TokenMatcher
from gherkin.token_scanner import TokenScanner

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gherkin.parser_types import Examples, Feature, Scenario, Step

_PLACEHOLDER: Final = re.compile(r"<(.+?)>")
_NO_PROSE: Final = re.compile(r"\s*([#@|]|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenStep:
    """One step as it stands in the file.

    Attributes:
        kind: ``Context``, ``Action``, ``Outcome``, ``Conjunction`` or ``Unknown``.
        texts: The text without keyword, once for each row of examples.
        unfilled: Placeholders that no examples fill.
    """

    line: int
    kind: str
    texts: tuple[str, ...]
    unfilled: tuple[str, ...]
    has_table: bool
    has_text_block: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenScenario:
    """One scenario, outline or background.

    Attributes:
        name: Its name; None for a background.
        expects_examples: Whether it is called an outline and has no row of examples.
    """

    line: int
    name: str | None
    steps: tuple[WrittenStep, ...]
    expects_examples: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFeature:
    """One feature.

    Attributes:
        scenarios: Its backgrounds and scenarios, in order.
        description: Line → text that belongs to no step, scenario, table or comment.
    """

    scenarios: tuple[WrittenScenario, ...]
    description: Mapping[int, str]


def read_feature(text: str, *, language: str) -> WrittenFeature | None:
    """Read a feature; None for an empty one.

    Args:
        text: The file's text.
        language: The language of a file that does not name its own.

    Raises:
        CompositeParserException: It is no Gherkin; carries every error.
    """
    document = Parser().parse(TokenScanner(text), TokenMatcher(language))
    feature = cast("Feature | None", document.get("feature"))
    if feature is None:
        return None
    scenarios = tuple(_scenarios(feature))
    taken = set(_lines(feature))
    lines = text.split("\n")  # as the parser does
    described = {
        number: line
        for number, line in enumerate(lines, start=1)
        if number > feature["location"]["line"] and number not in taken and not _NO_PROSE.match(line)
    }
    return WrittenFeature(scenarios=scenarios, description=described)


def errors_of(error: CompositeParserException | ParserException) -> list[ParserException]:
    """Return the errors that a parser's exception carries."""
    return error.errors if isinstance(error, CompositeParserException) else [error]


def _scenarios(parent: Mapping[str, object]) -> Iterator[WrittenScenario]:
    for child in cast("list[dict[str, Scenario]]", parent["children"]):
        if "background" in child:
            background = child["background"]
            steps = tuple(_step(step, ()) for step in background["steps"])
            yield WrittenScenario(line=background["location"]["line"], name=None, steps=steps)
        elif "scenario" in child:
            yield _scenario(child["scenario"])
        elif "rule" in child:
            yield from _scenarios(child["rule"])


def _scenario(scenario: Scenario) -> WrittenScenario:
    rows = [row for examples in scenario["examples"] for row in _rows(examples)]
    return WrittenScenario(
        line=scenario["location"]["line"],
        name=scenario["name"],
        steps=tuple(_step(step, tuple(rows)) for step in scenario["steps"]),
        expects_examples=not rows and (bool(scenario["examples"]) or "大纲" in scenario["keyword"]),
    )


def _rows(examples: Examples) -> Iterator[dict[str, str]]:
    header = cast("Mapping[str, object] | None", examples.get("tableHeader"))
    if header is not None:
        titles = [cell["value"] for cell in examples["tableHeader"]["cells"]]
        for row in examples["tableBody"]:
            yield dict(zip(titles, (cell["value"] for cell in row["cells"]), strict=True))


def _step(step: Step, rows: tuple[dict[str, str], ...]) -> WrittenStep:
    text = step["text"]
    texts = dict.fromkeys(_filled(text, row) for row in rows)
    placeholders = _PLACEHOLDER.findall(text) if rows else ()
    return WrittenStep(
        line=step["location"]["line"],
        kind=step["keywordType"],
        texts=tuple(texts) or (text,),
        unfilled=tuple(each for each in placeholders if any(each not in row for row in rows)),
        has_table=bool(step.get("dataTable")),
        has_text_block=bool(step.get("docString")),
    )


def _filled(text: str, row: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: row.get(found[1], found[0]), text)


def _lines(node: object) -> Iterator[int]:
    """Yield the first line of everything that the parser found, and all lines of text blocks."""
    if isinstance(node, dict):
        location = node.get("location")
        if isinstance(location, dict):
            start = location["line"]
            block = node.get("content")
            yield from range(start, start + (block.count("\n") + 3 if isinstance(block, str) else 1))
        for value in node.values():
            yield from _lines(value)
    elif isinstance(node, list):
        for value in node:
            yield from _lines(value)
