"""`stack up|down|status`: the local Kafka, Redis and PostgreSQL."""

from dataclasses import asdict

import click
from rich.table import Table

from fleet.cli import loop
from fleet.cli.errors import FAILED, CliError
from fleet.cli.output import Output, json_option
from fleet.settings import load_settings
from fleet.stack import detached
from fleet.stack.local import GivenAddresses, ServerStatus
from fleet.stack.state import StackAddresses

__all__ = ["command"]


@click.group()
def command() -> None:
    """The local Kafka, Redis and PostgreSQL, without Docker and without root."""


@command.command()
@json_option
def up(*, as_json: bool) -> None:
    """Start the stack and leave it running."""
    out = Output(as_json=as_json)
    settings = load_settings()
    given = GivenAddresses(settings.kafka_brokers, settings.redis_url, settings.postgres_dsn)
    addresses = loop.run_until_signal(detached.up(settings.data_dir, out.say, given=given))
    out.result(asdict(addresses), _addresses(addresses))


@command.command()
@click.option("--purge", is_flag=True, help="Also remove its data and logs.")
@json_option
def down(*, purge: bool, as_json: bool) -> None:
    """End the stack that `up` started."""
    out = Output(as_json=as_json)
    ended = loop.run_until_signal(detached.down(load_settings().data_dir, out.say, purge=purge))
    shown = "stopped" if ended.servers else "nothing was running"
    out.result(asdict(ended), shown + (", data removed" if ended.purged else ""))


@command.command()
@json_option
def status(*, as_json: bool) -> None:
    """Print where the servers are and whether they answer; status 1 unless all do."""
    out = Output(as_json=as_json)
    settings = load_settings()
    servers = loop.run(detached.status(settings.data_dir))
    if servers is None:
        raise CliError(f"no stack runs in {settings.data_dir}: start it with `python -m fleet stack up`")
    addresses = {server.name: server.address for server in servers}
    out.result({**addresses, "servers": [asdict(server) for server in servers]}, _table(servers))
    if not all(server.answers for server in servers):
        raise click.exceptions.Exit(FAILED)


def _addresses(addresses: StackAddresses) -> Table:
    table = Table(box=None, show_header=False)
    for name, address in asdict(addresses).items():
        table.add_row(name, address)
    return table


def _table(servers: tuple[ServerStatus, ...]) -> Table:
    table = Table("server", "address", "state", "process", "log", box=None)
    for server in servers:
        state = "answers" if server.answers else server.trouble
        table.add_row(server.name, server.address, state, str(server.pid or "given"), server.log or "")
    return table
