"""Which definition a user means: an id, an id with a version, or a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from yishi_engine.bundle.loading import load_bundles
from yishi_engine.cli.opening import definitions_folder
from yishi_engine.engine.clock import wall_clock
from yishi_engine.errors import NotFound
from yishi_engine.resources import bundles_folder
from yishi_engine.worktime.calendar import local_date

if TYPE_CHECKING:
    from datetime import date

    from yishi_engine.bundle.catalog import Catalog, Definition


def find_definition(name: str, folder: Path | None) -> Definition:
    """Return the definition that a name stands for.

    Args:
        name: A bundle's file; or an id, for its newest version; or an id, ``@`` and a version.
        folder: Where the definitions of ids lie; without one in the folder ``bundles``, else among those shipped.

    Raises:
        NotFound: There is no such bundle or version.
        DefinitionError: The definitions have faults.
    """
    return _find(name, folder, on=None)


def find_in_force(name: str, folder: Path | None) -> Definition:
    """Return the definition that a name stands for, of an id alone the version in force today.

    Where that is not the newest version, or none is in force yet, a line on standard error says which one it is.

    Args:
        name: A bundle's file; or an id; or an id, ``@`` and a version.
        folder: Where the definitions of ids lie; without one in the folder ``bundles``, else among those shipped.

    Raises:
        NotFound: There is no such bundle or version.
        DefinitionError: The definitions have faults.
    """
    return _find(name, folder, on=local_date(wall_clock()))


def _find(name: str, folder: Path | None, *, on: date | None) -> Definition:
    if Path(name).is_file():
        return next(load_bundles(name).definitions())
    bundle, at, version = name.partition("@")
    if at and not version.isdecimal():
        raise NotFound(f'"{name}" is no bundle: the version after @ is a whole number', notice=f'没有套餐"{name}"')
    if Path(name).suffix in {".yaml", ".yml"}:
        raise NotFound(f'there is no file "{name}"', notice=f'没有文件"{name}"')
    where = definitions_folder(folder)
    catalog = load_bundles(where)
    try:
        newest = catalog.get(bundle).version
        if version:
            return catalog.definition(bundle, int(version))
    except NotFound as error:
        if where == bundles_folder() and folder is None:
            error.advice = "; ".join(filter(None, (error.advice, "those are shipped; name your folder with --bundles")))
            error.notice = f"{error.notice}（取自随附的套餐；用 --bundles 指明文件夹）"
        raise
    return catalog.definition(bundle, newest) if on is None else _in_force(catalog, bundle, on)


def _in_force(catalog: Catalog, bundle: str, on: date) -> Definition:
    """Return the newest version in force on a day; where none is yet, the first one to be."""
    newest = catalog.get(bundle)
    try:
        picked = catalog.get(bundle, on=on)
    except NotFound:
        picked = catalog.get(bundle, catalog.versions(bundle)[0])
        click.echo(f"{bundle}：还没有实施的版本，用第 {picked.version} 版，自 {picked.effective_from} 起实施", err=True)
    else:
        if picked.version < newest.version:
            later = f"第 {newest.version} 版自 {newest.effective_from} 起实施，要用它请写 {bundle}@{newest.version}"
            click.echo(f"{bundle}：用现行的第 {picked.version} 版；{later}", err=True)
    return catalog.definition(bundle, picked.version)
