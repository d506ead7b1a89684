"""``yishi audit``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import alter
from yishi_engine.audit import AuditRecord

if TYPE_CHECKING:
    from tests.cli.conftest import Office, Run

RECORDS = 27


@pytest.fixture
def exported(yishi: Run, office: Office) -> Path:
    """Return an export of all cases."""
    assert yishi("audit", "export", "-o", "all.jsonl", "--db", office.url).code == 0
    return Path("all.jsonl")


@pytest.fixture
def kept(yishi: Run, office: Office) -> Path:
    """Return a checkpoint of all cases."""
    assert yishi("audit", "checkpoint", "-o", "kept.jsonl", "--db", office.url).code == 0
    return Path("kept.jsonl")


class TestVerify:
    """Proving a database."""

    def test_all_cases_are_counted(self, yishi: Run, office: Office) -> None:
        """A sound database is proved, with the number of its cases and records."""
        result = yishi("audit", "verify", "--db", office.url)
        assert (result.code, result.err) == (0, "")
        assert result.out == f"审计链完整 intact: 2 case(s), {RECORDS} record(s)\n"

    def test_processes_may_share_the_work(self, yishi: Run, office: Office, kept: Path) -> None:
        """Several processes prove the same, say the same, and name the same."""
        asked = ("audit", "verify", "--processes", "2", "--db", office.url)
        result = yishi(*asked, "--checkpoint", kept)
        assert (result.code, result.out) == (0, f"审计链完整 intact: 2 case(s), {RECORDS} record(s)\n")
        alter(office.file, "UPDATE yishi_audit SET body = 'noise' WHERE case_id = ? AND seq = 2", office.open)
        alone, shared = yishi("audit", "verify", "--db", office.url), yishi(*asked)
        assert alone == shared
        assert (shared.code, shared.out, shared.err.count("\n")) == (1, "", 1)
        assert "record 2" in shared.err

    @pytest.mark.parametrize("other", [("{number}",), ("--file", "all.jsonl")])
    def test_processes_share_nothing_but_all_cases(
        self, yishi: Run, office: Office, exported: Path, other: tuple[str, ...]
    ) -> None:
        """One case, or an export, is proved by one process; to ask for more is a mistake."""
        assert exported.exists()
        result = yishi("audit", "verify", *(each.format(number=office.number) for each in other), "--processes", "2")
        assert (result.code, result.out) == (2, "")
        assert "processes share" in result.err

    def test_no_process_proves_nothing(self, yishi: Run, office: Office) -> None:
        """Fewer than one process are refused."""
        result = yishi("audit", "verify", "--processes", "0", "--db", office.url)
        assert (result.code, result.out) == (2, "")

    @pytest.mark.parametrize("by", ["open", "number"])
    def test_one_case(self, yishi: Run, office: Office, by: str) -> None:
        """One case is proved by its id or number."""
        result = yishi("audit", "verify", getattr(office, by), "--db", office.url)
        assert result.out.startswith("审计链完整 intact: 1 case(s), ")

    @pytest.mark.parametrize(
        ("statement", "seq"),
        [
            ("UPDATE yishi_audit SET body = replace(body, 'c-1', 'c-2') WHERE case_id = ? AND seq = 3", 3),
            ("DELETE FROM yishi_audit WHERE case_id = ? AND seq = 4", 4),
            ("DELETE FROM yishi_audit WHERE case_id = ? AND seq > 20", 21),
            ("UPDATE yishi_audit SET hash = '" + "0" * 64 + "' WHERE case_id = ? AND seq = 5", 5),
            ("UPDATE yishi_audit SET body = 'noise' WHERE case_id = ? AND seq = 2", 2),
            ("DELETE FROM yishi_case WHERE id = ?", 1),
        ],
    )
    def test_the_first_broken_record_is_named(self, yishi: Run, office: Office, statement: str, seq: int) -> None:
        """Whatever was done to the records, the case and the first wrong record are named, and the exit code is 1."""
        alter(office.file, statement, office.done)
        result = yishi("audit", "verify", "--db", office.url)
        assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
        assert office.done in result.err
        assert f"record {seq}" in result.err or seq == 1

    def test_the_state_must_be_what_the_records_say(self, yishi: Run, office: Office) -> None:
        """A state that was changed behind the records' back is found."""
        alter(office.file, "UPDATE yishi_case SET state = 'withdrawn' WHERE id = ?", office.open)
        result = yishi("audit", "verify", "--db", office.url)
        assert (result.code, result.err.count("\n")) == (1, 1)
        assert office.open in result.err

    @pytest.mark.parametrize("table", ["yishi_case", "yishi_task"])
    @pytest.mark.parametrize("asked", [(), ("open",), ("number",)])
    def test_a_row_that_cannot_be_read_is_found(
        self, yishi: Run, office: Office, table: str, asked: tuple[str, ...]
    ) -> None:
        """Noise in the place of a case or a task is one clear line, not a traceback."""
        alter(office.file, f"UPDATE {table} SET body = 'noise'")  # noqa: S608
        names = [getattr(office, each) for each in asked]
        result = yishi("audit", "verify", *names, "--db", office.url)
        assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
        assert "cannot be read" in result.err

    def test_an_empty_database_is_sound(self, yishi: Run) -> None:
        """A database without cases has nothing to prove."""
        yishi("db", "upgrade")
        assert yishi("audit", "verify").out == "审计链完整 intact: 0 case(s), 0 record(s)\n"


class TestExport:
    """Handing over."""

    def test_records_stand_case_by_case_in_order(self, exported: Path) -> None:
        """Each line is one canonical record; those of a case stand together and count from 1."""
        lines = exported.read_text(encoding="utf-8").splitlines()
        records = [AuditRecord.from_line(line) for line in lines]
        assert [record.line() for record in records] == lines
        places = [(record.case, record.seq) for record in records]
        assert places == sorted(places)
        assert len(places) == len(set(places)) == RECORDS

    def test_one_case_to_standard_output(self, yishi: Run, office: Office) -> None:
        """A hyphen writes to standard output, and nothing else is written there."""
        result = yishi("audit", "export", office.number, "-o", "-", "--db", office.url)
        assert {json.loads(line)["case"] for line in result.out.splitlines()} == {office.open}
        assert result.err == ""

    def test_what_was_written_is_told(self, yishi: Run, office: Office) -> None:
        """Writing a file ends with its name and what it holds."""
        result = yishi("audit", "export", "-o", "x.jsonl", "--db", office.url)
        assert result.out == f"x.jsonl: 2 case(s), {RECORDS} record(s)\n"

    @pytest.mark.parametrize(
        "statement", ["DELETE FROM yishi_case WHERE id = ?", "UPDATE yishi_case SET body = 'noise' WHERE id = ?"]
    )
    def test_records_of_a_case_that_is_gone(self, yishi: Run, office: Office, exported: Path, statement: str) -> None:
        """What is on record is handed over whatever became of the case, by its id and with all the others."""
        alter(office.file, statement, office.open)
        assert yishi("audit", "export", "-o", "again.jsonl", "--db", office.url).code == 0
        assert Path("again.jsonl").read_bytes() == exported.read_bytes()
        own = [line for line in exported.read_text(encoding="utf-8").splitlines() if office.open in line]
        result = yishi("audit", "export", office.open, "-o", "-", "--db", office.url)
        assert (result.code, result.out.splitlines()) == (0, own)

    def test_a_case_that_never_was(self, yishi: Run, office: Office) -> None:
        """One line, and no file."""
        result = yishi("audit", "export", "nobody", "-o", "x.jsonl", "--db", office.url)
        assert (result.code, result.err.count("\n")) == (1, 1)
        assert 'no case with id or number "nobody"' in result.err
        assert not Path("x.jsonl").exists()

    def test_a_record_that_is_none_stops_the_export(self, yishi: Run, office: Office) -> None:
        """What cannot be read is not handed over, and no half file appears."""
        alter(office.file, "UPDATE yishi_audit SET body = 'noise' WHERE case_id = ? AND seq = 2", office.open)
        result = yishi("audit", "export", "-o", "x.jsonl", "--db", office.url)
        assert (result.code, result.err.count("\n")) == (1, 1)
        assert not Path("x.jsonl").exists()


class TestVerifyFile:
    """Proving an export without the database."""

    def test_sound(self, yishi: Run, exported: Path, office: Office) -> None:
        """An export is proved by itself, the database may be gone."""
        office.file.unlink()
        result = yishi("audit", "verify", "--file", exported)
        assert result.out == f"审计链完整 intact: 2 case(s), {RECORDS} record(s)\n"

    def test_an_empty_file_proves_nothing(self, yishi: Run) -> None:
        """An export that was cut down to nothing is not whole."""
        Path("empty.jsonl").write_bytes(b"")
        result = yishi("audit", "verify", "--file", "empty.jsonl")
        assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
        assert "holds no record" in result.err

    def test_one_case_of_it(self, yishi: Run, exported: Path, office: Office) -> None:
        """Of an export one case can be counted; one that it does not hold is named."""
        assert "1 case(s)" in yishi("audit", "verify", office.open, "--file", exported).out
        missing = yishi("audit", "verify", "nobody", "--file", exported)
        assert (missing.code, missing.out) == (1, "")
        assert 'holds no case with id "nobody"' in missing.err

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (lambda lines: [lines[0].replace("p-1", "p-9").replace("p-2", "p-9"), *lines[1:]], "broken at record 1"),
            (lambda lines: [*lines[:3], *lines[4:]], "broken at record 4"),
            (lambda lines: [lines[1], lines[0], *lines[2:]], "broken at record 1"),
            (lambda lines: [*lines[1:], lines[0]], "broken at record 1"),
            (lambda lines: [*lines, lines[0]], "do not stand together"),
            (lambda lines: [*lines[:2], "", *lines[2:]], "line 3"),
            (lambda lines: [*lines[:2], "{}", *lines[2:]], "line 3"),
            (lambda lines: [*lines[:2], "\udcff", *lines[2:]], "no text in UTF-8"),
        ],
    )
    def test_changed(self, yishi: Run, exported: Path, change: object, said: str) -> None:
        """A changed, missing, moved or foreign line is found and named."""
        assert callable(change)
        lines = change(exported.read_text(encoding="utf-8").splitlines())
        exported.write_bytes("".join(f"{line}\n" for line in lines).encode(errors="surrogateescape"))
        result = yishi("audit", "verify", "--file", exported)
        assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
        assert said in result.err


class TestCheckpoint:
    """Anchoring outside the database."""

    def test_root_is_told(self, yishi: Run, office: Office, kept: Path) -> None:
        """The root that stands for all chains is printed, to be kept apart from the file."""
        root = json.loads(kept.read_text(encoding="utf-8").splitlines()[0])["root"]
        assert root in yishi("audit", "checkpoint", "-o", "again.jsonl", "--db", office.url).out

    def test_nothing_lost(self, yishi: Run, office: Office, kept: Path) -> None:
        """A database that still holds everything, and more, fits its checkpoint."""
        yishi("demo", "--db", "sqlite:///other.db")
        assert yishi("audit", "verify", "--checkpoint", kept, "--db", office.url).code == 0

    def test_a_case_that_is_gone_is_missed(self, yishi: Run, office: Office, kept: Path) -> None:
        """A case that vanished without a trace in the database is missed by the checkpoint, and only by it."""
        alter(office.file, "DELETE FROM yishi_audit WHERE case_id = ?", office.open)
        alter(office.file, "DELETE FROM yishi_task WHERE case_id = ?", office.open)
        alter(office.file, "DELETE FROM yishi_case WHERE id = ?", office.open)
        assert yishi("audit", "verify", "--db", office.url).code == 0
        result = yishi("audit", "verify", "--checkpoint", kept, "--db", office.url)
        assert (result.code, result.err.count("\n")) == (1, 1)
        assert result.out == f'case "{office.open}", record 1: the case is gone\n'
        assert office.open in result.err

    def test_an_export_is_compared_too(self, yishi: Run, exported: Path, kept: Path) -> None:
        """An export that was cut at its end verifies by itself, and not against the checkpoint."""
        lines = exported.read_text(encoding="utf-8").splitlines(keepends=True)
        exported.write_text("".join(lines[:-1]), encoding="utf-8")
        assert yishi("audit", "verify", "--file", exported).code == 0
        result = yishi("audit", "verify", "--file", exported, "--checkpoint", kept)
        assert result.code == 1
        assert "the record is gone" in result.err

    def test_a_changed_checkpoint_is_refused(self, yishi: Run, office: Office, kept: Path) -> None:
        """A checkpoint from which a head was taken is no proof of anything."""
        lines = kept.read_text(encoding="utf-8").splitlines(keepends=True)
        kept.write_text("".join(lines[:-1]), encoding="utf-8")
        result = yishi("audit", "verify", "--checkpoint", kept, "--db", office.url)
        assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
