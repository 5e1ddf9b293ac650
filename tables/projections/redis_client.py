"""Clients of Redis for every kind of address, and what the operator does about their errors. The home of the client."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any, Final, cast

from redis.asyncio import Redis
from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, RedisClusterException, RedisError

from tables.projections.projection import TargetAwayError
from tables.projections.redis_url import TLS_FILES, RedisUrl

__all__ = ["AWAY", "NoScriptError", "away", "closed", "connect", "session"]

AWAY = (RedisError, RedisClusterException, OSError)
"""Whatever Redis or the way to it answers ends on the server's side or by the operator: wait, and try again."""

_ANSWER_S = 5.0
"""Longest wait for Redis; a batch takes 20 ms there, a loaded one answers within a second."""

_ADVICE: Final = (
    ("OOM command", "its memory is full: raise maxmemory, or make room"),
    ("READONLY", "it is a replica: point FLEET_REDIS_URL to the master, or to the sentinels"),
    ("read only replica", "it is a replica: point FLEET_REDIS_URL to the master, or to the sentinels"),
    ("no permissions", "grant its user what docs/redis.md lists (ACL SETUSER)"),
    ("can't run this command", "grant its user what docs/redis.md lists (ACL SETUSER)"),  # Redis 6, from a script
    ("NOPERM", "grant its user what docs/redis.md lists (ACL SETUSER)"),
    ("invalid username-password", "correct user and password in FLEET_REDIS_URL"),
    ("Authentication required", "give user and password in FLEET_REDIS_URL"),
    ("MISCONF", "it cannot write its own data: look at its log and its disk"),
    ("snapshots", "it cannot write its own data: look at its log and its disk"),
    ("cluster support", "it is no cluster: say redis:// in FLEET_REDIS_URL"),
    ("MOVED", "it is a cluster: say redis-cluster:// in FLEET_REDIS_URL"),
    ("CLUSTERDOWN", "slots of the cluster are not served: see `redis-cli --cluster check`"),
    ("slots", "slots of the cluster are not served: see `redis-cli --cluster check`"),
    ("No master found", "the sentinels know no master of this name, or none that is up"),
    ("CERTIFICATE_VERIFY_FAILED", "name who vouches for it: ?ssl_ca_certs= in FLEET_REDIS_URL"),
)
"""What the operator does, by a part of what was said."""


def connect(text: str) -> Any:
    """Make a client, which connects at its first command and never tries twice: the follower has its own back-off.

    Args:
        text: see `redis_url`.

    Raises:
        ValueError: it is no URL of Redis.
    """
    url = RedisUrl.read(text)
    patience = {"socket_timeout": _ANSWER_S, "socket_connect_timeout": _ANSWER_S}
    # Protocol 2 is understood by every version of Redis.
    common: dict[str, Any] = {"protocol": 2, "retry": Retry(NoBackoff(), 0), **patience}
    if url.kind == "server":
        return Redis.from_url(text, **common)
    files = {name: url.options[name] for name in TLS_FILES if name in url.options}
    tls: dict[str, Any] = {"ssl": True, **files} if url.tls else {}
    user: dict[str, Any] = {"username": url.user, "password": url.password}
    if url.kind == "cluster":
        nodes = [ClusterNode(*host) for host in url.hosts]
        return RedisCluster(startup_nodes=nodes, **common, **tls, **user)
    asked_as = {"username": url.options.get("sentinel_username"), "password": url.options.get("sentinel_password")}
    sentinel = cast("Any", Sentinel)(list(url.hosts), sentinel_kwargs={**asked_as, **patience, **tls})
    return sentinel.master_for(url.name, db=url.db, **common, **tls, **user)


async def closed(client: Any) -> None:
    """Disconnect; a later command connects again."""
    await client.aclose()
    pool = getattr(client, "connection_pool", None)  # a cluster has one for each node, and has closed them
    for sentinel in getattr(getattr(pool, "sentinel_manager", None), "sentinels", ()):
        await sentinel.aclose()


@contextlib.asynccontextmanager
async def session(url: str) -> AsyncIterator[Any]:
    """A client for a few questions.

    Raises:
        TargetAwayError: Redis does not answer, or not as it should.
    """
    client = connect(url)
    try:
        yield client
    except AWAY as exc:
        raise away(exc) from exc
    finally:
        await closed(client)


def away(error: BaseException) -> TargetAwayError:
    """One line, with what the operator does about it."""
    said = " ".join(str(error).split()) or type(error).__name__
    advice = next((advice for part, advice in _ADVICE if part.lower() in said.lower()), None)
    return TargetAwayError(f"{said} ({advice})" if advice else said)
