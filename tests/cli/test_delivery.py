"""``yishi delivery``."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import alter
from yishi_engine import Engine, SqlStore
from yishi_engine.bundle import Catalog
from yishi_engine.cli import delivery
from yishi_engine.delivery import CallableSink, DeliveryFailed, Relay, RetryPolicy
from yishi_engine.testing.builders import START

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Office, Run
    from yishi_engine.delivery import Message

POLICY = RetryPolicy(base=3600, cap=3600, max_attempts=1)


@pytest.fixture
def store(office: Office) -> Iterator[SqlStore]:
    """Return the office's store."""
    store = SqlStore.from_url(office.url)
    yield store
    store.dispose()


def deliver(store: SqlStore, *, failing: tuple[str, int] | None = None, policy: RetryPolicy = POLICY) -> list[str]:
    """Deliver what there is to a sink ``portal``, which fails at one message; return the ids that it took."""
    taken = []

    def take(message: Message) -> None:
        if (message.case_id, message.seq) == failing:
            raise DeliveryFailed("too large")
        taken.append(message.id)

    clock = Engine(store=store, catalog=Catalog((), {})).now
    Relay(store, [CallableSink("portal", take)], clock=clock, policy=policy, draw=lambda: 1.0).run_until_idle()
    return taken


def test_nothing_is_listed_where_nothing_waits(yishi: Run, office: Office, store: SqlStore) -> None:
    """Each sink is named with what waits for it, if need be nothing."""
    deliver(store)
    result = yishi("delivery", "list", "--db", office.url)
    assert (result.code, result.out) == (0, "portal: 0 case(s) waiting; 0 given up\n")


def test_what_was_given_up_is_listed(yishi: Run, office: Office, store: SqlStore) -> None:
    """With the case, the records that are held back, and why."""
    deliver(store, failing=(office.done, 3))
    result = yishi("delivery", "list", "--dead", "--db", office.url)
    first, second = result.out.splitlines()
    assert first == "portal: 0 case(s) waiting; 1 given up"
    assert second.startswith(f"portal  {office.done}/3-")
    assert second.endswith("  given up, 1 attempt(s): DeliveryFailed: too large")


def test_what_waits_is_listed(yishi: Run, office: Office, store: SqlStore) -> None:
    """What is tried again, and what has not been routed; with --dead neither of them."""
    assert "(not routed): 2 case(s) waiting, the oldest for " in yishi("delivery", "list", "--db", office.url).out
    deliver(store, failing=(office.done, 1), policy=RetryPolicy(base=3600, cap=3600))
    listed = yishi("delivery", "list", "--db", office.url).out
    assert f"portal  {office.done}/1-" in listed
    assert "again in " in listed
    assert office.done not in yishi("delivery", "list", "--dead", "--db", office.url).out


def test_the_list_is_bounded(yishi: Run, office: Office) -> None:
    """No more is listed than asked for."""
    result = yishi("delivery", "list", "--limit", "1", "--db", office.url)
    assert len(result.out.splitlines()) == 2


def test_the_list_as_json(yishi: Run, office: Office, store: SqlStore) -> None:
    """The same for programs."""
    deliver(store, failing=(office.done, 2))
    found = json.loads(yishi("delivery", "list", "--format", "json", "--db", office.url).out)
    assert found["backlog"] == [{"sink": "portal", "pending": 0, "oldest": None, "dead": 1}]
    (one,) = found["deliveries"]
    assert (one["sink"], one["case"], one["next_seq"], one["state"]) == ("portal", office.done, 2, "dead")
    assert (one["attempts"], one["error"], one["claimed"]) == (1, "DeliveryFailed: too large", False)


def test_what_was_given_up_is_sent_again(yishi: Run, office: Office, store: SqlStore) -> None:
    """After ``resend`` a worker delivers all of it, the message that failed first."""
    deliver(store, failing=(office.done, 3))
    result = yishi("delivery", "resend", office.done, "--sink", "portal", "--db", office.url)
    assert (result.code, result.out) == (0, "1 delivery(ies) will be tried again\n")
    assert deliver(store)[0] == f"{office.done}/3"
    again = yishi("delivery", "resend", office.done, "--db", office.url)
    assert (again.code, again.err.count("\n")) == (1, 1)
    assert "has failed" in again.err


def test_everything_is_sent_again(yishi: Run, office: Office, store: SqlStore) -> None:
    """With ``--all``, and with a number in place of an id."""
    deliver(store, failing=(office.open, 2))
    assert yishi("delivery", "resend", "--all", "--db", office.url).out.startswith("1 ")
    assert yishi("delivery", "resend", "--all", "--sink", "portal", "--db", office.url).out.startswith("0 ")
    deliver(store, failing=(office.open, 2))
    assert yishi("delivery", "resend", office.number, "--db", office.url).code == 0


def test_one_message_is_skipped(yishi: Run, office: Office, store: SqlStore, caplog: pytest.LogCaptureFixture) -> None:
    """Exactly the one that holds back the others, with a reason that is logged."""
    deliver(store, failing=(office.done, 3))
    with caplog.at_level("WARNING", logger="yishi_engine"):
        result = yishi(
            "delivery", "skip", office.done, "--sink", "portal", "--reason", "收件方已停用", "--db", office.url
        )
    assert (result.code, result.out) == (0, f"{office.done}/3 will not be delivered to portal\n")
    (logged,) = [record for record in caplog.records if "delivery.skipped" in record.getMessage()]
    assert "收件方已停用" in logged.getMessage()
    assert deliver(store)[0] == f"{office.done}/4"
    again = yishi("delivery", "skip", office.done, "--sink", "portal", "--reason", "x", "--db", office.url)
    assert (again.code, again.err.count("\n")) == (1, 1)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM yishi_case WHERE id = ?", "UPDATE yishi_case SET body = 'noise' WHERE id = ?"]
)
def test_deliveries_of_a_case_that_is_gone(yishi: Run, office: Office, store: SqlStore, statement: str) -> None:
    """They can be sent again or skipped by the case's id, whatever became of its row."""
    deliver(store, failing=(office.done, 3))
    alter(office.file, statement, office.done)
    asked = (office.done, "--sink", "portal", "--db", office.url)
    assert yishi("delivery", "resend", *asked).out == "1 delivery(ies) will be tried again\n"
    skipped = yishi("delivery", "skip", *asked, "--reason", "办件已删除")
    assert (skipped.code, skipped.out) == (0, f"{office.done}/3 will not be delivered to portal\n")


def test_a_sink_is_forgotten(yishi: Run, office: Office, store: SqlStore) -> None:
    """Only with --yes; what waited for it goes as well."""
    deliver(store, failing=(office.done, 3))
    refused = yishi("delivery", "forget", "portal", "--db", office.url)
    assert (refused.code, "--yes" in refused.err) == (2, True)
    result = yishi("delivery", "forget", "portal", "--yes", "--db", office.url)
    assert (result.code, result.out) == (0, "portal: forgotten, with what waited of 1 case(s)\n")
    assert yishi("delivery", "list", "--db", office.url).out == ""


MISTAKES = {
    "resend of nothing": (("resend",), 2, "name a CASE, or write --all"),
    "resend of a case and of all": (("resend", "x", "--all"), 2, "name a CASE, or write --all"),
    "resend of a case that is not there": (("resend", "x"), 1, 'no case with id or number "x"'),
    "resend to a sink that is not there": (("resend", "--all", "--sink", "x"), 1, 'no sink "x"; there are: portal'),
    "skip without a sink": (("skip", "x", "--reason", "y"), 2, "--sink"),
    "skip without a reason": (("skip", "x", "--sink", "portal"), 2, "--reason"),
    "skip with an empty reason": (("skip", "x", "--sink", "portal", "--reason", " "), 2, "a reason is needed"),
    "skip of a case that is not there": (("skip", "x", "--sink", "portal", "--reason", "y"), 1, "no case"),
    "forget of a sink that is not there": (("forget", "x", "--yes"), 1, 'no sink "x"'),
    "list of a database that is not there": (("list", "--db", "sqlite:///none.db"), 1, "no such file"),
    "list of nothing": (("list", "--limit", "0"), 2, "--limit"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_get_one_line(yishi: Run, office: Office, store: SqlStore, mistake: str) -> None:
    """Each mistake is named in one line, with an exit code that is not 0."""
    deliver(store)
    arguments, code, said = MISTAKES[mistake]
    base = () if "--db" in arguments else ("--db", office.url)
    result = yishi("delivery", *arguments, *base)
    assert (result.code, result.out, result.err.count("\n")) == (code, "", 1), result.err
    assert said in result.err


def test_ages_are_read_at_a_glance() -> None:
    """In the largest unit of which there are at least two."""
    spans = {"59 s": 59, "119 s": 119, "2 min": 120, "119 min": 7199, "2 h": 7200, "2 d": 172800, "0 s": -5}
    assert {delivery._age(START, START + timedelta(seconds=seconds)): seconds for seconds in spans.values()} == spans
