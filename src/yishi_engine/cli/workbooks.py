"""``yishi import-xlsx`` and ``yishi export-xlsx``: definitions in and out of Excel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from yishi_engine.bundle.loading import DEPARTMENTS, load_departments
from yishi_engine.cli import options
from yishi_engine.cli.failures import FAILED
from yishi_engine.cli.faults import print_faults
from yishi_engine.cli.picking import find_in_force
from yishi_engine.cli.writing import write_lines
from yishi_engine.errors import Conflict, DefinitionError
from yishi_engine.publish.workbook import read_workbook, write_workbook
from yishi_engine.publish.yaml_text import bundle_yaml, departments_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER: Final = click.Path(file_okay=False, path_type=Path)


@click.command("import-xlsx", short_help="Turn an Excel workbook into a bundle's file.")
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("-o", "--output", "folder", metavar="DIR", type=_FOLDER, help="Where to write; else standard output.")
def import_xlsx(file: Path, folder: Path | None) -> int:
    """Turn the workbook FILE into a bundle's file, and list its departments.

    The workbook is checked with every rule of yishi check; faults are reported by sheet and cell, such as 事项!D5, and
    then nothing is written. With -o the bundle goes to DIR under its id, and departments that DIR does not list yet are
    added to its departments.yaml; a file that is there is never overwritten. Formulas are not executed.

    Needs the extra: pip install "yishi-engine[excel]".
    """
    listed = folder / DEPARTMENTS if folder else None
    known = load_departments(listed) if listed and listed.is_file() else {}
    try:
        imported = read_workbook(file, known)
    except DefinitionError as error:
        print_faults(error.faults)
        return FAILED
    if imported.warnings:
        print_faults(imported.warnings)
    text = bundle_yaml(imported.plain)
    if folder is None or listed is None:
        click.echo(text, nl=False)
        return 0
    target = folder / f"{imported.bundle.id}.yaml"
    if target.exists():
        raise Conflict(f'"{target}" is there already, and is not overwritten', advice="take it away, or another folder")
    folder.mkdir(parents=True, exist_ok=True)
    added = {key: value for key, value in imported.departments.items() if key not in known}
    add_departments(listed, added)
    write_lines(str(target), text.splitlines(keepends=True))
    click.echo(f"{target}: {imported.bundle.name}, {len(imported.bundle.items)} item(s)")
    if added:
        click.echo(f"{listed}: {', '.join(added)} added")
    return 0


@click.command("export-xlsx", short_help="Write a bundle, or an empty template, as an Excel workbook.")
@click.argument("bundle", metavar="[BUNDLE]", required=False)
@click.option("--template", is_flag=True, help="Write an empty template.")
@options.bundles
@click.option("-o", "--output", "target", metavar="FILE", required=True, help="Where to write; ends in .xlsx.")
def export_xlsx(bundle: str | None, folder: Path | None, target: str, *, template: bool) -> None:
    """Write BUNDLE (its file, its id, or id@version), or with --template an empty template, as an Excel workbook.

    An id alone is the version in force today. Its sheets are 套餐, 情形, 表单, 材料, 事项 and 部门; what to write in a
    cell is shown when it is selected.

    Needs the extra: pip install "yishi-engine[excel]".
    """
    if template == (bundle is not None):
        raise click.UsageError("give either BUNDLE or --template")
    if not target.endswith(".xlsx"):
        raise click.UsageError(f'"{target}" does not end in .xlsx')
    if bundle is None:
        write_workbook(Path(target), None, {})
    else:
        definition = find_in_force(bundle, folder)
        write_workbook(Path(target), definition.bundle, definition.departments)


def add_departments(file: Path, added: Mapping[str, Mapping[str, object]]) -> None:
    """Add departments to a ``departments.yaml`` and leave what stands there as it is."""
    if added:
        before = file.read_text(encoding="utf-8") if file.is_file() else ""
        gap = "\n" if before and not before.endswith("\n") else ""
        file.parent.mkdir(parents=True, exist_ok=True)
        write_lines(str(file), (before + gap + departments_yaml(added)).splitlines(keepends=True))
