"""``yishi exceptions``: departments' messages that could not be carried out, and what is decided about them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import click

from yishi_engine.cli import options
from yishi_engine.cli.failures import FAILED
from yishi_engine.cli.groups import SuggestingGroup
from yishi_engine.cli.opening import open_engine
from yishi_engine.cli.text import moment, table
from yishi_engine.delivery.inbound import Inbound
from yishi_engine.delivery.receipt import Outcome
from yishi_engine.store.exception_port import ExceptionState
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yishi_engine.store.exception_port import ExceptionEntry

_STATES: Final = {
    "pending": ExceptionState.PENDING,
    "done": ExceptionState.CARRIED_OUT,
    "dismissed": ExceptionState.DISMISSED,
}
_HEADINGS: Final = ("received", "sender", "asks for", "task", "code", "tried")
_WIDTHS: Final = (16, 20, 24, 60, 24, 5)

_entry = click.argument("exception_id", metavar="ID")


@click.group(cls=SuggestingGroup, short_help="Decide about departments' messages that were not carried out.")
def exceptions() -> None:
    """Decide about messages of departments' systems that could not be carried out: late, contradictory, or unknown."""


@exceptions.command("list", short_help="List what nobody has decided about yet.")
@options.database
@click.option(
    "--state",
    type=click.Choice(list(_STATES)),
    default="pending",
    show_default=True,
    help="Those carried out or dismissed instead.",
)
@click.option("--after", metavar="ID", default="", help="Go on after this one.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True, help="How many at most.")
@options.output_format
def list_(url: str, state: str, after: str, limit: int, form: str) -> None:
    """List messages, the oldest first, each with what was wrong; yishi exceptions show ID tells what one says."""
    with open_engine(url) as (engine, _):
        found = Inbound(engine, {}).exceptions(state=_STATES[state], after=after, limit=limit)
    if form == "json":
        click.echo(json.dumps([_plain(each) for each in found], ensure_ascii=False, indent=2))
        return
    for line in _lines(found):
        click.echo(line)
    if len(found) == limit:
        click.echo(f"there may be more: --after {found[-1].id}")


@exceptions.command(short_help="Show a message with what it says.")
@_entry
@options.database
def show(exception_id: str, url: str) -> None:
    """Show the message ID with what it says, which may hold personal data; nothing of that once it was answered."""
    with open_engine(url) as (engine, _):
        entry = Inbound(engine, {}).exception(exception_id)
    click.echo(json.dumps({**_plain(entry), "message": entry.body}, ensure_ascii=False, indent=2))


@exceptions.command(short_help="Try once more, after what was wrong has been mended.")
@_entry
@options.database
@click.option(
    "--by", metavar="WHO", default="operator", show_default=True, help="Who retries it: a pseudonym, for the record."
)
@click.option("--now", "as_of_now", is_flag=True, help="Let it count from now, and not from the time that it says.")
def retry(exception_id: str, url: str, by: str, *, as_of_now: bool) -> int | None:
    """Try once more to carry out the message ID. Exit code 1 if it fails again; it then stays on the list.

    A message that is late never passes by its own time; with --now it counts from now, on the word of who retries it.
    """
    with open_engine(url) as (engine, _):
        receipt = Inbound(engine, {}).retry(exception_id, by=by, as_of_now=as_of_now)
    if receipt.outcome is Outcome.DONE:
        click.echo(f"{exception_id}: carried out, case {receipt.case_id}")
        return None
    if receipt.outcome is Outcome.DISMISSED:
        click.echo(f"{exception_id}: was dismissed before")
    else:
        click.echo(f"{exception_id}: failed again: {receipt.code}: {receipt.detail}")
    return FAILED


@exceptions.command(short_help="Decide that a message is not carried out.")
@_entry
@options.database
@click.option("--by", metavar="WHO", required=True, help="Who decides: a pseudonym, for the record.")
@click.option("--reason", metavar="TEXT", required=True, help="Why; no personal data, it is kept.")
def dismiss(exception_id: str, url: str, by: str, reason: str) -> None:
    """Decide that the message ID is not carried out. It is erased; who decided, when and why is kept."""
    with open_engine(url) as (engine, _):
        entry = Inbound(engine, {}).dismiss(exception_id, by=by, reason=reason)
    click.echo(f"{entry.id}: dismissed")


def _lines(found: Sequence[ExceptionEntry]) -> Iterator[str]:
    if not found:
        yield "none"
        return
    rows = [
        (moment(each.received_at), each.sender, _asked(each), _task(each), each.code, str(each.attempts))
        for each in found
    ]
    lines = iter(table([_HEADINGS, *rows], limits=_WIDTHS))
    yield next(lines)
    for each, line in zip(found, lines, strict=True):
        yield line
        yield f"    {each.id}{_said(each)}"


def _asked(entry: ExceptionEntry) -> str:
    return entry.type.removeprefix("cn.yishi.command.").removesuffix(".v1") or "—"


def _task(entry: ExceptionEntry) -> str:
    return ":".join(part for part in (entry.case_id, entry.item) if part) or "—"


def _said(entry: ExceptionEntry) -> str:
    if entry.answered_at:
        why = f": {entry.reason}" if entry.reason else ""
        return f"  {moment(entry.answered_at)} by {entry.answered_by}{why}"
    return f"  {entry.detail}" if entry.detail else "  erased with its case"


def _plain(entry: ExceptionEntry) -> dict[str, object]:
    return {
        "id": entry.id,
        "sender": entry.sender,
        "department": entry.department,
        "event_id": entry.event_id,
        "type": entry.type,
        "case_id": entry.case_id,
        "item": entry.item,
        "received_at": instant_text(entry.received_at),
        "code": entry.code,
        "detail": entry.detail,
        "attempts": entry.attempts,
        "state": entry.state.value,
        "answered_at": instant_text(entry.answered_at) if entry.answered_at else None,
        "answered_by": entry.answered_by,
        "reason": entry.reason,
    }
