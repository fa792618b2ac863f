"""Keep when it was noticed that somebody who is asked to read a bulletin has left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.core.db import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bulletin_reader", sa.Column("left_at", UtcDateTime))


def downgrade() -> None:
    op.drop_column("bulletin_reader", "left_at")
