"""`topology`: the agents as data, for people, for programs, and as the diagram of the docs."""

import click
from rich.table import Table

from fleet.cli.errors import USAGE, CliError
from fleet.cli.output import Output, json_option
from fleet.topology import AGENTS
from fleet.topology_diagram import mermaid

__all__ = ["command"]


@click.command()
@click.option("--mermaid", "as_mermaid", is_flag=True, help="Print the diagram of the docs.")
@json_option
def command(*, as_mermaid: bool, as_json: bool) -> None:
    """Print every agent, what it reads and writes, the table it owns, and the paths under which it answers."""
    if as_mermaid and as_json:
        raise CliError("choose one of --mermaid and --json", USAGE)
    out = Output(as_json=as_json)
    if as_mermaid:
        click.echo(mermaid(AGENTS))
        return
    rows = [
        {
            "agent": spec.name,
            "title": spec.title,
            "reads": [topic.name for topic in spec.reads],
            "writes": [topic.name for topic in spec.writes],
            "answers": [one.path for one in spec.answers if one.path is not None],
            "table": spec.table.name if spec.table is not None else None,
        }
        for spec in AGENTS
    ]
    table = Table("agent", "reads", "writes", "table", "answers", box=None)
    for spec in AGENTS:
        table.add_row(
            spec.name,
            "\n".join(topic.name for topic in spec.reads),
            "\n".join(topic.name for topic in spec.writes),
            spec.table.name if spec.table is not None else "",
            "\n".join(one.path for one in spec.answers if one.path is not None),
        )
    out.result(rows, table)
