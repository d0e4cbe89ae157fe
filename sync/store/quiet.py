"""Whether anybody wrote to the store between two transactions; an answer that costs no table scan.

Never says "nobody" where somebody did. Where it cannot tell, somebody did.
"""

from sqlalchemy import Connection, text


class Quiet:
    """Remembers how one writing transaction left the store, and asks at the next one's start."""

    def __init__(self) -> None:
        self._left: tuple[object, ...] | None = None

    def since(self, connection: Connection) -> bool:
        """Tell whether nobody has written since `note`; ask before writing anything."""
        if self._left is None:
            return False
        if connection.dialect.name == "sqlite":
            return _sqlite_state(connection) == self._left
        (before,) = self._left
        return _transaction_number(connection) - 1 == before

    def note(self, connection: Connection) -> None:
        """Note the state; nothing may be written in this transaction afterwards."""
        if connection.dialect.name == "sqlite":
            self._left = _sqlite_state(connection)
        else:
            self._left = (_transaction_number(connection),)


def _sqlite_state(connection: Connection) -> tuple[object, ...]:
    """Name what other connections committed and what this one wrote, committed or not."""
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    (committed,) = driver.execute("PRAGMA data_version").fetchone()
    return (driver, committed, driver.total_changes)


def _transaction_number(connection: Connection) -> int:
    """Give this transaction a number; a database hands them out one by one, in order.

    Writers of one store wait for each other, so a number between two of ours is somebody else's.
    """
    number = connection.execute(text("SELECT CAST(pg_current_xact_id() AS text)")).scalar_one()
    return int(number)
