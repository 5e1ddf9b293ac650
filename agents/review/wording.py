"""A review in words: issues as a student reads them, hints, a summary. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final

from agents.review.rules import Criterion, Place, Rule, Told, expected
from schemas.mastery import Level

__all__ = ["ISSUES_MAX", "broken_content", "content", "hints", "issues"]

ISSUES_MAX: Final = 100
"""Issues in one answer: more than anybody works through before asking again."""

PLACES_MAX: Final = 5
"""Places told of one rule: they show the habit, the rest is the same."""

_HINTS: Final[Mapping[Level, int]] = {"beginner": 2, "learning": 3, "proficient": 4, "mastered": 5}
"""How many things to try next are named: one who begins takes one or two steps at a time."""

_HIGH, _MEDIUM = 0.2, 0.08  # weights: of what changes how much work is done, and of what readers stumble over

Found = Mapping[Rule, Sequence[Place]]


def _weight(rule: Rule, criteria: Sequence[Criterion]) -> float:
    return max(rule.weights.get(one, 0.0) for one in criteria)


def _told(found: Found, criteria: Sequence[Criterion], level: Level) -> list[Rule]:
    """The rules to tell of, the weightiest first."""
    rules = [rule for rule in found if expected(rule, level) and _weight(rule, criteria) > 0]
    return sorted(rules, key=lambda rule: (-_weight(rule, criteria), found[rule][0].line, rule.code))


def issues(
    found: Found, words: Mapping[tuple[str, int], str], criteria: Sequence[Criterion], level: Level
) -> list[dict[str, str]]:
    """What is told, the weightiest first; all values are texts, as the data model wants it.

    Args:
        found: places by rule.
        words: by rule's code and line, what the linter says there.
        criteria: asked for.
        level: of the student.
    """
    told: list[dict[str, str]] = []
    for rule in _told(found, criteria, level):
        places = found[rule]
        for place in places[:PLACES_MAX]:
            words_here = place.told or Told(_title(rule, place), rule.why, rule.do)
            issue = {
                "rule": rule.code,
                "line": str(place.line),
                "criterion": next((one for one in (rule.criterion,) if one in criteria), criteria[0]),
                "severity": _severity(_weight(rule, criteria)),
                "message": words_here.message,
                "why": words_here.why,
                "do": words_here.do,
            }
            if (detail := words.get((rule.code, place.line))) is not None:
                issue["detail"] = detail
            if len(places) > PLACES_MAX:
                issue["places"] = str(len(places))
            told.append(issue)
    return told[:ISSUES_MAX]


def _title(rule: Rule, place: Place) -> str:
    title = rule.title.format(name=place.name) if place.name or "{name}" not in rule.title else rule.title
    return title.replace(" `{name}`", "").replace("`{name}` ", "")


def _severity(weight: float) -> str:
    return "high" if weight >= _HIGH else "medium" if weight >= _MEDIUM else "low"


def hints(found: Found, criteria: Sequence[Criterion], level: Level) -> list[str]:
    """What to try next, one rule each, the one that changes most first. Never the finished code."""
    chosen = _told(found, criteria, level)[: _HINTS[level]]
    firsts = [(rule, found[rule][0]) for rule in chosen]
    return [f"Line {place.line}: {place.told.do if place.told is not None else rule.do}" for rule, place in firsts]


def content(
    scores: Mapping[Criterion, float],
    overall: float,
    told: Sequence[Mapping[str, str]],
    practices: Sequence[str],
    *,
    tested: bool = False,
) -> str:
    """The review in a few sentences; where tests came with the code, they have told whether its results are right."""
    judged = ", ".join(f"{criterion} {score:.2f}" for criterion, score in scores.items())
    parts = [f"Your code scores {overall:.2f} of 1 ({judged})."]
    if practices:
        parts.append(f"Well done: {_lower(practices[0])}")
    if not told:
        sure = tested or "correctness" not in scores
        parts.append("I found nothing that you should change." if sure else _NOTHING_WRONG)
        return " ".join(parts)
    first = told[0]
    parts.append(f"What would help most, in line {first['line']}: {first['message']}. {first['why']} {first['do']}")
    others = len({one["rule"] for one in told}) - 1
    if others:
        parts.append(f"There {'is' if others == 1 else 'are'} {others} more point{'s' * (others > 1)} in the list.")
    return " ".join(parts)


_NOTHING_WRONG: Final = (
    "I found nothing that you should change. Whether it gives the right results only running it can tell."
)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def broken_content(line: int, message: str) -> str:
    """What is told of code that does not compile."""
    return (
        f"Python cannot read this code yet: it stops in line {line} ({message}). "
        "A review needs code that compiles, so all scores are 0 for now. "
        "Ask the debug agent first (POST /debug/analyze): it explains the error and what to try."
    )
