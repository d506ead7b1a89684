"""The exception tree.

Every error has a stable dotted ``code``, typed fields, an English message for programmers and, where an officer, an
applicant or a designer may read it, a Chinese ``notice``. No error text ever contains a value of a personal field.
All errors survive pickling with their fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

E = TypeVar("E", bound="YishiError")

NAMED: Final = 20
"""How many of many faults an error's text names."""
_LONGEST: Final = 100


def shown(value: object) -> str:
    """Return an id that somebody sent as an error's text may hold it: printable, and cut to a bounded length."""
    text = value if isinstance(value, str) else type(value).__name__
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in cut)


def _rebuild(cls: type[E], state: dict[str, object]) -> E:
    error = cls.__new__(cls)
    error.__dict__.update(state)
    return error


class YishiError(Exception):
    """Base of all errors that this package raises on purpose."""

    code: ClassVar[str] = "yishi"

    def __init__(self, message: str, *, notice: str = "", advice: str = "") -> None:
        """Create an error.

        Args:
            message: What was wrong and what was allowed, in English.
            notice: The same for officers, applicants and designers, in Chinese.
            advice: What to do about it, in English.
        """
        super().__init__(message)
        self.message = message
        self.notice = notice
        self.advice = advice

    def __str__(self) -> str:
        """Return the message followed by the advice, if there is any."""
        return f"{self.message} ({self.advice})" if self.advice else self.message

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by fields, so that subclasses may take any arguments."""
        return _rebuild, (type(self), self.__dict__.copy())


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of a definition, a calendar notice or a feature, at its place.

    Attributes:
        file: The file as it was named by the user; empty for text that came from no file.
        line: 1-based line; 0 when the fault concerns no line.
        column: 1-based column; 0 when the fault concerns no column.
        code: Stable dotted code of the rule, for example ``key.unknown``.
        severity: ``error`` forbids loading, ``warning`` does not.
        message: What is wrong, in Chinese, with the offending value in quotes.
        hint: What to write instead, in Chinese; may be empty.
    """

    file: str
    line: int
    column: int
    code: str
    severity: Literal["error", "warning"] = "error"
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """Return ``file:line:column: code message (hint)``, the way compilers print it."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        tail = f"（{self.hint}）" if self.hint else ""
        return f"{place}: {self.code} {self.message}{tail}" if place else f"{self.code} {self.message}{tail}"


class DefinitionError(YishiError):
    """One or more definitions are wrong; ``faults`` names every fault of every file at once."""

    code: ClassVar[str] = "definition"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Create the error from its faults, at least one of which has severity ``error``."""
        lines = "\n".join(str(fault) for fault in faults)
        super().__init__(f"{len(faults)} fault(s) in the definitions\n{lines}", notice=lines)
        self.faults = faults


class LimitInvalid(YishiError):
    """A text is no limit."""

    code: ClassVar[str] = "limit.invalid"


class OutsideCalendar(YishiError):
    """A question about a day that the calendar does not know.

    Attributes:
        day: The Shanghai day in question.
        first: First day that the calendar knows.
        horizon: Last day that the calendar knows.
    """

    code: ClassVar[str] = "calendar.outside"

    def __init__(self, *, day: date, first: date, horizon: date) -> None:
        """Create the error; see the class for the fields."""
        super().__init__(
            f"{day} lies outside the calendar, which knows {first} to {horizon}",
            notice=f"工作日历只到{horizon}（自{first}起），无法判断{day}",
            advice="load the State Council's notice for that year",
        )
        self.day = day
        self.first = first
        self.horizon = horizon


def _named(texts: Sequence[str], separator: str, more: str) -> str:
    """Return the first of many texts in one, and how many there are if they are not all in it."""
    tail = more.format(len(texts)) if len(texts) > NAMED else ""
    return separator.join(texts[:NAMED]) + tail


class CommandRejected(YishiError):
    """The state, the actor or the definition does not allow the command. Nothing was changed and nothing recorded."""

    code: ClassVar[str] = "command.rejected"


class NotAllowedInState(CommandRejected):
    """The case or the task is in a state that does not allow the command.

    Attributes:
        command: Name of the command's class.
        subject: The id of the case or task.
        state: Its state.
        allowed: Names of the commands that the state allows, sorted.
    """

    code: ClassVar[str] = "command.state"

    def __init__(
        self, message: str, *, command: str, subject: str, state: str, allowed: tuple[str, ...], notice: str
    ) -> None:
        """Create the error; see the class for the fields."""
        super().__init__(message, notice=notice)
        self.command = command
        self.subject = subject
        self.state = state
        self.allowed = allowed


class NotPermitted(CommandRejected):
    """The actor may not do or see this; ``allowed`` says who may."""

    code: ClassVar[str] = "command.actor"

    def __init__(self, message: str, *, allowed: str, notice: str) -> None:
        """Create the error; ``allowed`` describes in English who may."""
        super().__init__(message, notice=notice)
        self.allowed = allowed


class NotAllowedByDefinition(CommandRejected):
    """The bundle's definition does not allow the command, for example an unlisted special procedure."""

    code: ClassVar[str] = "command.definition"


class GateClosed(CommandRejected):
    """A prerequisite has not been granted yet; ``waiting_for`` holds the item ids."""

    code: ClassVar[str] = "command.gate"

    def __init__(self, message: str, *, waiting_for: tuple[str, ...], notice: str) -> None:
        """Create the error; ``waiting_for`` are the items whose result is missing."""
        super().__init__(message, notice=notice)
        self.waiting_for = waiting_for


class MaterialMissing(CommandRejected):
    """Deferred materials have not arrived; ``materials`` holds their ids."""

    code: ClassVar[str] = "command.material"

    def __init__(self, message: str, *, materials: tuple[str, ...], notice: str) -> None:
        """Create the error; ``materials`` are the ids of what is missing."""
        super().__init__(message, notice=notice)
        self.materials = materials


class ArgumentInvalid(CommandRejected):
    """A field of the command is missing, empty, too long or contradicts what is on record."""

    code: ClassVar[str] = "command.argument"

    def __init__(self, message: str, *, field: str, notice: str, advice: str = "") -> None:
        """Create the error; ``field`` is the name of the command's field."""
        super().__init__(message, notice=notice, advice=advice)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFault:
    """One fault of an application.

    Attributes:
        part: ``answers``, ``form`` or ``materials``.
        field: Id of the question, form field or material.
        code: Stable dotted code, for example ``form.missing``.
        message: What is wrong, in Chinese, with the field's label; never the value of a personal field.
    """

    part: Literal["answers", "form", "materials"]
    field: str
    code: str
    message: str


class MigrationForbidden(CommandRejected):
    """A case cannot be moved to another version of its bundle; ``obstacles`` names everything that forbids it."""

    code: ClassVar[str] = "command.migration"

    def __init__(self, obstacles: tuple[str, ...], *, version: int) -> None:
        """Create the error from at least one obstacle, a Chinese sentence each."""
        super().__init__(
            f"the case cannot be moved to version {version}: {len(obstacles)} obstacle(s)",
            notice=_named(obstacles, "；", "等共{}项"),
            advice="see obstacles, or Engine.plan_migration",
        )
        self.obstacles = obstacles
        self.version = version


class FormInvalid(CommandRejected):
    """The application has faults; ``faults`` names all of them, by field."""

    code: ClassVar[str] = "command.form"

    def __init__(self, faults: tuple[FormFault, ...]) -> None:
        """Create the error from at least one fault."""
        listed = _named([f"{fault.part}.{fault.field}: {fault.code}" for fault in faults], "; ", " and more, {} in all")
        notice = _named([fault.message for fault in faults], "；", "等共{}处")
        super().__init__(f"{len(faults)} fault(s) in the application: {listed}", notice=notice)
        self.faults = faults


class NotFound(YishiError):
    """No such case, task, bundle or version."""

    code: ClassVar[str] = "not_found"


class Conflict(YishiError):
    """What is asked contradicts what is stored."""

    code: ClassVar[str] = "conflict"


class KeyReused(Conflict):
    """An idempotency key was used before for another command."""

    code: ClassVar[str] = "conflict.key"


class VersionChanged(Conflict):
    """A published version of a bundle has another content than the one in use.

    Attributes:
        bundle: Id of the bundle.
        version: The version.
    """

    code: ClassVar[str] = "conflict.version"

    def __init__(self, *, bundle: str, version: int) -> None:
        """Create the error for one version of a bundle."""
        super().__init__(
            f'version {version} of bundle "{bundle}" is in use with another content; a published version never changes',
            notice=f'套餐"{bundle}"第{version}版已在使用，内容不得改动',
            advice="restore the file, or raise its version",
        )
        self.bundle = bundle
        self.version = version


class ConcurrentUpdate(Conflict):
    """Other commands kept changing the case while this one was retried."""

    code: ClassVar[str] = "conflict.concurrent"


class StorageError(YishiError):
    """The database cannot be reached or did not do what was asked."""

    code: ClassVar[str] = "storage"


class SchemaOutOfDate(StorageError):
    """The database's schema is not the one that this version of the package needs."""

    code: ClassVar[str] = "storage.schema"


class RowUnreadable(StorageError):
    """A stored row does not read as what was written: somebody changed it behind the engine's back, or a disk did.

    Attributes:
        row: Which row; nothing of its content.
    """

    code: ClassVar[str] = "storage.row"

    def __init__(self, row: str) -> None:
        """Create the error for one row, named in English."""
        super().__init__(f"the row of {row} cannot be read", advice="restore it from a backup")
        self.row = row


class AuditChainBroken(YishiError):
    """An audit chain does not verify.

    Attributes:
        case: Id of the case.
        seq: Number of the first record that is wrong or missing; 1-based.
    """

    code: ClassVar[str] = "audit.chain"

    def __init__(self, message: str, *, case: str, seq: int) -> None:
        """Create the error for the first bad record of a chain."""
        super().__init__(message, advice="compare with an export or a checkpoint kept elsewhere")
        self.case = case
        self.seq = seq
