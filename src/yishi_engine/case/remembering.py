"""Results that are asked for again and again of the same objects."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

REMEMBERED: Final = 2048


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """Remember what a pure function of immutable objects returned for the very same objects, positional ones.

    They are told apart by what they are, not by what they hold: comparing a case costs more than most of what is
    derived from it. What is remembered keeps its objects, so that no other can take their place.
    """
    known: dict[tuple[int, ...], tuple[object, T]] = {}

    @wraps(function)
    def remembering(*args: P.args, **kwargs: P.kwargs) -> T:
        key = tuple(map(id, args))
        found = known.get(key)
        if found is None:
            if len(known) >= REMEMBERED:
                known.clear()
            found = known[key] = args, function(*args, **kwargs)
        return found[1]

    return remembering
