"""What is wrong with a feature file before it runs: every fault at once, each with its line, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from gherkin.errors import CompositeParserException, NoSuchLanguageException, ParserException, UnexpectedEOFException

from yishi_engine.errors import Fault
from yishi_engine.testing import vocabulary
from yishi_engine.testing.keywords import CHINESE, ENGLISH, WIDE_AT, begins_in_chinese, misspelt
from yishi_engine.testing.outlines import (
    WrittenFeature,
    WrittenScenario,
    WrittenStep,
    errors_of,
    read_feature,
)
from yishi_engine.testing.wording import FOLLOWS, follows

if TYPE_CHECKING:
    from pathlib import Path

_LANGUAGE: Final = re.compile(r"^\s*#\s*language\s*:\s*([a-zA-Z\-_]+)\s*$")
_FIRST_KINDS: Final = ("Context", "Action", "Outcome")

Known = Callable[[str], bool]


def language_of(text: str) -> str | None:
    """Return the language that a feature names in its first lines; None where it names none."""
    for line in text.splitlines():
        match = _LANGUAGE.match(line)
        if match:
            return match[1]
        if line.strip() and not line.lstrip().startswith(("#", "@")):
            break
    return None


def is_chinese(text: str) -> bool:
    """Tell whether a feature is written in Chinese, or would be if it said so."""
    named = language_of(text)
    return named == CHINESE if named else any(begins_in_chinese(line) for line in text.splitlines())


def dialect_of(text: str) -> str:
    """Return in whose keywords a feature is meant to be read: English where it says so or nothing, else Chinese."""
    return ENGLISH if language_of(text) in (None, ENGLISH) and not is_chinese(text) else CHINESE


def check_feature(path: Path, *, file: str, own_steps: Known = lambda _: False) -> tuple[Fault, ...]:
    """Check one file.

    Args:
        path: Where it lies.
        file: What it is called in faults.
        own_steps: Tells whether a text is a step that does not ship but is defined by the project.

    Returns:
        Every fault, by line; empty when all is well.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return (_fault(file, 0, "feature.encoding", "不能读取，或不是 UTF-8 文本", "请以 UTF-8 编码保存"),)

    def known(step: str) -> bool:
        return vocabulary.find(step) is not None or own_steps(step)

    faults = sorted(faults_of(text, known, file), key=lambda fault: fault.line)
    return tuple(faults)


def _fault(file: str, line: int, code: str, message: str, hint: str = "") -> Fault:
    return Fault(file=file, line=line, column=0, code=code, message=message, hint=hint)


def faults_of(text: str, known: Known, file: str) -> Iterator[Fault]:
    """Yield the faults of a feature's text; ``known`` tells whether a text without keyword is a step."""
    if language_of(text) is None and is_chinese(text):
        yield _fault(file, 1, "feature.language", "没有写明语言", f"第一行写 # language: {CHINESE}（半角冒号）")
    try:
        feature = read_feature(text, language=dialect_of(text))
    except (CompositeParserException, ParserException) as error:
        lines = text.split("\n")
        words = dialect_of(text)
        yield from (_parse_fault(each, lines, known, file, words) for each in _telling(errors_of(error)))
        return
    if feature is None or not any(scenario.name is not None for scenario in feature.scenarios):
        yield _fault(file, 1, "feature.nothing", "没有场景", "先写 功能:，再写 场景:")
    if feature is not None:
        yield from _description_faults(feature, known, file, dialect_of(text))
        yield from _duplicate_faults(feature, file)
        for scenario in feature.scenarios:
            yield from _scenario_faults(scenario, known, file)


def _telling(errors: list[ParserException]) -> list[ParserException]:
    """Leave out errors that only follow from the first: before a feature has begun, every line is one."""
    return errors[:1] if "#FeatureLine" in str(errors[0]) else errors


def _parse_fault(error: ParserException, lines: list[str], known: Known, file: str, language: str) -> Fault:
    line = min(error.location["line"], len(lines))  # the end of a file is reported one line after it
    written = lines[line - 1].strip()
    if isinstance(error, NoSuchLanguageException):
        return _fault(file, line, "feature.language", f'不认识的语言："{written}"', f"写 # language: {CHINESE}")
    if isinstance(error, UnexpectedEOFException):
        return _fault(file, line, "feature.syntax", "文件没有写完", "功能、场景之后还须有内容")
    if "inconsistent cell count" in str(error):
        return _fault(file, line, "feature.table", "表格各行的列数不一致", "每行的竖线 | 须一样多")
    begun = "#FeatureLine" not in str(error)
    expected = "这里须是步骤、场景或表格" if begun else f"开头须是 # language: {CHINESE} 和 功能:，英文的是 Feature:"
    hint = "表格须用半角竖线 |" if "｜" in written else misspelt(written, known, language=language) or expected
    return _fault(file, line, "feature.syntax", f'无法识别这一行："{written}"', hint)


def _description_faults(feature: WrittenFeature, known: Known, file: str, language: str) -> Iterator[Fault]:
    for line, written in feature.description.items():
        hint = misspelt(written, known, following=feature.description.get(line + 1, ""), language=language)
        if hint is not None:
            kind = "标签" if written.strip().startswith(WIDE_AT) else "步骤或标题"
            message = f'这一行像{kind}，却会被当作说明而不执行："{written.strip()}"'
            yield _fault(file, line, "feature.keyword", message, hint)


def _duplicate_faults(feature: WrittenFeature, file: str) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for scenario in feature.scenarios:
        if scenario.name is None:
            continue
        if not scenario.name:
            yield _fault(file, scenario.line, "feature.name", "场景没有名称", "在 场景: 之后写名称")
        elif scenario.name in first:
            message = f'场景"{scenario.name}"重名，第 {first[scenario.name]} 行已有'
            yield _fault(file, scenario.line, "feature.duplicate", message, "重名的场景只会执行一个，请改名")
        first.setdefault(scenario.name, scenario.line)


def _scenario_faults(scenario: WrittenScenario, known: Known, file: str) -> Iterator[Fault]:
    for step in scenario.steps:
        yield from _step_faults(step, known, file)
    if scenario.steps and scenario.steps[0].kind not in _FIRST_KINDS:
        yield _fault(file, scenario.steps[0].line, "feature.first_step", "第一步须以 假如、当 或 那么 开头")
    if scenario.name is None:
        return
    if not scenario.steps:
        yield _fault(file, scenario.line, "feature.empty", f'场景"{scenario.name}"没有步骤')
    elif not any(_expects(step) for step in scenario.steps):
        message = f'场景"{scenario.name}"没有 那么，什么也没有检验'
        yield _fault(file, scenario.line, "feature.no_expectation", message, "至少写一步 那么 …")
    if scenario.expects_examples:
        yield _fault(file, scenario.line, "feature.examples", f'场景大纲"{scenario.name}"没有例子', "写 例子: 和表格")


def _expects(step: WrittenStep) -> bool:
    wordings = [vocabulary.find(text) for text in step.texts]
    return step.kind == "Outcome" or any(wording and wording.kind == "expect" for wording in wordings)


def _step_faults(step: WrittenStep, known: Known, file: str) -> Iterator[Fault]:
    if step.unfilled:
        listed = "、".join(f"<{each}>" for each in step.unfilled)
        yield _fault(file, step.line, "feature.placeholder", f"例子里没有这些列：{listed}")
        return
    for text in step.texts:
        if not known(text):
            yield _fault(file, step.line, "feature.step", f'没有这样的步骤："{text}"', _step_hint(text))
            return
    yield from _argument_faults(step, file)


def _step_hint(text: str) -> str:
    quoted, near = vocabulary.quoted(text), vocabulary.nearest(text)
    return f"参数写在双引号里：{quoted}" if quoted else f"最接近的：{near}" if near else ""


def _argument_faults(step: WrittenStep, file: str) -> Iterator[Fault]:
    """Yield what is wrong with the table or text block below a step of ours."""
    text = step.texts[0]
    wording = vocabulary.find(text)
    if wording is None:
        return
    below = follows(wording.match(text))
    if step.has_table and wording.table == "none":
        yield _fault(file, step.line, "feature.table", f'步骤"{text}"后面不带表格')
    if wording.table == "must" and not step.has_table:
        yield _fault(file, step.line, "feature.table", f'步骤"{text}"后面须有表格')
    if below and not step.has_text_block:
        hint = f'内容写在下面，上下各一行 """；或把{FOLLOWS}换成引号里的内容'
        yield _fault(file, step.line, "feature.text", f'步骤"{text}"后面须有文本块', hint)
    if step.has_text_block and not below:
        hint = f"把引号和其中的内容换成{FOLLOWS}" if wording.may_follow else ""
        yield _fault(file, step.line, "feature.text", f'步骤"{text}"后面不带文本块', hint)
