"""The audit trail, the backup, dead letters and positions.

Revision ID: 0001
Revises:
"""

from alembic import op

revision = "0001"
down_revision = None

# The spec's columns and indexes. Wider where the spec's DECIMAL(3,2) would lose digits (ADR 15); what is added is told
# in docs/postgres.md.
_STATEMENTS = (
    """
    CREATE TABLE students_progress (
        student_id VARCHAR(50) PRIMARY KEY,
        latest_scores JSONB NOT NULL,
        overall_mastery DECIMAL(5,4) NOT NULL,
        last_updated TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
        created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
        updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
    )
    """,
    "CREATE INDEX idx_student_mastery ON students_progress(overall_mastery)",
    "CREATE INDEX idx_student_updated ON students_progress(last_updated)",
    "CREATE INDEX idx_student_covering ON students_progress(student_id, last_updated)",
    """
    CREATE TABLE events_log (
        event_id VARCHAR(100) PRIMARY KEY,
        event_type VARCHAR(50) NOT NULL,
        student_id VARCHAR(50) NOT NULL,
        component VARCHAR(50),
        scores JSONB,
        mastery DECIMAL(6,5),
        processed_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
        occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
        appended_at TIMESTAMP WITH TIME ZONE NOT NULL,
        idempotency_key VARCHAR(200) NOT NULL,
        origin VARCHAR(300) NOT NULL,
        duplicates INTEGER NOT NULL DEFAULT 0
    )
    """,
    "CREATE INDEX idx_events_student ON events_log(student_id)",
    "CREATE INDEX idx_events_type ON events_log(event_type)",
    "CREATE INDEX idx_events_component ON events_log(component)",
    "CREATE INDEX idx_events_type_component ON events_log(event_type, component)",
    # Rows come in this order, so that a block range index finds a span of time at a thousandth of a B-tree's size.
    "CREATE INDEX idx_events_processed ON events_log USING brin (processed_at)",
    """
    CREATE TABLE dead_letters (
        origin VARCHAR(300) PRIMARY KEY,
        event_id VARCHAR(300) NOT NULL,
        event_type VARCHAR(300) NOT NULL,
        agent VARCHAR(100),
        error_type VARCHAR(300) NOT NULL,
        first_failed_at TIMESTAMP WITH TIME ZONE NOT NULL,
        failed_at TIMESTAMP WITH TIME ZONE NOT NULL,
        retry_count INTEGER NOT NULL,
        permanent BOOLEAN NOT NULL
    )
    """,
    "CREATE INDEX idx_dead_letters_event ON dead_letters(event_id)",
    """
    CREATE TABLE changelog_copy (
        topic_id UUID NOT NULL,
        partition INTEGER NOT NULL,
        key BYTEA NOT NULL,
        value BYTEA NOT NULL,
        "offset" BIGINT NOT NULL,
        PRIMARY KEY (topic_id, partition, key)
    )
    """,
    """
    CREATE TABLE projection_positions (
        projection VARCHAR(100) NOT NULL,
        partition INTEGER NOT NULL,
        topic_id UUID NOT NULL,
        next_offset BIGINT NOT NULL,
        stored_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW(),
        PRIMARY KEY (projection, partition)
    )
    """,
)


def upgrade() -> None:
    """Make the tables."""
    for statement in _STATEMENTS:
        op.execute(statement)
