"""Reading and proving what ``yishi audit export`` and ``yishi audit checkpoint`` wrote, without a database."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from yishi_engine.audit import AuditRecord, Checkpoint, CheckpointInvalid, Head, RecordInvalid, verify
from yishi_engine.errors import AuditChainBroken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """An export whose chains were proved.

    Attributes:
        heads: The head of each case, in the file's order.
        hashes: Case → hash of the record that was asked for, of those cases that have it.
    """

    heads: tuple[Head, ...]
    hashes: Mapping[str, str]


def verify_export(file: Path, *, asked: Mapping[str, int] | None = None) -> Export:
    """Prove every chain of an export, in memory that grows with its cases only.

    Args:
        file: The export: the records of a case stand together and in order.
        asked: Case → number of the record whose hash is wanted.

    Raises:
        RecordInvalid: A line is no record, or there is none.
        AuditChainBroken: Names the first record that is wrong.
        OSError: The file cannot be read.
    """
    asked = asked or {}
    heads: dict[str, Head] = {}
    hashes: dict[str, str] = {}

    def passing(records: Iterator[AuditRecord]) -> Iterator[AuditRecord]:
        for record in records:
            yield record
            heads[record.case] = Head(record.case, record.seq, record.hash)
            if asked.get(record.case) == record.seq:
                hashes[record.case] = record.hash

    for case, records in groupby(_records(file), attrgetter("case")):
        if case in heads:
            seq = heads[case].seq + 1
            raise AuditChainBroken(f'the records of case "{case}" do not stand together', case=case, seq=seq)
        verify(passing(records), case=case, head=None)
    if not heads:
        raise RecordInvalid(f'"{file}" holds no record')
    return Export(heads=tuple(heads.values()), hashes=hashes)


def read_checkpoint(file: Path) -> Checkpoint:
    """Read a checkpoint and prove that it is whole.

    Raises:
        CheckpointInvalid: It is none, or not whole.
        OSError: The file cannot be read.
    """
    try:
        with file.open(encoding="utf-8", newline="\n") as lines:
            return Checkpoint.from_lines(lines)
    except UnicodeDecodeError:
        raise CheckpointInvalid(f'"{file}" is no checkpoint: it is no text') from None


def _records(file: Path) -> Iterator[AuditRecord]:
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield AuditRecord.from_line(line.decode())
            except RecordInvalid as error:
                raise RecordInvalid(f'"{file}", line {number}: {error.message}') from None
            except UnicodeDecodeError:
                raise RecordInvalid(f'"{file}", line {number}: this is no text in UTF-8') from None
