"""Cases, tasks, audit records, personal values, idempotency keys, definitions in use and calendar notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# The database itself refuses to change or remove an audit record. In SQLite, REPLACE deletes without asking the
# triggers for DELETE, so an insert over a record is refused as well.
GUARDS = {
    "sqlite": (
        """
        CREATE TRIGGER yishi_audit_update BEFORE UPDATE ON yishi_audit
        BEGIN SELECT RAISE(ABORT, 'yishi_audit is append-only'); END
        """,
        """
        CREATE TRIGGER yishi_audit_delete BEFORE DELETE ON yishi_audit
        BEGIN SELECT RAISE(ABORT, 'yishi_audit is append-only'); END
        """,
        """
        CREATE TRIGGER yishi_audit_replace BEFORE INSERT ON yishi_audit
        WHEN EXISTS (SELECT 1 FROM yishi_audit WHERE case_id = NEW.case_id AND seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, 'yishi_audit is append-only'); END
        """,
    ),
    "postgresql": (
        """
        CREATE FUNCTION yishi_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'yishi_audit is append-only' USING ERRCODE = 'restrict_violation'; END $$
        """,
        """
        CREATE TRIGGER yishi_audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON yishi_audit
        FOR EACH STATEMENT EXECUTE FUNCTION yishi_audit_refuse()
        """,
    ),
}
UNGUARDS = {"sqlite": (), "postgresql": ("DROP FUNCTION yishi_audit_refuse()",)}
"""What is left of the guards when their table is gone."""


def sorted_text(length: int) -> sa.types.TypeEngine[str]:
    """Return a text type that sorts by code points."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables."""
    create_case()
    create_task()
    create_audit()
    create_personal()
    create_key()
    create_definition()
    create_notice()


def downgrade() -> None:
    """Drop the tables."""
    for name in ("notice", "definition", "key", "personal", "audit", "task", "case"):
        op.drop_table(f"yishi_{name}")
    for statement in UNGUARDS[op.get_context().dialect.name]:
        op.execute(statement)


def create_case() -> None:
    """Create the cases, with indexes for lists in order of urgency and for the sweep."""
    op.create_table(
        "yishi_case",
        sa.Column("id", sorted_text(200), primary_key=True),
        sa.Column("number", sorted_text(200), nullable=False),
        sa.Column("bundle", sorted_text(200), nullable=False),
        sa.Column("bundle_version", sa.Integer, nullable=False),
        sa.Column("region", sorted_text(200)),
        sa.Column("lead_department", sorted_text(200), nullable=False),
        sa.Column("applicant", sorted_text(200), nullable=False),
        sa.Column("state", sorted_text(20), nullable=False),
        sa.Column("due", sorted_text(27), nullable=False),
        sa.Column("attention_at", sorted_text(27)),
        sa.Column("ended_at", sorted_text(27)),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("yishi_case_number", "yishi_case", ["number"], unique=True)
    op.create_index("yishi_case_due", "yishi_case", ["state", "due", "id"])
    op.create_index("yishi_case_lead", "yishi_case", ["lead_department", "state", "due", "id"])
    op.create_index("yishi_case_applicant", "yishi_case", ["applicant", "due", "id"])
    waiting = sa.text("attention_at IS NOT NULL")
    op.create_index(
        "yishi_case_attention", "yishi_case", ["attention_at", "id"], postgresql_where=waiting, sqlite_where=waiting
    )


def create_task() -> None:
    """Create the tasks, with the index for the inbox of a department."""
    op.create_table(
        "yishi_task",
        sa.Column(
            "case_id", sorted_text(200), sa.ForeignKey("yishi_case.id", name="yishi_task_case"), primary_key=True
        ),
        sa.Column("item", sorted_text(200), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("department", sorted_text(200), nullable=False),
        sa.Column("state", sorted_text(20), nullable=False),
        sa.Column("due", sorted_text(27), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("yishi_task_inbox", "yishi_task", ["department", "state", "due", "case_id", "item"])


def create_audit() -> None:
    """Create the audit records and what keeps them append-only."""
    op.create_table(
        "yishi_audit",
        sa.Column("case_id", sorted_text(200), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    for statement in GUARDS[op.get_context().dialect.name]:
        op.execute(statement)


def create_personal() -> None:
    """Create the personal values, which can be erased."""
    op.create_table(
        "yishi_personal",
        sa.Column(
            "case_id", sorted_text(200), sa.ForeignKey("yishi_case.id", name="yishi_personal_case"), primary_key=True
        ),
        sa.Column("content", sa.Text),
        sa.Column("erased_at", sorted_text(27)),
    )


def create_key() -> None:
    """Create the idempotency keys."""
    op.create_table(
        "yishi_key",
        sa.Column("key", sorted_text(200), primary_key=True),
        sa.Column("case_id", sorted_text(200), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("calendar", sa.String(100), nullable=False),
        sa.Column("fingerprint", sa.String(64)),
        sa.Column("salt", sa.String(64), nullable=False),
    )
    op.create_index("yishi_key_case", "yishi_key", ["case_id"])


def create_definition() -> None:
    """Create the definitions in use."""
    op.create_table(
        "yishi_definition",
        sa.Column("bundle", sorted_text(200), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(100), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )


def create_notice() -> None:
    """Create the calendar notices that were loaded."""
    op.create_table(
        "yishi_notice",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("loaded_at", sorted_text(27), nullable=False),
    )
    op.create_index("yishi_notice_digest", "yishi_notice", ["digest"], unique=True)
