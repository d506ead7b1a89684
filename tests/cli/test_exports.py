"""Reading what was handed over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from yishi_engine.audit import GENESIS, AuditRecord, CheckpointInvalid, RecordInvalid, make_checkpoint, seal
from yishi_engine.cli.exports import read_checkpoint, verify_export
from yishi_engine.errors import AuditChainBroken

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 2, 11, 1, 30, tzinfo=UTC)


def chain(case: str, length: int) -> list[AuditRecord]:
    """Return a sound chain."""
    records: list[AuditRecord] = []
    for seq in range(1, length + 1):
        records.append(
            seal(
                algo="sha256",
                case=case,
                seq=seq,
                prev=records[-1].hash if records else GENESIS,
                type="case.submitted",
                actor={"id": "p-1", "role": "applicant"},
                data={"note": "备注"},
                occurred_at=NOW,
                recorded_at=NOW,
            )
        )
    return records


def write(file: Path, *records: AuditRecord) -> Path:
    """Write records as an export has them."""
    file.write_text("".join(f"{record.line()}\n" for record in records), encoding="utf-8")
    return file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the place of an export."""
    return tmp_path / "export.jsonl"


def test_heads_are_those_of_the_last_records(file: Path) -> None:
    """Each case's head is its last record, in the order of the file."""
    one, two = chain("b", 3), chain("a", 1)
    export = verify_export(write(file, *one, *two))
    assert export.heads == (("b", 3, one[-1].hash), ("a", 1, two[-1].hash))


def test_asked_hashes_are_found(file: Path) -> None:
    """The hash of a record in the middle is told, of one that is not there nothing."""
    one = chain("a", 3)
    assert verify_export(write(file, *one), asked={"a": 2, "b": 1}).hashes == {"a": one[1].hash}
    assert verify_export(file, asked={"a": 9}).hashes == {}


def test_an_empty_export_proves_nothing(file: Path) -> None:
    """A file without a record is no evidence that is whole: the export failed, or somebody emptied it."""
    with pytest.raises(RecordInvalid, match="holds no record"):
        verify_export(write(file))


def test_a_gap_is_named(file: Path) -> None:
    """A record that is missing in the middle is named."""
    one = chain("a", 4)
    with pytest.raises(AuditChainBroken, match="gap") as caught:
        verify_export(write(file, *one[:2], *one[3:]))
    assert (caught.value.case, caught.value.seq) == ("a", 3)


def test_two_halves_of_a_case_are_no_chain(file: Path) -> None:
    """Records of one case around those of another are refused."""
    one, two = chain("a", 4), chain("b", 1)
    with pytest.raises(AuditChainBroken, match="do not stand together") as caught:
        verify_export(write(file, *one[:2], *two, *one[2:]))
    assert (caught.value.case, caught.value.seq) == ("a", 3)


@pytest.mark.parametrize("noise", [b"{}\n", b"\n", b"\xff\n", b"[1, 2]\n", b'{"seq": 1e400}\n', b"[" * 3000 + b"\n"])
def test_noise_is_named_with_its_line(file: Path, noise: bytes) -> None:
    """A line that is no record is named by its number."""
    write(file, *chain("a", 2))
    with file.open("ab") as stream:
        stream.write(noise)
    with pytest.raises(RecordInvalid, match=r'export\.jsonl", line 3: '):
        verify_export(file)


def test_checkpoint_is_read_back(file: Path) -> None:
    """A checkpoint that was written is the same when it is read."""
    taken = make_checkpoint([("a", 2, "0" * 64)], taken_at=NOW, algo="sha256")
    file.write_text("".join(taken.lines()), encoding="utf-8", newline="\n")
    assert read_checkpoint(file) == taken


@pytest.mark.parametrize("noise", [b"", b"\xff", b"{}\n", b"no json\n"])
def test_noise_is_no_checkpoint(file: Path, noise: bytes) -> None:
    """Anything else is refused, text or not."""
    file.write_bytes(noise)
    with pytest.raises(CheckpointInvalid, match="no checkpoint"):
        read_checkpoint(file)
