"""How Alembic reaches the store: over the connection it is given, never by a URL of its own."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel


def run(connection: Connection) -> None:
    """Run the revisions that are missing, in the caller's transaction."""
    context.configure(
        connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True
    )
    context.run_migrations()


run(context.config.attributes["connection"])
