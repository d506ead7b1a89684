"""``yishi delivery``: look at what is still to be delivered, and decide about what was given up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from yishi_engine import log
from yishi_engine.cli import options
from yishi_engine.cli.groups import SuggestingGroup
from yishi_engine.cli.opening import find_chain, open_store
from yishi_engine.delivery.transactions import in_transaction
from yishi_engine.engine.clock import wall_clock
from yishi_engine.errors import NotFound
from yishi_engine.store.delivery_port import DeliveryState
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from yishi_engine.store.delivery_port import Backlog, Delivery
    from yishi_engine.store.port import Store


@click.group(cls=SuggestingGroup, short_help="Look at deliveries, and decide about what was given up.")
def delivery() -> None:
    """Look at what is still to be delivered, and decide about what was given up."""


@delivery.command("list", short_help="List what is still to be delivered.")
@options.database
@click.option("--dead", is_flag=True, help="Only what was given up.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True, help="How many at most.")
@options.output_format
def list_(url: str, *, dead: bool, limit: int, form: str) -> None:
    """List what is still to be delivered, of each sink the longest waiting first, and how much there is.

    A case that waits holds back only itself: what follows the message that failed comes after it.
    """
    states = [DeliveryState.DEAD] if dead else [DeliveryState.DEAD, DeliveryState.PENDING]
    with open_store(url) as store:
        store.check()
        with store.read() as transaction:
            backlog = transaction.backlog()
            found = [each for state in states for each in transaction.deliveries(state=state, limit=limit)][:limit]
    now = wall_clock()
    if form == "json":
        click.echo(json.dumps(_plain(backlog, found, now), ensure_ascii=False, indent=2))
        return
    for line in _lines(backlog, found, now):
        click.echo(line)


@delivery.command(short_help="Try at once what failed or was given up.")
@click.argument("name", metavar="[CASE]", required=False)
@options.database
@click.option("--sink", metavar="NAME", help="Only for this sink.")
@click.option("--all", "everything", is_flag=True, help="Of all cases.")
def resend(name: str | None, url: str, *, sink: str | None, everything: bool) -> None:
    """Try at once what failed or was given up, of CASE (its id or number) or with --all of all cases.

    The message that failed comes first, then those behind it, in order. A worker has to be running.
    """
    if bool(name) == everything:
        raise click.UsageError("name a CASE, or write --all")
    with open_store(url) as store:
        store.check()
        _refuse_unknown(store, sink)
        case_id = find_chain(store, name) if name else None
        now = wall_clock()
        count = in_transaction(store, lambda transaction: transaction.resend(now, case_id=case_id, sink=sink))
        if not count and name:
            raise NotFound(f'no delivery of case "{name}" has failed')
    click.echo(f"{count} delivery(ies) will be tried again")


@delivery.command(short_help="Give up exactly one message, so that those behind it go on.")
@options.case
@options.database
@click.option("--sink", metavar="NAME", required=True, help="The sink.")
@click.option("--reason", metavar="TEXT", required=True, help="Why; it is logged.")
def skip(name: str, url: str, sink: str, reason: str) -> None:
    """Give up the one message of CASE (its id or number) that holds back the others, for one sink.

    The sink will never get it. Its record stays in the case's audit chain.
    """
    if not reason.strip():
        raise click.UsageError("a reason is needed")
    with open_store(url) as store:
        store.check()
        _refuse_unknown(store, sink)
        case_id = find_chain(store, name)
        now = wall_clock()
        seq = in_transaction(store, lambda transaction: transaction.skip(case_id, sink, now))
        if seq is None:
            raise NotFound(
                f'nothing of case "{name}" waits for "{sink}", or a worker is at it', advice="see yishi delivery list"
            )
    log.noted("delivery.skipped", case=case_id, seq=str(seq), sink=sink, reason=reason)
    click.echo(f"{case_id}/{seq} will not be delivered to {sink}")


@delivery.command(short_help="Drop a sink with everything that waits for it.")
@click.argument("sink", metavar="SINK")
@options.database
@click.option("--yes", is_flag=True, help="Really; what waits for it will never be delivered to it.")
def forget(sink: str, url: str, *, yes: bool) -> None:
    """Drop SINK, which nobody serves any more, with everything that waits for it.

    A worker that is given the same name later registers it anew, and delivers what is recorded from then on.
    """
    with open_store(url) as store:
        store.check()
        _refuse_unknown(store, sink)
        if not yes:
            raise click.UsageError(f'what waits for "{sink}" would never be delivered; write --yes if that is meant')
        count = in_transaction(store, lambda transaction: transaction.forget_sink(sink))
    click.echo(f"{sink}: forgotten, with what waited of {count or 0} case(s)")


def _refuse_unknown(store: Store, sink: str | None) -> None:
    with store.read() as transaction:
        known = transaction.sinks()
    if sink is not None and sink not in known:
        raise NotFound(f'no sink "{sink}"; there are: {", ".join(known) or "none"}')


def _lines(backlog: Sequence[Backlog], found: Sequence[Delivery], now: datetime) -> Iterator[str]:
    for each in backlog:
        age = f", the oldest for {_age(each.oldest, now)}" if each.oldest else ""
        yield f"{each.sink or '(not routed)'}: {each.pending} case(s) waiting{age}; {each.dead} given up"
    for one in found:
        records = str(one.next_seq) if one.next_seq == one.last_seq else f"{one.next_seq}-{one.last_seq}"
        tried = f", {one.attempts} attempt(s): {one.error}" if one.attempts else ""
        yield f"{one.sink or '(not routed)'}  {one.case_id}/{records}  {_state(one, now)}{tried}"


def _state(one: Delivery, now: datetime) -> str:
    if one.state is DeliveryState.DEAD:
        return "given up"
    if one.claimed:
        return "being delivered"
    return (
        f"again in {_age(now, one.available_at)}" if one.available_at > now else f"waiting for {_age(one.since, now)}"
    )


def _age(since: datetime, now: datetime) -> str:
    seconds = max(0, int((now - since).total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _plain(backlog: Sequence[Backlog], found: Sequence[Delivery], now: datetime) -> dict[str, object]:
    return {
        "now": instant_text(now),
        "backlog": [
            {
                "sink": each.sink,
                "pending": each.pending,
                "oldest": instant_text(each.oldest) if each.oldest else None,
                "dead": each.dead,
            }
            for each in backlog
        ],
        "deliveries": [
            {
                "sink": each.sink,
                "case": each.case_id,
                "next_seq": each.next_seq,
                "last_seq": each.last_seq,
                "state": each.state.value,
                "claimed": each.claimed,
                "since": instant_text(each.since),
                "available_at": instant_text(each.available_at),
                "attempts": each.attempts,
                "error": each.error,
            }
            for each in found
        ],
    }
