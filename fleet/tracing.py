"""Who follows records through the fleet: nobody, unless `FLEET_OTLP_ENDPOINT` says where to tell it."""

from typing import TYPE_CHECKING

from fleet.settings import Settings, SettingsError
from tables.tracing import OFF, Tracer

if TYPE_CHECKING:
    from fleet.telemetry import OpenTelemetry

__all__ = ["tracer_of", "tracing"]


def tracing(settings: Settings) -> "OpenTelemetry | None":
    """Who listens, by the settings; None where nobody does.

    Raises:
        SettingsError: the libraries are not installed.
    """
    if settings.otlp_endpoint is None:
        return None
    try:
        from fleet import telemetry  # noqa: PLC0415 - an extra, which costs 30 MB and half a second
    except ImportError as exc:
        raise SettingsError(f"FLEET_OTLP_ENDPOINT: needs the extra `traces` ({exc})") from None
    return telemetry.exporting(settings)


def tracer_of(listens: "OpenTelemetry | None") -> Tracer:
    """For whoever tells."""
    return OFF if listens is None else listens
