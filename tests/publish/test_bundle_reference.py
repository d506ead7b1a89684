"""The page of reference about definitions says what the models, the checks and the limits of reading say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from yishi_engine.bundle import RULES, Published, all_codes, check_path
from yishi_engine.bundle.conditions import Condition
from yishi_engine.bundle.model import Bundle, Item, Part, ValueType
from yishi_engine.bundle.parts import RESERVED
from yishi_engine.positioned import parse_yaml
from yishi_engine.publish import bundle_words as words
from yishi_engine.publish.bundle_keys import PARTS, keys, value
from yishi_engine.publish.bundle_reference import WARNINGS_OF_READING, page
from yishi_engine.worktime import Limit

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "bundle.md"


def section(heading: str) -> str:
    """Return the part of the page under a heading, up to the next heading of any level."""
    _, _, rest = page().partition(f" {heading}\n")
    return re.split(r"^#+ ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def cells(text: str) -> list[list[str]]:
    """Return the rows of the tables in a text, without their heads."""
    lines = (line for line in text.splitlines() if line[:2] == "| ")
    found = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return found[1:]


def test_page_is_what_the_code_says() -> None:
    """The committed page is made from the code; the command on it writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page()
    assert "python -m yishi_engine.publish.bundle_reference > docs/reference/bundle.md" in page()
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "yishi_engine.publish.bundle_reference"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == page()


def test_no_value_is_left_open() -> None:
    """Every value that the words leave open is filled in from the code."""
    assert "«" not in page()
    assert "256 KiB" in page()
    assert "听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审" in page()


@pytest.mark.parametrize("name", PARTS)
def test_every_key_stands_with_its_title_and_description(name: str) -> None:
    """Each key of each part has a row, with what the model says about it."""
    rows = {row[0]: row for row in cells(section(words.TITLES[name]))}
    assert list(rows) == [f"`{key}`" for key in PARTS[name].model_fields]
    for key, field in PARTS[name].model_fields.items():
        _, title, takes, without, _ = rows[f"`{key}`"]
        assert title == field.title
        assert takes
        assert (without == "必填") == field.is_required()
        assert (field.description or "").replace("|", r"\|") in section(words.TITLES[name])


def test_every_part_of_a_definition_is_on_the_page() -> None:
    """No model is forgotten."""

    def concrete(base: type[Part]) -> set[str]:
        below = {name for each in base.__subclasses__() for name in concrete(each)}
        return below or {base.__name__}

    assert set(PARTS) == concrete(Part)


@pytest.mark.parametrize(
    ("part", "key", "takes", "without"),
    [
        (Bundle, "version", "整数，1 至 1000000", "必填"),
        (Bundle, "effective_from", "日期", "–"),
        (Bundle, "audience", "`person`、`enterprise`", "必填"),
        (Bundle, "limits", "[`limits`](#limits)", "必填"),
        (Bundle, "items", "列表，最多 100 项：[`items` 的每一项](#items-的每一项)", "必填"),
        (Bundle, "id", "标识，最多 64 字", "必填"),
        (Item, "when", "[条件](#条件)", "–"),
        (Item, "committed_limit", "[期限](#期限)", "–"),
        (PARTS["Limits"], "acceptance", "[期限](#期限)", "`5 工作日`"),
        (PARTS["FormField"], "required", "`true`、`false`", "`true`"),
        (PARTS["FormField"], "min", "数字或日期", "–"),
        (PARTS["Department"], "region", "文字", "–"),
    ],
)
def test_what_may_be_written(part: type[Part], key: str, takes: str, without: str) -> None:
    """Types, choices, bounds and what stands without a key are read from the model."""
    found = {row[0]: row for row in keys(part)}[f"`{key}`"]
    assert (found[2], found[3]) == (takes, without)


def test_a_union_is_named_once_for_each_kind() -> None:
    """Alternatives that read the same are not repeated, and null is none."""
    assert value({"anyOf": [{"type": "number"}, {"type": "number"}, {"type": "null"}]}) == "数字"


def test_every_check_stands_with_its_severity() -> None:
    """Each code has a row, in order; those of rules have the rule's severity."""
    rows = cells(section("检查"))
    assert {row[0].strip("`"): row[2] for row in rows} == all_codes()
    assert [row[0].strip("`") for row in rows] == list(all_codes())
    severities = {row[0].strip("`"): row[1] for row in rows}
    assert all(severities[rule.code] == {"error": "错误", "warning": "警告"}[rule.severity] for rule in RULES)
    assert {code for code in severities if severities[code] == "警告"} == WARNINGS_OF_READING | {
        rule.code for rule in RULES if rule.severity == "warning"
    }


def test_warnings_of_reading_are_warnings(tmp_path: Path) -> None:
    """What the page calls a warning of reading is found as one."""
    shipped = Path(__file__).resolve().parents[2] / "bundles"
    for name in ("departments.yaml", "newborn.yaml"):
        (tmp_path / name).write_text((shipped / name).read_text(encoding="utf-8"), encoding="utf-8")
    cut = (tmp_path / "newborn.yaml").read_text(encoding="utf-8").replace("\nname: ", "\nname: 一 #", 1)
    (tmp_path / "newborn.yaml").write_text(cut, encoding="utf-8")
    newer = (shipped / "newborn.yaml").read_text(encoding="utf-8").replace("version: 1", "version: 2")
    (tmp_path / "newer.yaml").write_text(newer.replace("2026-01-01", "2025-01-01", 1), encoding="utf-8")
    (tmp_path / "other.yml").write_text(newer, encoding="utf-8")
    before = Published.listed([("newborn", 0, "sha256:0")])
    found = {fault.code: fault.severity for fault in check_path(tmp_path, published=before)}
    assert found == dict.fromkeys(WARNINGS_OF_READING, "warning")


def test_shown_limits_are_limits() -> None:
    """Both spellings of each limit read as the same limit."""
    rows = cells(section("期限"))
    assert len(rows) == 5
    for written, ascii_written, _ in rows:
        limit = Limit.parse(written.strip("`"))
        assert not ascii_written.strip("`") or Limit.parse(ascii_written.strip("`")) == limit


def test_shown_conditions_are_conditions() -> None:
    """Every example in the table of conditions can be read."""
    examples = [example for row in cells(section("条件"))[:-1] for example in re.findall(r"`([^`]+)`", row[1])]
    assert len(examples) >= 8
    for example in examples:
        assert Condition.parse(example).names


def test_every_type_of_value_is_explained() -> None:
    """Each type has a row, in the order of the model."""
    assert [row[0].strip("`") for row in cells(section("值的类型"))] == list(get_args(ValueType))


def test_ways_of_writing_are_as_the_reader_takes_them() -> None:
    """What the page says about YAML words, dates, leading zeros and reserved keys is so."""
    read = parse_yaml("[yes, no, on, off, true, 007, 2026-01-01]", "")
    assert isinstance(read.data, list)
    assert [type(each).__name__ for each in read.data] == ["str", "str", "str", "str", "bool", "str", "date"]
    (reserved,) = (line for line in section("写法").splitlines() if "留给以后" in line)
    assert set(re.findall(r"`(\w+)`", reserved)) == RESERVED
