"""Copies of frozen values with some fields changed."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from yishi_engine.case.model import Case

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import replace as changed
else:

    def changed(value, /, **changes):  # noqa: ANN001, ANN003, ANN201  (as dataclasses.replace)
        """Return a copy of a case or a task with some fields changed: ``dataclasses.replace`` in a third of its time.

        Only for slotted classes whose fields are all arguments and that check nothing when they are made.
        """
        cls = type(value)
        if cls is _CaseInTheMaking:
            copy = value
        else:
            read, write = _slots(cls)
            copy = object.__new__(cls)
            for put, part in zip(write, read(value), strict=True):
                put(copy, part)
        for name, part in changes.items():
            object.__setattr__(copy, name, part)
        return copy


class _CaseInTheMaking(Case):
    """A case that nobody has seen yet: changing it makes no other."""

    __slots__ = ()


def in_the_making(case: Case) -> Case:
    """Let a case that nobody has seen yet be changed without making another; ``made`` ends that."""
    object.__setattr__(case, "__class__", _CaseInTheMaking)
    return case


def made(case: Case) -> Case:
    """Return a case for others to see: from now on it stays as it is."""
    object.__setattr__(case, "__class__", Case)
    return case


@cache
def _slots(cls: type) -> tuple[Callable[[object], tuple[object, ...]], tuple[Callable[[object, object], None], ...]]:
    """Return what reads all fields of a value at once, and what writes each."""
    names = [each.name for each in fields(cls)]
    slots: list[Any] = [cls.__dict__[name] for name in names]
    return attrgetter(*names), tuple(slot.__set__ for slot in slots)


__all__ = ["changed", "in_the_making", "made"]
