"""The worker's metrics during a demonstration: every one of the specification's list has to move."""

import asyncio
import time
from collections.abc import Collection
from typing import Final

from fleet.client.errors import ProblemError
from fleet.metrics.movement import Movement, Page, Wanted, movements, parsed
from fleet.topology import AGENTS
from fleet.web_client import WebClient

__all__ = ["check_metrics", "close_a_dead_letter", "scrape", "use_agents"]

_FOLLOW_SECONDS: Final = 30.0
"""Sizes of topics are looked at every ten seconds, counts of dead letters and the mirror's positions more often."""

_POLL_SECONDS: Final = 0.5


async def scrape(client: WebClient) -> Page:
    """The worker's `/metrics` as it is now."""
    return parsed(await client.text("metrics"))


async def use_agents(client: WebClient) -> list[str]:
    """Ask every agent that answers over HTTP for its own example, and triage for what it passes on.

    Returns:
        What went wrong.
    """
    asked = [(spec.name, one.path, one.example) for spec in AGENTS for one in spec.answers if one.path and one.example]
    question = {"student_id": "stu-00123", "query": "What is a dictionary?"}
    wrong = []
    for name, path, body in (*asked, ("triage", "/triage", question)):
        try:
            await client.post(*path.strip("/").split("/"), body=body)
        except ProblemError as exc:
            wrong.append(f"the {name} agent does not answer: {exc}")
    return wrong


async def close_a_dead_letter(client: WebClient) -> None:
    """Discard one, as a person would: how long one was open is told when it is closed."""
    deadline = time.monotonic() + _FOLLOW_SECONDS
    while time.monotonic() < deadline:
        found = (await client.get("dead-letters", limit=1))["dead_letters"]
        if found:
            await client.post("dead-letters", found[0]["id"], "discard", body={"reason": "the demonstration ends"})
            return
        await asyncio.sleep(_POLL_SECONDS)


async def check_metrics(client: WebClient, before: Page, listed: Collection[Wanted]) -> list[Movement]:
    """What the metrics did since a page, as soon as all have done what they have to, or after some time."""
    deadline = time.monotonic() + _FOLLOW_SECONDS
    while True:
        found = movements(before, await scrape(client), listed)
        if all(one.ok for one in found) or time.monotonic() > deadline:
            return found
        await asyncio.sleep(_POLL_SECONDS)
