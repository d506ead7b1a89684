"""The hash algorithms of audit chains: SHA-256, and SM3 (GB/T 32905) for systems that must use commercial cryptography.

SM3 is taken from the OpenSSL that Python is built with. Some distributions leave it out; then the library
``cryptography``, which brings an OpenSSL of its own, steps in where it is installed.
"""

from __future__ import annotations

import hashlib
import importlib
from contextlib import suppress
from typing import ClassVar, Final, Protocol

from yishi_engine.errors import YishiError

SHA256: Final = "sha256"
SM3: Final = "sm3"
ALGORITHMS: Final = (SHA256, SM3)


class AlgorithmUnavailable(YishiError):
    """A hash algorithm is unknown, or this Python cannot compute it.

    Attributes:
        algo: The algorithm's name.
    """

    code: ClassVar[str] = "audit.algorithm"

    def __init__(self, message: str, *, algo: str, advice: str) -> None:
        """Create the error for the algorithm named ``algo``."""
        super().__init__(message, advice=advice)
        self.algo = algo


class Hasher(Protocol):
    """A running hash, fed piece by piece."""

    def update(self, data: bytes, /) -> None:
        """Add bytes to what is hashed."""

    def hexdigest(self) -> str:
        """Return the hash of everything added, in lower-case hexadecimal; nothing may be added afterwards."""


class _LibrarySm3:
    """SM3 by the library ``cryptography``."""

    def __init__(self) -> None:
        hashes = importlib.import_module("cryptography.hazmat.primitives.hashes")
        self._hash = hashes.Hash(hashes.SM3())

    def update(self, data: bytes, /) -> None:
        self._hash.update(data)

    def hexdigest(self) -> str:
        return bytes(self._hash.finalize()).hex()


def _sm3() -> Hasher:
    with suppress(ValueError):
        return hashlib.new(SM3)
    try:
        return _LibrarySm3()
    except ImportError:
        raise AlgorithmUnavailable(
            "SM3 is offered neither by this Python's OpenSSL nor by the library cryptography",
            algo=SM3,
            advice="install cryptography, or use a Python whose OpenSSL has SM3",
        ) from None


def hasher(algo: str) -> Hasher:
    """Start a running hash.

    Args:
        algo: ``sha256`` or ``sm3``.

    Returns:
        A hash of nothing yet.

    Raises:
        AlgorithmUnavailable: The name is another one, or SM3 cannot be computed here.
    """
    if algo == SHA256:
        return hashlib.sha256()
    if algo == SM3:
        return _sm3()
    raise AlgorithmUnavailable(
        f'"{algo}" is no hash algorithm of audit chains', algo=algo, advice=f"use one of {', '.join(ALGORITHMS)}"
    )


def digest(algo: str, data: bytes) -> str:
    """Return the hash of some bytes.

    Args:
        algo: ``sha256`` or ``sm3``.
        data: What is hashed.

    Returns:
        64 lower-case hexadecimal digits.

    Raises:
        AlgorithmUnavailable: The name is another one, or SM3 cannot be computed here.
    """
    if algo == SHA256:
        return hashlib.sha256(data).hexdigest()
    running = hasher(algo)
    running.update(data)
    return running.hexdigest()
