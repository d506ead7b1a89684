"""Commands whose fields hold what does not belong there: each is refused by the field's name, and harms nobody else."""

from __future__ import annotations

from collections import UserDict
from dataclasses import MISSING, fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.case.conftest import ANSWERS, APPLICANT, FIRE, FORM, LEAD, MATERIALS
from tests.engine.conftest import Office
from yishi_engine import CaseState, CaseView, MemoryStore, Role, commands
from yishi_engine.case.actor import Actor
from yishi_engine.errors import ArgumentInvalid, CommandRejected, FormInvalid, KeyReused, NotFound, YishiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from yishi_engine.case.commands import Command


NOW: Final = datetime(2026, 2, 11, 1, tzinfo=UTC)
NO_TEXT: Final = (5, 1.5, True, b"x", ["x"], {"x": "y"}, str, object())
WRONG: Final[dict[str, tuple[object, ...]]] = {
    "Actor": (None, "c-1", {"role": "staff", "id": "c-1"}, Role.STAFF, Actor),
    "str": (None, *NO_TEXT),
    "str | None": NO_TEXT,
    "int": (None, "1", 1.0, True, Decimal(1), b"1"),
    "int | None": ("1", 1.0, False, [1]),
    "bool": (None, 0, "yes", "否", []),
    "datetime | None": ("2026-02-11T09:30:00+08:00", 0, date(2026, 2, 11), datetime(2026, 2, 11), NOW.time()),  # noqa: DTZ001
    "Mapping[str, object]": (None, [], [("number", "1")], "x", 5, {5: "x"}, {"x": 1, None: 2}, dict),
    "Mapping[str, str]": (None, [], ["premises"], "premises", {1: "x"}, {("a",): "x"}),
    "Mapping[str, object] | None": ([], "x", 5, True, {5: "x"}),
}
"""Type that a field is declared with → what it must not hold."""

RIGHT: Final[dict[str, object]] = {
    "Actor": LEAD,
    "str": "x",
    "int": 1,
    "Mapping[str, object]": {},
    "Mapping[str, str]": {},
}

COMMANDS: Final = sorted(
    {
        each
        for each in vars(commands).values()
        if isinstance(each, type) and issubclass(each, commands.Command) and not each.__subclasses__()
    },
    key=lambda each: each.__name__,
)


def example(cls: type[Command], **changes: object) -> Command:
    """Return a command of a class, of which nothing but the types is right."""
    needed = {each.name: RIGHT[str(each.type)] for each in fields(cls) if _is_needed(each)}
    return cls(**{**needed, **changes})  # type: ignore[arg-type]


def _is_needed(field: Any) -> bool:  # noqa: ANN401  (a field of any type)
    return field.default is MISSING and field.default_factory is MISSING


@pytest.fixture
def desk() -> Office:
    """Return an office whose store is in memory: what is refused at the door reaches none."""
    return Office(MemoryStore())


@pytest.mark.parametrize("cls", COMMANDS)
def test_every_field_of_every_command(desk: Office, cls: type[Command]) -> None:
    """Whatever field holds whatever wrong type: the error names the field in English and in Chinese, not the value."""
    for field in fields(cls):
        for value in WRONG[str(field.type)]:
            with pytest.raises(ArgumentInvalid) as caught:
                desk.engine.handle(example(cls, **{field.name: value}))
            assert caught.value.field == field.name
            assert caught.value.message.startswith(f"{field.name} must be ")
            assert "须为" in caught.value.notice
    assert list(desk.engine.cases()) == []


@pytest.mark.parametrize("cls", COMMANDS)
def test_a_batch_survives_every_wrong_field(desk: Office, cls: type[Command]) -> None:
    """In a batch where each stands for itself, the wrong ones are answered in their places, the rest is carried out."""
    wrong = [example(cls, **{field.name: value}) for field in fields(cls) for value in WRONG[str(field.type)]]
    case = desk.submit()
    accept = commands.AcceptCase(case_id=case.id, by=LEAD)
    answers = desk.engine.handle_many([*wrong, accept, *wrong], each=True)
    assert [type(answer) for answer in answers] == [
        *[ArgumentInvalid] * len(wrong),
        CaseView,
        *[ArgumentInvalid] * len(wrong),
    ]
    assert desk.engine.case(case.id).state is CaseState.ACCEPTED


def test_a_batch_of_which_all_or_none_is_done(desk: Office) -> None:
    """Without ``each``, a wrong type anywhere in the batch leaves everything as it was."""
    case = desk.submit()
    batch = [commands.AcceptCase(case_id=case.id, by=LEAD), example(commands.AcceptCase, case_id=None)]
    with pytest.raises(ArgumentInvalid, match="case_id must be a text, not a NoneType"):
        desk.engine.handle_many(batch)
    assert desk.engine.case(case.id).state is CaseState.SUBMITTED


class Visit(commands.CaseCommand):
    """A command that the engine knows nothing of."""


@pytest.mark.parametrize(
    "thing",
    [
        5,
        None,
        "AcceptCase",
        commands.AcceptCase,
        commands.CaseCommand(case_id="x", by=LEAD),
        commands.TaskCommand(task_id="x", by=LEAD),
        Visit(case_id="x", by=LEAD),
    ],
    ids=repr,
)
def test_what_is_no_command(desk: Office, thing: Any) -> None:  # noqa: ANN401
    """It is refused as such, alone and in a batch."""
    with pytest.raises(ArgumentInvalid, match="is no command") as caught:
        desk.engine.handle(thing)
    assert caught.value.field == "command"
    answers = desk.engine.handle_many([thing], each=True)
    assert [type(answer) for answer in answers] == [ArgumentInvalid]


@pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_ends_of_time(desk: Office, at: datetime) -> None:
    """An instant that has no local time in Shanghai is refused; nothing is computed with it."""
    submit = example(commands.SubmitCase, bundle="open-restaurant", occurred_at=at)
    with pytest.raises(ArgumentInvalid, match="years 2 to 9998") as caught:
        desk.engine.handle(submit)
    assert caught.value.field == "occurred_at"


class Answers(UserDict[str, object]):
    """A mapping that is no dict."""


class Item(StrEnum):
    """Texts that have a class of their own."""

    FIRE = "fire-check"


def test_what_behaves_like_the_type_is_taken(desk: Office) -> None:
    """A mapping need not be a dict, nor a text a plain one."""
    submit = commands.SubmitCase(
        bundle="open-restaurant",
        answers=Answers(ANSWERS),
        form=MappingProxyType(FORM),
        materials=MATERIALS,
        by=APPLICANT,
        key="k-1",
    )
    case = desk.engine.handle(submit)
    report = commands.ReportDeficiency(case_id=case.id, item=Item.FIRE, text="平面图不清", by=FIRE)
    assert [each["item"] for each in desk.engine.handle(report).deficiencies] == ["fire-check"]
    assert desk.engine.verify() == 2


ODD: Final = ("", " ", "\x00", "\ud800", "a\nb", "x" * 10_000, ":", "%", "é\u202e")


@pytest.mark.parametrize("cls", COMMANDS)
def test_odd_texts_are_answered(office: Office, cls: type[Command]) -> None:
    """Whatever text a field holds, the answer is one of the engine's: done, not allowed or not found."""
    case = office.accepted()
    right = {
        "case_id": case.id,
        "task_id": f"{case.id}:fire-check",
        "limit": "1 工作日",
        "expected": "1 工作日",
        "answers": ANSWERS,
        "form": FORM,
        "materials": MATERIALS,
    }
    known = {each.name: right[each.name] for each in fields(cls) if each.name in right}
    texts = [each.name for each in fields(cls) if str(each.type).startswith("str")]
    given = [
        replace(example(cls, **known), by=by, **{name: odd})  # type: ignore[arg-type]
        for name in texts
        for odd in ODD
        for by in (APPLICANT, LEAD, FIRE)
    ]
    for command in given:
        try:
            office.engine.handle(command)
        except (CommandRejected, NotFound, KeyReused) as error:
            assert error.notice
    assert office.engine.verify() > 0


def _loop() -> list[object]:
    loop: list[object] = []
    loop.append(loop)
    return loop


def _deep() -> list[object]:
    deep: list[object] = []
    for _ in range(20_000):
        deep = [deep]
    return deep


ODD_VALUES: Final[dict[str, object]] = {
    "an object": object(),
    "names of several types": {5: 1, "a": 2},
    "a loop": _loop(),
    "a tower": _deep(),
    "no number": float("nan"),
    "half a character": "\ud800",
    "bytes": b"x",
    "more digits than Python shows": 10**5000,
    "something with keys": type("Keys", (), {"keys": None})(),
}


@pytest.mark.parametrize("odd", ODD_VALUES.values(), ids=list(ODD_VALUES))
def test_odd_values_in_a_mapping(office: Office, odd: object) -> None:
    """What no record can hold is a fault of the application, whether the command's key was used before or not."""
    good = commands.SubmitCase(
        bundle="open-restaurant", answers=ANSWERS, form=FORM, materials=MATERIALS, by=APPLICANT, key="k-1"
    )
    bad = [
        replace(good, answers={**ANSWERS, "area": odd}),
        replace(good, form={**FORM, "operator": odd}),
        replace(good, materials={**MATERIALS, "premises": odd}),  # type: ignore[dict-item]
    ]
    for command in bad:
        with pytest.raises(CommandRejected):
            office.engine.handle(command)
    case = office.engine.handle(good)
    for command in bad:
        with pytest.raises(YishiError):
            office.engine.handle(command)
        assert [isinstance(answer, YishiError) for answer in office.engine.handle_many([command], each=True)] == [True]
    assert office.engine.verify() == len(office.engine.events(case.id)) == 1


@pytest.mark.parametrize(
    "wrong", [{"role": "staff", "department": "scjg"}, {"role": Role.STAFF, "department": 5}, {"role": None}]
)
def test_an_actor_is_made_of_what_it_is_declared_with(wrong: dict[str, Any]) -> None:
    """A role that is a text, or a department that is none, is refused when the actor is made."""
    with pytest.raises(ArgumentInvalid, match="role") as caught:
        Actor(id="c-1", **wrong)
    assert caught.value.field == "by"


@pytest.mark.parametrize("odd", ["\ud800", "a\x00b", "x" * 100_000])
def test_an_odd_id_is_told_in_a_text_that_can_be_written(office: Office, odd: str) -> None:
    """Whatever an id holds, the error about it can be encoded, printed and read, and has a bounded length."""
    asked: list[Callable[[], object]] = [
        lambda: office.engine.case(odd),
        lambda: office.engine.events(odd),
        lambda: office.engine.handle(commands.AcceptCase(case_id=odd, by=LEAD)),
        lambda: office.engine.handle(commands.StartTask(task_id=odd, by=LEAD)),
        lambda: office.engine.handle(example(commands.SubmitCase, bundle=odd)),
    ]
    for ask in asked:
        with pytest.raises(NotFound) as caught:
            ask()
        for said in (str(caught.value), caught.value.notice):
            assert said.encode()
            assert said.isprintable()
            assert len(said) < 400


def test_a_flood_of_unknown_fields(office: Office) -> None:
    """The first of them are named, and how many there are; what is missing is named all the same."""
    flood = {f"field-{number}": "x" for number in range(100_000)}
    with pytest.raises(FormInvalid) as caught:
        office.engine.handle(
            example(commands.SubmitCase, bundle="open-restaurant", answers=ANSWERS, form=flood, by=APPLICANT)
        )
    unknown = [fault for fault in caught.value.faults if fault.code == "form.unknown"]
    assert len(unknown) == 21
    assert "100000" in unknown[-1].message
    assert {fault.code for fault in caught.value.faults} == {"form.unknown", "form.missing"}
    count = len(caught.value.faults)
    assert str(caught.value).endswith(f"and more, {count} in all")
    assert caught.value.notice.endswith(f"等共{count}处")
    assert len(str(caught.value)) + len(caught.value.notice) < 10_000
