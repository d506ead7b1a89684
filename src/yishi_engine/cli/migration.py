"""``yishi case migrate``: move a running case to another version of its bundle, or see what that would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from yishi_engine.case.actor import Actor
from yishi_engine.case.commands import MigrateCase
from yishi_engine.case.lifecycle import CASE_LIFECYCLE
from yishi_engine.cli import options
from yishi_engine.cli.failures import FAILED
from yishi_engine.cli.opening import find_case, open_catalog, open_engine
from yishi_engine.cli.text import labelled
from yishi_engine.errors import Conflict, MigrationForbidden

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yishi_engine.case.migration import MigrationPlan
    from yishi_engine.case.views import CaseView

_NEEDED: Final = ("by", "department", "reason")


@click.command(short_help="Move a case to another version of its bundle.")
@options.case
@click.argument("version", metavar="VERSION", type=click.IntRange(min=1))
@click.option("--dry-run", is_flag=True, help="Only show what would change, and what forbids it.")
@click.option("--by", metavar="ID", help="The supervisor who decides it.")
@click.option("--department", metavar="KEY", help="Their department, the one that leads the bundle.")
@click.option("--reason", metavar="TEXT", help="Why; it is kept on record.")
@options.bundles
@options.database
def migrate(
    name: str,
    version: int,
    *,
    dry_run: bool,
    by: str | None,
    department: str | None,
    reason: str | None,
    folder: Path | None,
    url: str,
) -> int:
    """Move CASE (its id or number), which must not have ended, to VERSION of its bundle.

    What changes is shown, and everything that forbids it; with --dry-run that is all. Otherwise --by, --department and
    --reason are needed. Exit code 1 where something forbids it.
    """
    given = dict(zip(_NEEDED, (by, department, reason), strict=True))
    missing = [f"--{each}" for each in _NEEDED if given[each] is None]
    if missing and not dry_run:
        raise click.UsageError(f"missing {', '.join(missing)}; to see only what would change: --dry-run")
    with open_engine(url, catalog=open_catalog(folder)) as (engine, store):
        view = engine.case(find_case(store, name))
        _refuse_standing(view, version)
        plan = engine.plan_migration(view.id, version)
        for line in _lines(view, plan):
            click.echo(line)
        if dry_run:
            click.echo("试算，未作任何变更 dry run: nothing was changed")
            return FAILED if plan.obstacles else 0
        if plan.obstacles:
            raise MigrationForbidden(tuple(plan.obstacles), version=version)
        supervisor = Actor.supervisor(by or "", department=department or "")
        engine.handle(MigrateCase(case_id=view.id, version=version, reason=reason or "", by=supervisor))
    click.echo(f"已变更 migrated: on version {version}")
    return 0


def _refuse_standing(view: CaseView, version: int) -> None:
    """Refuse what no plan can be made for."""
    if CASE_LIFECYCLE.next(view.state, MigrateCase.__name__) is None:
        raise Conflict(f'case "{view.number}" has ended ({view.state}) and stays on version {view.bundle_version}')
    if version == view.bundle_version:
        raise Conflict(f'case "{view.number}" is on version {version} already')


def _lines(view: CaseView, plan: MigrationPlan) -> Iterator[str]:
    yield f"{view.number}  {view.name} {view.bundle} v{plan.before} → v{plan.version}"
    changes = plan.changes or ["除版本号外没有变化"]
    yield from labelled(("变更 Change", change) for change in changes)
    yield from labelled(("障碍 Obstacle", obstacle) for obstacle in plan.obstacles)
