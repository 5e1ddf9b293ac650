"""`dlq replay`: sends failed records again, one or all that match, at a rate."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from fleet.cli import dlq_shown as shown
from fleet.cli.dlq_options import ask, filter_options, url_option, who_and_why
from fleet.cli.errors import TRY_AGAIN, USAGE, CliError
from fleet.cli.output import Output, json_option
from fleet.client.errors import FleetError, ServerError, UnavailableError, UnreachableError
from fleet.web_client import WebClient

__all__ = ["replay"]

_PIECE: Final = 250
"""Records sent by one request: some tenths of a second of work."""

_SHOWN: Final = 20
"""Results that are kept for people: the first ones."""


@click.command()
@click.argument("entry_id", metavar="[ID]", required=False)
@filter_options("permanent")
@click.option("--rate", type=click.FloatRange(0, min_open=True), help="Records a second; as fast as possible without.")
@click.option("--dry-run", is_flag=True, help="Say what today's code would make of each, and send nothing.")
@who_and_why
@url_option
@json_option
def replay(
    *,
    entry_id: str | None,
    rate: float | None,
    dry_run: bool,
    actor: str,
    reason: str,
    url: str | None,
    as_json: bool,
    **wanted: Any,
) -> None:
    """Send failed records again: one by its ID, or all that match the options."""
    out = Output(as_json=as_json)
    order = {"actor": actor, "reason": reason, "dry_run": dry_run}
    if entry_id is not None:
        ctx = click.get_current_context()
        given = [name for name in wanted if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE]
        if given:
            raise CliError("give an ID or a filter, not both", USAGE)
        one = ask(url, lambda client: client.post("dead-letters", entry_id, "replay", body=order))
        out.result(one, shown.replayed(one))
        return
    chosen = {name: value for name, value in wanted.items() if value is not None}
    answer = ask(url, lambda client: _all(client, out, {**order, "filter": chosen}, rate))
    out.result(answer, shown.replayed_all(answer))


async def _all(client: WebClient, out: Output, order: dict[str, Any], rate: float | None) -> dict[str, Any]:
    """Piece by piece; each begins where the one before ended, whatever became of the entries meanwhile."""
    counted = await client.get("dead-letters", "stats", **order["filter"])
    matching = sum(counted["by_state"].values())
    if not matching:
        raise CliError("no dead letter matches: nothing was sent; see `python -m fleet dlq list`")
    counts: Counter[str] = Counter()
    first: list[dict[str, Any]] = []
    piece = _PIECE if rate is None else max(1, min(_PIECE, int(rate)))
    place: dict[str, Any] | None = {"partition": 0, "after": None}
    begun = time.monotonic()
    with _bar(out) as bar:
        task = bar.add_task("dead letters", total=matching)
        while place is not None:
            try:
                answer = await client.post("dead-letters", "replay", body={**order, "limit": piece, **place})
            except (UnreachableError, UnavailableError, ServerError) as error:
                raise _broken_off(error, order, counts["sent"], matching) from error
            place = answer["next"]
            for one in answer["results"]:
                counts[one.get("skipped") or one.get("outcome") or "sent"] += 1
            first += [one for one in answer["results"][: _SHOWN - len(first)] if "skipped" in one or order["dry_run"]]
            done = sum(counts.values())
            bar.update(task, completed=done)
            if rate is not None:
                await asyncio.sleep(max(0.0, done / rate - (time.monotonic() - begun)))
    seconds = time.monotonic() - begun
    return {
        "matched": sum(counts.values()),
        "dry_run": order["dry_run"],
        "outcomes": dict(counts.most_common()),
        "seconds": round(seconds, 2),
        "per_second": round(sum(counts.values()) / seconds, 1) if seconds else None,
        "results": first,
    }


def _broken_off(error: FleetError, order: Mapping[str, Any], sent: int, matching: int) -> CliError:
    """What a run has done that cannot go on."""
    if order["dry_run"]:
        return CliError(f"broken off, nothing was sent: {error}", TRY_AGAIN)
    again = "give the same command again: it takes the rest, and what was sent twice counts once"
    return CliError(f"broken off when {sent} of {matching} were sent, perhaps some more: {error}; {again}", TRY_AGAIN)


def _bar(out: Output) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=out.errors, disable=not out.live)
