"""Any interleaving of commands, two relays, failures, deaths and waits: every record arrives, in order."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from yishi_engine import MemoryStore
from yishi_engine.delivery import CallableSink, DeliveryFailed, Relay, RetryPolicy
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import case_id, later, new_case, next_change

if TYPE_CHECKING:
    from yishi_engine.delivery import Message

POLICY = RetryPolicy(base=1, factor=2, cap=8, max_attempts=3)

MOODS = ["take", "take", "fail", "die"]
ACTS = st.one_of(
    st.tuples(st.just("change"), st.integers(0, 3)),
    st.tuples(st.just("change"), st.integers(0, 3)),
    st.tuples(
        st.just("relay"), st.integers(0, 1), st.lists(st.sampled_from(["take", "take", "fail", "die"]), max_size=6)
    ),
    st.tuples(st.just("relay"), st.integers(0, 1), st.lists(st.sampled_from(["take", "fail"]), max_size=6)),
    st.tuples(st.just("wait"), st.sampled_from([1, 10, 130])),
    st.tuples(st.just("resend")),
)


class Died(BaseException):
    """The process of a relay ends: the message was taken, and nobody heard of it."""


class Scene:
    """A store, two relays for one sink, and a clock."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.now = later(days=1)
        self.moods: list[str] = []
        self.taken: list[tuple[str, int]] = []
        self.deaths = 0
        self.count = dict.fromkeys(range(4), 0)
        self.relays = [self.new_relay() for _ in range(2)]

    def new_relay(self) -> Relay:
        sink = CallableSink("portal", self.take)
        return Relay(self.store, [sink], clock=lambda: self.now, policy=POLICY, batch=2, draw=lambda: 1.0)

    def take(self, message: Message) -> None:
        """Do to a message what the mood of the moment says; take it if there is none."""
        mood = self.moods.pop(0) if self.moods else "take"
        if mood == "fail":
            raise DeliveryFailed("not now")
        self.taken.append((message.case_id, message.seq))
        if mood == "die":
            self.deaths += 1
            raise Died

    def change(self, number: int) -> None:
        """Begin a case, or let it go on by one record."""
        with self.store.write() as transaction:
            before = transaction.load(case_id(number))
            transaction.save(next_change(before, b.reported()) if before else new_case(number))
        self.count[number] += 1

    def relay(self, which: int, moods: list[str]) -> None:
        """Let a relay work one round; one that died is replaced."""
        self.moods = list(moods)
        try:
            self.relays[which].run_once()
        except Died:
            self.relays[which] = self.new_relay()
        self.moods = []

    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    def resend(self) -> None:
        with self.store.write() as transaction:
            transaction.resend(self.now)

    def finish(self) -> None:
        """Let everything be delivered that is still to be."""
        for _ in range(3):
            self.resend()
            self.relays[0].run_until_idle()
            self.wait(130)


@settings(max_examples=300)
@given(st.lists(ACTS, max_size=40))
def test_everything_arrives_in_order(acts: list[tuple[object, ...]]) -> None:
    """Each record at least once, for the first time after the one before it; exactly once if no relay died."""
    scene = Scene()
    for name, *arguments in acts:
        getattr(scene, str(name))(*arguments)
    scene.finish()
    for number, count in scene.count.items():
        got = [seq for case, seq in scene.taken if case == case_id(number)]
        assert list(dict.fromkeys(got)) == list(range(1, count + 1))
        if not scene.deaths:
            assert len(got) == count
    with scene.store.read() as transaction:
        assert [(each.pending, each.dead) for each in transaction.backlog() if each.sink] in ([], [(0, 0)])
