"""What a simulation assumes: how many cases come, what they are like, who handles them, and how long that takes."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeAlias

from yishi_engine.bundle.values import canonical_decimal
from yishi_engine.insight.simulation.distributions import Constant, Distribution

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from yishi_engine.bundle.values import StoredValue

Pattern: TypeAlias = Literal["poisson", "fixed"]
Order: TypeAlias = Literal["due", "arrival"]

_PLACES: Final = 2

NOTHING: Final = Constant(0.0)
THREE: Final = Constant(3.0)


class Answer(Protocol):
    """How applicants answer one question."""

    def at(self, share: float) -> StoredValue:
        """Return the answer of the applicant at a share of all applicants, in its stored form."""


@dataclass(frozen=True, slots=True)
class Weighted:
    """One of several answers.

    Attributes:
        values: The answers, in their stored form.
        bounds: Up to which share of all applicants each of them is given; ascending, the last one is 1.
    """

    values: tuple[StoredValue, ...]
    bounds: tuple[float, ...]

    def at(self, share: float) -> StoredValue:
        """Return an answer; see ``Answer.at``."""
        return self.values[min(bisect_right(self.bounds, share), len(self.values) - 1)]


@dataclass(frozen=True, slots=True)
class Numeric:
    """A number from a distribution, within the question's bounds.

    Attributes:
        decimal: Whether the question is a decimal one: then it has two places, and text as its stored form.
    """

    distribution: Distribution
    low: Decimal | None
    high: Decimal | None
    decimal: bool = False

    def at(self, share: float) -> StoredValue:
        """Return an answer; see ``Answer.at``."""
        number = Decimal(str(round(self.distribution.at(share), _PLACES if self.decimal else 0)))
        number = number if self.low is None else max(number, self.low)
        number = number if self.high is None else min(number, self.high)
        return canonical_decimal(number) if self.decimal else int(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """How many cases come on a working day on average, and whether by chance (``poisson``) or evenly (``fixed``)."""

    per_day: float = 5.0
    pattern: Pattern = "poisson"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The lead's service window (综合窗口), which accepts and issues.

    Attributes:
        officers: How many; None for as many as are needed, so that nobody queues.
        accept: Working hours for looking through an application and accepting it, or telling what is missing.
        issue: Working hours from the last decision to issuing, waiting at the window not counted.
    """

    officers: int | None = None
    accept: Distribution = NOTHING
    issue: Distribution = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Special:
    """How often a special procedure stops a task, and for how many working days."""

    probability: float
    days: Distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What one item takes.

    Attributes:
        handling: Working hours that an officer spends on it.
        deficiency: How often its department finds something missing before acceptance.
        special: Its special procedure, where one occurs.
        refusal: How often it is refused.
    """

    handling: Distribution
    deficiency: float = 0.0
    special: Special | None = None
    refusal: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Everything that a simulation of one bundle assumes.

    Attributes:
        seed: The same seed gives the same result, to the byte.
        cases: How many cases are counted; None for those that come in one period.
        first: First day on which cases come; None for the first working day of the calendar's last year.
        last: Last day on which cases come; None for sixty working days before the calendar's horizon.
        warm_up: Working days at the beginning whose cases are played but not counted.
        order: Which task an officer takes next: the one that is ``due`` first, or the one that came first.
        correction: Working days that an applicant takes to answer the one-time notice.
        answers: Question → how it is answered; not used where there are ``applications``.
        applications: Answers of whole applications as measured, each equally often.
        officers: Department → how many officers it has for this bundle.
        work: Item → what it takes.
        assumed: What nobody said and was therefore assumed, in Chinese.
    """

    seed: int = 1
    cases: int | None = None
    first: date | None = None
    last: date | None = None
    warm_up: int = 0
    order: Order = "due"
    arrivals: Arrivals = field(default_factory=Arrivals)
    window: Window = field(default_factory=Window)
    correction: Distribution = THREE
    answers: Mapping[str, Answer] = field(default_factory=dict)
    applications: tuple[Mapping[str, StoredValue], ...] = ()
    officers: Mapping[str, int] = field(default_factory=dict)
    work: Mapping[str, Work] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()
