"""Which examples a message resembles: naive Bayes over words and pairs of words. Pure.

A message counts as the set of its words and of the pairs that follow each other, with placeholders for names of
concepts, exceptions and code. The weight of each can be read from `examples.toml`: it is the logarithm of how much more
often it stands with one agent than with the others on average.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from agents.triage.signs import AGENTS, Agent

__all__ = ["CODE", "CONCEPT", "ERROR", "Resemblance"]

CODE, CONCEPT, ERROR = "<code>", "<concept>", "<error>"
"""Placeholders."""

_TOKEN = re.compile(r"<\w+>|[a-z][a-z']*")
_SMOOTHING = 0.6  # below Laplace's 1: with a hundred examples for each agent, one occurrence says something
_FEATURE_MOST = 1.5
"""What one word may say for or against an agent at most, so that no single example decides."""


class Resemblance:
    """The examples, counted."""

    def __init__(self, examples: Mapping[Agent, Sequence[str]]) -> None:
        self._sizes = {agent: len(examples[agent]) for agent in AGENTS}
        self._counts = {
            agent: Counter(feature for one in examples[agent] for feature in _features([_TOKEN.findall(one)]))
            for agent in AGENTS
        }
        self.vocabulary = frozenset(word for counts in self._counts.values() for word in counts if " " not in word)

    def weights(self, texts: Iterable[Sequence[str]]) -> dict[Agent, float]:
        """What a message's words say for each agent, in natural logarithms; the mean over the agents is 0.

        Args:
            texts: the message's words, once as written and once with placeholders.
        """
        totals: dict[Agent, float] = dict.fromkeys(AGENTS, 0.0)
        for feature in _features(texts):
            logs = {agent: self._log(feature, agent) for agent in AGENTS}
            mean = sum(logs.values()) / len(logs)
            for agent in AGENTS:
                totals[agent] += max(-_FEATURE_MOST, min(_FEATURE_MOST, logs[agent] - mean))
        return totals

    def _log(self, feature: str, agent: Agent) -> float:
        return math.log((self._counts[agent][feature] + _SMOOTHING) / (self._sizes[agent] + 2 * _SMOOTHING))


def _features(texts: Iterable[Sequence[str]]) -> set[str]:
    found: set[str] = set()
    for text in texts:
        found.update(text)
        found.update(f"{first} {second}" for first, second in zip(["^", *text], [*text, "$"], strict=True))
    return found - {CONCEPT}  # that a concept is named is a rule of its own; beside what it stands is told by the pairs
