"""`worker`: wait for the broker, see to the topics, then run until told to stop."""

import click

from fleet.cli import loop
from fleet.cli.connect import connected, wait_for_kafka, web_url
from fleet.cli.errors import CONFIG, CliError
from fleet.cli.output import Output, json_option
from fleet.cli.prepare import prepare_topics
from fleet.settings import Settings, load_settings
from fleet.stack.ports import is_free
from fleet.worker import run

__all__ = ["command"]


@click.command()
@click.option("--accept-loss", is_flag=True, help="Go on although source records are known to be lost.")
@json_option
def command(*, accept_loss: bool, as_json: bool) -> None:
    """Run one worker against Kafka (FLEET_KAFKA_BROKERS, or the local stack that runs)."""
    out = Output(as_json=as_json)
    settings = connected(load_settings())
    if settings.redis_mirror and settings.redis_url is None:
        raise CliError("no Redis: set FLEET_REDIS_URL, or FLEET_REDIS_MIRROR=false to run without the mirror", CONFIG)
    check_web_port(settings)
    created = loop.run(_prepare(settings, out))
    if as_json:
        out.result({"kafka": settings.kafka_brokers, "web": web_url(settings), "topics_created": created})
    run(settings, accept_loss=accept_loss)


def check_web_port(settings: Settings) -> None:
    """Say that the port for HTTP is taken before anything starts.

    Raises:
        CliError: it is.
    """
    if not is_free(settings.web_port):
        raise CliError(
            f"port {settings.web_port} for HTTP is taken: stop the program that listens there, "
            "or set FLEET_WEB_PORT to another",
            CONFIG,
        )


async def _prepare(settings: Settings, out: Output) -> list[str]:
    brokers = settings.kafka_brokers or ""
    await wait_for_kafka(brokers, settings.broker_wait)
    return await prepare_topics(brokers, settings, out)
