"""All bundles in use, every version of them, with the content that pins a running case to its definition."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

import rfc8785

from yishi_engine.bundle.model import Bundle, Department
from yishi_engine.bundle.suggestions import did_you_mean
from yishi_engine.errors import NotFound, VersionChanged, shown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One version of a bundle with all that a case on it needs, though its files may be gone.

    Attributes:
        bundle: The bundle.
        departments: The departments that it names, by key.
        content: Canonical JSON (RFC 8785): ``{"bundle": …, "departments": …}``, what the designer wrote and no more.
        digest: ``sha256:`` and the hex digest of the bundle's part of the content. Comments, the order of keys and the
            way a limit is spelt do not matter; nor do departments, whose telephone numbers change.
    """

    bundle: Bundle
    departments: Mapping[str, Department]
    content: str
    digest: str

    @classmethod
    def of(cls, bundle: Bundle, departments: Mapping[str, Department]) -> Self:
        """Make the definition of a checked bundle; of the departments those that it names are kept."""
        keys = sorted({bundle.lead_department, *(item.department for item in bundle.items)})
        named = {key: departments[key] for key in keys}
        plain = bundle.model_dump(mode="json", exclude_unset=True)
        listed = {key: department.model_dump(mode="json", exclude_unset=True) for key, department in named.items()}
        return cls(
            bundle=bundle,
            departments=MappingProxyType(named),
            content=rfc8785.dumps({"bundle": plain, "departments": listed}).decode(),
            digest="sha256:" + hashlib.sha256(rfc8785.dumps(plain)).hexdigest(),
        )


def read_content(content: str) -> tuple[Bundle, dict[str, Department]]:
    """Read a bundle and its departments back from the content of a :class:`Definition`.

    They were checked before, so the rules are not asked again: a case runs on, although rules have been added since.

    Args:
        content: What a definition's ``content`` was.

    Returns:
        The bundle, and its departments by key.

    Raises:
        ValueError: The text is no content of a definition.
    """
    plain = json.loads(content)
    if not isinstance(plain, dict) or plain.keys() != {"bundle", "departments"}:
        raise ValueError("the content of a definition holds a bundle and its departments")
    departments = {
        key: Department.model_validate_json(json.dumps(value)) for key, value in plain["departments"].items()
    }
    return Bundle.model_validate_json(json.dumps(plain["bundle"])), departments


class Catalog:
    """An immutable collection of definitions; iterating yields the bundles by id and version."""

    __slots__ = ("_definitions", "_departments")

    def __init__(
        self, definitions: Iterable[Definition] = (), departments: Mapping[str, Department] | None = None
    ) -> None:
        """Create a catalog.

        Args:
            definitions: The definitions; the same version twice only with the same content.
            departments: All departments by key, whether a bundle names them or not.

        Raises:
            VersionChanged: Two definitions of one version differ.
        """
        found: dict[str, dict[int, Definition]] = {}
        for definition in definitions:
            bundle = definition.bundle
            known = found.setdefault(bundle.id, {}).setdefault(bundle.version, definition)
            if known.digest != definition.digest:
                raise VersionChanged(bundle=bundle.id, version=bundle.version)
        self._definitions = {name: dict(sorted(found[name].items())) for name in sorted(found)}
        named = {key: each for definition in self.definitions() for key, each in definition.departments.items()}
        self._departments = MappingProxyType({**named, **(departments or {})})

    @property
    def departments(self) -> Mapping[str, Department]:
        """All departments by key, as they are now."""
        return self._departments

    def definitions(self) -> Iterator[Definition]:
        """Yield every version of every bundle, by id and version."""
        for versions in self._definitions.values():
            yield from versions.values()

    def get(self, bundle_id: str, version: int | None = None, *, on: dt.date | None = None) -> Bundle:
        """Return a bundle.

        Args:
            bundle_id: Its id.
            version: Its version; the newest one unless given.
            on: With no version given, the newest one in effect on this Asia/Shanghai day.

        Returns:
            The bundle.

        Raises:
            NotFound: There is no such bundle or version, or none is in effect on the day.
        """
        if version is not None:
            return self.definition(bundle_id, version).bundle
        versions = [definition.bundle for definition in self._versions(bundle_id).values()]
        in_effect = [
            each for each in versions if on is None or each.effective_from is None or each.effective_from <= on
        ]
        if not in_effect:
            first = min(each.effective_from for each in versions if each.effective_from is not None)
            raise NotFound(
                f'no version of bundle "{bundle_id}" is in effect on {on}; the first is from {first}',
                notice=f'套餐"{bundle_id}"自 {first} 起实施，{on} 尚不能办理',
            )
        return in_effect[-1]

    def definition(self, bundle_id: str, version: int) -> Definition:
        """Return one version of a bundle with its content and digest.

        Raises:
            NotFound: There is no such bundle or version.
        """
        versions = self._versions(bundle_id)
        if version not in versions:
            known = ", ".join(map(str, versions))
            raise NotFound(
                f'bundle "{bundle_id}" has no version {version}; it has {known}',
                notice=f'套餐"{bundle_id}"没有第 {version} 版，有：{known}',
            )
        return versions[version]

    def versions(self, bundle_id: str) -> tuple[int, ...]:
        """Return the versions of a bundle in ascending order; empty where there is none."""
        return tuple(self._definitions.get(bundle_id, {}))

    def content(self, bundle_id: str, version: int) -> str:
        """Return the canonical JSON of one version; see :class:`Definition`."""
        return self.definition(bundle_id, version).content

    def digest(self, bundle_id: str, version: int) -> str:
        """Return the digest of one version; see :class:`Definition`."""
        return self.definition(bundle_id, version).digest

    def with_definitions(self, *definitions: Definition) -> Catalog:
        """Return a catalog with more definitions; raises ``VersionChanged`` where one contradicts what is here."""
        return Catalog((*self.definitions(), *definitions), self._departments)

    def __iter__(self) -> Iterator[Bundle]:
        """Yield every version of every bundle, by id and version."""
        return (definition.bundle for definition in self.definitions())

    def __len__(self) -> int:
        """Return how many versions of bundles there are."""
        return sum(len(versions) for versions in self._definitions.values())

    def __contains__(self, bundle_id: object) -> bool:
        """Return whether there is a bundle of this id."""
        return bundle_id in self._definitions

    def __repr__(self) -> str:
        """Return the ids, for programmers."""
        return f"<Catalog {', '.join(self._definitions)}>"

    def _versions(self, bundle_id: str) -> dict[int, Definition]:
        if bundle_id not in self._definitions:
            raise NotFound(
                f'there is no bundle "{shown(bundle_id)}"',
                notice=f'没有套餐"{shown(bundle_id)}"。{did_you_mean(bundle_id, self._definitions)}',
                advice=f"known bundles: {', '.join(self._definitions) or 'none'}",
            )
        return self._definitions[bundle_id]
