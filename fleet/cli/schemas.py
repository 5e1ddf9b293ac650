"""`schemas list|check|register`: the registered schemas, and whether versions can follow each other."""

import contextlib
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from fleet.cli import loop
from fleet.cli.errors import CONFIG, FAILED, USAGE, CliError
from fleet.cli.output import Output, json_option
from fleet.schema_registry import RegistryServer
from fleet.settings import load_settings
from schemas import canonical
from schemas.compatibility import Incompatibility, check_all, check_majors, check_new
from schemas.errors import RegistryError
from schemas.registry import FileRegistry, RegisteredSchema
from schemas.upcasters import DOWN, UP

__all__ = ["command"]


@click.group()
def command() -> None:
    """The schemas of the topics' values."""


@command.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """List subjects, versions and ids."""
    known = list(FileRegistry.load())
    rows = [{"subject": one.subject, "version": one.version, "id": one.id, "record": one.name} for one in known]
    table = Table("subject", "version", "id", "record", box=None)
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    Output(as_json=as_json).result(rows, table)


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--subject", help="Judge FILE as the next version of this subject, such as `learning.events-value`.")
@json_option
def check(*, file: Path | None, subject: str | None, as_json: bool) -> None:
    """Check that versions can read each other: all that are registered, or FILE as the next one of a subject."""
    if (file is None) != (subject is None):
        raise CliError("a FILE needs --subject, and --subject a FILE", USAGE)
    registry = FileRegistry.load()
    registered = list(registry)
    majors: list[str] = []
    if file is not None and subject is not None:
        if subject not in {one.subject for one in registered}:
            raise CliError(f"there is no subject {subject}: see `python -m fleet schemas list`", USAGE)
        found = check_new(_read(file), registered, subject)
        what = f"{file} can follow as the next version of {subject}"
    else:
        found = check_all(registered)
        majors = check_majors(registered, {*UP} & {(to, begin) for begin, to in DOWN})
        what = f"all {len(registered)} versions can read each other within their subjects"
    Output(as_json=as_json).result(
        {
            "compatible": not found and not majors,
            "incompatibilities": [_row(one) for one in found],
            "major_versions": majors,
        },
        "\n".join([*(str(one) for one in found), *majors]) or what,
    )
    if majors:
        raise CliError("a major version cannot be reached: see docs/schemas.md", FAILED)
    if found:
        raise CliError(f"{len(found)} incompatibilities: make the change optional, or make a new major version", FAILED)


@command.command()
@json_option
def register(*, as_json: bool) -> None:
    """Register every schema at the server of FLEET_SCHEMA_REGISTRY_URL, fully and transitively compatible."""
    settings = load_settings()
    if settings.schema_registry_url is None:
        raise CliError("FLEET_SCHEMA_REGISTRY_URL is not set: the repository's file needs no registration", CONFIG)
    found = loop.run(_register(settings.schema_registry_url))
    rows = [{"subject": one.subject, "version": one.version, "id": one.id} for one in found]
    Output(as_json=as_json).result(rows, f"{len(rows)} versions are registered")


async def _register(url: str) -> list[RegisteredSchema]:
    async with contextlib.aclosing(RegistryServer(url)) as server:
        return await server.register()


def _read(file: Path) -> Any:
    try:
        return canonical.loads(file.read_bytes())
    except canonical.JsonError as exc:
        raise RegistryError(f"{file} is no JSON: {exc}") from exc


def _row(one: Incompatibility) -> dict[str, Any]:
    return {"subject": one.subject, "writer": one.writer, "reader": one.reader, "reason": one.reason}
