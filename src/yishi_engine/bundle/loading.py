"""Reading definition files: every fault of every file at once, each at its place."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from yishi_engine.bundle.catalog import Catalog, Definition
from yishi_engine.bundle.checks import findings
from yishi_engine.bundle.checks.departments import department_findings
from yishi_engine.bundle.model import Bundle, Department
from yishi_engine.bundle.parts import id_of_name
from yishi_engine.bundle.rule import Finding, Subject
from yishi_engine.bundle.shape import read_shape
from yishi_engine.bundle.versions import version_findings
from yishi_engine.errors import DefinitionError, Fault
from yishi_engine.positioned import Document, read_yaml, shown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from yishi_engine.bundle.versions import Published

DEPARTMENTS: Final = "departments.yaml"

_TEXTS: Final = frozenset({"name", "label", "ask", "exempt_note", "basis", "options"})
_MISNAMED: Final = re.compile(rf"(?!{re.escape(DEPARTMENTS)}$)(?i:departments?\.ya?ml)")
_KEY: Final = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")


def load_bundles(path: str | Path) -> Catalog:
    """Load definitions.

    Args:
        path: A folder, of which every ``*.yaml`` at any depth is a bundle except ``departments.yaml``; or one bundle's
            file. Departments are those of the nearest ``departments.yaml``: beside a file, in a folder above it up to
            the one given, or in the folder above that.

    Returns:
        The catalog.

    Raises:
        DefinitionError: Something is wrong; it carries every fault of severity ``error`` of every file.
    """
    reading = _Reading()
    reading.read(Path(path))
    errors = tuple(fault for fault in reading.in_order() if fault.severity == "error")
    if errors:
        raise DefinitionError(errors)
    departments = {key: each for found in reading.departments.values() for key, each in (found or {}).items()}
    return Catalog(reading.definitions, departments)


def load_bundle(path: str | Path) -> Bundle:
    """Load one bundle's file; see :func:`load_bundles`."""
    (bundle,) = load_bundles(path)
    return bundle


def load_departments(path: str | Path) -> dict[str, Department]:
    """Load the departments of one file.

    Args:
        path: A ``departments.yaml``.

    Returns:
        The departments by key.

    Raises:
        DefinitionError: Something is wrong with the file.
    """
    reading = _Reading()
    found = reading.read_departments(Path(path))
    if reading.faults or found is None:
        raise DefinitionError(reading.in_order())
    return dict(found)


def check_path(*paths: str | Path, published: Published | None = None) -> tuple[Fault, ...]:
    """Check definitions without loading them.

    Args:
        paths: Folders or files, as for :func:`load_bundles`; also a ``departments.yaml`` by itself.
        published: Versions that were published before, and may not change.

    Returns:
        Every fault and warning by file and place; empty when all is well. Never raises ``DefinitionError``.
    """
    reading = _Reading()
    for path in paths:
        reading.read(Path(path))
    if published is not None:
        reading.compare_published(published, folder=next((Path(path) for path in paths if Path(path).is_dir()), None))
    return reading.in_order()


@dataclass(slots=True)
class _Reading:
    """Collects definitions and faults over any number of files."""

    faults: list[Fault] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    departments: dict[Path, Mapping[str, Department] | None] = field(default_factory=dict)
    seen: dict[tuple[str, int], Document] = field(default_factory=dict)
    unnamed: bool = False
    dates: dict[str, dict[int, tuple[dt.date | None, Document]]] = field(default_factory=dict)
    done: set[Path] = field(default_factory=set)

    def in_order(self) -> tuple[Fault, ...]:
        return tuple(
            sorted(dict.fromkeys(self.faults), key=lambda each: (each.file, each.line, each.column, each.code))
        )

    def read(self, path: Path) -> None:
        if path.name == DEPARTMENTS and path.is_file():
            self.read_departments(path)
        elif _MISNAMED.fullmatch(path.name) and path.is_file():
            self.refuse_name(path)
        elif path.is_dir():
            for file in sorted(path.rglob("*")):
                if _MISNAMED.fullmatch(file.name) and not _hidden(file.relative_to(path)) and file.is_file():
                    self.refuse_name(file)
            files = [file for file in sorted(path.rglob("*.yaml")) if _is_bundle(file.relative_to(path))]
            if not files:
                self.refuse(path, "file.no_bundle", f'文件夹"{path}"里没有套餐定义', "套餐文件以 .yaml 结尾")
            for file in (file for file in sorted(path.rglob("*.yml")) if _is_bundle(file.relative_to(path))):
                hint = "改名为 .yaml，否则不会读取"
                self.refuse(file, "file.suffix", f'"{file.name}"的后缀不是 .yaml', hint, severity="warning")
            for file in files:
                self.read_bundle(file, root=path)
        else:
            self.read_bundle(path, root=path.parent)
        self.compare_versions()

    def refuse_name(self, path: Path) -> None:
        """Record a list of departments that has another name than that by which it is found."""
        hint = f"并入 {DEPARTMENTS}，再删去它" if DEPARTMENTS in _names(path.parent) else f"改名为 {DEPARTMENTS}"
        self.refuse(path, "file.departments", f'部门登记的文件名须为 {DEPARTMENTS}，现为"{path.name}"', hint)

    def refuse(
        self, path: Path, code: str, message: str, hint: str, severity: Literal["error", "warning"] = "error"
    ) -> None:
        self.faults.append(
            Fault(file=str(path), line=0, column=0, code=code, severity=severity, message=message, hint=hint)
        )

    def add(
        self, document: Document, code: str, finding: Finding, severity: Literal["error", "warning"] = "error"
    ) -> None:
        line, column = _place(document, finding)
        self.faults.append(
            Fault(
                file=document.file,
                line=line,
                column=column,
                code=code,
                severity=severity,
                message=finding.message,
                hint=finding.hint,
            )
        )

    def document(self, path: Path) -> Document | None:
        """Read a file as a mapping, or record why not."""
        try:
            document = read_yaml(path)
        except DefinitionError as error:
            self.faults.extend(error.faults)
            return None
        if isinstance(document.data, dict):
            return document
        message = "文件是空的" if document.data is None else "文件内容须为映射（键: 值）"
        listed = path.name == DEPARTMENTS
        hint = "每行一个部门，例如 scjg: {name: 市场监督管理局}" if listed else "对照示例从 id: 写起"
        self.add(document, "file.content", Finding((), message, hint))
        return None

    def read_departments(self, path: Path) -> Mapping[str, Department] | None:
        """Read a ``departments.yaml`` once; ``None`` when it cannot be read at all."""
        if path in self.departments:
            return self.departments[path]
        self.departments[path] = None
        document = self.document(path)
        if document is None or not isinstance(document.data, dict):
            return None
        found: dict[str, Department] = {}
        for key, value in document.data.items():
            if not _KEY.fullmatch(key):
                hint = "以小写字母开头，只含小写字母、数字、连字符或下划线"
                self.add(document, "id.invalid", Finding((key,), f'部门的键不能是"{key}"', hint, key=True))
            shape = read_shape(Department, value)
            for code, finding in shape.findings:
                self.add(document, code, finding.within((key,)))
            if shape.model is not None:
                found[key] = shape.model
        self.add_cut_texts(document)
        for code, finding in department_findings(found):
            self.add(document, code, finding)
        self.departments[path] = found
        return found

    def add_cut_texts(self, document: Document) -> None:
        """Record texts for people whose end is taken for a comment."""
        for trail, (line, column) in document.cut.items():
            key = next((step for step in reversed(trail) if isinstance(step, str)), "")
            if key in _TEXTS:
                rest = document.text.splitlines()[line - 1][column - 1 :]
                hint = "是文字的，给整个值加英文双引号；是注释的，在 # 后面加空格"
                message = f"{key} 里 # 后面的字不算：{shown(rest)}"
                fault = Fault(
                    file=document.file,
                    line=line,
                    column=column,
                    code="value.cut",
                    severity="warning",
                    message=message,
                    hint=hint,
                )
                self.faults.append(fault)

    def departments_for(self, file: Path, root: Path) -> Mapping[str, Department] | None:
        """Return the departments that a bundle's file refers to; ``None`` when they are unknown, which is on record."""
        folder = file.parent
        while True:
            if (folder / DEPARTMENTS).is_file():
                return self.read_departments(folder / DEPARTMENTS)
            misnamed = [name for name in sorted(_names(folder)) if _MISNAMED.fullmatch(name)]
            if misnamed:
                self.refuse_name(folder / misnamed[0])
                return None
            if folder in {root, folder.parent}:
                break
            folder = folder.parent
        above = (root.parent if root.parent != root else root.resolve().parent) / DEPARTMENTS
        if above.is_file():
            return self.read_departments(above)
        self.refuse(root / DEPARTMENTS, "file.missing", f"找不到 {DEPARTMENTS}", "在套餐旁边登记各部门")
        return None

    def read_bundle(self, file: Path, root: Path) -> None:
        if file.resolve() in self.done:
            return
        self.done.add(file.resolve())
        document = self.document(file)
        if document is None:
            self.unnamed = True
            return
        before = len(self.faults)
        departments = self.departments_for(file, root)
        shape = read_shape(Bundle, document.data)
        for code, finding in shape.findings:
            meant = id_of_name(document.data, finding.trail, departments or {}) if code == "id.invalid" else None
            self.add(document, code, replace(finding, hint=f"是否想写 {meant}？") if meant else finding)
        if shape.model is None:
            self.unnamed = True
            return
        self.add_cut_texts(document)
        subject = Subject(shape.model, departments, shape.broken)
        for rule, finding in findings(subject):
            self.add(document, rule.code, finding, rule.severity)
        if {("id",), ("version",)} & shape.broken:
            self.unnamed = True
        else:
            self.register(shape.model, document)
        if departments is not None and not any(fault.severity == "error" for fault in self.faults[before:]):
            self.definitions.append(Definition.of(shape.model, departments))

    def register(self, bundle: Bundle, document: Document) -> None:
        """Record a version, or that it was there before."""
        earlier = self.seen.setdefault((bundle.id, bundle.version), document)
        if earlier is not document:
            message = f'套餐"{bundle.id}"第 {bundle.version} 版已在"{earlier.file}"里'
            self.add(document, "bundle.duplicate", Finding(("version",), message, "改版本号，或删去一个文件"))
        self.dates.setdefault(bundle.id, {})[bundle.version] = bundle.effective_from, document

    def compare_versions(self) -> None:
        """Record versions that come into effect before an older one does: the older one would never be used."""
        for name, versions in self.dates.items():
            numbers = sorted(versions)
            for older, newer in itertools.pairwise(numbers):
                since, (until, document) = versions[older][0], versions[newer]
                if since is not None and (until is None or until < since):
                    message = f'套餐"{name}"第 {newer} 版的生效日期早于第 {older} 版'
                    finding = Finding(("effective_from",), message, f"写 {since} 或以后的日期")
                    self.add(document, "bundle.version_order", finding, "warning")

    def compare_published(self, published: Published, folder: Path | None) -> None:
        """Record what was done to published versions; what is gone only where a folder was read, and all of it."""
        digests: dict[str, dict[int, str]] = {}
        for name, version in self.seen:
            digests.setdefault(name, {})[version] = ""
        for definition in self.definitions:
            digests[definition.bundle.id][definition.bundle.version] = definition.digest
        for found in version_findings(digests, published, whole=folder is not None and not self.unnamed):
            if found.version is None:
                self.refuse(folder or Path(), found.code, found.message, found.hint, found.severity)
            else:
                finding = Finding(("version",), found.message, found.hint)
                self.add(self.seen[found.bundle, found.version], found.code, finding, found.severity)


def _is_bundle(relative: Path) -> bool:
    listed = relative.name == DEPARTMENTS or _MISNAMED.fullmatch(relative.name)
    return not listed and not _hidden(relative)


def _hidden(relative: Path) -> bool:
    """Return whether a file is hidden, or the mark that an office program leaves beside a file it has open."""
    return any(part.startswith((".", "~$")) for part in relative.parts)


def _names(folder: Path) -> set[str]:
    """Return what lies in a folder, by its name as it is written: some file systems find other spellings too."""
    return {each.name for each in folder.iterdir()} if folder.is_dir() else set()


def _place(document: Document, finding: Finding) -> tuple[int, int]:
    """Return line and column, inside the text of a condition where it stands in one piece."""
    line, column = document.position(finding.trail, key=finding.key)
    if finding.offset:
        rest = document.text.splitlines()[line - 1][column - 1 :]
        quoted = rest[:1] in {'"', "'"}
        if rest[:1] not in {"|", ">"} and finding.offset + quoted < len(rest):
            column += finding.offset + quoted
    return line, column
