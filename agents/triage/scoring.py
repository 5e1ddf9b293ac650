"""From a message to the agent that should answer it, with a confidence and reasons. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agents.curriculum.mentions import Mentions
from agents.curriculum.messages import Message, split_message
from agents.curriculum.model import Curriculum
from agents.curriculum.spelling import nearest_word
from agents.curriculum.text import STOP_WORDS, stem, words
from agents.triage.hints import HINT_WEIGHT, HINTS, HINTS_MOST
from agents.triage.resemblance import Resemblance
from agents.triage.rules import RULES, VOCABULARY
from agents.triage.signs import AGENTS, Agent, Signs, signs_of

__all__ = ["Triage", "Verdict"]

_ENOUGH = 2.5
"""Score below which no agent is meant: less than one clear sign and a hint, see `rules.py`."""

_SURE_FROM = 0.4
"""Confidence from which the message is routed. By chance it would be 0.2; a wrong guess costs the student one more
message, as does a question back."""

_RESEMBLANCE_WEIGHT = 0.7
_RESEMBLANCE_MOST = 5.0
"""Examples count less than naive Bayes would have it, as words are not independent, and no more than a traceback."""

_TOLD_FROM = 0.5  # below, it is no reason worth reading

_SHARPNESS = 1.0
"""Of the softmax: a point of score more makes an agent e times as likely."""


@dataclass(frozen=True)
class Verdict:
    """What was decided.

    Attributes:
        agent: who answers; None if the student has to be asked.
        best: who is the most likely, routed or not.
        runner_up: who comes next.
        confidence: 0 to 1, in `best`.
        scores: by agent, see `rules.py`.
        reasons: by agent, what spoke for or against it, with the weight.
        message: in parts.
        code: pasted or given; empty if there is none.
        concepts: ids of concepts that are named, as they come.
    """

    agent: Agent | None
    best: Agent
    runner_up: Agent
    confidence: float
    scores: Mapping[Agent, float]
    reasons: Mapping[Agent, tuple[str, ...]]
    message: Message
    code: str
    concepts: tuple[str, ...]


class Triage:
    """Decides by the rules, with the names of a course."""

    def __init__(self, course: Curriculum, examples: Mapping[Agent, Sequence[str]]) -> None:
        self._mentions = Mentions(course)
        self._resemblance = Resemblance(examples)

    def decide(self, text: str, code: str = "") -> Verdict:
        """Decide who answers a message.

        Args:
            text: as it was written.
            code: given beside it.
        """
        message = split_message(text)
        program = code or message.code
        signs = signs_of(message, program, self._mentions.find(message.prose), _correct)
        scores, reasons = self._weigh(signs)
        ranked = sorted(AGENTS, key=lambda agent: (-scores[agent], agent))
        best, runner_up = ranked[:2]
        total = sum(math.exp(_SHARPNESS * scores[agent]) for agent in AGENTS)
        confidence = math.exp(_SHARPNESS * scores[best]) / total
        sure = scores[best] >= _ENOUGH and confidence >= _SURE_FROM
        return Verdict(
            agent=best if sure else None,
            best=best,
            runner_up=runner_up,
            confidence=round(confidence, 3),
            scores=scores,
            reasons=reasons,
            message=message,
            code=program,
            concepts=signs.concepts,
        )

    def _weigh(self, signs: Signs) -> tuple[dict[Agent, float], dict[Agent, tuple[str, ...]]]:
        scores: dict[Agent, float] = dict.fromkeys(AGENTS, 0.0)
        reasons: dict[Agent, tuple[str, ...]] = dict.fromkeys(AGENTS, ())
        for rule in RULES:
            if rule.holds(signs):
                scores[rule.agent] += rule.weight
                reasons[rule.agent] += (f"{rule.reason} ({rule.weight:+g})",)
        for agent, hints in _hints(signs.prose).items():
            weight = min(HINT_WEIGHT * len(hints), HINTS_MOST)
            scores[agent] += weight
            reasons[agent] += (f"says {', '.join(hints)} ({weight:+g})",)
        for agent, said in self._resemblance.weights(signs.texts).items():
            weight = max(-_RESEMBLANCE_MOST, min(_RESEMBLANCE_MOST, round(_RESEMBLANCE_WEIGHT * said, 2)))
            scores[agent] += weight
            if abs(weight) >= _TOLD_FROM:
                reasons[agent] += (f"resembles the examples of it ({weight:+g})",)
        return scores, reasons


def _hints(prose: str) -> dict[Agent, list[str]]:
    """By agent, the words that hint at it, each once."""
    found: dict[Agent, list[str]] = {}
    for word in dict.fromkeys(words(prose)):
        for agent in HINTS.get(stem(word), ()):
            found.setdefault(agent, []).append(word)
    return found


def _correct(word: str) -> str:
    if word in VOCABULARY or word in STOP_WORDS:
        return word
    near = nearest_word(word, VOCABULARY)
    return near if near is not None and not word.startswith(near) else word
