"""``yishi exceptions``."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.delivery.sending import SENDERS, event
from yishi_engine import Actor, Engine, SqlStore, commands, load_bundles
from yishi_engine.delivery.inbound import Inbound
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Office, Run

OFFICER = Actor.staff("m-1", department="scjg")


@pytest.fixture
def engine(office: Office) -> Iterator[Engine]:
    """Return an engine on the database, whose clock is that of this machine."""
    store = SqlStore.from_url(office.url)
    yield Engine(store=store, catalog=load_bundles(bundles_folder()))
    store.dispose()


@pytest.fixture
def listed(office: Office, engine: Engine) -> str:
    """Return the id of a message that came too early: its task was not started."""
    grant = event("grant_task", task_id=f"{office.open}:business-licence", result={"holder": "张三"})
    receipt = Inbound(engine, SENDERS).receive(grant, sender="market")
    assert receipt.exception_id is not None
    return receipt.exception_id


def test_an_empty_list(yishi: Run, office: Office) -> None:
    """Where nothing waits, that is said."""
    assert yishi("exceptions", "list", "--db", office.url).out == "none\n"
    assert json.loads(yishi("exceptions", "list", "--db", office.url, "--format", "json").out) == []


def test_the_list(yishi: Run, office: Office, listed: str) -> None:
    """The list says who asked for what, and why it could not be; not what the message said."""
    shown = yishi("exceptions", "list", "--db", office.url)
    assert shown.code == 0
    heading, line, detail = shown.out.splitlines()
    assert heading.split() == ["received", "sender", "asks", "for", "task", "code", "tried"]
    assert line.split()[2:] == ["market", "grant_task", f"{office.open}:business-licence", "command.state", "1"]
    assert detail.strip().startswith(listed)
    assert "待办" in detail
    assert "张三" not in shown.out


def test_the_list_for_programs(yishi: Run, office: Office, listed: str) -> None:
    """As JSON it has every field but the message."""
    (entry,) = json.loads(yishi("exceptions", "list", "--db", office.url, "--format", "json").out)
    assert (entry["id"], entry["sender"], entry["event_id"]) == (listed, "market", "m-1")
    assert (entry["code"], entry["state"], entry["attempts"]) == ("command.state", "pending", 1)
    assert (entry["case_id"], entry["item"]) == (office.open, "business-licence")
    assert "张三" not in str(entry)


def test_one_message(yishi: Run, office: Office, listed: str) -> None:
    """Who asks for one message sees what it says."""
    shown = json.loads(yishi("exceptions", "show", listed, "--db", office.url).out)
    assert json.loads(shown["message"])["data"]["result"] == {"holder": "张三"}


def test_pages(yishi: Run, office: Office, engine: Engine, listed: str) -> None:
    """A long list says how to go on."""
    receipt = Inbound(engine, SENDERS).receive(b"noise", sender="market")
    first = yishi("exceptions", "list", "--db", office.url, "--limit", "1")
    assert first.out.endswith(f"there may be more: --after {listed}\n")
    rest = yishi("exceptions", "list", "--db", office.url, "--after", listed)
    assert str(receipt.exception_id) in rest.out
    assert "—" in rest.out
    assert listed not in rest.out


def test_retry(yishi: Run, office: Office, engine: Engine, listed: str) -> None:
    """It fails until the cause is mended, and then it is off the list."""
    again = yishi("exceptions", "retry", listed, "--db", office.url)
    assert again.code == 1
    assert again.out.startswith(f"{listed}: failed again: command.state: ")
    engine.handle(commands.StartTask(task_id=f"{office.open}:business-licence", by=OFFICER))
    done = yishi("exceptions", "retry", listed, "--db", office.url, "--by", "c-7")
    assert (done.code, done.out) == (0, f"{listed}: carried out, case {office.open}\n")
    assert yishi("exceptions", "list", "--db", office.url).out == "none\n"
    (entry,) = json.loads(yishi("exceptions", "list", "--state", "done", "--db", office.url, "--format", "json").out)
    assert (entry["answered_by"], entry["attempts"]) == ("c-7", 2)
    assert json.loads(yishi("exceptions", "show", listed, "--db", office.url).out)["message"] is None


def test_retry_as_of_now(yishi: Run, office: Office, engine: Engine) -> None:
    """A message that is late is let count from now."""
    case = engine.case(office.open)
    assert case.accepted_at is not None
    start = event("start_task", task_id=f"{office.open}:business-licence", at=case.received_at.replace(year=2020))
    receipt = Inbound(engine, SENDERS).receive(start, sender="market")
    late = str(receipt.exception_id)
    assert "inbound.late" in yishi("exceptions", "retry", late, "--db", office.url).out
    assert yishi("exceptions", "retry", late, "--db", office.url, "--now").code == 0


def test_dismiss(yishi: Run, office: Office, listed: str) -> None:
    """Who dismissed it, and why, stays on the list of those dismissed."""
    done = yishi("exceptions", "dismiss", listed, "--db", office.url, "--by", "c-7", "--reason", "重复推送")
    assert (done.code, done.out) == (0, f"{listed}: dismissed\n")
    assert yishi("exceptions", "list", "--db", office.url).out == "none\n"
    shown = yishi("exceptions", "list", "--state", "dismissed", "--db", office.url).out
    assert "by c-7: 重复推送" in shown
    again = yishi("exceptions", "retry", listed, "--db", office.url)
    assert (again.code, again.out) == (1, f"{listed}: was dismissed before\n")


def test_erased(yishi: Run, office: Office, engine: Engine, listed: str) -> None:
    """A message that was erased with its case is shown as that, and can only be dismissed."""
    engine.erase(office.open)
    assert "erased with its case" in yishi("exceptions", "list", "--db", office.url).out
    refused = yishi("exceptions", "retry", listed, "--db", office.url)
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "erased" in refused.err
    with closing(sqlite3.connect(office.file)) as connection:
        (row,) = connection.execute("SELECT body, digest, detail FROM yishi_exception").fetchall()
    assert row == (None, None, None)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("retry", "none"), 1, 'no message "none"'),
        (("show", "none"), 1, 'no message "none"'),
        (("dismiss", "none", "--by", "c-7", "--reason", "x"), 1, 'no message "none"'),
        (("dismiss", "LISTED", "--reason", "x"), 2, "--by"),
        (("dismiss", "LISTED", "--by", "c-7"), 2, "--reason"),
        (("dismiss", "LISTED", "--by", "c-7", "--reason", " "), 1, "reason"),
        (("dismiss", "LISTED", "--by", " ", "--reason", "x"), 1, "id"),
        (("retry", "LISTED", "--by", ""), 1, "id"),
        (("retry",), 2, "ID"),
        (("list", "--state", "open"), 2, "open"),
        (("list", "--limit", "0"), 2, "limit"),
    ],
)
def test_mistakes(  # noqa: PLR0917
    yishi: Run, office: Office, listed: str, arguments: tuple[str, ...], code: int, said: str
) -> None:
    """A mistake is answered with one line, and decides nothing."""
    named = [listed if argument == "LISTED" else argument for argument in arguments]
    result = yishi("exceptions", *named, "--db", office.url)
    assert (result.code, result.out) == (code, "")
    assert result.err.startswith("yishi: error: ")
    assert result.err.count("\n") == 1
    assert said in result.err
    assert listed in yishi("exceptions", "list", "--db", office.url).out


def test_a_database_that_is_not_there(yishi: Run) -> None:
    """Looking creates nothing."""
    result = yishi("exceptions", "list", "--db", "sqlite:///none.db")
    assert (result.code, "no such file" in result.err) == (1, True)
