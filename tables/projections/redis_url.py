"""Addresses of Redis: one server, one that Sentinel names, or a cluster. Pure.

| URL | reaches |
| --- | --- |
| `redis://[user:password@]host:port[/db]`, `unix://path` | a server |
| `redis-sentinel://[user:password@]host:port[,host:port]/name[/db]` | the master of that name, by its sentinels |
| `redis-cluster://[user:password@]host:port[,host:port]` | a Redis Cluster, by some of its nodes |

`rediss://`, `rediss-sentinel://` and `rediss-cluster://` are the same over TLS, with the files of certificates (PEM) as
parameters: `?ssl_ca_certs=…&ssl_certfile=…&ssl_keyfile=…`. A user of the sentinels themselves: `sentinel_username` and
`sentinel_password`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

__all__ = ["TLS_FILES", "RedisUrl", "check_url", "is_cluster"]

_KINDS: Final[Mapping[str, Literal["server", "sentinel", "cluster"]]] = {
    "redis": "server",
    "rediss": "server",
    "unix": "server",
    "redis-sentinel": "sentinel",
    "rediss-sentinel": "sentinel",
    "redis-cluster": "cluster",
    "rediss-cluster": "cluster",
}

TLS_FILES: Final = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
_OPTIONS: Final = frozenset({*TLS_FILES, "sentinel_username", "sentinel_password"})


@dataclass(frozen=True)
class RedisUrl:
    """An address in its parts.

    Attributes:
        kind: what it reaches.
        text: as it was given; a server's is read by the client itself.
        tls: whether connections are encrypted.
        hosts: sentinels or nodes.
        user: of the ACL.
        password: of that user.
        name: the master's, with Sentinel.
        db: number of the database, with Sentinel.
        options: parameters.
    """

    kind: Literal["server", "sentinel", "cluster"]
    text: str = field(repr=False)
    tls: bool = False
    hosts: tuple[tuple[str, int], ...] = ()
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    name: str = ""
    db: int = 0
    options: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, text: str) -> "RedisUrl":
        """Take a URL apart.

        Raises:
            ValueError: says what is wrong, without the password.
        """
        scheme = text.partition("://")[0]
        kind = _KINDS.get(scheme)
        if kind is None:
            raise ValueError(f"must begin with one of {', '.join(f'{one}://' for one in _KINDS)}")
        parts = urlsplit(text)
        if kind == "server":
            try:
                _ = parts.port
            except ValueError:  # its words would quote what may be a part of the password
                raise ValueError("has no number for its port: percent-encode user and password") from None
            if scheme != "unix" and not parts.path.strip("/").isdigit() and parts.path.strip("/"):
                raise ValueError("must end with the number of the database, or with the port")
            return cls(kind, text, tls=scheme == "rediss")
        options = dict(parse_qsl(parts.query))
        unknown = sorted(options.keys() - _OPTIONS)
        if unknown:
            raise ValueError(f"has an unknown parameter {unknown[0]}; there are {', '.join(sorted(_OPTIONS))}")
        name, _, db = parts.path.strip("/").partition("/")
        if kind == "sentinel" and not name:
            raise ValueError("must name the master behind the sentinels: redis-sentinel://host:port/name")
        if db and not db.isdigit():
            raise ValueError("must end with the number of the database, or with the name of the master")
        if kind == "cluster" and name not in ("", "0"):
            raise ValueError("must not name a database: a cluster has only number 0")
        return cls(
            kind,
            text,
            scheme.startswith("rediss"),
            _hosts(parts.netloc.rpartition("@")[2]),
            unquote(parts.username or "") or None,
            unquote(parts.password or "") or None,
            unquote(name),
            int(db or 0),
            options,
        )


def _hosts(text: str) -> tuple[tuple[str, int], ...]:
    found = []
    for one in text.split(","):
        host, _, port = one.rpartition(":")
        if not host or not port.isdigit():
            raise ValueError("must name host:port, separated by commas: percent-encode user and password")
        found.append((host.strip("[]"), int(port)))
    return tuple(found)


def check_url(text: str) -> str:
    """The URL, if it is one of Redis.

    Raises:
        ValueError: see `RedisUrl.read`.
    """
    RedisUrl.read(text)
    return text


def is_cluster(text: str) -> bool:
    """Whether keys lie on several nodes."""
    return _KINDS.get(text.partition("://")[0]) == "cluster"
