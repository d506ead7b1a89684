"""The page about the checker is made from the code, and every example on it does what it shows."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.docs.pages import ROOT, blocks
from yishi_engine.bundle import RULES, all_codes
from yishi_engine.publish.bundle_reference import WARNINGS_OF_READING
from yishi_engine.publish.check_examples import BASE, EXAMPLES, GROUPS, MARK, Example
from yishi_engine.publish.check_examples.running import faults_of
from yishi_engine.publish.checks_reference import page

PAGE = ROOT / "docs" / "reference" / "checks.md"


@pytest.fixture(scope="module")
def text() -> str:
    """Return the page, made once."""
    return page()


def test_page_is_what_the_code_says(text: str) -> None:
    """The committed page is made from the code; the command on it writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == text
    assert "python -m yishi_engine.publish.checks_reference > docs/reference/checks.md" in text
    command = [sys.executable, "-X", "utf8", "-m", "yishi_engine.publish.checks_reference"]
    assert subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout == text


def test_every_code_has_one_example() -> None:
    """No rule goes without an example, and none has two."""
    assert EXAMPLES.keys() == all_codes().keys()
    assert sum(map(len, GROUPS.values())) == len(EXAMPLES)
    assert len(EXAMPLES) >= 90


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_bad_example_breaks_its_rule_alone(example: Example) -> None:
    """A bad example gives exactly the code that it stands for, at the file and line that are marked."""
    faults = faults_of(example, good=False)
    assert [fault.code for fault in faults] == [example.code], faults
    file, line = example.place()
    (fault,) = faults
    assert (fault.file.rpartition("/")[2], fault.line) == (file, line)


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_good_example_breaks_no_rule(example: Example) -> None:
    """A good example gives no fault at all, and is part of a bundle."""
    assert faults_of(example, good=True) == ()
    assert example.good.strip() in "\n".join(example.files(good=True).values())


@pytest.mark.parametrize("code", EXAMPLES)
def test_section_tells_severity_title_reason_and_message(code: str, text: str) -> None:
    """Each rule has a section with its severity, what it demands and why, the examples, and what the checker says."""
    _, _, rest = text.partition(f"### `{code}`\n")
    section = re.split(r"^##+ ", rest, maxsplit=1, flags=re.MULTILINE)[0]
    warnings = WARNINGS_OF_READING | {rule.code for rule in RULES if rule.severity == "warning"}
    assert section.lstrip().startswith(f"**{'警告' if code in warnings else '错误'}** {all_codes()[code]}。")
    assert EXAMPLES[code].why in section
    (fault,) = faults_of(EXAMPLES[code], good=False)
    assert fault.message in section
    assert fault.hint in section
    assert 1 <= len(blocks(section)) <= 2


def test_marks_stand_where_there_is_a_choice() -> None:
    """A bad example of several lines has its mark on one of them, unless the fault is told elsewhere."""
    for example in EXAMPLES.values():
        lines = example.bad.splitlines()
        marks = sum(line.endswith(MARK) for line in lines)
        assert marks <= 1
        if example.at is None and len(lines) > 1 and marks == 0:
            file, line = example.place()
            assert example.files(good=False)[file].splitlines()[line - 1] == lines[0]


def test_base_is_on_the_page(text: str) -> None:
    """The bundle that the examples change stands on the page, under the name of its file."""
    titled = {block.title: block.body for block in blocks(text) if block.title}
    assert titled["shop/open-shop.yaml"] == BASE
