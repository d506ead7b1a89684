"""Features as the living documentation shows them: as they are written, with what each scenario came to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from yishi_engine.testing.features import dialect_of
from yishi_engine.testing.outlines import WrittenFeature, WrittenScenario, WrittenStep, read_feature

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yishi_engine.testing.results import Result

State: TypeAlias = Literal["passed", "failed", "skipped"]
STATES: Final[dict[str, str]] = {"passed": "通过", "failed": "失败", "skipped": "跳过"}


@dataclass(frozen=True, slots=True)
class Numbers:
    """The results in the order of the page, each with its number.

    Attributes:
        results: The results as they were collected.
        shown: Which result → its number on the page, from 1.
    """

    results: Sequence[Result]
    shown: Mapping[int, int]

    @classmethod
    def of(cls, results: Sequence[Result], files: Sequence[str]) -> Numbers:
        """Number the results, those of a file together, in the order of the files and of their lines."""
        ordered = sorted(
            range(len(results)),
            key=lambda at: (files.index(results[at].file), results[at].line, results[at].row or 0),
        )
        return cls(results, {at: number for number, at in enumerate(ordered, start=1)})

    def file_of(self, at: int) -> str:
        """Return the feature of a result."""
        return self.results[at].file

    def of_scenario(self, file: str, line: int) -> dict[int | None, tuple[int, Result]]:
        """Return, for each row of a scenario (None without examples), its number and result."""
        of_scenario = [
            (self.shown[at], result)
            for at, result in enumerate(self.results)
            if (result.file, result.line) == (file, line)
        ]
        return {result.row: (number, result) for number, result in sorted(of_scenario, key=lambda each: each[0])}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a scenario.

    Attributes:
        state: ``skipped`` for one that was not reached; empty where rows of examples differ.
    """

    keyword: str
    text: str
    table: tuple[tuple[str, ...], ...]
    block: str | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of examples."""

    number: int
    cells: tuple[str, ...]
    state: State
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One scenario.

    Attributes:
        number: Its number on the page; that of its first row where it has examples.
        rule: Name of the rule, where it is the first scenario under one.
        columns: Columns of its examples.
    """

    number: int
    name: str
    rule: str
    tags: tuple[str, ...]
    description: str
    steps: tuple[Step, ...]
    state: State
    message: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """The steps that come before every scenario of a feature or of a rule."""

    rule: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature.

    Attributes:
        parts: Backgrounds and scenarios, in order.
    """

    anchor: str
    name: str
    file: str
    text: str
    parts: tuple[Background | Scenario, ...]


def feature_of(file: str, numbers: Numbers, shown: str) -> Feature:
    """Return a feature with its results; scenarios that were not run are left out.

    Args:
        file: Its path.
        numbers: The results.
        shown: How the file is named on the page.
    """
    text = Path(file).read_text(encoding="utf-8-sig")
    written = read_feature(text, language=dialect_of(text))
    parts = tuple(_parts(written, file, numbers)) if written else ()
    first = next((part.number for part in parts if isinstance(part, Scenario)), 0)
    return Feature(
        anchor=f"f{first}",
        name=written.name if written else shown,
        file=shown,
        text=written.text if written else "",
        parts=parts,
    )


def _parts(written: WrittenFeature, file: str, numbers: Numbers) -> Iterator[Background | Scenario]:
    rule = ""
    for each in written.scenarios:
        ran = numbers.of_scenario(file, each.line)
        begun = each.rule if each.rule != rule else ""
        if each.name is None:
            rule = each.rule
            yield Background(rule=begun, steps=tuple(_step(step, "") for step in each.steps))
        elif ran:
            rule = each.rule
            yield _scenario(each, begun, ran)


def _scenario(written: WrittenScenario, rule: str, ran: dict[int | None, tuple[int, Result]]) -> Scenario:
    states = [result.status for _, result in ran.values()]
    number, result = next(iter(ran.values()))
    alone = None in ran
    return Scenario(
        number=number,
        name=written.name or "",
        rule=rule,
        tags=written.tags,
        description=written.description,
        steps=tuple(_step(step, _reached(step, result) if alone else "") for step in written.steps),
        state=next((state for state in ("failed", "passed") if state in states), "skipped"),
        message=result.message if alone else "",
        columns=tuple(dict.fromkeys(name for row in written.rows for name in row.values)),
        rows=() if alone else tuple(_rows(written, ran)),
    )


def _rows(written: WrittenScenario, ran: dict[int | None, tuple[int, Result]]) -> Iterator[Row]:
    columns = tuple(dict.fromkeys(name for row in written.rows for name in row.values))
    for at, row in enumerate(written.rows):
        if at in ran:
            number, result = ran[at]
            cells = tuple(row.values.get(name, "") for name in columns)
            yield Row(number=number, cells=cells, state=result.status, message=result.message)


def _step(written: WrittenStep, state: str) -> Step:
    return Step(keyword=written.keyword, text=written.text, table=written.table, block=written.block, state=state)


def _reached(step: WrittenStep, result: Result) -> State:
    if result.status != "failed" or result.failed_at is None:
        return result.status
    if step.line == result.failed_at:
        return "failed"
    return "passed" if step.line < result.failed_at else "skipped"
