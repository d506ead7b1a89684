"""Checkpoints: what the file holds, and that what a store has lost since shows."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.audit import (
    ALGORITHMS,
    AlgorithmUnavailable,
    Checkpoint,
    CheckpointInvalid,
    Finding,
    Head,
    Loss,
    compare,
    make_checkpoint,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TAKEN_AT = datetime(2026, 2, 11, 16, 0, tzinfo=UTC)
Chains = dict[str, list[str]]
CASES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4)
CHAINS: st.SearchStrategy[Chains] = st.dictionaries(CASES, st.integers(1, 6), max_size=6).map(
    lambda lengths: {case: hashes(case, length) for case, length in lengths.items()}
)


def hashes(case: str, length: int) -> list[str]:
    """Distinct hashes for the records of a case."""
    return [hashlib.sha256(f"{case} {seq}".encode()).hexdigest() for seq in range(1, length + 1)]


def heads(chains: Chains) -> list[tuple[str, int, str]]:
    """What a store says of its newest records."""
    return [(case, len(chain), chain[-1]) for case, chain in chains.items()]


def prefix(chains: Chains) -> Callable[[str, int], str | None]:
    """What a store answers when asked for one record's hash; an empty hash stands for a record that is gone."""
    return lambda case, seq: chains[case][seq - 1] or None


def checkpoint_of(chains: Chains, algo: str = "sha256") -> Checkpoint:
    """Take a checkpoint of a store."""
    return make_checkpoint(heads(chains), taken_at=TAKEN_AT, algo=algo)


def findings(checkpoint: Checkpoint, chains: Chains) -> tuple[Finding, ...]:
    """Compare a checkpoint with a store."""
    return compare(checkpoint, heads(chains), prefix(chains))


@given(chains=CHAINS, algo=st.sampled_from(ALGORITHMS))
def test_a_checkpoint_reads_back(chains: Chains, algo: str) -> None:
    """The lines of a checkpoint give an equal checkpoint, with a head for every case in order."""
    checkpoint = checkpoint_of(chains, algo)
    assert Checkpoint.from_lines(checkpoint.lines()) == checkpoint
    assert [head.case for head in checkpoint.heads] == sorted(chains)


@given(chains=CHAINS, order=st.randoms(use_true_random=False))
def test_the_order_of_the_heads_does_not_matter(chains: Chains, order: object) -> None:
    """A database may sort the cases as it likes: the root is the same."""
    shuffled = heads(chains)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert make_checkpoint(shuffled, taken_at=TAKEN_AT, algo="sha256") == checkpoint_of(chains)


def test_the_file_can_be_checked_with_a_shell(tmp_path: Path) -> None:
    """The file is a summary and one line a case; its root is the plain hash of all bytes after the first line."""
    checkpoint = checkpoint_of({"b": hashes("b", 3), "a": hashes("a", 1)})
    file = tmp_path / "checkpoint.jsonl"
    file.write_text("".join(checkpoint.lines()), encoding="utf-8", newline="\n")
    first, rest = file.read_bytes().split(b"\n", 1)
    assert json.loads(first) == {
        "algo": "sha256",
        "cases": 2,
        "root": hashlib.sha256(rest).hexdigest(),
        "taken_at": "2026-02-11T16:00:00.000000Z",
        "v": 1,
    }
    assert [json.loads(line)["case"] for line in rest.splitlines()] == ["a", "b"]
    with file.open(encoding="utf-8") as lines:
        assert Checkpoint.from_lines(lines) == checkpoint


def test_a_case_has_one_head() -> None:
    """Two heads for one case are refused, since one of them must be wrong."""
    with pytest.raises(ValueError, match='case "a" has two heads'):
        make_checkpoint([("a", 1, "x"), ("b", 1, "y"), ("a", 2, "z")], taken_at=TAKEN_AT, algo="sha256")


def test_the_instant_needs_a_zone() -> None:
    """A checkpoint at a naive instant is refused when it is made."""
    with pytest.raises(ValueError, match="no time zone"):
        make_checkpoint([], taken_at=datetime(2026, 2, 11), algo="sha256")  # noqa: DTZ001 (what is refused)


def test_an_unknown_algorithm_is_refused() -> None:
    """A root by another algorithm is neither made nor read."""
    with pytest.raises(AlgorithmUnavailable):
        make_checkpoint([], taken_at=TAKEN_AT, algo="md5")
    lines = [line.replace("sha256", "md5") for line in checkpoint_of({}).lines()]
    with pytest.raises(AlgorithmUnavailable):
        Checkpoint.from_lines(lines)


@given(chains=CHAINS.filter(bool), data=st.data())
def test_a_file_that_was_changed_is_refused(chains: Chains, data: st.DataObject) -> None:
    """A line that is removed, repeated or changed is noticed by the count or the root."""
    lines = list(checkpoint_of(chains).lines())
    at = data.draw(st.integers(0, len(lines) - 1))
    change = data.draw(st.sampled_from(["remove", "repeat", "change"]))
    if change == "remove":
        del lines[at]
    elif change == "repeat":
        lines.insert(at, lines[at])
    else:
        lines[at] = lines[at].replace('"hash":"', '"hash":"0').replace('"cases":', '"cases":1')
    with pytest.raises(CheckpointInvalid) as caught:
        Checkpoint.from_lines(lines)
    assert caught.value.code == "audit.checkpoint"


@pytest.mark.parametrize(
    "change",
    [
        ("2026-02-11T16:00:00.000000Z", "2026-02-11"),
        ('"v":1', '"v":2'),
        ('"v":1', '"v":1.0'),
        ("{", "["),
        ('"algo"', '"a"'),
    ],
)
def test_another_summary_is_refused(change: tuple[str, str]) -> None:
    """A first line with another version, other fields or another form is no summary."""
    lines = [line.replace(*change) for line in checkpoint_of({}).lines()]
    with pytest.raises(CheckpointInvalid):
        Checkpoint.from_lines(lines)


@pytest.mark.parametrize("line", ['{"case":"a","seq":1}\n', '{"case":"a","hash":"x","seq":true}\n', "7\n", "\n"])
def test_another_head_is_refused(line: str) -> None:
    """A line without the three fields of a head, or with other types, is refused."""
    summary = next(checkpoint_of({"a": hashes("a", 1)}).lines())
    with pytest.raises(CheckpointInvalid):
        Checkpoint.from_lines([summary, line])


def test_an_empty_file_is_no_checkpoint() -> None:
    """A file without a line, as a full disk leaves it, is refused."""
    with pytest.raises(CheckpointInvalid):
        Checkpoint.from_lines([])


@given(chains=CHAINS, data=st.data())
def test_a_store_that_only_went_on_has_lost_nothing(chains: Chains, data: st.DataObject) -> None:
    """New cases and new records since the checkpoint are in order."""
    checkpoint = checkpoint_of(chains)
    later = {case: chain + ["f" * 64] * data.draw(st.integers(0, 3)) for case, chain in chains.items()}
    later["a new case"] = hashes("a new case", 2)
    assert findings(checkpoint, later) == ()


@given(chains=CHAINS.filter(bool), data=st.data())
def test_a_case_that_is_gone_is_found(chains: Chains, data: st.DataObject) -> None:
    """A case of the checkpoint that the store no longer has is named, and nothing else."""
    gone = data.draw(st.sampled_from(sorted(chains)))
    later = {case: chain for case, chain in chains.items() if case != gone}
    assert findings(checkpoint_of(chains), later) == (Finding(case=gone, seq=1, loss=Loss.CASE_GONE),)


@given(chains=CHAINS, length=st.integers(2, 6), data=st.data())
def test_a_head_that_went_backwards_is_found(chains: Chains, length: int, data: st.DataObject) -> None:
    """Newest records removed together with the head on the case are named by the first that is gone."""
    chains = {**chains, "x": hashes("x", length)}
    left = data.draw(st.integers(1, length - 1))
    later = {**chains, "x": chains["x"][:left]}
    assert findings(checkpoint_of(chains), later) == (Finding(case="x", seq=left + 1, loss=Loss.RECORD_GONE),)


@given(chains=CHAINS.filter(bool), more=st.integers(0, 3), data=st.data())
def test_a_history_written_anew_is_found(chains: Chains, more: int, data: st.DataObject) -> None:
    """A chain rewritten from the checkpointed record on, whether or not it went on since, is named."""
    case = data.draw(st.sampled_from(sorted(chains)))
    chain = chains[case]
    later = {**chains, case: [*chain[:-1], "e" * 64, *hashes("other", more)]}
    assert findings(checkpoint_of(chains), later) == (Finding(case=case, seq=len(chain), loss=Loss.RECORD_CHANGED),)


def test_a_checkpointed_record_that_is_missing_in_the_middle_is_found() -> None:
    """A store that went on but no longer has the record of the checkpoint has lost it."""
    chains = {"a": hashes("a", 2)}
    later = {"a": [chains["a"][0], "", *hashes("other", 2)]}
    assert findings(checkpoint_of(chains), later) == (Finding(case="a", seq=2, loss=Loss.RECORD_GONE),)


def test_findings_are_sorted_and_readable() -> None:
    """Several losses come sorted by case, each as one line that says what is lost."""
    chains = {case: hashes(case, 3) for case in "dcba"}
    later = {"c": chains["c"][:1], "b": [*chains["b"][:2], "e" * 64], "d": chains["d"]}
    assert [str(finding) for finding in findings(checkpoint_of(chains), later)] == [
        'case "a", record 1: the case is gone',
        'case "b", record 3: the record has another hash',
        'case "c", record 2: the record is gone',
    ]


def test_old_records_are_asked_for_only_where_a_case_went_on() -> None:
    """A case with the same head needs no look at its records, so comparing a quiet store is one pass."""
    chains = {"a": hashes("a", 2), "b": hashes("b", 2)}
    asked = []

    def prefix_hash(case: str, seq: int) -> str | None:
        asked.append((case, seq))
        return chains[case][seq - 1]

    later = [("a", 2, chains["a"][1]), ("b", 4, "f" * 64)]
    assert compare(checkpoint_of(chains), later, prefix_hash) == ()
    assert asked == [("b", 2)]


def test_a_head_is_one_canonical_line() -> None:
    """A head's line has its fields in canonical order."""
    assert Head("a", 2, "x").line() == '{"case":"a","hash":"x","seq":2}\n'
