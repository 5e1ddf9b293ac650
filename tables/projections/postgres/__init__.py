"""PostgreSQL: the audit trail, the backup of mastery, and a raw copy of the changelog (docs/postgres.md)."""
