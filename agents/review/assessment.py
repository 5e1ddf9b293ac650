"""One review, from code to the agent's answer: the CPU-bound function that runs in a process of the pool."""

from typing import Final

from agents.linting.source import Source
from agents.review.analysis import Broken, analyse, parse
from agents.review.practices import followed
from agents.review.rules import Criterion
from agents.review.score import overall, penalties, scores
from agents.review.testing import NOTHING_TESTED, Tested
from agents.review.trying import NOTHING_TRIED, Tried
from agents.review.wording import broken_content, content, hints, issues
from agents.review.work import penalty
from schemas.errors import InvalidError
from schemas.mastery import Level
from schemas.responses import CodeReview

__all__ = ["NOT_COMPILING", "assess"]

NOT_COMPILING: Final = "does-not-compile"
"""The rule of the one issue of code that does not compile."""


def assess(
    code: str,
    criteria: tuple[Criterion, ...],
    level: Level,
    tried: Tried = NOTHING_TRIED,
    tested: Tested = NOTHING_TESTED,
) -> tuple[str, CodeReview]:
    """Review code. The same arguments give the same review; the code is not run here.

    Args:
        code: as it was sent.
        criteria: at least one, each once.
        level: what to expect of the student.
        tried: what trials of its functions have shown; they concern correctness alone.
        tested: what tests have shown that came with it; they do so, too.

    Returns:
        The review in words, and in full.

    Raises:
        InvalidError: the code is empty, too large, nested too deeply, or no text.
    """
    source = Source.read(code)
    try:
        tree = parse(source.text)
        if isinstance(tree, Broken):
            return _broken(tree, criteria, level)
        found = analyse(source.text, tree)
        practices = [*tested.practices(), *_right(tried), *followed(found.program, criteria)]
    except (RecursionError, MemoryError):
        raise InvalidError.of("code", "is nested too deeply to be read") from None
    found.places.update({**tried.places(tested.names()), **tested.places()})
    sums = penalties(found.places, criteria, level, penalty(found.program))
    by_criterion, total = scores(sums), overall(sums)
    told = issues(found.places, found.words, criteria, level)
    later = len(found.places) - len({one["rule"] for one in told})
    review = CodeReview(
        overall_score=total,
        criteria_scores={str(one): score for one, score in by_criterion.items()},
        issues_found=told,
        hints=hints(found.places, criteria, level),
        best_practices=practices,
        compiles=True,
        level=level,
        finer_points=later,
        tests=[one.told() for one in tested.tests],
        left_out=[*found.left_out, *tried.left_out, *tested.left_out],
    )
    return content(by_criterion, total, told, practices, tested=bool(tested.tests)), review


def _broken(broken: Broken, criteria: tuple[Criterion, ...], level: Level) -> tuple[str, CodeReview]:
    issue = {
        "rule": NOT_COMPILING,
        "line": str(broken.line),
        "criterion": "correctness",
        "severity": "high",
        "message": f"Python cannot read this: {broken.message}",
        "why": "Nothing of a program runs, and nothing can be judged, before all of it can be read.",
        "do": "Ask the debug agent (POST /debug/analyze): it explains the error and what to try.",
    }
    review = CodeReview(
        overall_score=0.0,
        criteria_scores=dict.fromkeys(criteria, 0.0),
        issues_found=[issue],
        hints=[f"Line {broken.line}: {issue['do']}"],
        best_practices=[],
        compiles=False,
        level=level,
    )
    return broken_content(broken.line, broken.message), review


def _right(tried: Tried) -> list[str]:
    names = ", ".join(f"`{name}`" for name in tried.right())
    return [f"Right answers: {names} gave what was expected in every trial."] if names else []
