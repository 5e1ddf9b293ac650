"""What must be right before a worker starts: its port, and the topics on the broker."""

from fleet.cli.errors import CONFIG, CliError
from fleet.cli.output import Output
from fleet.kafka_access import check_access
from fleet.settings import Settings
from fleet.stack.ports import is_free
from fleet.topic_admin import ensure_topics

__all__ = ["check_web_ports", "prepare_topics"]


def check_web_ports(settings: Settings, workers: int = 1) -> None:
    """Say that a port for HTTP is taken before anything starts.

    Args:
        settings: of the first worker; the others take the ports after it.
        workers: how many.

    Raises:
        CliError: one is taken.
    """
    for port in range(settings.web_port, settings.web_port + workers):
        if not is_free(port):
            raise CliError(
                f"port {port} for HTTP is taken: stop the program that listens there, or set FLEET_WEB_PORT to another",
                CONFIG,
            )


async def prepare_topics(brokers: str, settings: Settings, out: Output) -> list[str]:
    """Create missing topics and refuse wrong ones. Returns the names of those that were made.

    Raises:
        CliError: a topic has a shape with which the fleet must not run.
        AccessDeniedError: the brokers do not let the fleet do what it has to.
    """
    await check_access(settings)
    report, created = await ensure_topics(brokers, settings)
    if created:
        out.say(f"created {len(created)} topics: {', '.join(created)}")
    for finding in report.findings:
        if not finding.fatal:
            out.say(f"warning: {finding.text}")
    if report.fatal:
        more = len(report.fatal) - 1
        rest = f" ({more} more: `python -m fleet topics check`)" if more else ""
        raise CliError(f"{report.fatal[0].text}{rest}", CONFIG)
    return created
