"""The hash algorithms, against their published examples, and what happens where SM3 is missing."""

from __future__ import annotations

import hashlib
import pickle
import sys

import pytest

from yishi_engine.audit import ALGORITHMS, AlgorithmUnavailable, digest
from yishi_engine.audit.digest import hasher

ABC = {
    "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "sm3": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
}
SM3_LONG = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
UNKNOWN_TO_OPENSSL = "unsupported hash type"


@pytest.fixture
def openssl_without_sm3(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the standard library answer as it does where OpenSSL was built without SM3."""

    def refuse(name: str, data: bytes = b"") -> None:
        raise ValueError(f"{UNKNOWN_TO_OPENSSL} {name} for {len(data)} bytes")

    monkeypatch.setattr(hashlib, "new", refuse)


@pytest.mark.parametrize("algo", ALGORITHMS)
def test_gives_the_published_hash_of_abc(algo: str) -> None:
    """Both algorithms give the hash that their standards print for "abc"."""
    assert digest(algo, b"abc") == ABC[algo]


def test_gives_the_published_sm3_of_64_bytes() -> None:
    """SM3 gives the second hash of its standard, over sixteen times "abcd"."""
    assert digest("sm3", b"abcd" * 16) == SM3_LONG


@pytest.mark.parametrize("algo", ALGORITHMS)
def test_a_running_hash_equals_the_hash_of_the_whole(algo: str) -> None:
    """Feeding a hash in pieces changes nothing."""
    running = hasher(algo)
    for piece in (b"ab", b"", b"c"):
        running.update(piece)
    assert running.hexdigest() == ABC[algo]


@pytest.mark.parametrize("algo", ["md5", "SHA256", "sha-256", ""])
def test_refuses_other_algorithms(algo: str) -> None:
    """Only the two names are known, in lower case, and the error says which they are."""
    with pytest.raises(AlgorithmUnavailable, match="use one of sha256, sm3") as caught:
        digest(algo, b"abc")
    assert caught.value.algo == algo
    assert caught.value.code == "audit.algorithm"


@pytest.mark.usefixtures("openssl_without_sm3")
def test_the_library_steps_in_where_openssl_has_no_sm3() -> None:
    """Where the standard library has no SM3, the library cryptography gives the published hashes."""
    pytest.importorskip("cryptography", reason="the library cryptography is not installed")
    assert digest("sm3", b"abc") == ABC["sm3"]
    assert digest("sm3", b"abcd" * 16) == SM3_LONG


@pytest.mark.usefixtures("openssl_without_sm3")
def test_says_so_where_nothing_has_sm3(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without either, the error names what to install, survives pickling, and SHA-256 still works."""
    monkeypatch.setitem(sys.modules, "cryptography", None)
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.hashes", None)
    with pytest.raises(AlgorithmUnavailable, match="install cryptography") as caught:
        digest("sm3", b"abc")
    assert pickle.loads(pickle.dumps(caught.value)).algo == "sm3"  # noqa: S301 (our own pickle)
    assert digest("sha256", b"abc") == ABC["sha256"]
