"""Many messages at once, and those of one case one after another."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from tests.delivery.receiving import message
from yishi_engine.delivery.event_loop import EventLoop
from yishi_engine.delivery.lanes import deliver_in_lanes
from yishi_engine.delivery.sink import DeliveryFailed, Message


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["taken", "failed", "raised"]))),
    st.integers(min_value=1, max_value=5),
)
def test_every_case_is_a_lane(plan: list[tuple[str, str]], width: int) -> None:
    """Whatever fails: of each case a beginning is taken, in order; what failed is told, and nothing tried after it."""
    messages = [message(number, case=case) for number, (case, _) in enumerate(plan)]
    wanted = {sent.id: fate for sent, (_, fate) in zip(messages, plan, strict=True)}
    tried: list[str] = []
    at_once = most = 0

    async def attempt(sent: Message) -> Exception | None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0)
        tried.append(sent.id)
        at_once -= 1
        if wanted[sent.id] == "raised":
            raise ValueError(sent.id)
        return DeliveryFailed(sent.id) if wanted[sent.id] == "failed" else None

    outcomes = asyncio.run(deliver_in_lanes(messages, attempt, width=width))
    assert most <= width
    for case in "abc":
        lane = [sent for sent in messages if sent.case_id == case]
        fates = [wanted[sent.id] for sent in lane]
        reached = next((number for number, fate in enumerate(fates) if fate != "taken"), len(fates))
        assert [each for each in tried if each.startswith(f"{case}/")] == [sent.id for sent in lane][: reached + 1]
        answers = [str(outcomes[messages.index(sent)]) for sent in lane]
        told = [lane[reached].id] if reached < len(lane) else []
        rest = ["not tried: a message of the same case before it failed"] * (len(lane) - reached - 1)
        assert answers == ["None"] * reached + told + rest


class TestEventLoop:
    """The event loop in a thread of its own."""

    def test_it_runs_for_many_callers(self) -> None:
        """Each caller gets what its coroutine returns or raises; there is one thread for all."""
        loop = EventLoop("test loop")

        async def give(value: int) -> int:
            await asyncio.sleep(0)
            return value

        async def fail() -> None:
            raise ValueError("failed")

        assert not loop.is_running
        assert [loop.run(give(number)) for number in range(3)] == [0, 1, 2]
        try:
            loop.run(fail())
        except ValueError as error:
            assert str(error) == "failed"
        else:
            raise AssertionError("nothing was raised")
        assert loop.is_running
        loop.close()
        loop.close()
        assert not loop.is_running

    def test_nothing_runs_once_it_is_closed(self) -> None:
        """A coroutine that cannot be run is closed, so that nobody is warned of it."""
        loop = EventLoop("test loop")
        loop.close()

        async def never() -> None:
            raise AssertionError

        try:
            loop.run(never())
        except RuntimeError as error:
            assert str(error) == "test loop is closed"
        else:
            raise AssertionError("it was run")

    def test_closing_cancels_what_still_runs(self) -> None:
        """What is under way when the loop is closed ends there and then."""
        loop = EventLoop("test loop")
        ended: list[str] = []

        async def begin() -> None:
            async def wait() -> None:
                try:
                    await asyncio.Event().wait()
                finally:
                    ended.append("cancelled")

            tasks.append(asyncio.create_task(wait()))
            await asyncio.sleep(0)

        tasks: list[asyncio.Task[None]] = []
        loop.run(begin())
        loop.close()
        assert ended == ["cancelled"]
