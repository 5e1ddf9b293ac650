"""`rebuild`: make the mastery table anew beside the running one, compare, and put right what differs."""

import getpass
import tempfile
import time
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import click

from fleet.cli import loop
from fleet.cli.asking import client
from fleet.cli.connect import connected, wait_for_kafka
from fleet.cli.dlq_options import url_option
from fleet.cli.errors import CONFIG, FAILED, INTERRUPTED, USAGE, CliError
from fleet.cli.output import Output, json_option
from fleet.options import agent_options
from fleet.publishing import publish
from fleet.rebuild import PartitionRebuild, Rebuilder, RebuildError, Source, discard_live, local_tables, partitions_of
from fleet.replacing import Replacing
from fleet.schema_registry import load_registry
from fleet.settings import Settings, load_settings
from fleet.web_client import WebClient
from schemas.codec import Codec

__all__ = ["command"]

_SHOWN: Final = 10
_PATIENCE_S: Final = 5.0
_TELL_S: Final = 1.0


@click.command()
@click.option(
    "--from",
    "source",
    type=click.Choice(["changelog", "events", "backup"]),
    required=True,
    help="The table's changelog; all events, while the topic has them; or PostgreSQL's copy and the events behind it.",
)
@click.option("--student", help="Only this one.")
@click.option("--dry-run", is_flag=True, help="Say what differs, and change nothing.")
@click.option(
    "--beside",
    type=click.Path(file_okay=False, path_type=Path),
    help="Leave the rebuilt table in this new folder, one RocksDB a partition; the running one is not changed.",
)
@click.option(
    "--publish",
    "publish_",
    is_flag=True,
    help="From backup into an empty changelog, after Kafka was lost; no worker may run.",
)
@click.option("--by", "actor", default=getpass.getuser, help="Who does it; default the user of this machine.")
@click.option("--reason", default="rebuild", show_default=True, help="Why.")
@url_option
@json_option
def command(
    *,
    source: Source,
    student: str | None,
    dry_run: bool,
    beside: Path | None,
    publish_: bool,
    actor: str,
    reason: str,
    url: str | None,
    as_json: bool,
) -> None:
    """Rebuild the mastery table, and show by student how the running one differs.

    From events or backup what differs is then put right, a student at a time, by the workers that have them, unless
    --dry-run or --beside is given. From the changelog, which is the table, the workers' own files are compared.
    """
    out = Output(as_json=as_json)
    settings = connected(load_settings())
    if source == "backup" and settings.postgres_dsn is None:
        raise CliError("no PostgreSQL: set FLEET_POSTGRES_DSN, or run `python -m fleet stack up`", CONFIG)
    if beside is not None and beside.exists() and any(beside.iterdir()):
        raise CliError(f"{beside} is not empty: name a new folder", USAGE)
    if publish_ and (source != "backup" or student is not None or dry_run or beside is not None):
        raise CliError("--publish goes with --from backup alone", USAGE)
    effect = source != "changelog" and not dry_run and beside is None
    try:
        with _folder(beside) as folder:
            job = _Job(settings, out, source, student, folder, actor, reason, client(url, actor))
            result = loop.run_until_signal(job.run(effect=effect, publishing=publish_))
    except loop.Stopped:
        raise CliError("interrupted; what was put right stays so", INTERRUPTED) from None
    except RebuildError as exc:
        raise CliError(str(exc), FAILED) from None
    result |= {"from": source, "dry_run": not effect}
    out.result(result, _shown(result))
    if result["left"]:
        raise CliError(f"{len(result['left'])} students differ", FAILED)


@contextmanager
def _folder(beside: Path | None) -> Any:
    if beside is not None:
        yield beside
        discard_live(beside)
        return
    with tempfile.TemporaryDirectory(prefix="fleet-rebuild-") as made:
        yield Path(made)


@dataclass
class _Job:
    settings: Settings
    out: Output
    source: Source
    student: str | None
    folder: Path
    actor: str
    reason: str
    asked: WebClient
    told: float = 0.0
    result: dict[str, Any] = field(
        default_factory=lambda: {"students": {}, "left": [], "replaced": 0, "partitions": []}
    )

    async def run(self, *, effect: bool, publishing: bool) -> dict[str, Any]:
        began = time.monotonic()
        settings = self.settings
        await wait_for_kafka(settings.kafka_brokers or "", min(_PATIENCE_S, settings.broker_wait))
        codec = Codec(await load_registry(settings))
        rebuilder = Rebuilder(settings, agent_options(settings), codec, self.folder, self._progress)
        async with rebuilder.connected(), self.asked as client:
            replacing = Replacing(client.post, rebuilder, self.actor, self.reason, self._replaced)
            for partition in partitions_of(self.student):
                one = await rebuilder.build(self.source, partition)
                try:
                    if publishing:
                        self.result["published"] = self.result.get("published", 0) + await publish(one, rebuilder)
                        await rebuilder.catch_up(one)
                    await self._compare(rebuilder, one, replacing if effect else None)
                finally:
                    one.close()
        self.result["seconds"] = round(time.monotonic() - began, 1)
        return self.result

    async def _compare(self, rebuilder: Rebuilder, one: PartitionRebuild, replacing: Replacing | None) -> None:
        if self.source == "changelog":
            differences: dict[str, dict[str, str]] = {}
            for path in local_tables(self.settings, one.partition):
                differences |= await rebuilder.local_differences(one, path, self.student)
        else:
            differences = one.differences(self.student)
        left = sorted(differences)
        if replacing is not None:
            left = [student for student in left if not await replacing.replace(one, student)]
        self.result["students"].update(differences)
        self.result["left"] += left
        told: dict[str, Any] = {"partition": one.partition, "events": one.events, "differ": len(differences)}
        if one.replay is not None:
            told |= {"passed_over": one.replay.passed_over, "refused": one.replay.refused}
        self.result["partitions"].append(told)

    def _replaced(self, student: str) -> None:
        self.result["replaced"] += 1
        self.out.say(f"{student} is put right")

    def _progress(self, what: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        if now - self.told >= _TELL_S or done == total:
            self.told = now
            self.out.say(f"{what}: {done:,}" + ("" if total is None else f" of {total:,}"))


def _shown(result: Mapping[str, Any]) -> str:
    events = sum(one["events"] for one in result["partitions"])
    lines = [f"rebuilt from {result['from']} in {result['seconds']} s, {events:,} events folded"]
    students = result["students"]
    if not students:
        lines.append("the running table is the same, key for key")
    for student in sorted(students)[:_SHOWN]:
        keys = students[student]
        lines.append(f"{student}: the running table {', '.join(sorted(set(keys.values())))} {len(keys)} keys")
    if len(students) > _SHOWN:
        lines.append(f"and {len(students) - _SHOWN:,} more")
    if result.get("published"):
        lines.append(f"{result['published']:,} keys are written to the changelog")
    if result["replaced"]:
        lines.append(f"{result['replaced']:,} students are put right")
    return "\n".join(lines)
