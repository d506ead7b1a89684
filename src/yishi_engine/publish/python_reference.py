"""The page of reference about the Python interface, made from its signatures and docstrings.

``python -m yishi_engine.publish.python_reference > docs/reference/python.md`` writes it anew; a test keeps it equal.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
from typing import TYPE_CHECKING, Any, Final

from yishi_engine import errors
from yishi_engine.audit import AuditRecord
from yishi_engine.bundle import Catalog, load_bundles
from yishi_engine.case.actor import Actor, Role
from yishi_engine.case.lifecycle import CaseState, Outcome, TaskState
from yishi_engine.case.migration import MigrationPlan
from yishi_engine.case.timeline import Timeline
from yishi_engine.case.views import CaseView, Exemption, TaskView
from yishi_engine.engine import Engine, Page, SweepReport
from yishi_engine.engine.recomputing import RecomputeReport
from yishi_engine.engine.sweep import SweepFailure
from yishi_engine.publish.docstrings import attributes, sections, summary
from yishi_engine.publish.tables import code, table
from yishi_engine.store import MemoryStore, SqlStore
from yishi_engine.store.port import Position
from yishi_engine.worktime.calendar import Calendar, national_calendar
from yishi_engine.worktime.clock import Level
from yishi_engine.worktime.limits import Limit
from yishi_engine.worktime.notices import load_calendar, load_notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from enum import StrEnum

HEAD: Final = """# Python

What a host calls. Everything named here is imported from `yishi_engine`, unless it says where from. This page is made
from the code: `python -m yishi_engine.publish.python_reference > docs/reference/python.md`.

[Embed in a portal](../how-to/embed-in-a-portal.md) shows how the parts go together; the commands and who may give them
are in [Lifecycle](lifecycle.md), the worker and its sinks in [Delivery](delivery.md). Instants are aware `datetime`s,
in UTC where they come back; dates are days in Asia/Shanghai.
"""
_CALLED: Final[tuple[tuple[str, type], ...]] = (
    ("Engine", Engine),
    ("SqlStore", SqlStore),
    ("MemoryStore", MemoryStore),
    ("Actor", Actor),
    ("Catalog", Catalog),
    ("Calendar", Calendar),
    ("Limit", Limit),
)
_FUNCTIONS: Final[tuple[Callable[..., object], ...]] = (load_bundles, national_calendar, load_calendar, load_notice)
_ANSWERS: Final[tuple[type, ...]] = (
    CaseView,
    TaskView,
    Exemption,
    Page,
    Position,
    Timeline,
    AuditRecord,
    MigrationPlan,
    SweepReport,
    SweepFailure,
    RecomputeReport,
)
_WORDS: Final[tuple[type[StrEnum], ...]] = (CaseState, TaskState, Outcome, Level, Role)
_NOT_FOR_HOSTS: Final = frozenset({"check", "read", "write", "locked_schema", "from_json", "to_json"})
"""Methods of these classes that other parts of the package call."""


def page() -> str:
    """Return the page."""
    parts = [HEAD]
    for name, cls in _CALLED:
        parts += [f"## `{name}`\n", *_class(cls)]
    parts.append("## Functions\n")
    for function in _FUNCTIONS:
        parts += _callable(function, function.__name__)
    parts.append("## What comes back\n\nFrozen values.\n")
    for answer in _ANSWERS:
        parts += [f"### `{answer.__name__}`\n", f"{_home(answer)}{summary(answer)}\n", _fields(answer)]
    parts.append('## Words\n\nTexts at the same time: `task.state == "open"`.\n')
    parts.append(table(("class", "values", "meaning"), map(_words, _WORDS)))
    parts += [_ERRORS, table(("class", "`code`", "when"), _errors())]
    return "\n".join(parts)


_ERRORS: Final = """## Errors

All are `YishiError`s with a stable dotted `code`, a `message` in English, an `advice` (what to do), and where officers
or applicants may read it a `notice` in Chinese. Those that `yishi_engine` does not export come from
`yishi_engine.errors`.
"""


def _words(cls: type[StrEnum]) -> tuple[str, str, str]:
    return f"`{cls.__name__}`", code(each.value for each in cls), summary(cls)


def _class(cls: type) -> Iterator[str]:
    yield f"{summary(cls)}\n"
    if not (dataclasses.is_dataclass(cls) or cls is Catalog):
        yield from _callable(cls.__init__, cls.__name__)  # type: ignore[misc]  # of this very class
    for name, member in vars(cls).items():
        if name.startswith("_") or name in _NOT_FOR_HOSTS:
            continue
        if isinstance(member, property):
            text, _ = sections(inspect.getdoc(member) or "")
            yield f"### `{name}`\n\n{text}\n"
        elif isinstance(member, classmethod):
            yield from _callable(member.__func__, f"{cls.__name__}.{name}")
        elif inspect.isfunction(member):
            yield from _callable(member, name)


def _callable(function: Callable[..., object], name: str) -> Iterator[str]:
    """Yield the section about a function or method."""
    signature = inspect.signature(inspect.unwrap(function))
    shown = [each for each in signature.parameters.values() if each.name not in {"self", "cls"}]
    returned = "" if name[0].isupper() and "." not in name else _type(signature.return_annotation)
    yield f"### `{name}({_parameters(shown)}){f' → {returned}' if returned not in {'', 'None'} else ''}`\n"
    text, parts = sections(inspect.getdoc(function) or "")
    yield f"{text}\n"
    types = {each.name: _type(each.annotation) for each in shown}
    for title, listed in parts.items():
        if isinstance(listed, str):
            yield f"{title}: {listed}\n"
            continue
        lines = [f"- `{key}`{_of_type(types.get(key.lstrip('*')))}: {said}" for key, said in listed.items()]
        yield "\n".join([f"{'Arguments' if title == 'Args' else title}:\n", *lines, ""])


def _of_type(kind: str | None) -> str:
    return f" (`{kind}`)" if kind else ""


_MARKS: Final = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}


def _parameters(parameters: list[inspect.Parameter]) -> str:
    shown, starred = [], False
    for each in parameters:
        if each.kind is inspect.Parameter.KEYWORD_ONLY and not starred:
            shown.append("*")
            starred = True
        mark = _MARKS.get(each.kind.name, "")
        starred = starred or mark == "*"
        default = "" if each.default is inspect.Parameter.empty else f"={_default(each.default)}"
        shown.append(f"{mark}{each.name}{default}")
    return ", ".join(shown)


def _default(value: object) -> str:
    return "…" if isinstance(value, tuple) and value else repr(value)


def _type(annotation: Any) -> str:  # noqa: ANN401
    """Return an annotation as a reader knows its names."""
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    text = "" if annotation is inspect.Parameter.empty else text
    return re.sub(r"\b(?:c|dt|case)\.(?=[A-Z])", "", text)


def _fields(cls: type) -> str:
    said = attributes(cls)
    if dataclasses.is_dataclass(cls):
        types = {each.name: str(each.type) for each in dataclasses.fields(cls) if not each.name.startswith("_")}
    else:
        types = {name: _type(kind) for name, kind in inspect.get_annotations(cls).items()}
    rows = [(f"`{name}`", f"`{_type(kind)}`", said.get(name, "")) for name, kind in types.items()]
    return table(("field", "type", "meaning"), rows) if rows else ""


def _home(cls: type) -> str:
    exported = vars(sys.modules["yishi_engine"])["__all__"]
    return "" if cls.__name__ in exported else f"From `{cls.__module__}`. "


def _errors() -> Iterator[tuple[str, str, str]]:
    for cls in vars(errors).values():
        if isinstance(cls, type) and issubclass(cls, errors.YishiError):
            yield f"`{cls.__name__}`", f"`{cls.code}`", summary(cls)


if __name__ == "__main__":
    sys.stdout.write(page())
