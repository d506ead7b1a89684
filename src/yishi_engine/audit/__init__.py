"""The audit trail: canonical records, one hash chain a case, its verification, and checkpoints over all chains."""

from yishi_engine.audit.canonical import canonical
from yishi_engine.audit.chain import GENESIS, ChainProof, StoredRow, seal, verify, verify_stored
from yishi_engine.audit.checkpoint import (
    Checkpoint,
    CheckpointInvalid,
    Finding,
    Head,
    Loss,
    compare,
    make_checkpoint,
)
from yishi_engine.audit.digest import ALGORITHMS, AlgorithmUnavailable, digest
from yishi_engine.audit.record import AuditRecord, RecordInvalid, happened_at

__all__ = [
    "ALGORITHMS",
    "GENESIS",
    "AlgorithmUnavailable",
    "AuditRecord",
    "ChainProof",
    "Checkpoint",
    "CheckpointInvalid",
    "Finding",
    "Head",
    "Loss",
    "RecordInvalid",
    "StoredRow",
    "canonical",
    "compare",
    "digest",
    "happened_at",
    "make_checkpoint",
    "seal",
    "verify",
    "verify_stored",
]
