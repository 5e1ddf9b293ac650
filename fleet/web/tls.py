"""TLS: what a worker serves with, and what it asks other workers with."""

import ssl
from pathlib import Path

from fleet.settings import Settings, SettingsError

__all__ = ["client_context", "server_context"]


def server_context(settings: Settings) -> ssl.SSLContext | None:
    """For serving; None without a certificate.

    Raises:
        SettingsError: the files cannot be used.
    """
    if settings.web_tls_cert is None and settings.web_tls_key is None:
        return None
    if settings.web_tls_cert is None or settings.web_tls_key is None:
        raise SettingsError("FLEET_WEB_TLS_CERT and FLEET_WEB_TLS_KEY belong together: set both")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(settings.web_tls_cert, settings.web_tls_key)
    except (OSError, ssl.SSLError) as error:
        raise SettingsError(f"FLEET_WEB_TLS_CERT, FLEET_WEB_TLS_KEY: cannot be used: {error}") from None
    return context


def client_context(ca: Path | None) -> ssl.SSLContext:
    """For asking workers: the system's authorities, or the one given.

    Raises:
        SettingsError: its file cannot be used.
    """
    try:
        return ssl.create_default_context(cafile=str(ca) if ca is not None else None)
    except (OSError, ssl.SSLError) as error:
        raise SettingsError(f"FLEET_WEB_TLS_CA: cannot be used: {error}") from None
