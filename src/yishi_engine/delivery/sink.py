"""Where events go: the port that every receiver of events implements, and the simplest of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, runtime_checkable

from yishi_engine.errors import YishiError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_NAME: Final = re.compile(r"[a-z0-9-]{1,60}")


class DeliveryFailed(YishiError):
    """A message was not taken; it is tried again.

    Attributes:
        retry_after: Seconds after which the receiver asks to be tried again; None if it did not say.
    """

    code: ClassVar[str] = "delivery.failed"

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        """Create the error; its text is kept with the message, so it holds nothing of what was sent or answered."""
        super().__init__(message)
        self.retry_after = retry_after


class DeliveryRefused(DeliveryFailed):
    """A message that will not be taken as long as nobody changes something; it is tried again all the same."""

    code: ClassVar[str] = "delivery.refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One event on its way to a sink.

    Attributes:
        id: Id of the event, ``<case id>/<seq>``; the same at every attempt.
        case_id: Id of the case.
        seq: Number of the audit record within the case, from 1 without gaps.
        region: GB/T 2260 code; ``000000`` where the case has none.
        department: Key of the department that it concerns: the task's, else the one that leads the case.
        type: Such as ``cn.yishi.task.opened.v1``.
        body: The event itself: CloudEvents 1.0, structured mode, JSON, UTF-8.
    """

    id: str
    case_id: str
    seq: int
    region: str
    department: str
    type: str
    body: bytes = field(repr=False)


@runtime_checkable
class Sink(Protocol):
    """Takes messages."""

    @property
    def name(self) -> str:
        """What the store keeps its messages under: 1 to 60 of ``a-z 0-9 -``, and never changed."""

    def deliver(self, messages: Sequence[Message]) -> Sequence[Exception | None]:
        """Deliver messages, of which no two belong to the same case.

        Returns:
            For each message, in order, None once it is taken for good, or why it is not.
        """

    def close(self) -> None:
        """Give back connections; nothing is delivered afterwards."""


@runtime_checkable
class PreparedSink(Sink, Protocol):
    """A sink with something to set up at the receiver before anything can be delivered."""

    def prepare(self) -> None:
        """Set it up, unless it is there; called before the first delivery, and again later on until it succeeds.

        Raises:
            DeliveryFailed: That is not possible now.
        """


class CallableSink:
    """Calls a function for each message; the message is taken when the function returns."""

    def __init__(self, name: str, function: Callable[[Message], object]) -> None:
        """Create a sink.

        Args:
            name: Its name; see ``Sink.name``.
            function: What to call. If it raises, the message is tried again. Of a ``DeliveryFailed`` the text is kept
                with the message, of any other error only the class, since its text might quote personal data.
        """
        self.name: Final = check_name(name)
        self._function = function

    def deliver(self, messages: Sequence[Message]) -> Sequence[Exception | None]:
        """Call the function for each message."""
        return [self._attempt(message) for message in messages]

    def close(self) -> None:
        """Do nothing: the function is the host's."""

    def _attempt(self, message: Message) -> Exception | None:
        try:
            self._function(message)
        except Exception as error:  # noqa: BLE001  (whatever the host's function raises)
            return error
        return None


def check_name(name: str) -> str:
    """Return the name of a sink.

    Raises:
        ValueError: It is none.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f'"{name}" is no name of a sink: write 1 to 60 of a-z, 0-9 and -')
    return name
