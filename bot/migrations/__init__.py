"""One line of revisions, the same for SQLite and PostgreSQL."""
