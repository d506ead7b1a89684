"""Which definition a user means: an id, an id with a version, or a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from yishi_engine.bundle.loading import load_bundles
from yishi_engine.cli.opening import open_catalog
from yishi_engine.errors import NotFound

if TYPE_CHECKING:
    from yishi_engine.bundle.catalog import Definition


def find_definition(name: str, folder: Path | None) -> Definition:
    """Return the definition that a name stands for.

    Args:
        name: A bundle's file; or an id, for its newest version; or an id, ``@`` and a version.
        folder: Where the definitions of ids lie; without one in the folder ``bundles``, else among those shipped.

    Raises:
        NotFound: There is no such bundle or version.
        DefinitionError: The definitions have faults.
    """
    if Path(name).is_file():
        return next(load_bundles(name).definitions())
    bundle, _, version = name.partition("@")
    if version and not version.isdecimal():
        raise NotFound(f'"{name}" is no bundle: the version after @ is a whole number', notice=f'没有套餐"{name}"')
    if Path(name).suffix in {".yaml", ".yml"}:
        raise NotFound(f'there is no file "{name}"', notice=f'没有文件"{name}"')
    catalog = open_catalog(folder)
    return catalog.definition(bundle, int(version) if version else catalog.get(bundle).version)
