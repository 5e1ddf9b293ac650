"""Single words that hint at who is meant, for messages that say it in a way that no rule foresees.

A rule knows a way to say something; a hint is a word that students use more often with one agent than with the others.
Hints are weak: each counts little, and all hints for one agent together no more than one clear sign.
"""

from collections.abc import Mapping

from agents.curriculum.text import stem
from agents.triage.signs import Agent

__all__ = ["HINTS", "HINTS_MOST", "HINT_WEIGHT"]

HINT_WEIGHT = 1.0
HINTS_MOST = 2.5
"""What all hints for one agent may add up to: one clear sign."""

_WORDS: Mapping[Agent, str] = {
    "debug": """
        abort aborts anymore breaks broke broken bug buggy closes complains crash crashes cryptic debug
        disappears dies empty endless endlessly error errors exits fail fails failing fault freezes
        garbage goes hangs ignores incorrect infinite infinitely invalid issue loses mess messed missing
        mistake nothing odd overwritten problem quits refuses rejects silently skips strange stuck
        suddenly terminate terminates traceback twice unexpected vanishes warning weird wrong
    """,
    "review": """
        alternative alternatives assess bad better clean cleaner clumsy comments compact concise
        critique differently efficient elegant faster feedback good guidelines improvable improve
        improvement improvements judge messy nicer opinion polish pretty professional pythonic quality
        readable refactor remark remarks review rewrite shorter slow smarter sound standards style
        suggestion suggestions thoughts tidy ugly
    """,
    "concepts": """
        actually concept confused confusing definition describe difference differences explain
        explanation idea introduction meaning means meant overview principle purpose rule rules theory
        understanding versus why
    """,
    "exercise": """
        activity another assignment bored bring challenge challenges clue code coding drill exercise
        exercises harder easier hint homework hints kata next play practice practise project puzzle quiz
        solve solving start task tasks test tests throw train training try workout
    """,
    "progress": """
        achieved achievement ahead already areas behind completed dashboard done finish finished
        finishing grade grades history improving level levels mastered mastery milestones others percent
        percentage points progress ready remaining report result results score scores stand status
        statistics stats strengths strong summary until weak weakness weaknesses yet
    """,
}

_STEMS = {agent: dict.fromkeys(map(stem, words.split())) for agent, words in _WORDS.items()}

HINTS: Mapping[str, tuple[Agent, ...]] = {
    word: tuple(agent for agent, stems in _STEMS.items() if word in stems)
    for stems in _STEMS.values()
    for word in stems
}
"""By stem, the agents it hints at."""
