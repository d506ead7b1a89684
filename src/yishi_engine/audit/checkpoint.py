"""Checkpoints: the heads of all chains at one instant, kept outside the database.

A chain proves its own inside. That a whole case is gone, or that a chain and the head on its case were cut back
together, shows only against something that whoever holds the database cannot rewrite: this file, its root printed,
signed or time-stamped.

The file is JSON Lines: a summary, then one head a line, sorted by case. The root is the hash of everything after the
first line, so ``tail -n +2 FILE | sha256sum`` gives it too. A checkpoint is held in memory, the heads of the store are
streamed past it: a million cases are a file of 131 MB and take 0.4 GB.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from yishi_engine.audit.canonical import canonical, read
from yishi_engine.audit.digest import hasher
from yishi_engine.errors import YishiError
from yishi_engine.worktime.instants import instant_from_text, instant_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

VERSION: Final = 1
_SUMMARY: Final = {"algo": str, "cases": int, "root": str, "taken_at": str, "v": int}
_HEAD: Final = {"case": str, "hash": str, "seq": int}


class CheckpointInvalid(YishiError):
    """A file is no checkpoint, or its heads are not those that its root was taken of."""

    code: ClassVar[str] = "audit.checkpoint"


class Head(NamedTuple):
    """The newest record of one case.

    Attributes:
        case: Id of the case.
        seq: Number of the record.
        hash: Its hash.
    """

    case: str
    seq: int
    hash: str

    def line(self) -> str:
        """Return the head as one line of a checkpoint's file, with the line's end."""
        return f"{canonical(self._asdict()).decode()}\n"


class Loss(StrEnum):
    """What a store has lost since a checkpoint was taken."""

    CASE_GONE = "the case is gone"
    RECORD_GONE = "the record is gone"
    RECORD_CHANGED = "the record has another hash"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One contradiction between a checkpoint and a store.

    Attributes:
        case: Id of the case.
        seq: Number of the record that is gone or has another hash; the first one where several are gone.
        loss: What happened.
    """

    case: str
    seq: int
    loss: Loss

    def __str__(self) -> str:
        """Return the finding as one line of English."""
        return f'case "{self.case}", record {self.seq}: {self.loss}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The heads of all chains of a store at one instant.

    Attributes:
        taken_at: When they were read; aware, UTC.
        algo: Hash algorithm of the root, ``sha256`` or ``sm3``.
        heads: One a case, sorted by case.
        root: Hash of the lines of all heads, 64 lower-case hexadecimal digits.
    """

    taken_at: datetime
    algo: str
    heads: tuple[Head, ...]
    root: str

    def summary(self) -> dict[str, object]:
        """Return the first line of the file in JSON's types: the count of cases and the root, which bind the rest."""
        return {
            "algo": self.algo,
            "cases": len(self.heads),
            "root": self.root,
            "taken_at": instant_text(self.taken_at),
            "v": VERSION,
        }

    def lines(self) -> Iterator[str]:
        """Yield the lines of the file, each with its end; to be written as UTF-8, ends of lines untranslated."""
        yield f"{canonical(self.summary()).decode()}\n"
        for head in self.heads:
            yield head.line()

    @classmethod
    def from_lines(cls, lines: Iterable[str]) -> Checkpoint:
        """Read the file of a checkpoint and prove that it is whole.

        Raises:
            CheckpointInvalid: A line is not as :meth:`lines` writes it, or the heads do not give count and root.
            AlgorithmUnavailable: The root's algorithm is unknown or cannot be computed here.
        """
        texts = iter(lines)
        try:
            summary = _object(next(texts, ""), _SUMMARY)
            taken_at = instant_from_text(summary["taken_at"])
            heads = (Head(**_object(text, _HEAD)) for text in texts)
            checkpoint = make_checkpoint(heads, taken_at=taken_at, algo=summary["algo"])
        except ValueError as error:
            raise CheckpointInvalid(f"this is no checkpoint: {error}") from None
        if checkpoint.summary() != summary:
            raise CheckpointInvalid(
                f"the summary of the checkpoint does not fit its {len(checkpoint.heads)} head(s)",
                advice="take the file from where it was first kept",
            )
        return checkpoint


def _object(text: str, types: Mapping[str, type]) -> dict[str, Any]:
    """Read a line that must be an object with exactly these fields."""
    value = read(text)
    if not isinstance(value, dict) or {name: type(entry) for name, entry in value.items()} != types:
        raise ValueError(f"a line has other fields than {', '.join(types)}")
    return value


def make_checkpoint(heads: Iterable[tuple[str, int, str]], *, taken_at: datetime, algo: str) -> Checkpoint:
    """Take a checkpoint.

    Args:
        heads: ``(case, seq, hash)`` of every case, each once, in any order, read in one snapshot.
        taken_at: When they were read; aware.
        algo: ``sha256`` or ``sm3``.

    Returns:
        The checkpoint; write its ``lines()`` to a file outside the database.

    Raises:
        ValueError: A case comes twice, or the instant has no time zone.
        AlgorithmUnavailable: The algorithm is unknown or cannot be computed here.
    """
    ordered = sorted(Head(*head) for head in heads)
    for earlier, later in pairwise(ordered):
        if earlier.case == later.case:
            raise ValueError(f'case "{later.case}" has two heads')
    running = hasher(algo)
    for head in ordered:
        running.update(head.line().encode())
    instant_text(taken_at)  # refuses an instant without a time zone now, not when the file is written
    return Checkpoint(taken_at=taken_at, algo=algo, heads=tuple(ordered), root=running.hexdigest())


def compare(
    checkpoint: Checkpoint,
    store_heads: Iterable[tuple[str, int, str]],
    prefix_hash: Callable[[str, int], str | None],
) -> tuple[Finding, ...]:
    """Look for what a store has lost since a checkpoint. What came later, cases or records, is in order.

    Only heads are looked at here: that each chain leads to its head is what ``verify_stored`` proves.

    Args:
        checkpoint: The checkpoint, as kept outside the database.
        store_heads: ``(case, seq, hash)`` of every case in the store now, in any order.
        prefix_hash: Returns the stored hash of a case's record by number, or ``None`` if there is none; asked only
            for cases that went on since.

    Returns:
        The findings, sorted by case; empty when nothing is lost.
    """
    unseen = {head.case: head for head in checkpoint.heads}
    findings = []
    for case, seq, newest in store_heads:
        kept = unseen.pop(case, None)
        if kept is None:
            continue
        if seq < kept.seq:
            findings.append(Finding(case=case, seq=seq + 1, loss=Loss.RECORD_GONE))
            continue
        found = newest if seq == kept.seq else prefix_hash(case, kept.seq)
        if found != kept.hash:
            loss = Loss.RECORD_GONE if found is None else Loss.RECORD_CHANGED
            findings.append(Finding(case=case, seq=kept.seq, loss=loss))
    findings.extend(Finding(case=case, seq=1, loss=Loss.CASE_GONE) for case in unseen)
    return tuple(sorted(findings, key=attrgetter("case")))
