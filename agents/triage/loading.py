"""Reads the examples that messages are compared with."""

import tomllib
from functools import cache
from pathlib import Path

from agents.curriculum.loading import curriculum
from agents.triage.scoring import Triage
from agents.triage.signs import AGENTS, Agent
from agents.triage.subject import Subjects

__all__ = ["examples", "subjects", "triage"]

_EXAMPLES = Path(__file__).parent / "examples.toml"


def examples() -> dict[Agent, tuple[str, ...]]:
    """By agent, what students write to it."""
    written = tomllib.loads(_EXAMPLES.read_text(encoding="utf-8"))
    return {agent: tuple(one.casefold() for one in written[agent]) for agent in AGENTS}


@cache  # one for a process: it is the same for all, and takes a moment to make
def triage() -> Triage:
    """Triage by the course and the examples of this repository."""
    return Triage(curriculum(), examples())


@cache
def subjects() -> Subjects:
    """The subjects of the course of this repository."""
    return Subjects(curriculum())
