"""From settings to what checks tokens."""

import asyncio
import time
from pathlib import Path
from typing import Final

from agents.runtime.access import Role
from fleet.access.authenticator import Authenticator
from fleet.access.jwks import fetch
from fleet.access.keys import JwksLimits, Keys, KeySource, PublicKeys
from fleet.access.limits import Rates, Throttle
from fleet.access.tokens import Rules, secret_key
from fleet.settings import Settings, SettingsError

__all__ = ["MISSING_KEY", "authenticator", "check", "keys", "rules", "throttle"]

MISSING_KEY: Final = (
    "no key to check tokens with: set FLEET_AUTH_SECRET (32 characters or more, the same on all workers) or "
    "FLEET_AUTH_JWKS with FLEET_AUTH_ISSUER; FLEET_AUTH=off lets everybody do everything, for development alone"
)


def check(settings: Settings) -> None:
    """Refuse to run without a key where tokens are asked for.

    Raises:
        SettingsError: there is none.
    """
    if settings.auth == "required" and settings.auth_secret is None and settings.auth_jwks is None:
        raise SettingsError(MISSING_KEY)


def rules(settings: Settings) -> Rules:
    """What tokens must say."""
    return Rules(
        issuer=settings.auth_issuer,
        audience=settings.auth_audience,
        leeway=settings.auth_leeway,
        role_claim=settings.auth_role_claim,
        student_claim=settings.auth_student_claim,
    )


def keys(settings: Settings) -> Keys:
    """The keys. The provider's are not had before somebody asks."""
    secret = settings.auth_secret
    public = None
    if settings.auth_jwks is not None:
        limits = JwksLimits(settings.auth_jwks_seconds, settings.auth_jwks_pause)
        public = PublicKeys(_source(settings.auth_jwks), limits, time.monotonic)
    return Keys(secret_key(secret.get_secret_value()) if secret is not None else None, public)


def _source(jwks: str) -> KeySource:
    if jwks.startswith(("https://", "http://")):
        return lambda: fetch(jwks)
    return lambda: asyncio.to_thread(Path(jwks).read_bytes)


def authenticator(settings: Settings, using: Keys) -> Authenticator | None:
    """What checks tokens; None where the settings ask for none. Without any key it lets nobody in."""
    if settings.auth == "off":
        return None
    return Authenticator(using, rules(settings), time.time, settings.auth_remembered)


def throttle(settings: Settings) -> Throttle | None:
    """What says who asks too often; None where nobody is known."""
    if settings.auth == "off":
        return None
    rates: Rates = {
        (Role.STUDENT, "read"): settings.rate_student_reads,
        (Role.STUDENT, "ask"): settings.rate_student_asks,
        (Role.TEACHER, "read"): settings.rate_teacher_reads,
        (Role.TEACHER, "ask"): settings.rate_teacher_asks,
        (Role.SERVICE, "read"): settings.rate_service_reads,
        (Role.SERVICE, "report"): settings.rate_service_reports,
        (Role.ADMIN, "read"): settings.rate_admin,
        (Role.ADMIN, "ask"): settings.rate_admin,
        (Role.ADMIN, "report"): settings.rate_admin,
    }
    return Throttle(rates, settings.rate_remembered)
