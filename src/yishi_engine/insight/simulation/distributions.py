"""How long things take and how often they happen: distributions, drawn by their quantile functions.

Every draw uses one number between 0 and 1, so that two plays with the same seed, of which one has an officer more, draw
the same luck for the same case. What differs between them is then the officer, and not the dice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist, fmean
from typing import Final, Protocol

_STANDARD: Final = NormalDist()
_P90: Final = _STANDARD.inv_cdf(0.9)
_INSIDE: Final = 1e-12


class Distribution(Protocol):
    """A distribution of numbers that are not negative."""

    def at(self, share: float) -> float:
        """Return the value below which a share of all draws lies; ``share`` is at least 0 and below 1."""

    @property
    def mean(self) -> float:
        """The mean of all draws."""


@dataclass(frozen=True, slots=True)
class Constant:
    """Always the same value."""

    value: float

    def at(self, share: float) -> float:  # noqa: ARG002
        """Return the value; see ``Distribution.at``."""
        return self.value

    @property
    def mean(self) -> float:
        """The value."""
        return self.value


@dataclass(frozen=True, slots=True)
class Uniform:
    """Any value between two bounds, all equally often."""

    low: float
    high: float

    def at(self, share: float) -> float:
        """Return a quantile; see ``Distribution.at``."""
        return self.low + (self.high - self.low) * share

    @property
    def mean(self) -> float:
        """The middle."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Triangular:
    """Between two bounds, most often near a third value between them."""

    low: float
    mode: float
    high: float

    def at(self, share: float) -> float:
        """Return a quantile; see ``Distribution.at``."""
        width = self.high - self.low
        if width == 0:
            return self.low
        turn = (self.mode - self.low) / width
        if share < turn:
            return self.low + math.sqrt(share * width * (self.mode - self.low))
        return self.high - math.sqrt((1 - share) * width * (self.high - self.mode))

    @property
    def mean(self) -> float:
        """The mean of the three values."""
        return (self.low + self.mode + self.high) / 3


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Mostly short and seldom very long: half of all draws lie below ``median`` and nine in ten below ``p90``."""

    median: float
    p90: float

    @property
    def _spread(self) -> float:
        return math.log(self.p90 / self.median) / _P90

    def at(self, share: float) -> float:
        """Return a quantile; see ``Distribution.at``."""
        return self.median * math.exp(self._spread * _STANDARD.inv_cdf(min(max(share, _INSIDE), 1 - _INSIDE)))

    @property
    def mean(self) -> float:
        """The mean, which the long ones pull above the median."""
        return self.median * math.exp(self._spread**2 / 2)


@dataclass(frozen=True, slots=True)
class Empirical:
    """What was measured: each of the values equally often.

    Attributes:
        values: At least one, in ascending order.
    """

    values: tuple[float, ...]

    def at(self, share: float) -> float:
        """Return one of the values; see ``Distribution.at``."""
        return self.values[int(share * len(self.values))]

    @property
    def mean(self) -> float:
        """The mean of the values."""
        return fmean(self.values)
