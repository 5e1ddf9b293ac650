"""`topics list|create|check|acls`: the catalogue, what is on the broker, and who may do what with it."""

from collections.abc import Callable
from typing import Any

import click
from rich.table import Table

from fleet.cli import loop
from fleet.cli.connect import connected, wait_for_kafka
from fleet.cli.errors import CONFIG, USAGE, CliError
from fleet.cli.output import Output, json_option
from fleet.kafka_access import ROLES, commands, grants
from fleet.settings import Settings, load_settings
from fleet.topic_admin import TopicReport, all_topics, check_topics, ensure_topics
from fleet.topology import AGENTS
from tables.kafka.admin import list_topics

__all__ = ["command"]

_PATIENCE = 5.0  # seconds for the broker to answer: whoever types a command wants to know soon


@click.group()
def command() -> None:
    """The fleet's topics, as the catalogue has them and as they are."""


@command.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """List the catalogue's topics and their state on the broker."""
    out = Output(as_json=as_json)
    settings, found = _ask(lambda brokers, _: list_topics(brokers))
    rows = [
        {
            "name": topic.name,
            "key": topic.key,
            "value": topic.value or "JSON",
            "partitions": topic.partitions,
            "cleanup": topic.cleanup,
            "retention_days": None if topic.retention_ms is None else topic.retention_ms / 86_400_000,
            "found_partitions": found.get(topic.name, (None, None))[0],
            "found_replication": found.get(topic.name, (None, None))[1],
        }
        for topic in all_topics(settings.app_id)
    ]
    table = Table("topic", "value", "partitions", "cleanup", "kept", "on the broker", box=None)
    for row in rows:
        kept = "latest per key" if row["retention_days"] is None else f"{row['retention_days']:g} d"
        there = row["found_partitions"]
        state = "missing" if there is None else f"{there} partitions, {row['found_replication']} replicas"
        table.add_row(row["name"], row["value"], str(row["partitions"]), row["cleanup"], kept, state)
    out.result(rows, table)


@command.command()
@json_option
def create(*, as_json: bool) -> None:
    """Create what is missing, with FLEET_REPLICATION_FACTOR replicas."""
    out = Output(as_json=as_json)
    _, (report, created) = _ask(ensure_topics)
    _refuse(report)
    out.result({"created": created}, f"created {len(created)}: {', '.join(created)}" if created else "all were there")


@command.command()
@json_option
def check(*, as_json: bool) -> None:
    """Compare the topics with the catalogue; status 78 when a worker would refuse to run."""
    out = Output(as_json=as_json)
    settings, report = _ask(check_topics)
    out.result(
        {
            "ok": not (report.fatal or report.missing),
            "missing": [topic.name for topic in report.missing],
            "findings": [{"topic": one.topic, "fatal": one.fatal, "text": one.text} for one in report.findings],
        },
        "\n".join(
            [
                *(f"{'wrong' if one.fatal else 'warning'}: {one.text}" for one in report.findings),
                f"{len(all_topics(settings.app_id)) - len(report.missing)} topics are there",
            ]
        ),
    )
    if report.missing:
        names = ", ".join(topic.name for topic in report.missing)
        raise CliError(f"missing: {names}; create them with `python -m fleet topics create`", CONFIG)
    _refuse(report)


@command.command()
@click.option("--role", default="worker", show_default=True, help="Whose: see --list-roles.")
@click.option("--user", help="The user as Kafka knows it; User:fleet-ROLE without.")
@click.option("--list-roles", is_flag=True, help="Name the roles and end.")
@click.option("--command-config", default="admin.properties", show_default=True, help="Login of who grants.")
@json_option
def acls(*, role: str, user: str | None, list_roles: bool, command_config: str, as_json: bool) -> None:
    """Print the `kafka-acls` commands that let a role do its work, and nothing more. Asks no broker."""
    out = Output(as_json=as_json)
    settings = load_settings()
    roles = {**ROLES, **{spec.name: spec.title for spec in AGENTS}}
    if list_roles:
        out.result(roles, "\n".join(f"{name}: {what}" for name, what in roles.items()))
        return
    if role not in roles:
        raise CliError(f"no role {role!r}; there are {', '.join(roles)}", USAGE)
    found = grants(role, settings)
    options = ["--bootstrap-server", settings.kafka_brokers or "localhost:9092", "--command-config", command_config]
    lines = commands(found, user or f"User:fleet-{role}", options)
    rows = [
        {"resource": one.resource, "name": one.name, "prefixed": one.prefixed, "operations": sorted(one.operations)}
        for one in found
    ]
    out.result({"role": role, "grants": rows, "commands": lines}, "\n".join(lines))


def _refuse(report: TopicReport) -> None:
    if report.fatal:
        raise CliError(report.fatal[0].text, CONFIG)


def _ask(question: Callable[[str, Settings], Any]) -> tuple[Settings, Any]:
    settings = connected(load_settings())
    brokers = settings.kafka_brokers or ""

    async def answer() -> Any:
        await wait_for_kafka(brokers, min(_PATIENCE, settings.broker_wait))
        return await question(brokers, settings)

    return settings, loop.run(answer())
