"""The review agent's responder: what is asked of it, checked, and worked out off the event loop."""

from collections.abc import Sequence
from typing import Final, get_args

from agents.execution.context import context_of
from agents.review.assessment import assess
from agents.review.rules import CRITERIA, Criterion
from agents.review.testing import NOTHING_TESTED, compiles, run_tests
from agents.review.trying import NOTHING_TRIED, try_out
from agents.runtime.answering import Answer, RefusedError, Respond
from agents.runtime.cpu_errors import JobCrashedError, JobTimeoutError
from agents.runtime.problems import UNSUPPORTED_LANGUAGE, ProblemType
from agents.runtime.services import Services
from agents.trials.trial import plan
from schemas.canonical import dumps
from schemas.errors import InvalidError
from schemas.mastery import Level, MasteryScores, level
from schemas.requests import ReviewRequest

__all__ = ["UNKNOWN_CRITERION", "responder"]

UNKNOWN_CRITERION: Final = ProblemType(
    "unknown-criterion",
    422,
    "There is no such criterion",
    "Ask for those of `known`, each once; without `criteria` the usual three are judged.",
)

_NEW: Final[Level] = "beginner"
"""What a student of whom nothing is known is taken for: too little is asked of some, too much of nobody."""


def responder(services: Services) -> Respond:
    """Make what answers reviews."""

    async def respond(request: ReviewRequest, mastery: MasteryScores | None) -> Answer:
        if request.language.strip().lower() not in ("python", "python3", "py"):
            raise RefusedError(UNSUPPORTED_LANGUAGE, "language: must be python", supported=["python"])
        expected = _NEW if mastery is None else level(mastery.overall_mastery)
        criteria = _criteria(request.criteria)
        try:
            tried, tested = NOTHING_TRIED, NOTHING_TESTED
            if "correctness" in criteria:
                context = context_of(request.context)
                if context.run:
                    tried = await try_out(services.programs, await services.cpu.run(plan, request.code))
                testable = context.run and bool(context.tests) and await services.cpu.run(compiles, request.code)
                if testable:
                    tested = await run_tests(services.programs, request.code, context)
            content, review = await services.cpu.run(assess, request.code, criteria, expected, tried, tested)
        except (JobCrashedError, JobTimeoutError):
            raise InvalidError.of("code", "takes more time or memory to read than any program of a course") from None
        read = [request.query, request.code]
        if tested.tests:
            read.append(dumps(request.context or {}).decode())
        return Answer(content, review.model_dump(), "\n".join(read))

    return respond


def _criteria(asked: Sequence[str]) -> tuple[Criterion, ...]:
    """The criteria in the order of the catalogue, each once."""
    unknown = set(asked) - set(get_args(Criterion))
    if unknown:
        raise RefusedError(UNKNOWN_CRITERION, f"criteria: must be among {', '.join(CRITERIA)}", known=list(CRITERIA))
    if not asked:
        raise InvalidError.of("criteria", "must name at least one")
    return tuple(one for one in CRITERIA if one in asked)
