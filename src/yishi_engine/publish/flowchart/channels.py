"""The lines across, between two ranks: which comes before which, so that none lies upon another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

from yishi_engine.publish.flowchart.corridors import Net

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yishi_engine.publish.flowchart.grid import Spacing

Key: TypeAlias = tuple[int, Net]
"""The gap behind which rank, and what goes there."""


class Turn(Protocol):
    """A stretch across."""

    @property
    def key(self) -> Key:
        """The channel."""

    @property
    def start(self) -> float:
        """Where it is met from before."""

    @property
    def end(self) -> float:
        """Where it is left onwards."""


@dataclass(slots=True)
class _Channel:
    """All that goes in one channel; ``above`` and ``below`` are where it is met from either side."""

    above: set[float] = field(default_factory=set)
    below: set[float] = field(default_factory=set)

    @property
    def ends(self) -> tuple[float, float]:
        met = self.above | self.below
        return min(met), max(met)


def channel_slots(turns: Iterable[Turn], spacing: Spacing) -> tuple[dict[Key, int], set[tuple[Key, float]]]:
    """Give each channel its place within its gap.

    Args:
        turns: All stretches across.
        spacing: The distances.

    Returns:
        The places, counted from the rank before; and, where channels wait for each other in a circle, ends of channels
        to be moved aside, because a line to them would lie upon another.
    """
    gaps: dict[int, dict[Key, _Channel]] = {}
    for turn in turns:
        channel = gaps.setdefault(turn.key[0], {}).setdefault(turn.key, _Channel())
        channel.above.add(turn.start)
        channel.below.add(turn.end)
    found: dict[Key, int] = {}
    circles: set[tuple[Key, float]] = set()
    for _, channels in sorted(gaps.items()):
        _place(channels, found, circles, spacing)
    return found, circles


def _place(
    channels: Mapping[Key, _Channel], found: dict[Key, int], circles: set[tuple[Key, float]], spacing: Spacing
) -> None:
    """Place the channels of one gap: behind those that must come first, beside those that they do not touch."""
    before = {
        key: {other for other, each in channels.items() if other != key and each.above & channel.below}
        for key, channel in channels.items()
    }
    left = sorted(channels, key=lambda key: (key[1].inward, channels[key].ends, key))
    while left:
        key = next((each for each in left if not before[each] & set(left)), left[0])
        left.remove(key)
        for other in before[key] & set(left):
            circles.update((key, across) for across in channels[other].above & channels[key].below)
        slot = max((found[other] + 1 for other in before[key] if other in found), default=0)
        while any(
            found.get(other) == slot and _touch(channels[key], each, spacing) for other, each in channels.items()
        ):
            slot += 1
        found[key] = slot


def _touch(one: _Channel, other: _Channel, spacing: Spacing) -> bool:
    (low, high), (start, end) = one.ends, other.ends
    return low - spacing.wire < end and start - spacing.wire < high
