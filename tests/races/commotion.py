"""Workers that do anything at all to a few cases, and say what became of it; each has an engine and memory of its own.

Every command has a key, and half of the keys are given by several workers at once.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tests.model.effort import chance
from tests.races.crowd import NOW, PATIENCE, engine_on
from tests.races.hall import DEPARTMENTS, LEAD, STAFF, apply
from tests.stateful import lockstep
from tests.stateful.acting import application
from yishi_engine import CaseView, Engine, SqlStore
from yishi_engine import commands as c
from yishi_engine.errors import StorageError, YishiError
from yishi_engine.worktime.notices import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

DONE: Final = "done"
NOT_DONE: Final = "not done"
UNKNOWN: Final = "unknown"
LEVELS: Final = ("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE")
NOTICE: Final = Notice.model_validate({"name": "临时放假", "layer": "city", "off": ["2026-06-05"], "work": []})


@dataclass(frozen=True)
class Told:
    """What a worker was told about a command.

    Attributes:
        command: The command.
        outcome: Whether it was done, not done, or nobody knows.
        type: Class of the error; empty if there was none.
    """

    command: c.Command
    outcome: str
    error: str = ""


@dataclass(frozen=True)
class Part:
    """What one worker does.

    Attributes:
        seed: Of its own chance.
        acts: How many things it does.
        halls: Ids of cases of the bundle of siblings that are accepted.
        desks: Ids of such cases that are not.
        shops: Ids of cases with personal values.
    """

    seed: int
    acts: int
    halls: tuple[str, ...]
    desks: tuple[str, ...]
    shops: tuple[str, ...]


def command_of(number: int, part: Part) -> c.Command:
    """Return the command that has a number as its key, the same for everybody."""
    random, key = chance(number), f"key-{number}"
    kind = random.randrange(10)
    if kind == 0:
        return apply(key)
    if kind <= 3:
        case_id, department = random.choice(part.desks), random.choice(DEPARTMENTS)
        return c.ReportDeficiency(case_id=case_id, item=f"item-{department}", text=key, by=STAFF[department], key=key)
    if kind <= 5:
        return _about_a_shop(random, random.choice(part.shops), key)
    case_id, department = random.choice(part.halls), random.choice(DEPARTMENTS)
    task_id, by = c.task_id(case_id, f"item-{department}"), STAFF[department]
    asked: list[c.Command] = [
        c.StartTask(task_id=task_id, by=by, key=key),
        c.SuspendTask(task_id=task_id, procedure="检测", reason="须检", expected="3 工作日", by=by, key=key),
        c.ResumeTask(task_id=task_id, by=by, key=key),
        c.CompleteCase(case_id=case_id, by=LEAD, key=key),
    ]
    return random.choice(asked)


def _about_a_shop(random: Random, case_id: str, key: str) -> c.Command:
    if random.random() < 0.5:
        return c.RequestCorrection(case_id=case_id, note="请补正", by=lockstep.STAFF["lead"], key=key)
    return c.SubmitCorrection(case_id=case_id, form={"who": f"私密{key}"}, by=lockstep.APPLICANT, key=key)


class Worker:
    """Does what its part says on an engine of its own."""

    def __init__(self, store: SqlStore, part: Part) -> None:
        """Come with nothing remembered."""
        self._part = part
        self._random = chance(part.seed)
        self._engine = engine_on(store)
        self._pool = store.engine
        self._own = part.seed * 10_000
        self.told: list[Told] = []

    def run(self) -> list[Told]:
        """Do everything; return what came of the commands."""
        acts: list[Callable[[], None]] = [self._single] * 8 + [self._batch] * 4 + [self._in_host] * 4
        acts += [self._sweep, self._erase, self._notice]
        for _ in range(self._part.acts):
            self._random.choice(acts)()
        return self.told

    def _command(self) -> c.Command:
        if self._random.random() < 0.5:
            return command_of(self._random.randrange(60), self._part)
        self._own += 1
        return command_of(self._own, self._part)

    def _single(self) -> None:
        command = self._command()
        try:
            self._engine.handle(command)
        except YishiError as error:
            self.told.append(_failed(command, error))
        else:
            self.told.append(Told(command, DONE))

    def _batch(self) -> None:
        commands = [self._command() for _ in range(self._random.randrange(1, 7))]
        commands += self._random.sample(commands, self._random.randrange(len(commands) + 1))
        each = self._random.random() < 0.7
        try:
            answers = self._engine.handle_many(commands, each=True) if each else self._engine.handle_many(commands)
        except YishiError as error:
            self.told += [_failed(command, error) for command in commands]
            return
        self.told += _answered(commands, answers)

    def _in_host(self) -> None:
        """Give commands in a transaction of the host's, who may think better of it."""
        commands, ending = [self._command() for _ in range(2)], self._random.choice(["commit", "rollback", "savepoint"])
        answers: list[CaseView | YishiError] = []
        options = {}
        if self._pool.dialect.name == "postgresql":
            options = {"isolation_level": self._random.choice(LEVELS)}
        try:
            with self._pool.connect().execution_options(**options) as connection, connection.begin() as outer:
                inner = connection.begin_nested() if ending == "savepoint" else None
                answers += [self._answer(command, connection) for command in commands]
                if inner:
                    inner.rollback()
                if ending == "rollback":
                    outer.rollback()
        except Exception as error:  # noqa: BLE001  (the host's own COMMIT may find a conflict)
            assert "erializ" in repr(error) or "deadlock" in repr(error), error
            ending = "rollback"
        told = _answered(commands[: len(answers)], answers)
        self.told += told if ending == "commit" else [replace(each, outcome=NOT_DONE) for each in told]

    def _answer(self, command: c.Command, connection: object) -> CaseView | YishiError:
        try:
            return self._engine.handle(command, connection=connection)  # type: ignore[arg-type]
        except YishiError as error:
            return error

    def _sweep(self) -> None:
        later = engine_on(self._engine.store, NOW + timedelta(days=self._random.randrange(1, 12)))
        for engine in (self._engine, later):
            assert engine.sweep().failures == ()

    def _erase(self) -> None:
        self._engine.erase(self._random.choice(self._part.shops))

    def _notice(self) -> None:
        assert self._engine.load_notice(NOTICE).failures == ()


def _answered(commands: Sequence[c.Command], answers: Sequence[CaseView | YishiError]) -> list[Told]:
    return [
        _failed(command, answer) if isinstance(answer, YishiError) else Told(command, DONE)
        for command, answer in zip(commands, answers, strict=True)
    ]


def _failed(command: c.Command, error: YishiError) -> Told:
    """Return what an error says: after a failure of the database, a repetition will tell; all others say it at once."""
    return Told(command, UNKNOWN if isinstance(error, StorageError) else NOT_DONE, type(error).__name__)


def scene(engine: Engine) -> Part:
    """Set out the cases, and return a part without chance."""
    desks = [engine.handle(apply()).id for _ in range(2)]
    halls = [engine.handle(c.AcceptCase(case_id=engine.handle(apply()).id, by=LEAD)).id for _ in range(2)]
    shop = application(1, 60, ("lease",), lockstep.APPLICANT, sign=True)
    shops = [engine.handle(shop).id for _ in range(2)]
    return Part(seed=0, acts=0, halls=tuple(halls), desks=tuple(desks), shops=tuple(shops))


def play(url: str, parts: Sequence[Part]) -> list[Told]:
    """Let a worker for each part act at once, on one store of their own."""
    store = SqlStore.from_url(url)
    start = threading.Barrier(len(parts))

    def run(part: Part) -> list[Told]:
        worker = Worker(store, part)
        start.wait(PATIENCE)
        return worker.run()

    try:
        with ThreadPoolExecutor(len(parts)) as threads:
            return [each for told in threads.map(run, parts) for each in told]
    finally:
        store.dispose()
