"""Alembic calls this; the connection and its transaction are ours (see bot/core/migrate.py)."""

from __future__ import annotations

from alembic import context

from bot.core.db import metadata
from bot.core.migrate import load_tables

load_tables()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
