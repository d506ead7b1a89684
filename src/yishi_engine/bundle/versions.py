"""What becomes of published versions: their content stands, the number only rises, and their files are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from yishi_engine.bundle.catalog import Definition

Digests: TypeAlias = "Mapping[str, Mapping[int, str]]"
"""Bundle to version to the digest of its content; an empty digest where the content could not be read."""


@dataclass(frozen=True, slots=True)
class Published:
    """The versions that were published before.

    Attributes:
        digests: Bundle to version to the digest of its content, as :class:`~yishi_engine.bundle.catalog.Definition`
            has it.
    """

    digests: Digests

    @classmethod
    def of(cls, definitions: Iterable[Definition]) -> Self:
        """Return what definitions publish."""
        return cls.listed((each.bundle.id, each.bundle.version, each.digest) for each in definitions)

    @classmethod
    def listed(cls, versions: Iterable[tuple[str, int, str]]) -> Self:
        """Return what triples of bundle, version and digest publish."""
        digests: dict[str, dict[int, str]] = {}
        for bundle, version, digest in versions:
            digests.setdefault(bundle, {})[version] = digest
        return cls(digests)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFinding:
    """One thing that is wrong with the versions of a bundle.

    Attributes:
        bundle: The bundle.
        version: The version in whose file it is told; None where no file of the bundle is left.
        code: Stable dotted code, ``version.…``.
        severity: As that of a fault.
        message: What is wrong, in Chinese.
        hint: What to do, in Chinese.
    """

    bundle: str
    version: int | None
    code: str
    severity: Literal["error", "warning"] = "error"
    message: str
    hint: str


def version_findings(now: Digests, published: Published, *, whole: bool) -> Iterator[VersionFinding]:
    """Yield what the definitions of now do to published versions.

    Args:
        now: What was read.
        published: What was published before.
        whole: Whether everything was read, so that what is not there is gone.
    """
    for bundle, before in published.digests.items():
        here = now.get(bundle, {})
        yield from _changed(bundle, here, before)
        if whole:
            yield from _lowered(bundle, here, before)
            yield from _gone(bundle, here, before)


def _changed(bundle: str, here: Mapping[int, str], before: Mapping[int, str]) -> Iterator[VersionFinding]:
    for version, digest in here.items():
        if digest and digest != before.get(version, digest):
            yield VersionFinding(
                bundle=bundle,
                version=version,
                code="version.not_raised",
                message=f'套餐"{bundle}"第 {version} 版已发布，内容却有改动',
                hint=f"另存一个文件，写 version: {max(*here, *before) + 1}；或恢复原来的内容",
            )


def _lowered(bundle: str, here: Mapping[int, str], before: Mapping[int, str]) -> Iterator[VersionFinding]:
    newest, highest = max(here, default=None), max(before)
    if newest is None or newest >= highest or here[newest] not in {"", before.get(newest, here[newest])}:
        return
    yield VersionFinding(
        bundle=bundle,
        version=newest,
        code="version.lowered",
        message=f'套餐"{bundle}"已发布到第 {highest} 版，这里最高只有第 {newest} 版',
        hint=f"改动写成 version: {highest + 1}；没有改动则恢复第 {highest} 版的文件",
    )


def _gone(bundle: str, here: Mapping[int, str], before: Mapping[int, str]) -> Iterator[VersionFinding]:
    newest = max(here, default=None)
    for version in sorted(before.keys() - here.keys()):
        if newest is not None and newest < version:
            continue  # that the version was lowered says it already
        yield VersionFinding(
            bundle=bundle,
            version=newest,
            code="version.removed",
            severity="warning",
            message=f'套餐"{bundle}"第 {version} 版已发布，定义里却没有了',
            hint="恢复它的文件，新版本另存一个文件；在办的办件仍按它办理",
        )
