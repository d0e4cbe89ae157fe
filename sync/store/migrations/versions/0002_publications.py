"""Keep every publication of a document, and where each result was stated last."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# One row a publication instead of one a profile. What a person refused stays so; of several
# readings of one document the last is kept, with its number, which people know it by.
_KEEP_READINGS = """
    INSERT INTO intake_0002 (id, host, position, sha256, name, published, seen_at, profile, state,
                             transcripts, results, problems, read_at)
    SELECT i.id, i.host, i.id, i.sha256, d.name, '', d.fetched_at, i.profile,
           CASE WHEN EXISTS (SELECT 1 FROM intake r WHERE r.host = i.host
                             AND r.sha256 = i.sha256 AND r.state = 'refused')
                THEN 'refused' ELSE i.state END,
           i.transcripts, i.results, i.problems, i.read_at
    FROM intake i
    JOIN document d ON d.host = i.host AND d.sha256 = i.sha256
    WHERE i.id = (SELECT max(l.id) FROM intake l WHERE l.host = i.host AND l.sha256 = i.sha256)
"""
_KEEP_UNREAD = """
    INSERT INTO intake_0002 (id, host, position, sha256, name, published, seen_at, profile, state,
                             transcripts, results, problems, read_at)
    SELECT last.id + u.number, u.host, last.id + u.number, u.sha256, u.name, '', u.fetched_at, '',
           'waiting', 0, 0, '[]', ''
    FROM (SELECT coalesce(max(id), 0) AS id FROM intake) AS last,
         (SELECT d.*, row_number() OVER (ORDER BY d.fetched_at, d.name, d.sha256) AS number
          FROM document d
          WHERE NOT EXISTS (SELECT 1 FROM intake i
                            WHERE i.host = d.host AND i.sha256 = d.sha256)) AS u
"""
# What was known was as of the last document read: nothing older may undo it.
_STATED_SO_FAR = """
    UPDATE result SET stated = coalesce(
        (SELECT max(i.position) FROM intake i JOIN learner l ON l.host = i.host
         WHERE l.id = result.learner_id AND i.state = 'read'), 0)
"""
_NEXT_NUMBER = """
    SELECT setval(pg_get_serial_sequence('intake', 'id'), (SELECT max(id) FROM intake))
    WHERE EXISTS (SELECT 1 FROM intake)
"""


def upgrade() -> None:
    op.create_table(
        "intake_0002",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("published", sa.String(), nullable=False),
        sa.Column("seen_at", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("transcripts", sa.Integer(), nullable=False),
        sa.Column("results", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("read_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute(_KEEP_READINGS)
    op.execute(_KEEP_UNREAD)
    op.drop_table("intake")
    op.rename_table("intake_0002", "intake")
    op.create_index("ix_intake_state", "intake", ["state"])
    op.create_index("intake_position", "intake", ["host", "position"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_NEXT_NUMBER)
    op.add_column("result", sa.Column("stated", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("result", sa.Column("missed_at", sa.String(), nullable=False, server_default=""))
    op.execute(_STATED_SO_FAR)


def downgrade() -> None:
    raise RuntimeError("a store is not taken back to an earlier release")
