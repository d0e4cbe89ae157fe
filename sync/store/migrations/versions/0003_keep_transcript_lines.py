"""Keep what was confirmed of transcripts at home."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transcript_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.String(), nullable=False),
        sa.Column("entry_key", sa.String(), nullable=False),
        sa.Column("component", sa.String(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("sent_decision_id", sa.Integer(), nullable=False),
        sa.Column("sent_status", sa.String(), nullable=False),
        sa.Column("sent", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("obstacle", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("check_after", sa.String(), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("student_id", "entry_key"),
    )
    with op.batch_alter_table("transcript_line", schema=None) as batch_op:
        batch_op.create_index("transcript_line_due", ["state", "check_after"], unique=False)
    op.create_table(
        "progress",
        sa.Column("follower", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("follower"),
    )


def downgrade() -> None:
    op.drop_table("progress")
    op.drop_table("transcript_line")
