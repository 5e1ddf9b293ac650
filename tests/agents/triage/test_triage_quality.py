"""How well messages are routed, on those that nobody looked at while the rules were made."""

import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from agents.triage.loading import triage

HERE = Path(__file__).parent
MESSAGES = tomllib.loads((HERE / "messages.toml").read_text(encoding="utf-8"))
MORE = tomllib.loads((HERE / "more_messages.toml").read_text(encoding="utf-8"))
HASTY = tomllib.loads((HERE / "hasty_messages.toml").read_text(encoding="utf-8"))
PLAIN = tomllib.loads((HERE / "plain_messages.toml").read_text(encoding="utf-8"))
BEGINNERS = tomllib.loads((HERE / "beginner_messages.toml").read_text(encoding="utf-8"))
UNCLEAR = MESSAGES.pop("unclear")


def held_out(message: str) -> bool:
    """The fixed rule: about half of the messages, whatever their order."""
    return sha256(message.encode()).digest()[0] % 2 == 1


def misrouted(messages: list[tuple[str, str]]) -> list[tuple[str, str, str | None, float]]:
    verdicts = [(message, agent, triage().decide(message)) for agent, message in messages]
    return [(message, agent, one.agent, one.confidence) for message, agent, one in verdicts if one.agent != agent]


def test_nineteen_of_twenty_held_out_messages_are_routed_right() -> None:
    held = [(agent, one) for agent, them in MESSAGES.items() for one in them if held_out(one)]
    assert len(held) > 80
    assert len(misrouted(held)) <= 0.05 * len(held), misrouted(held)


@pytest.mark.parametrize("messages", [MORE, HASTY, BEGINNERS, PLAIN], ids=["more", "hasty", "beginners", "plain"])
def test_messages_in_other_words_are_routed_right_too(messages: Any) -> None:
    more = [(agent, one) for agent, them in messages.items() for one in them]
    assert len(misrouted(more)) <= 0.05 * len(more), misrouted(more)


def test_what_could_be_meant_for_anyone_is_asked_back() -> None:
    routed = [(one, triage().decide(one).agent) for one in UNCLEAR if triage().decide(one).agent is not None]
    assert len(routed) <= 0.2 * len(UNCLEAR), routed


def test_the_set_is_complete() -> None:
    assert {agent: len(them) for agent, them in MESSAGES.items()} == dict.fromkeys(
        ("debug", "concepts", "exercise", "review", "progress"), 40
    )
