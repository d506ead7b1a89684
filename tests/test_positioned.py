"""YAML read as plain data with positions."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.errors import DefinitionError, Fault
from yishi_engine.positioned import MAX_DEPTH, MAX_FAULTS, MAX_NODES, Document, parse_yaml, read_yaml, reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BUNDLE = """\
# a comment
id: open-restaurant
limits:
  total: 15 工作日
items:
  - id: business-licence
    fields: [operator, shop_name]
  - {id: food-permit,   name: "食品经营许可"}
"""


def faults_of(text: str) -> list[Fault]:
    """Return the faults of a text that is refused."""
    with pytest.raises(DefinitionError) as caught:
        parse_yaml(text, "bundle.yaml")
    return list(caught.value.faults)


def document_or_faults(read: Callable[[], Document]) -> Document | tuple[Fault, ...]:
    """Return what reading gives, or the faults for which it is refused."""
    try:
        return read()
    except DefinitionError as error:
        return error.faults


def value_of(scalar: str) -> object:
    """Return what a scalar is read as."""
    data = parse_yaml(f"key: {scalar}\n", "").data
    assert isinstance(data, dict)
    return data["key"]


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def _either_scanner(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LOADER", getattr(yaml, request.param))


@pytest.mark.usefixtures("_either_scanner")
def test_a_document_is_plain_data() -> None:
    """Mappings, lists and scalars arrive as plain values, from the scanner in C and from the one in Python."""
    document = parse_yaml(BUNDLE, "bundle.yaml")
    assert document.data == {
        "id": "open-restaurant",
        "limits": {"total": "15 工作日"},
        "items": [
            {"id": "business-licence", "fields": ["operator", "shop_name"]},
            {"id": "food-permit", "name": "食品经营许可"},
        ],
    }
    assert (document.file, document.text) == ("bundle.yaml", BUNDLE)


@pytest.mark.usefixtures("_either_scanner")
@pytest.mark.parametrize(
    ("path", "key", "expected"),
    [
        ((), False, (2, 1)),
        (("id",), False, (2, 5)),
        (("id",), True, (2, 1)),
        (("limits", "total"), False, (4, 10)),
        (("limits", "total"), True, (4, 3)),
        (("items", 0), False, (6, 5)),
        (("items", 0, "fields", 1), False, (7, 24)),
        (("items", 1, "name"), False, (8, 31)),
        (("items", 1, "name"), True, (8, 25)),
        (("items", 1, "missing"), False, (8, 5)),
        (("items", 1, "missing"), True, (8, 5)),
        (("items", 0), True, (6, 5)),
        (("limits", "total", "deeper", 3), False, (4, 10)),
        (("nowhere", 1), False, (2, 1)),
    ],
)
def test_every_value_has_its_place(path: tuple[str | int, ...], key: bool, expected: tuple[int, int]) -> None:  # noqa: FBT001
    """Places are 1-based lines and columns; what does not exist stands where its nearest parent stands."""
    assert parse_yaml(BUNDLE, "bundle.yaml").position(path, key=key) == expected


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n", "\ufeff"])
def test_an_empty_document_is_none(text: str) -> None:
    """A file without content has no data, and its place is the beginning."""
    document = parse_yaml(text, "")
    assert document.data is None
    assert document.position(("id",))[1] == 1


@pytest.mark.parametrize(
    ("scalar", "expected"),
    [
        ("5", 5),
        ("-3", -3),
        ("+7", 7),
        ("0", 0),
        ("1.50", Decimal("1.50")),
        ("-0.5", Decimal("-0.5")),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("2026-01-01", date(2026, 1, 1)),
        ("2026-02-30", "2026-02-30"),
        ("2026-01-01 10:00", "2026-01-01 10:00"),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("是", "是"),
        ("否", "否"),
        ("09:00", "09:00"),
        ("010100", "010100"),
        ("01.5", "01.5"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("1e5", "1e5"),
        (".5", ".5"),
        (".inf", ".inf"),
        ("1.0.0", "1.0.0"),
        ("9" * 31, "9" * 31),
        ('"5"', "5"),
        ("'true'", "true"),
        ('""', ""),
        ("area > 50", "area > 50"),
        ("５", "５"),
    ],
)
def test_plain_scalars_are_read_as_in_yaml_1_2(scalar: str, expected: object) -> None:
    """Words stay text, fractions are exact, and codes with leading zeros keep them."""
    value = value_of(scalar)
    assert value == expected
    assert type(value) is type(expected)


def test_block_scalars_are_text() -> None:
    """A number in a block scalar is text."""
    assert parse_yaml("a: |\n  5\n", "").data == {"a": "5\n"}


def test_keys_are_always_text() -> None:
    """A key that looks like a number or a word of YAML stays what was written."""
    assert parse_yaml("510900: 1\ntrue: 2\n", "").data == {"510900": 1, "true": 2}


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "words"),
    [
        ("a: &base 1\n", "yaml.alias", 1, 4, "&base"),
        ("a: *base\n", "yaml.alias", 1, 4, "*base"),
        ("*base : 1\n", "yaml.key", 1, 1, "别名"),
        ("a: 1\n<<: {b: 2}\n", "yaml.merge_key", 2, 1, "<<"),
        ("a: 1\nb: 2\na: 3\n", "yaml.duplicate_key", 3, 1, "第1行"),
        ("a: !!python/object/apply:os.system [ls]\n", "yaml.tag", 1, 4, "os.system"),
        ("!!str a: 1\n", "yaml.key", 1, 1, "a"),
        ("? [a, b]\n: 1\n", "yaml.key", 1, 3, "列表"),
        ("{{ name }}: 1\n", "yaml.key", 1, 1, "映射"),
        ("a: 1\n---\nb: 2\n", "yaml.documents", 2, 1, "---"),
        ("a: b\x07c\n", "yaml.encoding", 1, 5, "U+0007"),
        ("a: 1\nb: \ud800\n", "yaml.encoding", 2, 4, "U+D800"),
        ("a: 1\r\nb: \u200b\r\n", "yaml.encoding", 2, 4, "U+200B"),
    ],
)
def test_what_a_definition_does_not_need_is_refused(text: str, code: str, line: int, column: int, words: str) -> None:
    """Anchors, tags, merge keys, second documents, odd keys and invisible characters are named at their place."""
    (fault,) = faults_of(text)
    assert (fault.code, fault.line, fault.column) == (code, line, column)
    assert words in fault.message + fault.hint
    assert fault.file == "bundle.yaml"


@pytest.mark.usefixtures("_either_scanner")
@pytest.mark.parametrize(
    ("text", "line", "column", "message", "hint"),
    [
        ("id：a\nversion: 1\n", 1, 3, "冒号“：”", ""),
        ("id: a\nname：b\nversion: 1\n", 2, 5, "冒号“：”", ""),
        ("items:\n  - id：a\n    name: b\n", 2, 7, "冒号“：”", ""),
        ("id: a\n\tname: b\n", 2, 1, "制表符", "空格"),
        ("a: [1，2\nb: 3\n", 1, 4, "方括号", "“，”"),
        ("a: {b: 1\nc: 2\n", 1, 4, "花括号", ""),
        ("a: b: c\n", 1, 5, "键: 值", ""),
        ("a:\n  b: 1\n c: 2\n", 3, 2, "缩进", ""),
        ("a: @b\n", 1, 4, "开头", "双引号"),
        ('a: "b\n', 1, 4, "引号没有闭合", ""),
        ("a: 'b\n---\n", 1, 4, "引号没有闭合", ""),
        ('a: "\\q"\n', 1, 6, "转义", ""),
        ("a: 1\n...\nfoo\n", 3, 1, "已经结束", ""),
        ("a: ]\n", 1, 4, "YAML语法错误", ""),
    ],
)
def test_a_syntax_error_has_a_place_and_chinese_words(
    text: str, line: int, column: int, message: str, hint: str
) -> None:
    """One fault tells where and why; full-width signs and tabs on the line are pointed out."""
    (fault,) = faults_of(text)
    assert (fault.code, fault.line) == ("yaml.syntax", line)
    assert abs(fault.column - column) <= 1, "the two scanners differ by a character"
    assert message in fault.message
    assert hint in fault.hint


def test_all_duplicate_keys_are_named_at_once() -> None:
    """Duplicates on every level are reported together, and with other faults."""
    faults = faults_of("a: {x: 1, x: 2}\nb: 1\na: 3\nb: 4\nc: &c 5\n")
    assert [(fault.line, fault.code) for fault in faults] == [
        (1, "yaml.duplicate_key"),
        (3, "yaml.duplicate_key"),
        (4, "yaml.duplicate_key"),
        (5, "yaml.alias"),
    ]


def test_faults_before_a_syntax_error_are_named_with_it() -> None:
    """What was found before the parser gave up is not lost."""
    assert [fault.code for fault in faults_of("a: 1\na: 2\nb: [\n")] == ["yaml.duplicate_key", "yaml.syntax"]


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    """Nested aliases are refused where they stand and never multiplied."""
    rows = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    faults = faults_of("\n".join(rows))
    assert len(faults) == MAX_FAULTS
    assert {fault.code for fault in faults} == {"yaml.alias"}


def test_a_tower_is_refused() -> None:
    """Nesting ends at the limit, however deep the text goes on."""
    allowed = "[" * (MAX_DEPTH - 1) + "x" + "]" * (MAX_DEPTH - 1)
    assert parse_yaml(allowed, "").data
    (fault,) = faults_of("[" * 900)
    assert (fault.code, fault.line, fault.column) == ("yaml.too_deep", 1, MAX_DEPTH + 1)
    (fault,) = faults_of("[" * 100_000)  # a parser may give up by itself before it says what it has read
    assert (fault.code, fault.line) == ("yaml.too_deep", 1)


def test_a_flood_is_refused() -> None:
    """The number of values is limited."""
    assert parse_yaml("[" + "x," * (MAX_NODES - 1) + "]", "").data
    (fault,) = faults_of("[" + "x," * MAX_NODES + "]")
    assert fault.code == "yaml.too_large"


def test_a_file_is_read(tmp_path: Path) -> None:
    """UTF-8 is read with and without a byte order mark, and the file is named as it was given."""
    path = tmp_path / "套餐.yaml"
    for mark in (b"", b"\xef\xbb\xbf"):
        path.write_bytes(mark + "name: 开办餐馆\n".encode())
        document = read_yaml(path)
        assert document.data == {"name": "开办餐馆"}
        assert document.position(("name",)) == (1, 7)
        assert document.file == str(path)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "big5"])
def test_another_encoding_is_refused_at_its_first_character(tmp_path: Path, encoding: str) -> None:
    """A file saved in another encoding is named as such, at the first byte that is no UTF-8, with or without a mark."""
    path = tmp_path / "bundle.yaml"
    mark = b"\xef\xbb\xbf" if encoding == "big5" else b""
    path.write_bytes(mark + "id: a\nname: 開辦\n".encode(encoding))
    with pytest.raises(DefinitionError) as caught:
        read_yaml(path)
    (fault,) = caught.value.faults
    assert (fault.code, fault.line, fault.column) == ("yaml.encoding", *((1, 1) if encoding == "utf-16" else (2, 7)))
    assert "UTF-8" in fault.hint


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """The size is limited in bytes."""
    path = tmp_path / "bundle.yaml"
    path.write_bytes(b"a: bcdef")
    assert read_yaml(path, max_bytes=8).data == {"a": "bcdef"}
    with pytest.raises(DefinitionError) as caught:
        read_yaml(path, max_bytes=7)
    assert caught.value.faults[0].code == "yaml.too_large"


def test_a_path_without_a_readable_file_is_refused(tmp_path: Path) -> None:
    """A missing file, a folder and a pipe give a fault instead of a traceback or a wait."""
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    for path, code in (
        (tmp_path / "none.yaml", "file.missing"),
        (tmp_path, "file.unreadable"),
        (pipe, "file.unreadable"),
    ):
        with pytest.raises(DefinitionError) as caught:
            read_yaml(path)
        (fault,) = caught.value.faults
        assert (fault.code, fault.file) == (code, str(path))


def test_a_file_that_the_system_cannot_open_is_refused(tmp_path: Path) -> None:
    """What the system says about a path that it cannot even look at is passed on."""
    with pytest.raises(DefinitionError) as caught:
        read_yaml(tmp_path / ("x" * 300))
    (fault,) = caught.value.faults
    assert fault.code == "file.unreadable"
    assert fault.hint.startswith("系统提示")


@given(text=st.text(st.sampled_from("ab:- \n\t[]{}\"'&*!|>%@#,?：，“\\\r\u2028\x85<1"), max_size=40))
def test_noise_is_read_or_refused_but_never_breaks(text: str) -> None:
    """Whatever is written gives data with places, or faults with places."""
    lines = len(f"{text}.".splitlines()) + 1
    answer = document_or_faults(lambda: parse_yaml(text, "noise.yaml"))
    if isinstance(answer, Document):
        places = list(answer.values.values())
    else:
        assert all(fault.message for fault in answer)
        places = [(fault.line, fault.column) for fault in answer]
        assert places
    assert all(1 <= line <= lines and column >= 1 for line, column in places)


@given(raw=st.binary(max_size=200))
def test_bytes_are_read_or_refused_but_never_break(raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A file of any bytes gives data or faults."""
    path = tmp_path_factory.mktemp("noise") / "noise.yaml"
    path.write_bytes(raw)
    assert document_or_faults(lambda: read_yaml(path))


@given(
    data=st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(10**20), 10**20)
        | st.dates()
        | st.text("开办ab1:-#' \"\\", max_size=8),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("开办ab1:", max_size=6), inner, max_size=4),
        max_leaves=20,
    )
)
def test_what_another_writer_wrote_is_read_back(data: object) -> None:
    """Data dumped by PyYAML is read back as it was, except that its words for keys stay text."""
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=None)
    assert parse_yaml(text, "").data == data
