"""Tokens for development: a secret in the data folder, made by whoever starts a fleet there without one."""

import getpass
import os
import secrets
import time
from pathlib import Path
from typing import Final

from pydantic import SecretStr
from yarl import URL

from agents.runtime.access import Role
from fleet.access.config import rules
from fleet.access.tokens import mint
from fleet.settings import Settings

__all__ = ["development_token", "known_secret", "secret_file", "with_secret"]

_SECRET_BYTES: Final = 32  # RFC 7518, section 3.2: as many as SHA-256 has

_TOKEN_SECONDS: Final = 3600
"""For which a command may run with the token that it makes for itself."""

_HERE: Final = ("127.0.0.1", "localhost", "::1")


def secret_file(settings: Settings) -> Path:
    """Where the development secret lies."""
    return settings.data_dir / "auth-secret"


def with_secret(settings: Settings) -> Settings:
    """The settings with the data folder's secret, which is made where there is none, unless they have a key already."""
    if settings.auth == "off" or settings.auth_secret is not None or settings.auth_jwks is not None:
        return settings
    return settings.model_copy(update={"auth_secret": SecretStr(_made(secret_file(settings)))})


def _made(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(made, "w", encoding="ascii") as new:
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        new.write(f"{secret}\n")
    return secret


def known_secret(settings: Settings) -> str | None:
    """The secret that workers of these settings check tokens with, as far as this process may know it."""
    if settings.auth_secret is not None:
        return settings.auth_secret.get_secret_value()
    try:
        return secret_file(settings).read_text(encoding="ascii").strip() or None
    except OSError:
        return None


def development_token(settings: Settings, url: str, subject: str | None = None) -> str | None:
    """An admin's token for a command of this machine's user, None where no secret is known.

    Args:
        settings: whose secret signs it.
        url: who will get it: the data folder's secret is for this machine alone.
        subject: whom it names; the user without.
    """
    if settings.auth == "off":
        return None
    secret = known_secret(settings)
    if secret is None or (settings.auth_secret is None and URL(url).host not in _HERE):
        return None
    return mint(
        secret,
        rules(settings),
        subject=subject or getpass.getuser(),
        role=Role.ADMIN,
        seconds=_TOKEN_SECONDS,
        now=time.time(),
    )
