"""The relay: everything once and in order, however sinks behave; what fails waits, and dies, and comes back."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.delivery.conftest import POLICY, Desk, Post, closed
from yishi_engine.delivery import (
    CallableSink,
    DeliveryFailed,
    DeliveryRefused,
    Message,
    Relay,
    RelayReport,
    RetryPolicy,
)
from yishi_engine.store.delivery_port import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yishi_engine.delivery import Sink


def test_everything_is_delivered_in_order(post: Post) -> None:
    """Every record of every case reaches the sink, once, in the order of its case."""
    desk = Desk()
    relay = post.relay(desk)
    cases = [post.office.completed().id, post.office.accepted().id]
    report = relay.run_until_idle()
    for case_id in cases:
        assert desk.seqs(case_id) == post.records(case_id)
    assert report == RelayReport(routed=2, delivered=len(desk.taken))
    assert relay.run_once() == RelayReport()


def test_what_comes_later_follows(post: Post) -> None:
    """A case that goes on after it was delivered is delivered on, from there."""
    desk = Desk()
    relay = post.relay(desk)
    case_id = post.office.accepted().id
    relay.run_until_idle()
    before = len(desk.taken)
    post.started(case_id)
    relay.run_until_idle()
    assert len(desk.taken) == before + 1
    assert desk.seqs(case_id) == post.records(case_id)


def test_many_records_of_a_case_go_in_parts(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim takes a part of them; nothing is left out between the parts."""
    monkeypatch.setattr("yishi_engine.delivery.relay.RECORDS", 2)
    desk = Desk()
    case_id = post.office.completed().id
    post.relay(desk).run_until_idle()
    assert desk.seqs(case_id) == post.records(case_id)


def test_each_sink_gets_everything(post: Post) -> None:
    """Two sinks of one relay, or of two, get the same."""
    first, second, third = Desk("first"), Desk("second"), Desk("third")
    relay, another = post.relay(first, second), post.relay(third)
    another.run_once()
    relay.run_once()
    case_id = post.office.accepted().id
    relay.run_until_idle()
    another.run_until_idle()
    assert first.seqs(case_id) == second.seqs(case_id) == third.seqs(case_id) == post.records(case_id)


def test_a_sink_gets_what_is_routed_by_others(post: Post) -> None:
    """A relay that does not serve a sink routes to it all the same, so that nothing is lost while its own is away."""
    away, here = Desk("away"), Desk("here")
    post.relay(away).run_once()
    case_id = post.office.accepted().id
    post.relay(here).run_until_idle()
    assert away.seen == []
    post.relay(away).run_until_idle()
    assert away.seqs(case_id) == here.seqs(case_id) == post.records(case_id)


def test_a_relay_without_sinks_leaves_everything(post: Post) -> None:
    """What nobody has asked for yet waits for the first who does."""
    case_id = post.office.accepted().id
    assert post.relay().run_once() == RelayReport()
    desk = Desk()
    post.relay(desk).run_until_idle()
    assert desk.seqs(case_id) == post.records(case_id)


def test_a_failure_stops_its_case_alone(post: Post) -> None:
    """What follows a message that was not taken waits behind it; other cases go on."""
    bad, good = post.office.accepted().id, post.office.accepted().id
    desk = Desk(fails=lambda message: closed(message) if (message.case_id, message.seq) == (bad, 2) else None)
    report = post.relay(desk).run_once()
    assert desk.seqs(bad) == [1]
    assert desk.seqs(good) == post.records(good)
    assert [message.seq for message in desk.seen if message.case_id == bad] == [1, 2]
    assert (report.failed, report.dead) == (1, 0)
    waiting = post.delivery(bad)
    assert waiting is not None
    assert (waiting.next_seq, waiting.attempts, waiting.claimed) == (2, 1, False)
    assert waiting.error == "DeliveryFailed: the counter is closed"


def test_a_failure_is_tried_again_at_its_time(post: Post) -> None:
    """Not earlier than the policy says, and each time later; then everything comes, in order."""
    case_id = post.office.accepted().id
    desk = Desk(fails=closed)
    relay = post.relay(desk)
    for wait in (1, 2, 4):
        relay.run_once()
        tried = len(desk.seen)
        post.later(seconds=wait - 0.01)
        relay.run_once()
        assert len(desk.seen) == tried
        post.later(seconds=0.01)
    desk.fails = lambda _: None
    relay.run_until_idle()
    assert desk.seqs(case_id) == post.records(case_id)
    assert post.delivery(case_id) is None


def test_success_forgives_failures(post: Post) -> None:
    """The count of failures is the next message's: it begins anew with each that was taken."""
    case_id = post.office.accepted().id
    desk = Desk(fails=closed)
    relay = post.relay(desk)
    for _ in range(2):
        relay.run_once()
        post.later(minutes=1)
    desk.fails = lambda message: closed(message) if message.seq == 2 else None
    relay.run_once()
    waiting = post.delivery(case_id)
    assert waiting is not None
    assert (waiting.next_seq, waiting.attempts) == (2, 1)


def test_what_fails_too_often_is_dead(post: Post) -> None:
    """After the last attempt nothing of the case is tried, although it grows, until somebody asks for it."""
    case_id = post.office.accepted().id
    desk = Desk(fails=closed)
    relay = post.relay(desk)
    reports = []
    for _ in range(POLICY.max_attempts):
        reports.append(relay.run_once())
        post.later(minutes=1)
    assert [report.dead for report in reports] == [0, 0, 0, 1]
    dead = post.delivery(case_id)
    assert dead is not None
    assert (dead.state, dead.attempts, dead.next_seq) == (DeliveryState.DEAD, 4, 1)
    tried = len(desk.seen)
    desk.fails = lambda _: None
    post.started(case_id)
    post.later(days=9)
    relay.run_until_idle()
    assert len(desk.seen) == tried
    with post.store.write() as transaction:
        assert transaction.resend(post.office.now, case_id=case_id) == 1
    relay.run_until_idle()
    assert desk.seqs(case_id) == post.records(case_id)


def test_exactly_the_blocking_message_is_skipped(post: Post) -> None:
    """What follows it comes; the sink that is not concerned gets all."""
    case_id = post.office.accepted().id
    desk = Desk(fails=lambda message: DeliveryRefused("too large") if message.seq == 2 else None)
    other = Desk("other")
    relay = post.relay(desk, other, policy=RetryPolicy(max_attempts=1))
    relay.run_until_idle()
    with post.store.write() as transaction:
        assert transaction.skip(case_id, "portal", post.office.now) == 2
    relay.run_until_idle()
    assert desk.seqs(case_id) == [seq for seq in post.records(case_id) if seq != 2]
    assert other.seqs(case_id) == post.records(case_id)


def test_a_receiver_may_ask_for_time(post: Post) -> None:
    """It is not tried before the time that it named."""
    case_id = post.office.accepted().id
    desk = Desk(fails=lambda _: DeliveryFailed("busy", retry_after=30))
    post.relay(desk).run_once()
    waiting = post.delivery(case_id)
    assert waiting is not None
    assert waiting.available_at == post.office.now + timedelta(seconds=30)


def test_a_sink_that_raises_takes_nothing(post: Post) -> None:
    """All that it was given is tried again, and only the class of the error is kept: its text might name somebody."""

    def fail(message: object) -> None:
        raise RuntimeError(f"张三 510900199001011234 {message}")

    class Broken(Desk):
        def deliver(self, messages: Sequence[Message]) -> Sequence[Exception | None]:
            raise RuntimeError(f"张三 510900199001011234 {messages}")

    case_id = post.office.accepted().id
    sinks: list[Sink] = [CallableSink("function", fail), Broken("broken")]
    report = Relay(post.store, sinks, clock=lambda: post.office.now).run_once()
    assert (report.delivered, report.failed) == (0, 2)
    for sink in sinks:
        waiting = post.delivery(case_id, sink.name)
        assert waiting is not None
        assert waiting.error == "RuntimeError"


def test_a_sink_must_answer_for_each(post: Post) -> None:
    """Too few answers are none: nothing counts as taken."""

    class Curt(Desk):
        def deliver(self, messages: Sequence[Message]) -> Sequence[Exception | None]:
            return [None] * (len(messages) - 1)

    case_id = post.office.accepted().id
    post.relay(Curt()).run_once()
    waiting = post.delivery(case_id)
    assert waiting is not None
    assert waiting.error == "DeliveryFailed: the sink answered 0 of 1 messages"


def test_no_two_messages_of_a_case_go_together(quick_post: Post) -> None:
    """A sink is given at most one message of each case at a time, so that it cannot break the order."""
    together: list[list[str]] = []

    class Watching(Desk):
        def deliver(self, messages: Sequence[Message]) -> Sequence[Exception | None]:
            together.append([message.case_id for message in messages])
            return super().deliver(messages)

    for _ in range(12):
        quick_post.office.accepted()
    quick_post.relay(Watching()).run_until_idle()
    assert [len(each) for each in together[:2]] == [8, 4]
    assert all(len(set(each)) == len(each) for each in together)


def test_a_sink_that_refuses_everything_is_left_alone(quick_post: Post) -> None:
    """If nothing of several messages is taken, the others are not tried, and the sink rests; then all goes on."""
    cases = [quick_post.office.accepted().id for _ in range(30)]
    desk = Desk(fails=closed)
    relay = quick_post.relay(desk)
    assert relay.run_once().failed == 8
    assert relay.run_once() == RelayReport()
    waiting = [each for case_id in cases if (each := quick_post.delivery(case_id))]
    assert sorted(each.attempts for each in waiting) == [0] * 22 + [1] * 8
    assert not any(each.claimed for each in waiting)
    desk.fails = lambda _: None
    quick_post.later(seconds=1)
    relay.run_until_idle()
    assert all(desk.seqs(case_id) == quick_post.records(case_id) for case_id in cases)


def test_a_slow_sink_gives_back_what_it_did_not_begin(quick_post: Post) -> None:
    """Half a lease after the claim nothing more is handed over; the rest is free for others at once."""
    cases = [quick_post.office.accepted().id for _ in range(30)]

    def slow(_: Message) -> None:
        quick_post.later(seconds=5)

    desk = Desk(fails=slow)
    relay = quick_post.relay(desk)
    began = quick_post.office.now
    relay.run_once()
    assert timedelta(minutes=1) <= quick_post.office.now - began < timedelta(minutes=2)
    assert 0 < len(desk.taken) < 30
    assert not any(each.claimed for case_id in cases if (each := quick_post.delivery(case_id)))
    desk.fails = lambda _: None
    quick_post.relay(desk).run_until_idle()
    assert all(desk.seqs(case_id) == quick_post.records(case_id) for case_id in cases)


@pytest.mark.parametrize("what", ["case", "record", "text"])
def test_a_spoilt_case_stops_itself_alone(quick_post: Post, what: str) -> None:
    """What somebody deleted or spoilt behind the engine's back is reported as any failure, and others go on."""
    bad, good = quick_post.office.accepted().id, quick_post.office.accepted().id
    tables = quick_post.store._tables  # type: ignore[attr-defined]
    if what == "case":
        del tables.cases[bad]
    else:
        records = tables.records[bad]
        object.__setattr__(records[0], "_text", "{}")
        tables.records[bad] = records if what == "text" else records[:0]
    desk = Desk()
    report = quick_post.relay(desk).run_once()
    assert desk.seqs(good) == quick_post.records(good)
    assert report.failed == 1
    waiting = quick_post.delivery(bad)
    assert waiting is not None
    expected = {"case": "the case is not", "record": "record 1 is not", "text": "RecordInvalid"}
    assert expected[what] in str(waiting.error)


def test_a_claim_whose_holder_died_comes_back(post: Post) -> None:
    """Nobody gets it during the lease, another relay gets it afterwards."""

    class Killed(BaseException):
        """The process ends here."""

    def die(_: Message) -> Exception | None:
        raise Killed

    case_id = post.office.accepted().id
    with pytest.raises(Killed):
        post.relay(Desk(fails=die)).run_once()
    heir = Desk()
    relay = post.relay(heir)
    post.later(seconds=119)
    assert not relay.run_once()
    post.later(seconds=1)
    relay.run_until_idle()
    assert heir.seqs(case_id) == post.records(case_id)


def test_who_overstays_changes_nothing(post: Post) -> None:
    """A relay that outlives its lease may deliver what another does, but settles nothing of it, and breaks no order."""
    case_id = post.office.accepted().id
    heir = Desk()

    def overstay(message: Message) -> None:
        if message.seq == 1:
            post.later(minutes=3)
            post.relay(heir).run_until_idle()
            post.started(case_id)

    slow = Desk(fails=overstay)
    post.relay(slow).run_once()
    assert slow.seqs(case_id) == [1]
    assert heir.seqs(case_id) == post.records(case_id)[:-1]
    waiting = post.delivery(case_id, "")
    assert waiting is not None
    post.relay(heir).run_until_idle()
    assert heir.seqs(case_id) == post.records(case_id)


@pytest.mark.parametrize("names", [("a", "a"), ("A",), ("",), ("a b",), ("短信",), ("x" * 61,)])
def test_names_of_sinks_are_checked(quick_post: Post, names: tuple[str, ...]) -> None:
    """A name is what rows are kept under: short, plain, and not another's."""
    with pytest.raises(ValueError, match=r"name of a sink|same name"):
        quick_post.relay(*(Desk(name) for name in names))


def test_a_function_can_be_a_sink(quick_post: Post) -> None:
    """It is called with each message, whose body is the event."""
    seen: list[str] = []
    sink = CallableSink("function", lambda message: seen.append(json.loads(message.body)["type"]))
    quick_post.office.accepted()
    Relay(quick_post.store, [sink], clock=lambda: quick_post.office.now).run_until_idle()
    assert seen[:3] == ["cn.yishi.case.submitted.v1", "cn.yishi.case.accepted.v1", "cn.yishi.task.opened.v1"]
    sink.close()


def bounds(**changes: float) -> Callable[[int], float | None]:
    """Return what a policy says about so many failures if luck is at its worst, in seconds."""
    policy = RetryPolicy(**{"base": 1.0, "factor": 2.0, "cap": 10.0, "max_attempts": 8} | changes)  # type: ignore[arg-type]

    def wait(failures: int) -> float | None:
        found = policy.wait(failures, random=lambda: 1.0)
        return found.total_seconds() if found is not None else None

    return wait


def test_waits_grow_to_a_cap_and_end() -> None:
    """1, 2, 4, 8 seconds, then the cap, and at last no more."""
    assert [bounds()(failures) for failures in range(1, 10)] == [1, 2, 4, 8, 10, 10, 10, None, None]


def test_a_factor_of_one_waits_evenly() -> None:
    """Not everybody wants waits that grow."""
    assert [bounds(factor=1.0)(failures) for failures in (1, 2, 7)] == [1, 1, 1]


def test_waits_are_drawn() -> None:
    """Between nothing and the bound, so that many that failed together do not come back together."""
    policy = RetryPolicy(base=4, cap=100)
    assert policy.wait(1, random=lambda: 0.0) == timedelta()
    assert policy.wait(2, random=lambda: 0.25) == timedelta(seconds=2)


def test_a_wish_for_time_is_bounded() -> None:
    """A receiver may ask for a longer wait than was drawn, but not for longer than the cap."""
    policy = RetryPolicy(base=4, cap=100)
    for asked, seconds in ((1, 4), (50, 50), (1e9, 100)):
        assert policy.wait(1, random=lambda: 1.0, retry_after=asked) == timedelta(seconds=seconds)


@pytest.mark.parametrize("wrong", [{"base": 0}, {"base": 20}, {"factor": 0.5}, {"max_attempts": 0}])
def test_senseless_policies_are_refused(wrong: dict[str, float]) -> None:
    """A policy that never waits or never tries would show only in the middle of an outage."""
    with pytest.raises(ValueError, match="a policy needs"):
        bounds(**wrong)


def test_the_default_policy_bridges_a_day_off() -> None:
    """All attempts together last about two days on the average."""
    policy = RetryPolicy()
    total = sum(policy.bound(failures) for failures in range(1, policy.max_attempts)) / 2
    assert 40 * 3600 < total < 60 * 3600
