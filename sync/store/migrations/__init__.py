"""The store's schema, revision by revision (Alembic); imports no live code."""
