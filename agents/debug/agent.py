"""The debug agent: analyse without running, run where that is asked for and possible, answer."""

from collections.abc import Sequence

from agents.debug.analysis import Analysis, analyse
from agents.debug.report import report, words
from agents.execution.context import RunContext, context_of
from agents.execution.execute import Executed, execute
from agents.linting.source import Source
from agents.runtime.answering import Answer, RefusedError, Respond, Signal
from agents.runtime.cpu_errors import JobCrashedError, JobTimeoutError
from agents.runtime.problems import UNSUPPORTED_LANGUAGE
from agents.runtime.services import Services
from schemas.canonical import dumps
from schemas.errors import InvalidError
from schemas.mastery import MasteryScores, level
from schemas.requests import DebugRequest
from schemas.responses import DebugReport

__all__ = ["debugger"]

_LANGUAGES = frozenset(("python", "python3", "py"))

_SIGNALS_MAX = 5
"""Signals of one answer: one for each type of error, and few programs have more."""


def debugger(services: Services) -> Respond:
    """The responder. See `agents.runtime.answering.Respond`."""

    async def respond(request: DebugRequest, mastery: MasteryScores | None) -> Answer:
        if request.language.strip().lower() not in _LANGUAGES:
            raise RefusedError(
                UNSUPPORTED_LANGUAGE, "Send Python code, with `language` python or left out", supported=["python"]
            )
        context = context_of(request.context)
        analysis = await _analysed(services, request.code)
        executed = Executed()
        if analysis.compiles and context.run:
            executed = await execute(services.programs, Source.read(request.code), context)
        found = report(analysis, executed, level(mastery.overall_mastery) if mastery is not None else None)
        read = "\n".join([request.query, request.code, dumps(request.context or {}).decode()])
        signals = _signals(analysis, executed, found, context)
        return Answer(words(analysis, found), found.model_dump(mode="json"), read, tuple(signals))

    return respond


async def _analysed(services: Services, code: str) -> Analysis:
    """The static part, in the pool.

    Raises:
        InvalidError: the code itself is what a process could not take.
    """
    try:
        return await services.cpu.run(analyse, code)
    except (JobCrashedError, JobTimeoutError):
        raise InvalidError.of("code", "takes more time or memory to read than any program of a course") from None


def _signals(analysis: Analysis, executed: Executed, found: DebugReport, context: RunContext) -> Sequence[Signal]:
    """What struggle detection counts: each type of error, and how the run went, if there was one."""
    noticed: dict[str, Signal] = {}
    for one in found.errors:
        if one["severity"] == "error" and one["type"] not in noticed:
            facts = {"code": one["code"], "line": one["line"]}
            noticed[one["type"]] = Signal("error", context.component, one["type"], facts)
    run = _run(analysis, executed, found, context)
    return [*list(noticed.values())[:_SIGNALS_MAX], *([run] if run is not None else [])]


def _run(analysis: Analysis, executed: Executed, found: DebugReport, context: RunContext) -> Signal | None:
    """A run that failed or passed; None where nothing was run. What does not compile fails where it was to be run."""
    failed = sum(not test["passed"] for test in found.tests)
    facts = {"failed": failed, "tests": len(found.tests)}
    if failed:
        return Signal("failed_run", context.component, f"{failed} of {len(found.tests)} tests", facts)
    errors = [one for one in executed.findings if one.kind.severity == "error"]
    if errors or (context.run and not analysis.compiles):
        return Signal("failed_run", context.component, errors[0].kind.type if errors else found.error_type, facts)
    if executed.status is not None or found.tests:
        return Signal("passed", context.component, None, facts)
    return None
