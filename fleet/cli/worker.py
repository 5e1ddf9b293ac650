"""`worker`: wait for the broker, see to the topics, then run until told to stop."""

import click

from fleet.access import config as access
from fleet.cli import loop
from fleet.cli.connect import connected, wait_for_kafka
from fleet.cli.errors import CONFIG, CliError
from fleet.cli.output import Output, json_option
from fleet.cli.prepare import check_web_ports, prepare_topics
from fleet.schema_registry import load_registry
from fleet.settings import Settings, load_settings
from fleet.web_client import web_url
from fleet.worker import run
from schemas.codec import Registry

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
    access.check(settings)
    check_web_ports(settings)
    created, registry = loop.run(_prepare(settings, out))
    if as_json:
        out.result({"kafka": settings.kafka_brokers, "web": web_url(settings), "topics_created": created})
    run(settings, accept_loss=accept_loss, registry=registry)


async def _prepare(settings: Settings, out: Output) -> tuple[list[str], Registry]:
    brokers = settings.kafka_brokers or ""
    await wait_for_kafka(brokers, settings.broker_wait)
    return await prepare_topics(brokers, settings, out), await load_registry(settings)
