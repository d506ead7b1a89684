"""What was applied for, in a table of its own: every command wrote the row of its case anew, and the form with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

revision = "0005"
down_revision = "0004"

PAGE: Final = 500
FIELDS: Final = ("answers", "form", "personal", "materials", "required", "exempt")
"""Fields of a case's body that move."""


def sorted_text(length: int) -> sa.types.TypeEngine[str]:
    """Return a text type that sorts by code points."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


case: Final = sa.table("yishi_case", sa.column("id", sorted_text(200)), sa.column("body", sa.Text))
application: Final = sa.table("yishi_application", sa.column("case_id", sorted_text(200)), sa.column("body", sa.Text))


def upgrade() -> None:
    """Create the table and move what belongs there. A body that is no JSON object stays, as unreadable as it was."""
    lock()
    op.create_table(
        "yishi_application",
        sa.Column(
            "case_id",
            sorted_text(200),
            sa.ForeignKey("yishi_case.id", name="yishi_application_case"),
            primary_key=True,
        ),
        sa.Column("body", sa.Text, nullable=False),
    )
    change_each(sa.select(case.c.id, case.c.body), divided, sa.insert(application))


def downgrade() -> None:
    """Move everything back, and drop the table."""
    lock()
    both = sa.select(case.c.id, case.c.body, application.c.body).join(application, application.c.case_id == case.c.id)
    change_each(both, united)
    op.drop_table("yishi_application")


def lock() -> None:
    """Let no command change a case meanwhile; SQLite has one writer anyhow."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("LOCK TABLE yishi_case IN EXCLUSIVE MODE")


def change_each(
    query: sa.Select[Any], change: Callable[..., tuple[str, str] | None], insert: sa.Insert | None = None
) -> None:
    """Change the bodies of all cases, a page at a time.

    Args:
        query: Gives the id and the bodies.
        change: Returns, from the bodies, that of the case and that of its application; None if neither can be made.
        insert: Writes the application.
    """
    update = sa.update(case).where(case.c.id == sa.bindparam("this_id")).values(body=sa.bindparam("own"))
    for page in pages(query):
        made = [(row[0], new) for row in page if (new := change(*row[1:]))]
        if made:
            op.get_bind().execute(update, [{"this_id": case_id, "own": own} for case_id, (own, _) in made])
        if made and insert is not None:
            op.get_bind().execute(insert, [{"case_id": case_id, "body": applied} for case_id, (_, applied) in made])


def pages(query: sa.Select[Any]) -> Iterator[list[sa.Row[Any]]]:
    """Yield the rows of a query on cases, by their ids, a page at a time."""
    last = ""
    while page := list(op.get_bind().execute(query.where(case.c.id > last).order_by(case.c.id).limit(PAGE))):
        yield page
        last = page[-1][0]


def divided(body: str) -> tuple[str, str] | None:
    """Divide what was one body."""
    held = read(body)
    if held is None:
        return None
    applied: dict[str, object] = {name: held.pop(name) for name in FIELDS if name in held}
    return written(held, applied)


def united(body: str, applied: str) -> tuple[str, str] | None:
    """Make one body of two."""
    own, other = read(body), read(applied)
    return None if own is None or other is None else written(own | other, {})


def read(body: str) -> dict[str, object] | None:
    """Return the JSON object that a body holds; None if it holds something else."""
    try:
        held = json.loads(body)
    except (ValueError, TypeError, RecursionError):
        return None
    return held if isinstance(held, dict) else None


def written(own: dict[str, object], applied: dict[str, object]) -> tuple[str, str] | None:
    """Return two bodies as text; None if a database would not take it."""
    texts = tuple(json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in (own, applied))
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        return None
    return texts[0], texts[1]
