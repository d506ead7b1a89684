"""The program that docs/how-to/verify-an-export.md hands to whoever receives an export."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
import rfc8785

from yishi_engine.audit import ALGORITHMS, AuditRecord, verify
from yishi_engine.errors import AuditChainBroken

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.conftest import MakeChain

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "verify-an-export.md"
PROGRAM, CANONICAL = re.findall(r"```python[^\n]*\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


class Run(Protocol):
    """Runs the page's program."""

    def __call__(self, records: list[AuditRecord]) -> subprocess.CompletedProcess[str]:
        """Write the records as an export and run the program on it."""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the page's program as its reader would, from a folder that holds it and the export."""

    def start(records: list[AuditRecord]) -> subprocess.CompletedProcess[str]:
        program, export = tmp_path / "verify_export.py", tmp_path / "export.jsonl"
        program.write_text(PROGRAM, encoding="utf-8")
        export.write_text("".join(f"{record.line()}\n" for record in records), encoding="utf-8", newline="\n")
        command = [sys.executable, program.name, export.name]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)

    return start


def cheaply_hashed(record: AuditRecord) -> AuditRecord:
    """Name a weak algorithm in a record and give it a right hash of that."""
    weak = replace(record, algo="md5")
    return replace(weak, hash=hashlib.new("md5", weak.body_text.encode(), usedforsecurity=False).hexdigest())


TAMPERED: dict[str, tuple[Callable[[list[AuditRecord]], list[AuditRecord]], int]] = {
    "removed": (lambda chain: chain[:1] + chain[2:], 2),
    "beheaded": (lambda chain: chain[1:], 1),
    "swapped": (lambda chain: [chain[1], chain[0], *chain[2:]], 1),
    "repeated": (lambda chain: [*chain[:2], chain[1], *chain[2:]], 3),
    "inserted": (lambda chain: [*chain[:2], replace(chain[2], type="case.extended"), *chain[2:]], 3),
    "changed": (lambda chain: [chain[0], replace(chain[1], data={"note": ""}), *chain[2:]], 2),
    "another actor": (lambda chain: [chain[0], replace(chain[1], actor={"id": "c-2", "role": "staff"}), *chain[2:]], 2),
    "another hash": (lambda chain: [*chain[:3], replace(chain[3], hash="f" * 64)], 4),
    "another case": (lambda chain: [chain[0], replace(chain[1], case="case-2"), *chain[2:]], 2),
    "weak algorithm": (lambda chain: [*chain[:3], cheaply_hashed(chain[3])], 4),
}


def test_the_program_uses_nothing_of_ours() -> None:
    """The program is short, and imports the standard library and rfc8785 only."""
    assert re.findall(r"^(?:import|from) (\w+)", PROGRAM, re.MULTILINE) == ["hashlib", "json", "sys", "rfc8785"]
    assert len([line for line in PROGRAM.splitlines() if line.strip()]) <= 25


@pytest.mark.parametrize("algo", ALGORITHMS)
def test_a_sound_export_passes(run: Run, make_chain: MakeChain, algo: str) -> None:
    """Of an export of several cases the program prints each case with its head."""
    chains = [make_chain(4, case="case-1", algo=algo), make_chain(2, case="case-2", algo=algo)]
    done = run([record for chain in chains for record in chain])
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [f"{chain[-1].case} {len(chain)} {chain[-1].hash}" for chain in chains]


@pytest.mark.parametrize(("tamper", "line"), TAMPERED.values(), ids=TAMPERED)
def test_a_tampered_export_fails(
    run: Run, make_chain: MakeChain, tamper: Callable[[list[AuditRecord]], list[AuditRecord]], line: int
) -> None:
    """The program names the line and exits with 1, where our own verification names the same record."""
    records = tamper(make_chain(4))
    done = run(records)
    assert done.returncode == 1
    assert done.stderr.startswith(f"line {line}: ")
    assert not done.stdout
    with pytest.raises(AuditChainBroken) as caught:
        verify(records, case="case-1", head=None)
    assert caught.value.seq == line


def test_the_standard_library_writes_the_same_bytes(make_chain: MakeChain) -> None:
    """The page's shorter way to the canonical form gives the bytes that RFC 8785 asks for."""
    namespace: dict[str, Callable[[object], bytes]] = {}
    exec(CANONICAL, namespace)  # noqa: S102 (the page's own code)
    for record in make_chain(3):
        value = json.loads(record.line())
        assert namespace["canonical"](value) == rfc8785.dumps(value)
