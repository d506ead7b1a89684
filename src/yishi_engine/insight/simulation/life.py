"""A case in a simulation and its tasks: what the rules say of them, and where their time went."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yishi_engine.case.actor import Actor
    from yishi_engine.case.model import Case
    from yishi_engine.insight.simulation.draws import CaseDraw, ItemDraw
    from yishi_engine.insight.simulation.station import Station


@dataclass(slots=True, kw_only=True)
class Life:
    """A case; times in seconds of business.

    Attributes:
        draw: Its luck.
        counted: Whether it came after the warm-up.
        case: Its state by the rules of the engine; None before it was received.
        corrected: Whether the applicant answered the one-time notice.
        accepted: When it was accepted.
        jobs: Item → its task, while it is open.
    """

    id: str
    draw: CaseDraw
    counted: bool
    case: Case | None = None
    corrected: bool = False
    accepted: int = 0
    jobs: dict[str, Job] = field(default_factory=dict)

    @property
    def state(self) -> Case:
        """The state of a case that was received."""
        if self.case is None:
            raise ValueError("the case was not received")
        return self.case


@dataclass(slots=True, kw_only=True)
class Job:
    """A task that is open, from its opening to its decision; times in seconds of business.

    ``waiting``, ``gated``, ``handled`` and ``stopped`` together are the time from ``opened`` to the decision.

    Attributes:
        station: Its department.
        draw: Its luck.
        opened: When work could begin.
        rest: How long an officer is still to be busy with it.
        stop: How long a special procedure will still stop it.
        since: When that began which it does now.
        place: Its place in the queue; 0 while it is in none.
        officer: Who has it at work now.
        turn: Counts what was planned for it; what was planned for an earlier turn does not happen.
        held: Whether it is done as far as it can be without the result of a prerequisite.
        waiting: How long it waited for an officer.
        gated: How long it was held.
        handled: How long officers were busy with it.
        stopped: How long special procedures stopped it.
    """

    life: Life
    item: str
    station: Station
    draw: ItemDraw
    opened: int
    rest: int
    stop: int
    since: int
    place: int = 0
    officer: Actor | None = None
    turn: int = 0
    held: bool = False
    waiting: int = 0
    gated: int = 0
    handled: int = 0
    stopped: int = 0


@dataclass(slots=True, kw_only=True)
class Errand:
    """What a case wants at the window: to be looked through and accepted, or to be issued.

    Attributes:
        issues: Whether it is to be issued.
        length: How long an officer is busy with it, in seconds of business.
        since: When it began to wait, then when work on it began.
    """

    life: Life
    issues: bool
    length: int
    since: int
    place: int = 0
