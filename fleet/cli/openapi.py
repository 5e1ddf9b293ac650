"""`openapi`: the HTTP interface as a document for other people's tools, and what a change of it breaks."""

import json
from pathlib import Path
from typing import Any

import click

from fleet.cli.errors import FAILED, USAGE, CliError
from fleet.cli.output import Output, json_option
from fleet.openapi import agent_names, agent_openapi
from fleet.openapi_changes import breaches
from fleet.reference import fleet_openapi, json_page

__all__ = ["command"]


@click.command()
@click.option("--agent", help="Only the pages of this agent.")
@click.option(
    "--check",
    "old",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Instead, say what breaks clients that were made for this earlier document.",
)
@json_option
def command(*, agent: str | None, old: Path | None, as_json: bool) -> None:
    """Print the interface as OpenAPI 3.1, as a worker serves it at /openapi.json and /openapi/{agent}.json."""
    api = fleet_openapi()
    if agent is not None:
        if agent not in agent_names(api):
            raise CliError(f"no agent {agent} has pages: those that have are {', '.join(agent_names(api))}", USAGE)
        api = agent_openapi(api, agent)
    if old is None:
        Output().tell(json_page(api).rstrip())  # JSON in any case
        return
    found = breaches(_read(old), api)
    Output(as_json=as_json).result(
        {"compatible": not found, "breaches": [vars(one) for one in found]},
        "\n".join(map(str, found)) or f"clients that were made for {old} can go on",
    )
    if found:
        raise CliError(f"{len(found)} changes break clients: undo them, or make a new major version", FAILED)


def _read(file: Path) -> Any:
    try:
        document = json.loads(file.read_bytes())
    except ValueError as exc:
        raise CliError(f"{file} is no JSON: {exc}", USAGE) from exc
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        raise CliError(f"{file} is no OpenAPI document", USAGE)
    return document
