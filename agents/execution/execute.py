"""Running a student's program as a request asks for it: which runs, and what they show."""

import ast
import asyncio
from dataclasses import dataclass, field

from agents.execution.context import RunContext
from agents.execution.judging import TestResult, judge_call, judge_output, judge_run
from agents.linting.source import Source
from agents.mistakes.findings import Finding
from agents.runner.program import Limits, Program, Run
from agents.runtime.errors import TransientError
from agents.runtime.programs import Runs

__all__ = ["Executed", "execute", "needs_input"]

_LIMITS = Limits(wall_seconds=2.0, cpu_seconds=2)
"""Of one run: a learner waits for the answer, and a program of a course ends in milliseconds."""

_OUTPUT_SHOWN = 2_000  # characters


@dataclass(frozen=True)
class Executed:
    """What running showed.

    Attributes:
        status: how the plain run ended, as in `agents.runner.program.Status`; None when nothing ran.
        stdout: the beginning of what it printed.
        findings: errors.
        tests: in the order of the request: calls, then outputs.
        left_out: why something did not run.
    """

    status: str | None = None
    stdout: str = ""
    findings: tuple[Finding, ...] = ()
    tests: tuple[TestResult, ...] = ()
    left_out: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)


def needs_input(source: Source) -> bool:
    """Whether the program reads input: it is only run when some is given. It must compile."""
    return any(
        (isinstance(node, ast.Name) and node.id == "input")
        or (isinstance(node, ast.Attribute) and node.attr == "stdin")
        for node in ast.walk(ast.parse(source.text))
    )


async def execute(runner: Runs, source: Source, context: RunContext) -> Executed:
    """Run a program that compiles, as the context asks for.

    Raises:
        InvalidError: something of the context is too large for a run.
        TransientError: tests were given and there is no room now.
    """
    try:
        return await _execute(runner, source, context)
    except TransientError as error:
        if error.code == "busy" and context.tests:  # who asks for tests is not served without
            raise
        return Executed(left_out=(f"the program was not run ({error})",))


async def _execute(runner: Runs, source: Source, context: RunContext) -> Executed:
    findings: list[Finding] = []
    tests: list[TestResult] = []
    seconds = _LIMITS.wall_seconds
    calls, outputs = context.calls, context.outputs
    plain: Run | None = None
    if calls or context.stdin is not None or (not outputs and not needs_input(source)):
        plain = await runner.run(
            Program(
                source.text,
                stdin=context.stdin or "",
                files=context.files,
                calls=[test.call for test in calls],
                limits=_LIMITS,
            )
        )
        ended = judge_run(plain, source, seconds)
        failed_call = any(result.status not in ("ok", "error", "not_run") for result in plain.calls)
        if ended is not None and not failed_call:
            findings.append(ended)
        for test, result in zip(calls, plain.calls, strict=False):
            tests.append(judge_call(test, result, plain, source, seconds))
    runs = [runner.run(Program(source.text, stdin=test.stdin, files=context.files, limits=_LIMITS)) for test in outputs]
    ended_runs = await asyncio.gather(*runs)
    tests += [judge_output(test, run, source, seconds) for test, run in zip(outputs, ended_runs, strict=True)]
    findings += [test.finding for test in tests if test.finding is not None]
    return Executed(
        status=plain.status if plain is not None else None,
        stdout=plain.stdout[:_OUTPUT_SHOWN] if plain is not None else "",
        findings=tuple(findings),
        tests=tuple(tests),
        seconds=plain.seconds if plain is not None else 0.0,
    )
