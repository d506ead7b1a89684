"""An index of the cases that are not finished, so that a notice on days off finds them among all that are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the index; it holds nothing of the cases that have ended and wait for nothing."""
    unfinished = sa.text("ended_at IS NULL OR attention_at IS NOT NULL")
    op.create_index("yishi_case_unfinished", "yishi_case", ["id"], postgresql_where=unfinished, sqlite_where=unfinished)


def downgrade() -> None:
    """Drop the index."""
    op.drop_index("yishi_case_unfinished", "yishi_case")
