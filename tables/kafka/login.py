"""Who this process is to Kafka: TLS, user and password, kept by the brokers' address.

Clients are made in many places, some of them by libraries, and each has to log in: all ask here, with the address that
they connect to anyway, so that none can be forgotten. A process speaks to one Kafka as one user; tests speak to two.
Stands on nothing, so that tools which must not share code with the tables can ask too.
"""

import ssl
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

__all__ = ["Login", "LoginError", "Mechanism", "Protocol", "log_in", "login_of", "options"]

Protocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
Mechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]


class LoginError(Exception):
    """A certificate or key cannot be read, or user and password are missing. Correct the setting that it names."""


@dataclass(frozen=True)
class Login:
    """How to present oneself.

    Attributes:
        protocol: Kafka's `security.protocol`.
        mechanism: of SASL.
        user: of SASL.
        password: of SASL.
        ca_file: certificates of those who may vouch for the brokers (PEM); the system's without.
        cert_file: this client's own certificate (PEM), where the brokers ask for one.
        key_file: its key (PEM); without, it stands in `cert_file`.
        key_password: of the key.
    """

    protocol: Protocol = "PLAINTEXT"
    mechanism: Mechanism = "SCRAM-SHA-512"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    key_password: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.sasl and (not self.user or self.password is None):
            raise LoginError(f"{self.protocol} needs a user and a password")
        if self.tls:
            _ = self.tls_context

    @property
    def sasl(self) -> bool:
        """Whether there is a user."""
        return self.protocol.startswith("SASL")

    @property
    def tls(self) -> bool:
        """Whether connections are encrypted."""
        return self.protocol.endswith("SSL")

    @cached_property
    def tls_context(self) -> ssl.SSLContext:
        """Checks the brokers' names and certificates."""
        try:
            context = ssl.create_default_context(cafile=None if self.ca_file is None else str(self.ca_file))
        except (OSError, ssl.SSLError) as exc:
            raise LoginError(f"{self.ca_file} cannot be read as certificates (PEM): {exc}") from exc
        if self.cert_file is not None:
            try:
                context.load_cert_chain(self.cert_file, self.key_file, self.key_password or "")
            except (OSError, ssl.SSLError) as exc:
                raise LoginError(f"{self.cert_file} and its key cannot be read (PEM): {exc}") from exc
        return context

    def options(self) -> dict[str, Any]:
        """Arguments of aiokafka's clients."""
        if self.protocol == "PLAINTEXT":
            return {}
        given: dict[str, Any] = {"security_protocol": self.protocol}
        if self.tls:
            given["ssl_context"] = self.tls_context
        if self.sasl:
            given |= {
                "sasl_mechanism": self.mechanism,
                "sasl_plain_username": self.user,
                "sasl_plain_password": self.password,
            }
        return given


_NOBODY = Login()
_LOGINS: dict[str, Login] = {}


def log_in(brokers: str, login: Login) -> None:
    """Present this process so to these brokers from now on.

    Args:
        brokers: `host:port[,host:port]`, exactly as the clients are given it.
        login: who it is.
    """
    _LOGINS[brokers] = login


def login_of(brokers: str) -> Login:
    """Who this process is to them; nobody in particular without `log_in`."""
    return _LOGINS.get(brokers, _NOBODY)


def options(brokers: str) -> dict[str, Any]:
    """Arguments of aiokafka's clients for these brokers, their address among them."""
    return {"bootstrap_servers": brokers, **login_of(brokers).options()}
