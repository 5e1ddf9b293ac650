"""What must be right on the broker before a worker starts."""

from fleet.cli.errors import CONFIG, CliError
from fleet.cli.output import Output
from fleet.settings import Settings
from fleet.topic_admin import ensure_topics

__all__ = ["prepare_topics"]


async def prepare_topics(brokers: str, settings: Settings, out: Output) -> list[str]:
    """Create missing topics and refuse wrong ones. Returns the names of those that were made.

    Raises:
        CliError: a topic has a shape with which the fleet must not run.
    """
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
