"""`query STUDENT`: what the fleet knows of a student, over HTTP."""

from collections.abc import Mapping
from typing import Any

import click
from rich.table import Table

from fleet.cli import loop
from fleet.cli.asking import client, token_option
from fleet.cli.errors import USAGE, CliError
from fleet.cli.output import Output, json_option
from fleet.client.errors import ProblemError
from fleet.web_client import WebClient
from schemas.mastery import level

__all__ = ["command"]

_NOT_FOUND = 404


@click.command()
@click.argument("student")
@click.option("--history", is_flag=True, help="Mastery by day instead of the present.")
@click.option("--component", help="Only this component.")
@click.option("--days", type=click.IntRange(1, 3660), default=30, show_default=True, help="Days of history.")
@token_option
@json_option
def command(*, student: str, history: bool, component: str | None, days: int, as_json: bool) -> None:
    """Print a student's mastery, as a worker answers at FLEET_WEB_HOST and FLEET_WEB_PORT."""
    out = Output(as_json=as_json)
    try:
        answer = loop.run(_ask(client(), student, history=history, component=component, days=days))
    except ProblemError as exc:
        if exc.status == _NOT_FOUND:
            raise CliError(f"nothing is known of {student} yet: send events with `python -m fleet simulate`") from None
        raise CliError(str(exc), USAGE if exc.status < 500 else 1) from None  # noqa: PLR2004 - 4xx is the caller's
    if component is not None and not history:
        answer = _only(answer, component)
    out.result(answer, _by_day(answer) if history else _present(answer))


async def _ask(asked: WebClient, student: str, *, history: bool, component: str | None, days: int) -> dict[str, Any]:
    async with asked:
        if history:
            return await asked.history(student, days=days, component=component)
        return await asked.progress(student)


def _only(answer: Mapping[str, Any], component: str) -> dict[str, Any]:
    if component not in answer["mastery"]:
        known = ", ".join(answer["mastery"])
        raise CliError(f"{answer['student_id']} has no progress in {component}; there is {known}")
    return {
        "student_id": answer["student_id"],
        "component": component,
        "mastery": {component: answer["mastery"][component]},
        "latest_scores": {component: answer["latest_scores"][component]},
        "overall_mastery": answer["overall_mastery"],
        "last_updated": answer["last_updated"],
    }


def _present(answer: Mapping[str, Any]) -> Table:
    table = Table("component", "mastery", "level", "completion", "quiz", "quality", "consistency", box=None)
    for name, mastery in answer["mastery"].items():
        scores = answer["latest_scores"][name]
        parts = (f"{scores[part]:.4f}" for part in ("completion", "quiz", "quality", "consistency"))
        table.add_row(name, f"{mastery:.3f}", level(mastery), *parts)
    overall = answer["overall_mastery"]
    table.title = f"{answer['student_id']}: overall {overall:.4f} ({level(overall)}), updated {answer['last_updated']}"
    table.title_justify = "left"
    return table


def _by_day(answer: Mapping[str, Any]) -> Table:
    component = answer["component"]
    what = component or "overall"
    table = Table("day", "mastery", "level", "", box=None, title=f"{answer['student_id']}: {what} by day")
    table.title_justify = "left"
    for day in answer["history"]:
        mastery = day["mastery" if component else "overall_mastery"]
        table.add_row(day["date"], f"{mastery:.4f}", level(mastery), "█" * round(mastery * 40))
    return table
