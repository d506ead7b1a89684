"""The exception tree: stable codes, fields that survive pickling, texts for both readers."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from yishi_engine import errors
from yishi_engine.errors import Fault, FormFault, YishiError

FAULT = Fault(file="a.yaml", line=3, column=5, code="key.unknown", message="未知的键", hint="是否想写 name?")
MADE: tuple[YishiError, ...] = (
    YishiError("what", notice="什么", advice="do this"),
    errors.DefinitionError((FAULT,)),
    errors.LimitInvalid("no limit"),
    errors.OutsideCalendar(day=date(2027, 1, 1), first=date(2004, 1, 1), horizon=date(2026, 12, 31)),
    errors.NotAllowedInState(
        "no", command="GrantTask", subject="c:i", state="open", allowed=("StartTask",), notice="不能"
    ),
    errors.NotPermitted("no", allowed="staff", notice="无权"),
    errors.NotAllowedByDefinition("no", notice="不能"),
    errors.GateClosed("no", waiting_for=("a",), notice="等待"),
    errors.MaterialMissing("no", materials=("m",), notice="缺材料"),
    errors.ArgumentInvalid("no", field="reason", notice="须填写"),
    errors.MigrationForbidden(("多问一题",), version=2),
    errors.FormInvalid((FormFault(part="form", field="name", code="form.missing", message="请填写"),)),
    errors.NotFound("no case"),
    errors.Conflict("contradiction"),
    errors.KeyReused("used"),
    errors.VersionChanged(bundle="b", version=1),
    errors.ConcurrentUpdate("others"),
    errors.StorageError("gone"),
    errors.SchemaOutOfDate("old"),
    errors.RowUnreadable("case c"),
    errors.AuditChainBroken("broken", case="c", seq=4),
)


def _all(base: type[YishiError]) -> set[type[YishiError]]:
    own = {base} if base.__module__ == errors.__name__ else set()
    return own.union(*(_all(each) for each in base.__subclasses__()))


@pytest.mark.parametrize("error", MADE, ids=lambda error: type(error).__name__)
def test_errors_survive_pickling(error: YishiError) -> None:
    """A worker process can hand any error to its parent, with all fields."""
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  (our own)
    assert type(copy) is type(error)
    assert vars(copy) == vars(error)
    assert str(copy) == str(error)


def test_every_error_is_tried() -> None:
    """The list above is complete, but for the class that only groups others."""
    assert {type(error) for error in MADE} | {errors.CommandRejected} >= _all(YishiError)


def test_codes_are_stable_and_unique() -> None:
    """No two classes share a code."""
    codes = [each.code for each in _all(YishiError)]
    assert len(codes) == len(set(codes))
    assert all(code == code.lower() and " " not in code for code in codes)


def test_advice_follows_the_message() -> None:
    """What to do stands behind what was wrong."""
    assert str(MADE[0]) == "what (do this)"


def test_a_fault_prints_as_compilers_do() -> None:
    """File, line and column first, so that editors find the place; without a file the code comes first."""
    assert str(FAULT) == "a.yaml:3:5: key.unknown 未知的键（是否想写 name?）"
    assert str(Fault(file="", line=0, column=0, code="x.y", message="错")) == "x.y 错"
