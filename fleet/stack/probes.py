"""Whether a server answers, asked as its clients ask."""

import asyncio
import contextlib
import ssl
import struct
from collections.abc import AsyncIterator
from urllib.parse import unquote, urlsplit

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.conn import create_conn
from aiokafka.errors import (
    AuthenticationFailedError,
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)

from tables.kafka.login import login_of, options
from tables.projections.projection import TargetAwayError
from tables.projections.redis_client import session

__all__ = ["LoginRefusedError", "NotReadyError", "probe_kafka", "probe_postgres", "probe_redis"]

_TIMEOUT = 5.0  # seconds for one attempt

# refused or broken connections, what the clients make of them, and answers (or addresses) that make no sense
_NO_ANSWER = (OSError, EOFError, ValueError, struct.error, KafkaError, TargetAwayError)


class NotReadyError(Exception):
    """The server does not answer yet; the message says what was seen."""


class LoginRefusedError(NotReadyError):
    """The server answers, but not to this user or certificate: waiting alone does not help."""


@contextlib.asynccontextmanager
async def _attempt() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(_TIMEOUT):
            yield
    except TimeoutError:
        raise NotReadyError(f"no answer within {_TIMEOUT:g} s") from None
    except _NO_ANSWER as exc:
        raise NotReadyError(str(exc).splitlines()[0] if str(exc) else type(exc).__name__) from None


async def probe_kafka(brokers: str) -> None:
    """List the topics.

    Args:
        brokers: `host:port[,host:port]`.

    Raises:
        LoginRefusedError: none accepts the login.
        NotReadyError: no broker answers.
    """
    async with _attempt():
        await _connect_to_one(brokers)  # the client would log an error for each refused connection
        await _log_in_to_one(brokers)
        admin = AIOKafkaAdminClient(**options(brokers), request_timeout_ms=int(_TIMEOUT * 1000))
        try:
            await admin.start()
            await admin.list_topics()
        finally:
            await admin.close()


async def _connect_to_one(brokers: str) -> None:
    refused: OSError | None = None
    for broker in brokers.split(","):
        host, _, port = broker.rpartition(":")
        try:
            _, writer = await asyncio.open_connection(host.strip("[]"), int(port))
        except OSError as exc:
            refused = exc
        else:
            await _close(writer)
            return
    if refused is not None:
        raise refused


async def _log_in_to_one(brokers: str) -> None:
    """Whether one accepts the login: of a client that cannot log in aiokafka says only that nobody answers."""
    login = login_of(brokers)
    if login.protocol == "PLAINTEXT":
        return
    refused: Exception | None = None
    for broker in brokers.split(","):
        host, _, port = broker.rpartition(":")
        given = {name: value for name, value in options(brokers).items() if name != "bootstrap_servers"}
        try:
            connection = await create_conn(host.strip("[]"), int(port), request_timeout_ms=3000, **given)
        except (AuthenticationFailedError, UnsupportedSaslMechanismError, SaslAuthenticationFailed) as exc:
            refused = LoginRefusedError(f"the brokers refuse {login.user or 'this client'}: {exc}")
        except ssl.SSLError as exc:
            refused = LoginRefusedError(f"no TLS connection to {broker}: {exc.reason or exc}")
        except (OSError, TimeoutError, KafkaError) as exc:
            refused = refused or exc
        else:
            connection.close()
            return
    if isinstance(refused, KafkaError) and login.sasl and not login.tls:
        refused = NotReadyError(f"{refused}: does the broker want TLS (FLEET_KAFKA_PROTOCOL)?")
    if refused is not None:
        raise refused


async def probe_redis(url: str) -> None:
    """Send PING.

    Raises:
        NotReadyError: no answer, or one that says that data are still being loaded.
    """
    async with _attempt(), session(url) as client:
        await client.ping()


async def probe_postgres(dsn: str) -> None:
    """Begin a session as the user of the DSN, up to the point at which a password would be due.

    A server that is starting or recovering accepts the connection but refuses the session.

    Args:
        dsn: `postgresql://[user[:password]@]host[:port]/[database]`.

    Raises:
        NotReadyError: no server answers, or it refuses the session.
    """
    address = urlsplit(dsn)
    user = unquote(address.username or "postgres")
    database = unquote(address.path.lstrip("/")) or user
    async with _attempt():
        reader, writer = await asyncio.open_connection(address.hostname or "127.0.0.1", address.port or 5432)
        try:
            # StartupMessage of protocol 3.0: length, version, pairs of strings, an empty name at the end
            pairs = b"".join(part.encode() + b"\0" for part in ("user", user, "database", database))
            body = struct.pack("!I", 3 << 16) + pairs + b"\0"
            writer.write(struct.pack("!I", len(body) + 4) + body)
            await writer.drain()
            await _session_begins(reader)
            writer.write(b"X" + struct.pack("!I", 4))  # Terminate
            await writer.drain()
        finally:
            await _close(writer)


async def _session_begins(reader: asyncio.StreamReader) -> None:
    while True:
        kind, length = struct.unpack("!cI", await reader.readexactly(5))
        payload = await reader.readexactly(length - 4)
        if kind == b"E":
            fields = {part[:1]: part[1:].decode(errors="replace") for part in payload.split(b"\0") if part}
            raise NotReadyError(fields.get(b"M", "the session was refused"))
        asks_password = kind == b"R" and struct.unpack("!I", payload[:4])[0] != 0
        if asks_password or kind == b"Z":  # ReadyForQuery
            return


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
