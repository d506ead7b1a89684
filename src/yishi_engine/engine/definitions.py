"""Which definition a case runs on: from the catalogue, or as it was published, although the file is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.bundle.catalog import Catalog, Definition, read_content
from yishi_engine.errors import NotFound, RowUnreadable, VersionChanged, shown
from yishi_engine.store import port

if TYPE_CHECKING:
    from datetime import date

    from yishi_engine.bundle.model import Bundle
    from yishi_engine.case.model import Case, CaseOutline


class Definitions:
    """All versions that an engine may meet; those in use are the same as when they were published."""

    def __init__(self, catalog: Catalog, store: port.Store) -> None:
        """Compare the catalogue with what the store has in use.

        Raises:
            VersionChanged: A version in use has another content in the catalogue.
        """
        self._catalog = catalog
        self._known = {(each.bundle.id, each.bundle.version): each for each in catalog.definitions()}
        self._in_use: set[tuple[str, int]] = set()
        with store.read() as transaction:
            for stored in transaction.definitions():
                key = stored.bundle, stored.version
                known = self._known.get(key)
                if known and known.digest != stored.digest:
                    raise VersionChanged(bundle=stored.bundle, version=stored.version)
                self._in_use.add(key)

    def newest(self, bundle: str, on: date) -> Definition:
        """Return the newest version of a bundle that is effective on an Asia/Shanghai day.

        Raises:
            NotFound: There is none.
        """
        found = self._catalog.get(bundle, on=on)
        return self._known[found.id, found.version]

    def version(self, bundle: str, version: int, transaction: port.Transaction) -> Definition:
        """Return one version, from the catalogue or from the store.

        Raises:
            NotFound: Neither has it.
        """
        key = bundle, version
        if key not in self._known:
            stored = transaction.definition(bundle, version)
            if stored is None:
                raise NotFound(
                    f'no version {version} of bundle "{shown(bundle)}"',
                    notice=f'没有套餐"{shown(bundle)}"的第 {version} 版',
                )
            self._known[key] = _read(stored)
        return self._known[key]

    def of(self, case: Case | CaseOutline, transaction: port.Transaction) -> Definition:
        """Return the version that a case is bound to."""
        return self.version(case.bundle, case.bundle_version, transaction)

    def to_keep(self, bundle: Bundle) -> port.Definition | None:
        """Return what the store should keep with a new case; None if it is known to have it."""
        key = bundle.id, bundle.version
        if key in self._in_use:
            return None
        known = self._known[key]
        return port.Definition(bundle=bundle.id, version=bundle.version, digest=known.digest, content=known.content)

    def kept(self, bundle: Bundle) -> None:
        """Remember that the store has a version, once that is committed."""
        self._in_use.add((bundle.id, bundle.version))


def _read(stored: port.Definition) -> Definition:
    try:
        return Definition.of(*read_content(stored.content))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RowUnreadable(f'version {stored.version} of bundle "{stored.bundle}"') from None


def kept_digest(transaction: port.Transaction, bundle: str, version: int) -> str:
    """Return the digest of what a store keeps of a version, computed anew from the content; empty if there is none."""
    stored = transaction.definition(bundle, version)
    try:
        return _read(stored).digest if stored else ""
    except RowUnreadable:
        return ""
