"""However a good bundle is broken, one message at the line in question says how to mend it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
import yaml

from tests.bundle.breakages.meaning import BREAKAGES as MEANING
from tests.bundle.breakages.syntax import BREAKAGES as SYNTAX
from tests.bundle.breakages.values import BREAKAGES as VALUES
from tests.bundle.breakages.wordings import BREAKAGES as WORDINGS
from yishi_engine.bundle import all_codes, check_path
from yishi_engine.positioned import reading
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from yishi_engine.errors import Fault

BREAKAGES: Final = {**SYNTAX, **VALUES, **WORDINGS, **MEANING}


@pytest.fixture(scope="module")
def whole() -> str:
    """Return the shipped bundle, word for word."""
    return (bundles_folder() / "open-restaurant.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def listed() -> str:
    """Return the shipped departments, word for word."""
    return (bundles_folder() / "departments.yaml").read_text(encoding="utf-8")


@pytest.fixture
def check_bytes(tmp_path: Path, listed: str) -> Callable[..., tuple[Fault, ...]]:
    """Return a function that checks the bytes of a bundle beside the shipped departments, or others."""

    def checker(bundle: bytes, departments: str = listed) -> tuple[Fault, ...]:
        (tmp_path / "departments.yaml").write_text(departments, encoding="utf-8")
        (tmp_path / "bundle.yaml").write_bytes(bundle)
        return check_path(tmp_path)

    return checker


@pytest.mark.parametrize("name", BREAKAGES)
def test_breakage_is_one_message_at_its_line(
    name: str, whole: str, check_bytes: Callable[..., tuple[Fault, ...]]
) -> None:
    """The fault is told once, with its code, at the line that the designer has to change, with what to write."""
    breakage = BREAKAGES[name]
    assert breakage.old in whole
    broken = whole.replace(breakage.old, breakage.new, 1)
    faults = check_bytes(broken.encode())
    assert [fault.code for fault in faults] == [breakage.code], faults
    (fault,) = faults
    line = broken.splitlines()[fault.line - 1]
    assert line.strip().startswith(breakage.line), (fault.line, line)
    assert 1 <= fault.column <= len(line) + 1
    assert breakage.hint in (fault.hint, fault.message)
    assert re.search("[\u4e00-\u9fff]", fault.message)
    assert fault.code in all_codes()


@pytest.mark.parametrize("name", SYNTAX)
def test_the_other_scanner_finds_the_same_line(
    name: str, whole: str, check_bytes: Callable[..., tuple[Fault, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where libyaml is missing, YAML is read in Python, and a slip is told at the same line."""
    breakage = SYNTAX[name]
    broken = whole.replace(breakage.old, breakage.new, 1)
    (quick,) = check_bytes(broken.encode())
    monkeypatch.setattr(reading, "_LOADER", yaml.SafeLoader)
    (slow,) = check_bytes(broken.encode())
    assert (slow.code, slow.line, slow.message) == (quick.code, quick.line, quick.message)


def test_nearly_every_breakage_comes_with_advice(whole: str, check_bytes: Callable[..., tuple[Fault, ...]]) -> None:
    """There are far more than thirty, and each says what to write instead."""
    assert len(BREAKAGES) >= 150
    assert len(BREAKAGES) == len(SYNTAX) + len(VALUES) + len(WORDINGS) + len(MEANING)
    silent = []
    for name, breakage in BREAKAGES.items():
        (fault,) = check_bytes(whole.replace(breakage.old, breakage.new, 1).encode())
        if not fault.hint:
            silent.append(name)
    assert silent == []


@pytest.mark.parametrize(
    "change",
    [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n"), lambda text: text.replace("\n", "\r")],
    ids=["byte order mark", "line ends of Windows", "line ends of old"],
)
def test_line_ends_and_marks_move_no_line(
    change: Callable[[str], str], whole: str, check_bytes: Callable[..., tuple[Fault, ...]]
) -> None:
    """A byte order mark and other line ends are no fault, and the lines of faults stay where an editor shows them."""
    assert check_bytes(change(whole).encode()) == ()
    broken = whole.replace("\nname: 开办餐馆", "\nnmae: 开办餐馆")
    (fault,) = check_bytes(change(broken).encode())
    assert (fault.code, fault.line) == ("key.unknown", whole[: whole.index("\nname:")].count("\n") + 2)


@pytest.mark.parametrize("text", ["name:\t开办餐馆", "name: 开办餐馆\t# 注释", "name:  开办餐馆  "])
def test_blanks_that_change_nothing_are_no_fault(
    text: str, whole: str, check_bytes: Callable[..., tuple[Fault, ...]]
) -> None:
    """Tabs and spaces around a value are taken."""
    assert check_bytes(whole.replace("name: 开办餐馆", text, 1).encode()) == ()


DEPARTMENTS = {
    "full-width colon": ("scjg: {", "scjg： {", "yaml.syntax", 1),
    "no name": ("{name: 遂宁市消防救援支队, region", "{region", "key.missing", 2),
    "a name alone": ('{name: 遂宁市消防救援支队, region: "510900"}', "遂宁市消防救援支队", "value.type", 2),
    "region without quotes": (
        '遂宁市市场监督管理局, region: "510900"',
        "遂宁市市场监督管理局, region: 510900",
        "value.type",
        1,
    ),
    "region of nowhere": (
        '遂宁市市场监督管理局, region: "510900"',
        '遂宁市市场监督管理局, region: "010900"',
        "region.invalid",
        1,
    ),
    "misspelt key": ("scjg: {name", "scjg: {nmae", "key.unknown", 1),
    "Chinese key": ("scjg: {name", "scjg: {名称", "key.unknown", 1),
    "telephone without a value": ("消防救援支队, region", "消防救援支队, phone: , region", "value.empty", 2),
    "no list of departments": ("scjg: {", "- {", "yaml.syntax", None),
}


@pytest.mark.parametrize("name", DEPARTMENTS)
def test_breakages_of_the_departments(
    name: str, whole: str, listed: str, check_bytes: Callable[..., tuple[Fault, ...]]
) -> None:
    """A fault of departments.yaml is told once, at its line, and nothing of the bundle that rests on it."""
    old, new, code, entry = DEPARTMENTS[name]
    assert old in listed
    (fault,) = check_bytes(whole.encode(), listed.replace(old, new, 1))
    assert (fault.code, fault.file.endswith("departments.yaml")) == (code, True)
    if entry is not None:
        first = next(number for number, line in enumerate(listed.splitlines(), 1) if line.startswith("scjg"))
        assert fault.line == first + entry - 1
    assert fault.hint


def test_a_department_that_is_listed_twice(
    whole: str, listed: str, check_bytes: Callable[..., tuple[Fault, ...]]
) -> None:
    """The second entry is named, and not each key in it."""
    faults = check_bytes(whole.encode(), listed + 'scjg: {name: 市监局, region: "510900"}\n')
    assert [(fault.code, fault.line) for fault in faults] == [("yaml.duplicate_key", listed.count("\n") + 1)]
