"""Limits of time as definitions write them: ``5 工作日``, ``20 自然日``, ``4 工作时``, ``3 月``, ``即办``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from yishi_engine.errors import LimitInvalid

MAX_AMOUNT: Final = 9999


class Unit(StrEnum):
    """Units of a limit; the value is what a definition writes."""

    __hash__ = str.__hash__  # in C; these are keys of every other table

    WORKING_DAYS = "工作日"
    CALENDAR_DAYS = "自然日"
    BUSINESS_HOURS = "工作时"
    MONTHS = "月"
    SAME_DAY = "即办"


_ASCII: Final = {"wd": Unit.WORKING_DAYS, "d": Unit.CALENDAR_DAYS, "wh": Unit.BUSINESS_HOURS, "mo": Unit.MONTHS}
_PATTERN: Final = re.compile(r"([0-9]{1,4})\s*(工作日|自然日|工作时|月|wd|wh|mo|d)")


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of time, counted in its unit.

    Attributes:
        amount: How many; positive, 0 only for ``即办``.
        unit: What is counted.
    """

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read a limit.

        Args:
            text: ``<n> 工作日 | 自然日 | 工作时 | 月`` or ``即办``; ASCII ``wd | d | wh | mo``.

        Returns:
            The limit.

        Raises:
            LimitInvalid: The text is no limit; a bare number is none, because it has no unit.
        """
        if isinstance(text, str):
            stripped = text.strip()
            if stripped == Unit.SAME_DAY:
                return cls(0, Unit.SAME_DAY)
            match = _PATTERN.fullmatch(stripped)
            if match and int(match[1]) > 0:
                unit = _ASCII.get(match[2]) or Unit(match[2])
                return cls(int(match[1]), unit)
        raise LimitInvalid(
            f'"{text}" is no limit',
            notice=f'"{text}"不是期限',
            advice="write a positive number and a unit, such as 5 工作日, 20 自然日, 4 工作时, 3 月, or 即办",
        )

    def plus(self, other: Limit) -> Limit:
        """Return this limit lengthened by another of the same unit.

        Raises:
            LimitInvalid: The units differ, or the unit is ``即办``.
        """
        if self.unit is not other.unit or self.unit is Unit.SAME_DAY:
            raise LimitInvalid(
                f'"{other}" cannot be added to "{self}"',
                notice=f'"{other}"不能加到"{self}"上：单位须相同',
                advice="use the same unit in both",
            )
        return Limit(self.amount + other.amount, self.unit)

    def __str__(self) -> str:
        """Return the limit as a definition writes it."""
        return self.unit.value if self.unit is Unit.SAME_DAY else f"{self.amount} {self.unit.value}"
