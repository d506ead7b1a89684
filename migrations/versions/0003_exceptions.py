"""The exception list: messages of departments' systems that could not be carried out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def sorted_text(length: int) -> sa.types.TypeEngine[str]:
    """Return a text type that sorts by code points."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Create the list, with indexes for what somebody has to look at, for messages that come twice, and for erasing."""
    op.create_table(
        "yishi_exception",
        sa.Column("id", sorted_text(200), primary_key=True),
        sa.Column("sender", sorted_text(200), nullable=False),
        sa.Column("department", sorted_text(200), nullable=False),
        sa.Column("actor_id", sorted_text(200), nullable=False),
        sa.Column("event_id", sorted_text(200), nullable=False),
        sa.Column("type", sorted_text(200), nullable=False),
        sa.Column("case_id", sorted_text(200)),
        sa.Column("item", sorted_text(200)),
        sa.Column("received_at", sorted_text(27), nullable=False),
        sa.Column("code", sorted_text(200), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("state", sorted_text(20), nullable=False),
        sa.Column("digest", sa.String(100)),
        sa.Column("body", sa.Text),
        sa.Column("detail", sa.Text),
        sa.Column("answered_at", sorted_text(27)),
        sa.Column("answered_by", sorted_text(200)),
        sa.Column("reason", sa.Text),
    )
    op.create_index("yishi_exception_state", "yishi_exception", ["state", "id"])
    op.create_index("yishi_exception_message", "yishi_exception", ["sender", "event_id", "digest"], unique=True)
    op.create_index("yishi_exception_case", "yishi_exception", ["case_id"])


def downgrade() -> None:
    """Drop the list, and with it the messages that nobody has looked at."""
    op.drop_table("yishi_exception")
