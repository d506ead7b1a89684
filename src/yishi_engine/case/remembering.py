"""Results that are asked for again and again of the same objects."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Final, Generic, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import datetime

    from yishi_engine.worktime.reading import Span

P = ParamSpec("P")
T = TypeVar("T")

REMEMBERED: Final = 2048


def remembered(function: Callable[P, T], *, size: int = REMEMBERED) -> Callable[P, T]:
    """Remember what a pure function of immutable objects returned for the very same objects, positional ones.

    They are told apart by what they are, not by what they hold: comparing a case costs more than most of what is
    derived from it. What is remembered keeps its objects, so that no other can take their place.

    Args:
        function: The function.
        size: How many answers are kept at most; few where what is asked about is large and soon past, as a case is.
    """
    known: dict[tuple[int, ...], tuple[object, T]] = {}

    @wraps(function)
    def remembering(*args: P.args, **kwargs: P.kwargs) -> T:
        key = tuple(map(id, args))
        found = known.get(key)
        if found is None:
            if len(known) >= size:
                known.clear()
            found = known[key] = args, function(*args, **kwargs)
        return found[1]

    return remembering


class Lasting(Generic[T]):
    """Answers that stay the same for a time, of immutable objects that are told apart as by ``remembered``."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._known: dict[tuple[object, ...], tuple[Span, T, tuple[object, ...]]] = {}

    def get(self, objects: tuple[object, ...], rest: Hashable, now: datetime) -> T | None:
        """Return the answer for an instant; None if none is known.

        Args:
            objects: What it is an answer about; the very same objects.
            rest: What else decides it; equal values.
            now: The instant.
        """
        found = self._known.get((rest, *map(id, objects)))
        return found[1] if found and found[0].since <= now < found[0].until else None

    def put(self, objects: tuple[object, ...], rest: Hashable, span: Span, answer: T) -> T:
        """Remember an answer for a time, and return it."""
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[(rest, *map(id, objects))] = span, answer, objects
        return answer
