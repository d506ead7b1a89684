"""The engine itself, and its floor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.command_path import engine_on
from benchmarks.floors import postgresql_floor, sqlite_floor
from yishi_engine import SqlStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.peers.work import Setting


def prepare(setting: Setting) -> None:
    """Make the tables of both."""
    store = SqlStore.from_url(_url(setting))
    store.upgrade()
    store.dispose()
    _floor(setting)


def make(setting: Setting, mode: str) -> Callable[[int], object]:
    """Return what does one case: ``engine`` or ``floor``."""
    return _floor(setting) if mode == "floor" else engine_on(_url(setting))


def _url(setting: Setting) -> str:
    return setting.url if setting.database == "postgresql" else f"sqlite:///{setting.url}"


def _floor(setting: Setting) -> Callable[[int], object]:
    return postgresql_floor(setting.url) if setting.database == "postgresql" else sqlite_floor(f"{setting.url}-floor")
