"""Questions with arguments that do not belong there: each is refused by the argument's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from tests.case.conftest import LEAD
from tests.engine.conftest import Office
from yishi_engine import Position, SqlStore, TaskState, commands
from yishi_engine.errors import ArgumentInvalid

if TYPE_CHECKING:
    from pathlib import Path

DUE = "2026-02-11T01:30:00.000000Z"
BOTH: list[dict[str, Any]] = [
    *({"limit": limit} for limit in ("2", 0, -1, True, 1.5, None)),
    *(
        {"after": after}
        for after in (("a", "b"), "x", Position("~", ""), Position("x", "c:i"), Position("~", "\ud800"))
    ),
    *({"states": states} for states in ("open", ["asleep"], 5, [5])),
]


@pytest.mark.parametrize("wrong", [*BOTH, {"after": Position(DUE, "case")}, {"department": None}], ids=repr)
def test_an_inbox_asked_for_wrongly(office: Office, wrong: dict[str, Any]) -> None:
    """The argument is named; so is a place on the other list."""
    with pytest.raises(ArgumentInvalid) as caught:
        office.engine.inbox(**{"department": "xfjy", **wrong})
    assert caught.value.field == next(iter(wrong))
    assert caught.value.notice


@pytest.mark.parametrize("wrong", [*BOTH, {"after": Position(DUE, "c:item")}, {"applicant": 5}], ids=repr)
def test_cases_asked_for_wrongly(office: Office, wrong: dict[str, Any]) -> None:
    """The argument is named; so is a place on the other list."""
    with pytest.raises(ArgumentInvalid) as caught:
        office.engine.cases(**wrong)
    assert caught.value.field == next(iter(wrong))
    assert caught.value.notice


def test_states_may_be_texts(office: Office) -> None:
    """A state is taken by its value as well."""
    office.accepted()
    assert len(office.engine.inbox(department="xfjy", states=["open"])) == 1  # type: ignore[list-item]
    assert len(office.engine.inbox(department="xfjy", states=[TaskState.OPEN], limit=9999)) == 1


@pytest.mark.parametrize("limit", [0, -1, "1", True])
def test_a_sweep_of_no_number(office: Office, limit: Any) -> None:  # noqa: ANN401
    """Only a whole number from 1 on limits a sweep."""
    with pytest.raises(ArgumentInvalid, match="limit"):
        office.engine.sweep(limit=limit)


def test_what_is_no_connection(tmp_path: Path) -> None:
    """A session or an engine is refused and nothing is written; the connection of a session is taken."""
    database = create_engine(f"sqlite:///{tmp_path / 'portal.db'}")
    store = SqlStore(database)
    store.upgrade()
    office = Office(store)
    case = office.submit()
    accept = commands.AcceptCase(case_id=case.id, by=LEAD)
    with Session(database) as session:
        for wrong in (session, database, "portal.db"):
            with pytest.raises(ArgumentInvalid, match=r"session\.connection\(\)") as caught:
                office.engine.handle(accept, connection=wrong)  # type: ignore[arg-type]
            assert caught.value.field == "connection"
            with pytest.raises(ArgumentInvalid):
                office.engine.case(case.id, connection=wrong)  # type: ignore[arg-type]
        office.engine.handle(accept, connection=session.connection())
        session.commit()
    assert office.engine.verify() == len(office.engine.events(case.id)) == 6
    store.dispose()
