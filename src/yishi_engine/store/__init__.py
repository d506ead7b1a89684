"""Where cases are kept: the port, and the stores behind it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from yishi_engine.store.memory import MemoryStore
    from yishi_engine.store.sql import SqlStore

# Found when they are asked for: the port must not cost the import of SQLAlchemy and Alembic.
_HOMES: Final = {"MemoryStore": "yishi_engine.store.memory", "SqlStore": "yishi_engine.store.sql"}

__all__ = ["MemoryStore", "SqlStore"]


def __getattr__(name: str) -> object:
    """Import a store when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
