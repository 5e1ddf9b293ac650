"""`dlq`: what failed, and what becomes of it, over HTTP."""

import json
from pathlib import Path
from typing import Any

import click

from fleet.cli import dlq_shown as shown
from fleet.cli.dlq_options import ask, filter_options, url_option, who_and_why
from fleet.cli.dlq_replay import replay
from fleet.cli.errors import USAGE, CliError
from fleet.cli.output import Output, json_option
from fleet.web_client import WebClient

__all__ = ["command"]

_PAGE = 500
"""Entries asked for at once, when all are wanted."""


@click.group()
def command() -> None:
    """Dead letters: look at them, repair and close them. Asks a worker, which asks the others."""


command.add_command(replay)


@command.command("list")
@filter_options("open")
@click.option("--limit", type=click.IntRange(1, _PAGE), default=50, show_default=True, help="Most entries.")
@click.option("--after", help="Go on behind this id: what the list before names.")
@click.option("--all", "everything", is_flag=True, help="All of them, not a page.")
@url_option
@json_option
def browse(*, limit: int, after: str | None, everything: bool, url: str | None, as_json: bool, **wanted: Any) -> None:
    """List dead letters, in the order of their ids."""

    async def pages(client: WebClient) -> dict[str, Any]:
        found = await client.get("dead-letters", limit=_PAGE if everything else limit, after=after, **wanted)
        while everything and found["next"] is not None:
            page = await client.get("dead-letters", limit=_PAGE, after=found["next"], **wanted)
            found = {"dead_letters": [*found["dead_letters"], *page["dead_letters"]], "next": page["next"]}
        return found

    answer = ask(url, pages)
    out = Output(as_json=as_json)
    if not answer["dead_letters"]:
        out.result(answer, "no dead letter matches")
        return
    out.result(answer, shown.entries(answer["dead_letters"]))
    if answer["next"] is not None:
        out.tell(f"there are more: --after {answer['next']}")


@command.command("show")
@click.argument("entry_id", metavar="ID")
@url_option
@json_option
def show(*, entry_id: str, url: str | None, as_json: bool) -> None:
    """Print all that is known of a dead letter: cause, history, payload."""
    answer = ask(url, lambda client: client.get("dead-letters", entry_id))
    Output(as_json=as_json).result(answer, shown.entry(answer))


@command.command("stats")
@filter_options("all")
@url_option
@json_option
def stats(*, url: str | None, as_json: bool, **wanted: Any) -> None:
    """Count dead letters: how many are open, how old, and why."""
    answer = ask(url, lambda client: client.get("dead-letters", "stats", **wanted))
    Output(as_json=as_json).result(answer, shown.counts(answer))


@command.command("discard")
@click.argument("entry_id", metavar="ID")
@who_and_why
@url_option
@json_option
def discard(*, entry_id: str, actor: str, reason: str, url: str | None, as_json: bool) -> None:
    """Close a dead letter for good."""
    body = {"actor": actor, "reason": reason}
    answer = ask(url, lambda client: client.post("dead-letters", entry_id, "discard", body=body))
    Output(as_json=as_json).result(answer, f"{entry_id} is discarded")


@command.command("edit")
@click.argument("entry_id", metavar="ID")
@click.option(
    "--payload",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="File with all fields of the corrected record as JSON; - for standard input.",
)
@click.option(
    "--set", "changes", multiple=True, metavar="FIELD=VALUE", help="Change one field, such as scores.quiz=0.8."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and send nothing.")
@who_and_why
@url_option
@json_option
def edit(
    *,
    entry_id: str,
    payload: str | None,
    changes: tuple[str, ...],
    dry_run: bool,
    actor: str,
    reason: str,
    url: str | None,
    as_json: bool,
) -> None:
    """Send a corrected record as a new event in place of a broken one, and close the dead letter."""
    if payload is None and not changes:
        raise CliError("nothing to correct: give --set FIELD=VALUE, or --payload FILE", USAGE)
    whole = _read_payload(payload) if payload is not None else None

    async def correct(client: WebClient) -> dict[str, Any]:
        fields = whole if whole is not None else await _decoded(client, entry_id)
        for change in changes:
            _set(fields, change)
        body = {"actor": actor, "reason": reason, "dry_run": dry_run, "payload": fields}
        return await client.post("dead-letters", entry_id, "edit", body=body)

    answer = ask(url, correct)
    Output(as_json=as_json).result(answer, shown.edited(answer))


@command.command("paused")
@url_option
@json_option
def paused(*, url: str | None, as_json: bool) -> None:
    """List source partitions that are paused because nearly everything fails."""
    answer = ask(url, lambda client: client.get("breakers"))
    Output(as_json=as_json).result(answer, shown.paused(answer["paused"]))


@command.command("resume")
@click.argument("partition", metavar="TOPIC/PARTITION")
@click.option("--allow", type=click.IntRange(0), default=0, help="Records that may fail before failures count again.")
@who_and_why
@url_option
@json_option
def resume(*, partition: str, allow: int, actor: str, reason: str, url: str | None, as_json: bool) -> None:
    """Let a source partition go on that was paused because nearly everything failed."""
    topic, _, number = partition.rpartition("/")
    if not topic:
        raise CliError(f"{partition} is not TOPIC/PARTITION, such as learning.events/3", USAGE)
    body = {"actor": actor, "reason": reason, "allow": allow}
    answer = ask(url, lambda client: client.post("breakers", topic, number, "resume", body=body))
    Output(as_json=as_json).result(
        answer, f"{partition} goes on at offset {answer['position']}; see `python -m fleet dlq paused`"
    )


def _read_payload(path: str) -> dict[str, Any]:
    text = click.get_text_stream("stdin").read() if path == "-" else Path(path).read_text(encoding="utf-8")
    try:
        found = json.loads(text)
    except ValueError as exc:
        raise CliError(f"{path} is not JSON: {exc}", USAGE) from None
    if not isinstance(found, dict):
        raise CliError(f"{path} must hold one JSON object", USAGE)
    return found


async def _decoded(client: WebClient, entry_id: str) -> dict[str, Any]:
    payload = (await client.get("dead-letters", entry_id))["payload"]
    if not payload.get("decoded"):
        raise CliError(f"{entry_id} cannot be decoded: give the whole corrected record with --payload", USAGE)
    return dict(payload["decoded"])


def _set(fields: dict[str, Any], change: str) -> None:
    """Change one field: a value that is JSON is taken as such, any other as text; an empty one removes the field."""
    name, equals, text = change.partition("=")
    *path, last = name.split(".")
    for part in path:
        inner = fields.get(part)
        if not isinstance(inner, dict):
            raise CliError(f"--set {change}: the record has no {part}", USAGE)
        fields = inner
    if not equals or not last:
        raise CliError(f"--set {change}: must be FIELD=VALUE", USAGE)
    if not text:
        fields.pop(last, None)
        return
    try:
        fields[last] = json.loads(text)
    except ValueError:
        fields[last] = text
