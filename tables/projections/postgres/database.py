"""One connection to PostgreSQL that comes back by itself. The only home of asyncpg.

Which of its errors mean what: a value that PostgreSQL refuses (SQLSTATE classes 22 and 23) is `RefusedError`, and the
same statement will never work. All others are `TargetAwayError`: the server is down, starting, full or read-only, the
password or the database is wrong, the migrations have not been run. They end on the server's side or by the operator,
whom the message tells what to do, and whoever asked tries again.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import asyncpg

from tables.projections.projection import TargetAwayError

__all__ = ["Database", "RefusedError"]

_ANSWER_S = 60.0
"""Longest wait for one statement: a batch of 10,000 rows takes half a second on a busy server."""

_CONNECT_S = 10.0

_ADVICE = {
    "28P01": "correct the password in FLEET_POSTGRES_DSN",
    "28000": "let this user in (pg_hba.conf), or correct FLEET_POSTGRES_DSN",
    "3D000": "create the database, or correct FLEET_POSTGRES_DSN",
    "42501": "grant the user of FLEET_POSTGRES_DSN the right to create and write tables",
    "42P01": "run the migrations: `python -m fleet archive` does so when it starts",
    "42703": "the database is of another version: run the migrations with `python -m fleet archive`",
    "25006": "the server is read-only: point FLEET_POSTGRES_DSN to the primary",
    "53100": "its disk is full: make room",
    "53300": "it has no connection left: raise max_connections",
}
"""What the operator does about an SQLSTATE."""


class RefusedError(Exception):
    """PostgreSQL refuses a value for good. Told of a statement: who sent it finds the record that holds the value."""


class Database:
    """A connection, opened when it is first needed and again after it broke. For one user at a time."""

    def __init__(self, dsn: str, *, application: str = "agent-fleet") -> None:
        self._dsn = dsn
        self._application = application
        self._connection: Any = None

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        """A transaction on the connection: committed when the block ends, rolled back when it raises.

        Raises:
            TargetAwayError, RefusedError: see above.
        """
        try:
            connection = await self._connected()
            async with connection.transaction():
                yield connection
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as exc:
            raise RefusedError(_words(exc)) from exc
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as exc:
            await self.close()
            raise TargetAwayError(_words(exc)) from exc
        except BaseException:
            # Cancelled in mid-statement: what the server is doing is unknown, so another connection goes on.
            if self._connection is not None and self._connection.is_in_transaction():
                await self.close()
            raise

    async def _connected(self) -> Any:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(
                self._dsn,
                timeout=_CONNECT_S,
                command_timeout=_ANSWER_S,
                server_settings={"application_name": self._application},
            )
        return self._connection

    async def close(self) -> None:
        """Disconnect; a later transaction connects again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()  # at once: there is nothing to say good-bye for, and the server may be gone
            await asyncio.sleep(0)


def _words(error: BaseException) -> str:
    """One line, without the statement's values."""
    state = getattr(error, "sqlstate", None)
    said = " ".join(str(error).split()) or type(error).__name__
    advice = _ADVICE.get(state or "")
    return f"{said} ({advice})" if advice else said
