"""``yishi audit``: prove the chains, hand them over, and anchor them outside the database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from yishi_engine.audit import AuditRecord, compare, make_checkpoint
from yishi_engine.cli import options
from yishi_engine.cli.exports import read_checkpoint, verify_export
from yishi_engine.cli.groups import SuggestingGroup
from yishi_engine.cli.opening import find_case, find_chain, open_engine, open_store
from yishi_engine.cli.writing import write_lines
from yishi_engine.engine.clock import wall_clock
from yishi_engine.engine.proving import prove, prove_side_by_side
from yishi_engine.errors import AuditChainBroken, NotFound
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from yishi_engine.audit import Checkpoint, Finding
    from yishi_engine.store.port import Transaction

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(cls=SuggestingGroup, short_help="Prove, hand over and anchor the audit chains.")
def audit() -> None:
    """Prove, hand over and anchor the audit chains."""


@audit.command(short_help="Prove that nothing was changed, removed or slipped in.")
@options.optional_case
@options.database
@click.option("--file", "file", metavar="FILE", type=_FILE, help="Prove an export instead of the database.")
@click.option("--checkpoint", "kept", metavar="FILE", type=_FILE, help="Look for what was lost since it was taken.")
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="How many processes share the work; no more than there are processors to spare.",
)
def verify(name: str | None, url: str, file: Path | None, kept: Path | None, processes: int) -> None:
    """Prove that nothing was changed, removed or slipped in: of all cases, or of CASE (its id or number).

    Exit code 1 where something is wrong; the first wrong record is named. A chain proves its own inside: that a case is
    gone altogether shows only against a checkpoint that was kept elsewhere.

    All cases are proved part by part, each on one state of the database; others may write meanwhile.
    """
    if name and kept:
        raise click.UsageError("a checkpoint holds all cases: leave out CASE")
    if processes > 1 and (name or file):
        raise click.UsageError("processes share the cases of a database: leave out CASE and --file")
    checkpoint = read_checkpoint(kept) if kept else None
    if file:
        cases, records = _prove_export(file, name, checkpoint)
    else:
        cases, records = _prove_case(url, name) if name else _prove_database(url, checkpoint, processes)
    click.echo(f"审计链完整 intact: {cases} case(s), {records} record(s)")


def _prove_export(file: Path, name: str | None, checkpoint: Checkpoint | None) -> tuple[int, int]:
    """Prove an export; return how many cases and records were proved."""
    export = verify_export(file, asked={head.case: head.seq for head in checkpoint.heads} if checkpoint else None)
    heads = [head for head in export.heads if name in (None, head.case)]
    if name and not heads:
        raise NotFound(f'"{file}" holds no case with id "{name}"')
    if checkpoint:
        _refuse_loss(checkpoint, compare(checkpoint, heads, lambda case, _seq: export.hashes.get(case)))
    return len(heads), sum(head.seq for head in heads)


def _prove_case(url: str, name: str) -> tuple[int, int]:
    """Prove one case of a database; return how many cases and records were proved."""
    with open_engine(url) as (engine, store):
        return 1, engine.verify(find_case(store, name))


def _prove_database(url: str, checkpoint: Checkpoint | None, processes: int) -> tuple[int, int]:
    """Prove a database; return how many cases and records were proved."""
    with open_engine(url) as (_, store):
        proved = prove_side_by_side(url, processes) if processes > 1 else prove(store)
        if checkpoint:
            with store.read() as transaction:
                lost = compare(checkpoint, transaction.heads(), lambda *place: _stored_hash(transaction, *place))
            _refuse_loss(checkpoint, lost)
    return proved


def _stored_hash(transaction: Transaction, case: str, seq: int) -> str | None:
    return next((each for number, _, each in transaction.stored_rows(case) if number == seq), None)


def _refuse_loss(checkpoint: Checkpoint, findings: Iterable[Finding]) -> None:
    found = tuple(findings)
    for finding in found:
        click.echo(str(finding))
    if found:
        raise AuditChainBroken(
            f"lost since the checkpoint of {instant_text(checkpoint.taken_at)}: {len(found)} case(s), first {found[0]}",
            case=found[0].case,
            seq=found[0].seq,
        )


@audit.command(short_help="Write the records as JSON Lines.")
@options.optional_case
@options.database
@options.output
def export(name: str | None, url: str, target: str) -> None:
    """Write the records as JSON Lines, one a line, in order, case by case: of all cases, or of CASE (its id or number).

    Records hold no personal data in clear; those of a case that is gone or cannot be read are written as well. The file
    appears only once it is whole.
    """
    cases: set[str] = set()
    with open_store(url) as store:
        store.check()
        chosen = find_chain(store, name) if name else None
        with store.read() as transaction:
            found = transaction.records(chosen) if chosen else _all_records(transaction)
            records = write_lines(target, _lines(found, cases))
    if target != "-":
        click.echo(f"{target}: {len(cases)} case(s), {records} record(s)")


def _all_records(transaction: Transaction) -> Iterator[AuditRecord]:
    for _, _, body, hash_ in transaction.stored_records():
        yield AuditRecord.from_stored(body, hash_)


def _lines(records: Iterable[AuditRecord], cases: set[str]) -> Iterator[str]:
    """Yield records as lines, and collect whose they are."""
    for record in records:
        cases.add(record.case)
        yield f"{record.line()}\n"


@audit.command(short_help="Write the heads of all chains, to be kept elsewhere.")
@options.database
@options.output
def checkpoint(url: str, target: str) -> None:
    """Write the heads of all chains, to be kept outside the database; later: yishi audit verify --checkpoint FILE.

    The root that is printed stands for all of them: print it, sign it or have it time-stamped.
    """
    with open_store(url) as store:
        store.check()
        with store.read() as transaction:
            taken = make_checkpoint(transaction.heads(), taken_at=wall_clock(), algo=store.algo)
    write_lines(target, taken.lines())
    if target != "-":
        click.echo(f"{target}: {len(taken.heads)} case(s), root {taken.algo} {taken.root}")
