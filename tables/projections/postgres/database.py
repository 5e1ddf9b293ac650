"""Connections to PostgreSQL that come back by themselves. The only home of asyncpg.

Which of its errors mean what: a value that PostgreSQL refuses (SQLSTATE classes 22 and 23) is `RefusedError`, and the
same statement will never work. All others are `TargetAwayError`: the server is down, starting, full or read-only, the
password or the database is wrong, the migrations have not been run. They end on the server's side or by the operator,
whom the message tells what to do, and whoever asked tries again.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg

from tables.projections.link import Link
from tables.projections.projection import TargetAwayError

__all__ = ["Database", "ReadPool", "RefusedError"]

_ANSWER_S = 60.0
"""Longest wait for one statement: a batch of 10,000 rows takes half a second on a busy server."""

_CONNECT_S = 10.0

_AWAY = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # of a connection that the server ended while nobody used it
    OSError,
    TimeoutError,
)

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
    """A connection, opened when it is first needed and again after it broke. For one user at a time.

    Args:
        dsn: `postgresql://` URL.
        application: what the server shows as its user's name.
        answer_s: longest wait for one statement, in seconds.
        readonly: whether the server shall refuse to write.
    """

    def __init__(
        self, dsn: str, *, application: str = "agent-fleet", answer_s: float = _ANSWER_S, readonly: bool = False
    ) -> None:
        self._dsn = dsn
        self._answer_s = answer_s
        self._settings = {"application_name": application}
        if readonly:
            self._settings["default_transaction_read_only"] = "on"
        self._connection: Any = None

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        """A transaction on the connection: committed when the block ends, rolled back when it raises.

        Raises:
            TargetAwayError, RefusedError: see above.
        """
        async with self.statement() as connection, connection.transaction():
            yield connection

    @contextlib.asynccontextmanager
    async def statement(self) -> AsyncIterator[Any]:
        """The connection for a single statement, which is a transaction of its own.

        Raises:
            TargetAwayError, RefusedError: see above.
        """
        try:
            yield await self._connected()
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as exc:
            raise RefusedError(_words(exc)) from exc
        except _AWAY as exc:
            await self.close()
            raise TargetAwayError(_words(exc)) from exc
        except asyncio.CancelledError:
            # What the server is doing is unknown, so another connection goes on.
            await self.close()
            raise
        except BaseException:
            if self._connection is not None and self._connection.is_in_transaction():
                await self.close()
            raise

    async def _connected(self) -> Any:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(
                self._dsn,
                timeout=_CONNECT_S,
                command_timeout=self._answer_s,
                server_settings=self._settings,
            )
        return self._connection

    async def close(self) -> None:
        """Disconnect; a later transaction connects again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()  # at once: there is nothing to say good-bye for, and the server may be gone
            await asyncio.sleep(0)


_REST_S = 5.0
"""Seconds for which a database that did not answer is not asked again: its next readers need not wait for it too."""


class ReadPool:
    """A few connections for short reads on behalf of people who wait: bounded in number and in time.

    After a failure nobody asks for a while: a database that is away costs one reader its time-out, not everyone.

    Args:
        dsn: `postgresql://` URL.
        connections: most at a time; a further reader waits for one within its time.
        seconds: longest wait of a reader, for a connection, the server and the answer together.
        clock: monotonic seconds.
    """

    def __init__(
        self, dsn: str, *, connections: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._idle = [
            Database(dsn, application="agent-fleet-reads", answer_s=seconds, readonly=True) for _ in range(connections)
        ]
        self._every = tuple(self._idle)
        self._turn = asyncio.Semaphore(connections)
        self._seconds = seconds
        self._clock = clock
        self._rests_until = 0.0
        self.link = Link("PostgreSQL for reads")

    @contextlib.asynccontextmanager
    async def statement(self) -> AsyncIterator[Any]:
        """A connection for one reading statement.

        Raises:
            TargetAwayError: no answer in time, or a failure a moment ago.
        """
        if self._clock() < self._rests_until:
            raise TargetAwayError(self.link.error or "PostgreSQL does not answer")
        try:
            async with asyncio.timeout(self._seconds), self._turn:
                database = self._idle.pop()
                try:
                    async with database.statement() as connection:
                        yield connection
                finally:
                    self._idle.append(database)
        except (TargetAwayError, RefusedError, TimeoutError) as exc:
            away = TargetAwayError(str(exc) or f"no answer within {self._seconds:g} s")
            self._rests_until = self._clock() + _REST_S
            self.link.failed(away)
            raise away from exc
        self.link.succeeded()

    def state(self) -> dict[str, Any]:
        """How the last read went, for people; `connected` is None before the first."""
        asked = self.link.connected or self.link.error is not None
        return {"connected": self.link.connected if asked else None, "last_error": self.link.error}

    async def close(self) -> None:
        """Disconnect; a later read connects again."""
        for database in self._every:
            await database.close()


def _words(error: BaseException) -> str:
    """One line, without the statement's values."""
    state = getattr(error, "sqlstate", None)
    said = " ".join(str(error).split()) or type(error).__name__
    advice = _ADVICE.get(state or "")
    return f"{said} ({advice})" if advice else said
