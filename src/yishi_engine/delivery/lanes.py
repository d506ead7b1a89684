"""Many messages at once, and those of one case one after another."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from yishi_engine.delivery.sink import DeliveryFailed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from yishi_engine.delivery.sink import Message


async def deliver_in_lanes(
    messages: Sequence[Message], attempt: Callable[[Message], Awaitable[Exception | None]], *, width: int
) -> list[Exception | None]:
    """Deliver messages; a case is a lane, and what follows a message that failed in its lane is not tried.

    A sink is given no two messages of a case by our relay; one that is called by others keeps their order as well.

    Args:
        messages: What to deliver.
        attempt: Delivers one; returns why it failed, or None.
        width: How many at once.

    Returns:
        For each message, in order, why it failed, or None.
    """
    outcomes: list[Exception | None] = [None] * len(messages)
    lanes: dict[str, list[int]] = {}
    for number, message in enumerate(messages):
        lanes.setdefault(message.case_id, []).append(number)
    gate = asyncio.Semaphore(width)

    async def follow(lane: list[int]) -> None:
        failed = False
        for number in lane:
            if failed:
                outcomes[number] = DeliveryFailed("not tried: a message of the same case before it failed")
                continue
            async with gate:
                try:
                    outcomes[number] = await attempt(messages[number])
                except Exception as error:  # noqa: BLE001  (one message never stops the rest)
                    outcomes[number] = error
            failed = outcomes[number] is not None

    async with asyncio.TaskGroup() as together:
        for lane in lanes.values():
            together.create_task(follow(lane))
    return outcomes
