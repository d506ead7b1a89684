"""The reference of delivery says what the code does: every type, every figure, every code."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.delivery.receiving import message
from yishi_engine.case.deciding.arguments import MAX_RESULT, MAX_TEXT
from yishi_engine.case.event_records import EVENT_TYPES
from yishi_engine.delivery import message_errors, nats, posting, webhook
from yishi_engine.delivery.answers import MAX_RETRY_AFTER, refuse
from yishi_engine.delivery.commands_in import _SHAPES, MAX_BODY, MAX_ID, TYPES
from yishi_engine.delivery.events import event_type
from yishi_engine.delivery.inbound import SLACK
from yishi_engine.delivery.relay import LEASE
from yishi_engine.delivery.retrying import RetryPolicy
from yishi_engine.delivery.signatures import TOLERANCE
from yishi_engine.delivery.sink import DeliveryFailed, DeliveryRefused
from yishi_engine.delivery.subjects import (
    PREFIX,
    command_subject,
    command_subjects,
    event_subject,
    event_subjects,
    receipt_subject,
)
from yishi_engine.delivery.worker import POLL_EVERY
from yishi_engine.errors import YishiError

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "delivery.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table whose first cell is ``heading``, without the heading."""
    _, _, rest = PAGE.partition(f"\n| {heading} |")
    lines = [line for line in rest.split("\n\n")[0].splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def codes(text: str) -> set[str]:
    """Return what stands between backticks."""
    return set(re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL)))


def test_every_event_type_is_listed_once() -> None:
    """An integrator finds every type, and no type that does not exist."""
    listed = [each for _, types in rows("about") for each in re.findall(r"`([^`]+)`", types)]
    assert sorted(listed) == sorted(map(event_type, EVENT_TYPES))


def test_every_command_is_listed_with_its_fields() -> None:
    """The table of commands names each with what it takes."""
    listed = {type_.strip("`"): codes(data) - {'"5 工作日"'} for type_, data in rows("type")}
    known = {f"cn.yishi.command.{name}.v1": {*shape.needed, *shape.optional} for name, shape in _SHAPES.items()}
    assert listed == known
    assert set(TYPES) == set(known)


def test_every_code_of_the_list_is_explained() -> None:
    """Whatever error lists a message is in the table."""
    told = {code for cell, _ in rows("code") for code in codes(cell)}
    ours = {
        each.code
        for each in vars(message_errors).values()
        if isinstance(each, type) and issubclass(each, YishiError) and each is not YishiError
    }
    assert ours - {"inbound.erased"} <= told
    assert {"conflict.key", "not_found", "storage.row"} <= told


def test_the_table_of_waits_is_the_policy() -> None:
    """The bounds that are shown are those that are waited."""
    policy = RetryPolicy()
    (shown,) = rows("failure")
    assert shown[0] == "at most"
    bounds = [float(cell.removesuffix(" s")) for cell in shown[1:]]
    assert bounds[:-1] == [policy.bound(failure) for failure in range(1, 13)]
    assert bounds[-1] == policy.bound(13) == policy.cap
    assert f"The {policy.max_attempts}th failure" in PAGE


@pytest.mark.parametrize(
    ("said", "true"),
    [
        ("within a poll (0.1 s)", timedelta(seconds=0.1) == POLL_EVERY),
        ("ends by itself, two minutes after", timedelta(minutes=2) == LEASE),
        ("an hour at the\nlatest", RetryPolicy().cap == 3600 <= MAX_RETRY_AFTER),
        ("none within 10 s", webhook.TIMEOUT == 10),
        ("beyond 64 kB and one second", (posting.MAX_RESPONSE, posting.DRAIN) == (64 * 1024, 1.0)),
        ("up to ten seconds", nats.TIMEOUT == 10),
        ("ten minutes in one that\n`ensure_stream` made", timedelta(minutes=10) == nats.DUPLICATE_WINDOW),
        ("1 to 120 characters", MAX_ID == 120),
        ("no more than five minutes off", timedelta(minutes=5) == SLACK == TOLERANCE),
        ("It is\n  256 kB at most", MAX_BODY == 256 * 1024),
        ("2,000 characters", MAX_TEXT == 2000),
        ("20,000", MAX_RESULT == 20_000),
    ],
)
def test_figures(said: str, true: bool) -> None:  # noqa: FBT001
    """Every figure in the text is the one in the code."""
    assert said in PAGE
    assert true


def statuses(row: list[str]) -> Iterator[int]:
    """Yield the statuses that a row of answers names."""
    for text in re.findall(r"\d(?:xx|\d\d)", row[0]):
        yield from range(int(text[0]) * 100, int(text[0]) * 100 + 100) if text.endswith("xx") else [int(text)]


def test_answers_mean_what_the_table_says() -> None:
    """Each status that a receiver may answer with is treated as its row says."""
    meant: dict[int, str] = {}
    for row in rows("your answer"):
        for status in statuses(row):
            meant.setdefault(status, row[1])
    for status, meaning in meant.items():
        found = "taken"
        try:
            refuse(status, "", datetime(2026, 2, 11, tzinfo=UTC))
        except DeliveryRefused:
            found = "refused"
        except DeliveryFailed:
            found = "not taken"
        assert meaning.startswith(found), status
    assert meant.keys() == set(range(200, 600))


def test_subjects_are_those_that_are_used() -> None:
    """The subjects that are shown are those that the code makes."""
    shown = codes(PAGE)
    assert event_subject(PREFIX, message()) in shown
    assert command_subject(PREFIX, "xfjy") in shown
    assert receipt_subject(PREFIX, "xfjy") in shown
    assert {event_subjects(PREFIX), command_subjects(PREFIX)} <= shown
