"""Marks of erased students, and by which dead letters of one are found.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"

_STATEMENTS = (
    # Of the student nothing but a keyed hash: see docs/privacy.md.
    """
    CREATE TABLE erasures (
        mark VARCHAR(32) NOT NULL,
        order_id VARCHAR(300) NOT NULL,
        before TIMESTAMP WITH TIME ZONE NOT NULL,
        PRIMARY KEY (mark, order_id)
    )
    """,
    "ALTER TABLE dead_letters ADD COLUMN student_mark VARCHAR(32)",
    "ALTER TABLE dead_letters ADD COLUMN appended_at TIMESTAMP WITH TIME ZONE",
    "CREATE INDEX idx_dead_letters_student ON dead_letters(student_mark)",
)


def upgrade() -> None:
    """Make the table and the columns."""
    for statement in _STATEMENTS:
        op.execute(statement)
