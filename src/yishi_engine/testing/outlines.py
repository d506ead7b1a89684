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
_OUTLINE: Final = ("大纲", "Outline", "Template")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenStep:
    """One step as it stands in the file.

    Attributes:
        kind: ``Context``, ``Action``, ``Outcome``, ``Conjunction`` or ``Unknown``.
        keyword: Its keyword.
        text: The text without keyword, as written.
        texts: The text without keyword, once for each row of examples.
        unfilled: Placeholders in the text, the table or the text block that some row of examples does not fill.
        table: The rows of its table, as written.
        block: The text block below it, as written; None if there is none.
    """

    line: int
    kind: str
    keyword: str
    text: str
    texts: tuple[str, ...]
    unfilled: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    block: str | None

    @property
    def has_table(self) -> bool:
        """Whether a table stands below it."""
        return bool(self.table)

    @property
    def has_text_block(self) -> bool:
        """Whether a text block stands below it."""
        return self.block is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRow:
    """One row of examples: a scenario of its own.

    Attributes:
        values: Column → cell.
    """

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenScenario:
    """One scenario, outline or background.

    Attributes:
        name: Its name; None for a background.
        rule: Name of the rule that it stands under; empty for none.
        description: The text below its name.
        tags: Its own, those of its rule and those of the feature, without the sign @.
        rows: Its rows of examples.
        expects_examples: Whether it is called an outline and has no row of examples.
    """

    line: int
    name: str | None
    rule: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    steps: tuple[WrittenStep, ...]
    rows: tuple[WrittenRow, ...] = ()
    expects_examples: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFeature:
    """One feature.

    Attributes:
        name: Its name.
        text: The text below its name.
        scenarios: Its backgrounds and scenarios, in order.
        description: Line → text that belongs to no step, scenario, table or comment.
    """

    name: str
    text: str
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
    scenarios = tuple(_scenarios(feature, "", _tags(feature)))
    taken = set(_lines(feature))
    lines = text.split("\n")  # as the parser does
    described = {
        number: line
        for number, line in enumerate(lines, start=1)
        if number > feature["location"]["line"] and number not in taken and not _NO_PROSE.match(line)
    }
    return WrittenFeature(
        name=feature["name"], text=_prose(feature["description"]), scenarios=scenarios, description=described
    )


def errors_of(error: CompositeParserException | ParserException) -> list[ParserException]:
    """Return the errors that a parser's exception carries."""
    return error.errors if isinstance(error, CompositeParserException) else [error]


def _prose(description: str) -> str:
    return "\n".join(line.strip() for line in description.splitlines()).strip()


def _tags(node: Mapping[str, object]) -> tuple[str, ...]:
    tags = cast("list[Mapping[str, str]]", node.get("tags", []))
    return tuple(tag["name"].removeprefix("@") for tag in tags)


def _scenarios(parent: Mapping[str, object], rule: str, tags: tuple[str, ...]) -> Iterator[WrittenScenario]:
    for child in cast("list[dict[str, Scenario]]", parent["children"]):
        if "background" in child:
            background = child["background"]
            steps = tuple(_step(step, ()) for step in background["steps"])
            yield WrittenScenario(line=background["location"]["line"], name=None, rule=rule, steps=steps)
        elif "scenario" in child:
            yield _scenario(child["scenario"], rule, tags)
        elif "rule" in child:
            yield from _scenarios(child["rule"], child["rule"]["name"], (*tags, *_tags(child["rule"])))


def _scenario(scenario: Scenario, rule: str, tags: tuple[str, ...]) -> WrittenScenario:
    rows = tuple(row for examples in scenario["examples"] for row in _rows(examples))
    outline = any(word in scenario["keyword"] for word in _OUTLINE)
    return WrittenScenario(
        line=scenario["location"]["line"],
        name=scenario["name"],
        rule=rule,
        description=_prose(scenario["description"]),
        tags=(*tags, *_tags(scenario)),
        steps=tuple(_step(step, rows) for step in scenario["steps"]),
        rows=rows,
        expects_examples=not rows and (bool(scenario["examples"]) or outline),
    )


def _rows(examples: Examples) -> Iterator[WrittenRow]:
    header = cast("Mapping[str, object] | None", examples.get("tableHeader"))
    if header is not None:
        titles = [cell["value"] for cell in examples["tableHeader"]["cells"]]
        for row in examples["tableBody"]:
            values = dict(zip(titles, (cell["value"] for cell in row["cells"]), strict=True))
            yield WrittenRow(line=row["location"]["line"], values=values)


def _step(step: Step, rows: tuple[WrittenRow, ...]) -> WrittenStep:
    text, table, block = step["text"], step.get("dataTable"), step.get("docString")
    cells = tuple(tuple(cell["value"] for cell in row["cells"]) for row in table["rows"]) if table else ()
    content = block["content"] if block else None
    written = (text, *(cell for row in cells for cell in row), content or "")
    placeholders = dict.fromkeys(name for part in written for name in _PLACEHOLDER.findall(part))
    return WrittenStep(
        line=step["location"]["line"],
        kind=step["keywordType"],
        keyword=step["keyword"].strip(),
        text=text,
        texts=tuple(dict.fromkeys(filled(text, row.values) for row in rows)) or (text,),
        unfilled=tuple(each for each in placeholders if any(each not in row.values for row in rows)),
        table=cells,
        block=content,
    )


def filled(text: str, row: Mapping[str, str]) -> str:
    """Return a text with the placeholders that a row of examples fills."""
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
