"""YAML files as plain data that remembers where every value stands.

The reader takes the part of YAML that a designer needs and refuses the rest: no anchors, aliases, merge keys, tags or
second documents, no duplicate keys. Plain scalars are read as in YAML 1.2, so ``yes``, ``no``, ``on`` and ``off`` stay
text; decimal fractions become ``Decimal``, never ``float``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NoReturn, TypeAlias

import yaml

from yishi_engine.errors import DefinitionError, Fault
from yishi_engine.positioned.slips import find_slip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Place: TypeAlias = tuple[int, int]
Trail: TypeAlias = tuple[str | int, ...]

MAX_BYTES: Final = 262_144
MAX_DEPTH: Final = 32
MAX_NODES: Final = 20_000
MAX_FAULTS: Final = 100
MAX_SHOWN: Final = 40

# libyaml is missing on some platforms; the pure-Python scanner reads the same documents, only slower.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Bounded lengths: numbers that are longer, such as account numbers, stay text.
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,29})")
_DECIMAL: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,29})\.[0-9]{1,30}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_CUT: Final = re.compile(r"[ \t]+#(?=[^\s#])")
# What YAML does not allow, and signs that nobody sees: zero width, byte order marks, and those that turn the direction.
_NOISE: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    "|[\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A YAML document as plain data with positions.

    Attributes:
        data: ``dict`` with ``str`` keys, ``list``, ``str``, ``int``, ``Decimal``, ``bool``, ``date``, ``None``; nested.
        file: The file as it was named by the user; empty for text that came from no file.
        text: The text that was read, without a byte order mark.
        values: Where each value starts, by its trail of keys and list indexes.
        keys: Where the key of each value of a mapping starts, by the same trail.
        cut: Where text goes on after a value and is not read, because a ``#`` made it a comment: ``招牌 #1 类``.
    """

    data: object
    file: str
    text: str
    values: dict[Trail, Place]
    keys: dict[Trail, Place]
    cut: dict[Trail, Place]

    def position(self, path: Trail, *, key: bool = False) -> Place:
        """Return where a value stands, or where its nearest existing parent stands.

        Args:
            path: Keys and 0-based list indexes from the root to the value.
            key: Ask for the place of the key instead of the value, where the value has a key.

        Returns:
            1-based line and column, the column in characters.
        """
        if key and path in self.keys:
            return self.keys[path]
        for length in range(len(path), -1, -1):
            if path[:length] in self.values:
                return self.values[path[:length]]
        return 1, 1


def read_yaml(path: Path, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read a YAML file.

    Args:
        path: The file.
        max_bytes: Largest size that is read, in bytes.

    Returns:
        Its one document; ``data`` is None for an empty file.

    Raises:
        DefinitionError: The file cannot be read, is too large, is not UTF-8, or is no YAML that the reader takes; with
            every duplicate key, alias and tag at once.
    """
    file = str(path)
    try:
        if not path.exists():
            _refuse(file, (0, 0), "file.missing", f'找不到文件"{file}"', "请检查路径和文件名")
        if not path.is_file():
            _refuse(file, (0, 0), "file.unreadable", f'"{file}"不是普通文件', "请给出一个YAML文件")
        with path.open("rb") as stream:
            raw = stream.read(max_bytes + 1)
    except OSError as error:
        _refuse(file, (0, 0), "file.unreadable", f'无法读取文件"{file}"', f"系统提示：{error.strerror}")
    if len(raw) > max_bytes:
        _refuse(file, (0, 0), "yaml.too_large", f"文件超过{max_bytes}字节", "请拆成几个文件")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        _refuse(file, _place_at(before, len(before)), "yaml.encoding", "文件不是UTF-8编码", "请另存为UTF-8编码")
    return parse_yaml(text, file)


def parse_yaml(text: str, file: str) -> Document:
    """Read YAML text; see ``read_yaml``.

    Args:
        text: The text.
        file: Its file's name for faults; may be empty.

    Returns:
        Its one document.

    Raises:
        DefinitionError: See ``read_yaml``.
    """
    text = text.removeprefix("\ufeff")
    noise = _NOISE.search(text)
    if noise:
        message = f"含有看不见的字符U+{ord(noise[0]):04X}"
        _refuse(file, _place_at(text, noise.start()), "yaml.encoding", message, "请删除这个字符，或另存为UTF-8文本")
    composer = _Composer(text, file)
    try:
        data = composer.compose()
    except yaml.MarkedYAMLError as error:
        composer.add_syntax(error)
        data = None
    except _EnoughError:
        data = None
    if composer.faults:
        raise DefinitionError(tuple(composer.faults))
    return Document(data=data, file=file, text=text, values=composer.values, keys=composer.keys, cut=composer.cut)


def shown(value: object) -> str:
    """Return plain data as a fault's message shows it: a short text in quotes, or in Chinese what it is."""
    if value is None:
        return "空值"
    if isinstance(value, dict | list):
        return "映射" if isinstance(value, dict) else "列表"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'"{text[:MAX_SHOWN]}{"…" if len(text) > MAX_SHOWN else ""}"'


def _refuse(file: str, place: Place, code: str, message: str, hint: str) -> NoReturn:
    raise DefinitionError(
        (Fault(file=file, line=place[0], column=place[1], code=code, message=message, hint=hint),)
    ) from None


def _place_at(text: str, index: int) -> Place:
    lines = f"{text[:index]}.".splitlines()
    return len(lines), len(lines[-1])


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _scalar(text: str) -> object:
    """Resolve a plain scalar; numbers with leading zeros and dates that do not exist stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


_FRAME: Final = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent)


class _EnoughError(Exception):
    """The document is not worth reading on; its faults are collected."""


class _Composer:
    """Builds plain data from parser events, so that a bomb is refused before it is held in memory."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.faults: list[Fault] = []
        self.values: dict[Trail, Place] = {}
        self.keys: dict[Trail, Place] = {}
        self.cut: dict[Trail, Place] = {}
        self._lines = text.splitlines() if " #" in text else []
        self._nodes = 0
        self._events: Iterator[yaml.Event] = iter(())

    def compose(self) -> object:
        """Return the data of the only document, None if there is no document."""
        self._events = yaml.parse(self.text, Loader=_LOADER)
        data: object = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._fault(event, "yaml.documents", "一个文件只能有一个YAML文档", "请删除多余的“---”")
                    raise _EnoughError
            elif not isinstance(event, _FRAME):
                data = self._value(event, ())
        return data

    def add_syntax(self, error: yaml.MarkedYAMLError) -> None:
        """Record a syntax error at the place where the designer most likely made it."""
        if "nesting depth" in (error.problem or "") and error.problem_mark:  # newer parsers have a limit of their own
            place = error.problem_mark.line + 1, error.problem_mark.column + 1
            self._add(place, "yaml.too_deep", f"嵌套超过{MAX_DEPTH}层", "请减少嵌套")
            return
        slip = find_slip(self.text, error)
        self._add((slip.line, slip.column), "yaml.syntax", f"YAML语法错误：{slip.reason}", slip.hint)

    def _value(self, event: yaml.Event, trail: Trail) -> object:
        self._count(event, trail)
        self.values[trail] = _place(event)
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            message = f'不支持锚点和别名"{sign}{anchor}"'
            self._fault(event, "yaml.alias", message, "请把内容写全；若是普通文字，请加英文双引号")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._fault(event, "yaml.tag", f'不支持类型标记"{tag}"', "请删除标记；若是普通文字，请加英文双引号")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(trail)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(trail)
        if isinstance(event, yaml.ScalarEvent):
            if not event.style:
                self._note_cut(event, trail)
            return event.value if event.style else _scalar(event.value)
        return None

    def _note_cut(self, event: yaml.ScalarEvent, trail: Trail) -> None:
        """Note a plain value on whose line a comment begins that looks like the rest of a text."""
        mark = event.end_mark
        if mark is None:
            return
        line, column = mark.line, mark.column
        rest = _CUT.match(self._lines[line][column:]) if event.value and line < len(self._lines) else None
        if rest:
            self.cut[trail] = line + 1, column + rest.end()

    def _mapping(self, trail: Trail) -> dict[str, object]:
        data: dict[str, object] = {}
        merged = False
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, trail)
            inner = (*trail, key)
            first = self.keys.get(inner)
            if first is not None:
                message = f'键"{key}"重复，第{first[0]}行已经写过'
                # Two entries of a list became one: the others of its keys only follow.
                entry = bool(trail) and isinstance(trail[-1], int) and key == next(iter(data))
                hint = "这一项前面是否漏了“- ”？" if entry else "请删除一个，或改正键名"
                if not merged:
                    self._fault(event, "yaml.duplicate_key", message, hint)
                merged = merged or entry
                for below in [each for each in self.keys if len(each) > len(inner) and each[: len(inner)] == inner]:
                    del self.keys[below]  # what lies below is no second time a fault
            self.keys[inner] = _place(event)
            data[key] = self._value(next(self._events), inner)
        return data

    def _key(self, event: yaml.Event, trail: Trail) -> str:
        if isinstance(event, yaml.ScalarEvent):
            self._count(event, trail)
            if event.value == "<<" and not event.style:
                self._fault(event, "yaml.merge_key", '不支持合并键"<<"', "请把内容写全")
            if event.anchor is not None or event.tag is not None:
                self._fault(event, "yaml.key", f'键"{event.value}"前面不能有锚点或类型标记', "请只写键名")
            return str(event.value)
        self._fault(event, "yaml.key", "键只能是文字，不能是列表、映射或别名", "若是普通文字，请加英文双引号")
        raise _EnoughError

    def _sequence(self, trail: Trail) -> list[object]:
        data: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            data.append(self._value(event, (*trail, len(data))))
        return data

    def _count(self, event: yaml.Event, trail: Trail) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._fault(event, "yaml.too_large", f"内容超过{MAX_NODES}个值", "请拆成几个文件")
            raise _EnoughError
        if len(trail) >= MAX_DEPTH:
            self._fault(event, "yaml.too_deep", f"嵌套超过{MAX_DEPTH}层", "请减少嵌套")
            raise _EnoughError

    def _fault(self, event: yaml.Event, code: str, message: str, hint: str) -> None:
        self._add(_place(event), code, message, hint)

    def _add(self, place: Place, code: str, message: str, hint: str) -> None:
        line, column = place
        fault = Fault(file=self.file, line=line, column=column, code=code, message=message, hint=hint)
        self.faults.append(fault)
        if len(self.faults) >= MAX_FAULTS:
            raise _EnoughError
