"""Random lives on two stores at once: whatever is asked in whatever order, both agree and every rule holds."""

from __future__ import annotations

import itertools
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.model.days import instant
from tests.model.effort import effort
from tests.stateful.acting import (
    NO_CASE,
    anything,
    applications,
    backfilled,
    moments,
    notices,
    sensible,
    whole_applications,
)
from tests.stateful.clocks import kept_dates, next_look, owed_signals, shown_dates, signals
from tests.stateful.lockstep import VIEWERS, Lockstep, anonymous, anonymous_task
from tests.stateful.rules import broken_rules
from yishi_engine import CaseView
from yishi_engine import commands as c
from yishi_engine.case.timers import next_attention
from yishi_engine.errors import KeyReused
from yishi_engine.worktime import Notice
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from yishi_engine.errors import YishiError

MOST_CASES = 3
MOST_NOTICES = 3
MOST_AT_ONCE = 12
STEPS = 25
STARTS = (date(2026, 2, 10), date(2026, 4, 29), date(2026, 6, 1), date(2026, 9, 17), date(2026, 12, 14))
"""Days shortly before holidays, before nothing, and before the end of what the calendar knows."""


class Lives(RuleBasedStateMachine):
    """Cases that live in two stores at once; whatever is asked, both must agree and every rule must hold.

    Attributes:
        moves: Whether cases are moved to another version of the bundle.
    """

    moves = False

    def __init__(self) -> None:
        """Begin without a store."""
        super().__init__()
        self.closing = ExitStack()
        self.keyed: tuple[c.Command, CaseView] | None = None
        self.numbers = itertools.count(1)
        self.notices_left = MOST_NOTICES

    @initialize(
        start=st.sampled_from(STARTS),
        hour=st.sampled_from([10, 9, 17, 0]),
        catch_up=st.booleans(),
        whole=st.lists(whole_applications(), min_size=1, max_size=2),
    )
    def begin(self, start: date, hour: int, catch_up: bool, whole: list[c.SubmitCase]) -> None:  # noqa: FBT001  (drawn)
        """Open both stores, and apply once or twice."""
        folder = self.closing.enter_context(tempfile.TemporaryDirectory())
        self.pair = Lockstep(Path(folder), instant(datetime.combine(start, time(hour))), catch_up=catch_up)
        self.closing.callback(self.pair.close)
        for command in whole:
            self._give(command)

    def teardown(self) -> None:
        """Close the file and leave nothing behind."""
        self.closing.close()

    # --- what may happen ----------------------------------------------------------------------------------------------

    @rule(command=applications(), keyed=st.booleans())
    def apply(self, command: c.SubmitCase, keyed: bool) -> None:  # noqa: FBT001
        """Apply once more, perhaps wrongly."""
        if len(self.pair.cases) < MOST_CASES:
            self._give(command, key=f"k-{next(self.numbers)}" if keyed else None)

    @rule(data=st.data())
    def work(self, data: st.DataObject) -> None:
        """Ask sensible things of a case, some in a row, with some time between them, so that many lives end."""
        number = data.draw(st.sampled_from(self.pair.cases))
        for _ in range(data.draw(st.integers(1, MOST_AT_ONCE))):
            self.pair.now += data.draw(st.sampled_from([timedelta(), timedelta(minutes=20), timedelta(hours=30)]))
            case = self.pair.first.stored(number).case
            self._give(data.draw(st.sampled_from(sensible(case, moves=self.moves))))
            self.rules_hold()

    @rule(data=st.data())
    def record_afterwards(self, data: st.DataObject) -> None:
        """Ask something sensible of a case with a key, and say when it happened."""
        case = self.pair.first.stored(data.draw(st.sampled_from(self.pair.cases))).case
        command = data.draw(st.sampled_from(sensible(case, moves=self.moves)))
        how = data.draw(st.sampled_from(["now", "halfway", "last", "before", "later"]))
        key = data.draw(st.sampled_from([None, f"k-{next(self.numbers)}"]))
        self._give(backfilled(command, case.last_at, self.pair.now, how), key=key)

    @rule(data=st.data())
    def ask_anything(self, data: st.DataObject) -> None:
        """Ask anything of a case that may not even be there."""
        case_id = data.draw(st.sampled_from([*self.pair.first.case_ids, NO_CASE]))
        self._give(data.draw(anything(case_id, versions=[1, 2, 3] if self.moves else [3])))

    @precondition(lambda self: self.keyed is not None)
    @rule(other=st.booleans())
    def ask_again(self, other: bool) -> None:  # noqa: FBT001
        """Send a command with its key again, or its key with another command."""
        assert self.keyed is not None
        command, answer = self.keyed
        before = [side.contents.everything() for side in self.pair.sides]
        if other:
            elsewhere = c.WithdrawCase(case_id=answer.id, by=command.by, key=command.key)
            assert isinstance(self.pair.give(elsewhere), KeyReused)
        else:
            assert self.pair.give(command) == answer
        assert [side.contents.everything() for side in self.pair.sides] == before

    @rule(data=st.data(), sweeps=st.booleans())
    def let_time_pass(self, data: st.DataObject, sweeps: bool) -> None:  # noqa: FBT001
        """Let minutes or weeks pass, often up to the edge of a clock."""
        number = data.draw(st.sampled_from(self.pair.cases))
        view = self.pair.first.engine.case(self.pair.first.case_ids[number])
        self.pair.now = data.draw(st.sampled_from(moments(self.pair.now, view) or [self.pair.now]))
        if sweeps:
            self.sweep()

    @rule()
    def sweep(self) -> None:
        """Let time take effect; a second sweep at once finds nothing to record."""
        self.pair.both(lambda side: side.engine.sweep())
        assert self.pair.both(lambda side: side.engine.sweep().records) == 0
        for number in self.pair.cases:
            self._check_signals(number)

    @precondition(lambda self: self.notices_left > 0)
    @rule(content=notices())
    def load_notice(self, content: dict[str, object]) -> None:
        """Take in a notice on days off; a second time it moves nothing."""
        notice = Notice.model_validate(content)
        self.notices_left -= 1
        self.pair.both(lambda side: side.engine.load_notice(notice))
        moved = self.pair.both(lambda side: side.engine.load_notice(notice).moved)
        assert moved == 0 or not isinstance(moved, int)

    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        """Erase the personal values of a case."""
        number = data.draw(st.sampled_from(self.pair.cases))
        if data.draw(st.integers(0, 3)) == 0:
            self.pair.both(lambda side: side.engine.erase(side.case_ids[number]))
            self.keyed = None

    def _give(self, command: c.Command, *, key: str | None = None) -> CaseView | YishiError:
        keyed = replace(command, key=key)
        answer = self.pair.give(keyed)
        if key and isinstance(answer, CaseView):
            self.keyed = keyed, answer
        outcome = "carried out" if isinstance(answer, CaseView) else f"rejected: {answer.code}"
        event(f"{type(command).__name__} {outcome}")
        return answer

    # --- what must hold -----------------------------------------------------------------------------------------------

    @invariant()
    def both_stores_show_the_same(self) -> None:
        """Every viewer sees the same case in both, and the lists have the same order."""
        for number in self.pair.cases:
            for viewer in VIEWERS:
                self.pair.both(
                    lambda side, number=number, viewer=viewer: side.engine.case(side.case_ids[number], viewer=viewer),
                    anonymous,
                )
        for department in ("lead", "fire", "city"):
            self.pair.both(
                lambda side, department=department: side.engine.inbox(department=department),
                lambda page: sorted(repr(anonymous_task(task)) for task in page),
            )
        self.pair.both(lambda side: side.engine.cases(), lambda page: sorted(repr(anonymous(view)) for view in page))

    @invariant()
    def chains_are_whole(self) -> None:
        """Every chain is whole, and replaying it gives the stored state."""
        counts = [side.engine.verify() for side in self.pair.sides]
        assert counts[0] == counts[1] == sum(len(self.pair.first.records(each)) for each in self.pair.cases)

    @invariant()
    def rules_hold(self) -> None:
        """Every published rule holds of every case."""
        for number in self.pair.cases:
            side = self.pair.first
            faults = broken_rules(side.stored(number).case, side.records(number))
            assert not faults, faults

    @invariant()
    def levels_are_recorded_once(self) -> None:
        """A level is recorded once for a clock and due date."""
        for number in self.pair.cases:
            often = {each: count for each, count in signals(self.pair.first.records(number)).items() if count > 1}
            assert not often, often

    @invariant()
    def copies_are_what_they_are_copies_of(self) -> None:
        """The copies of due dates and of the time of the next look equal what is derived."""
        for side in self.pair.sides:
            for number in self.pair.cases:
                case_id = side.case_ids[number]
                kept, shown = kept_dates(side.due_index(number)), shown_dates(side.engine.case(case_id))
                assert kept == shown, (kept, shown)
                case = side.stored(number).case
                with side.engine._store.read() as transaction:
                    bundle = side.engine._definitions.of(case, transaction).bundle
                at = next_attention(case, bundle, side.engine.calendar)
                assert at == next_look(case, bundle, side.engine.calendar)
                kept_at, at_text = side.contents.attention_at(case_id), instant_text(at) if at else None
                assert kept_at == at_text, f"a sweep is to look at {at_text}, kept is {kept_at}"

    def _check_signals(self, number: int) -> None:
        side = self.pair.first
        records = side.records(number)
        view = side.engine.case(side.case_ids[number])
        missing = set(owed_signals(view, records, self.pair.now)) - set(signals(records))
        assert not missing, missing


class MovedLives(Lives):
    """The same where cases are moved between two versions of their bundle, back and forth."""

    moves = True


TestLives = Lives.TestCase
TestLives.settings = settings(effort(25), stateful_step_count=STEPS)
TestMovedLives = MovedLives.TestCase
TestMovedLives.settings = settings(effort(25), stateful_step_count=STEPS)
