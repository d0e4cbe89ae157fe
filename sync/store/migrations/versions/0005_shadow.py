"""Remember connectors that run beside the clerk, and what was compared."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shadow",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("connector", sa.String(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.String(), nullable=False),
        sa.Column("promoted_at", sa.String(), nullable=False),
        sa.Column("promoted_by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("host", "connector"),
    )
    op.create_table(
        "comparison",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("student_id", sa.String(), nullable=False),
        sa.Column("component", sa.String(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("ours", sa.String(), nullable=True),
        sa.Column("there", sa.String(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("obstacle", sa.String(), nullable=False),
        sa.Column("compared_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("host", "student_id", "component"),
    )
    op.create_index(
        "decision_shadow",
        "decision",
        ["host"],
        unique=False,
        sqlite_where=sa.text("state = 'shadow'"),
        postgresql_where=sa.text("state = 'shadow'"),
    )


def downgrade() -> None:
    op.drop_index("decision_shadow", "decision")
    op.drop_table("comparison")
    op.drop_table("shadow")
