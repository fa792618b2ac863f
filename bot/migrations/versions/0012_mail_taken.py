"""Keep since when somebody looks after a reported mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.core.db import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail_campaign", sa.Column("taken_at", UtcDateTime))


def downgrade() -> None:
    op.drop_column("mail_campaign", "taken_at")
