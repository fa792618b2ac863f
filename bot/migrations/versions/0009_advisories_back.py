"""Keep why an advisory that was decided waits again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("advisory", sa.Column("back", sa.String(20)))


def downgrade() -> None:
    op.drop_column("advisory", "back")
