"""Chains to verify and to tamper with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from yishi_engine.audit import GENESIS, AuditRecord, seal

START = datetime(2026, 2, 11, 1, 30, tzinfo=UTC)


class MakeChain(Protocol):
    """Builds a sound chain."""

    def __call__(self, length: int, *, case: str = "case-1", algo: str = "sha256") -> list[AuditRecord]:
        """Return the records of a case that had ``length`` events, a minute apart."""


def chain_of(length: int, *, case: str = "case-1", algo: str = "sha256") -> list[AuditRecord]:
    """Seal one record after the other."""
    records: list[AuditRecord] = []
    for seq in range(1, length + 1):
        instant = START + timedelta(minutes=seq)
        record = seal(
            algo=algo,
            case=case,
            seq=seq,
            prev=records[-1].hash if records else GENESIS,
            type="case.submitted" if seq == 1 else "task.granted",
            actor={"id": "c-1", "role": "staff", "department": "scjg"},
            data={"item": f"item-{seq}", "note": "准予\u2028😀\n", "days": seq, "late": False, "limit": None},
            occurred_at=instant,
            recorded_at=instant + timedelta(microseconds=seq),
        )
        records.append(record)
    return records


@pytest.fixture(scope="session")
def make_chain() -> MakeChain:
    """Build sound chains; session-wide, since it keeps nothing."""
    return chain_of
