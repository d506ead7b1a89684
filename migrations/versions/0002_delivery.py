"""What is still to be delivered, and the sinks that it is for. Nothing that was recorded before is delivered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def sorted_text(length: int) -> sa.types.TypeEngine[str]:
    """Return a text type that sorts by code points."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "yishi_delivery",
        sa.Column("case_id", sorted_text(200), primary_key=True),
        sa.Column("sink", sorted_text(200), primary_key=True),
        sa.Column("next_seq", sa.Integer, nullable=False),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.Column("since", sorted_text(27), nullable=False),
        sa.Column("available_at", sorted_text(27), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("claim", sa.String(32)),
        sa.Column("error", sa.String(300)),
        sa.Column("state", sorted_text(20), nullable=False),
    )
    create_index("pending", ["sink", "available_at", "case_id"])
    create_index("dead", ["sink", "case_id"])
    op.create_table(
        "yishi_sink",
        sa.Column("name", sorted_text(200), primary_key=True),
        sa.Column("registered_at", sorted_text(27), nullable=False),
    )


def downgrade() -> None:
    """Drop the tables; what was not delivered never will be."""
    op.drop_table("yishi_sink")
    op.drop_table("yishi_delivery")


def create_index(state: str, columns: list[str]) -> None:
    """Create the index of the deliveries in one state."""
    chosen = sa.text(f"state = '{state}'")
    op.create_index(f"yishi_delivery_{state}", "yishi_delivery", columns, postgresql_where=chosen, sqlite_where=chosen)
