"""Runs migrations on the connection that the program hands over, inside its transaction."""

from alembic import context

from tasks.history.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
