"""One program with one child, from handing it over to the end of the process."""

import asyncio
import os
import time
from dataclasses import dataclass, field
from typing import Any

from agents.runner.child import Child, Ended
from agents.runner.folder_watch import watch
from agents.runner.jail.time_limit import interrupt_after
from agents.runner.messages import (
    CallMessage,
    EndMessage,
    Message,
    ModuleMessage,
    RaisedMessage,
    TamperedError,
    TraceMessage,
)
from agents.runner.program import CallResult, CallStatus, Limits, Program, Run, Status, Step, Trace

__all__ = ["converse"]

_CPU_LATE = 0.8
"""Share of the CPU time after which a process that was killed counts as out of time: the kernel ends a process by the
ticks that it counts, and reports what it measured."""

_MAX_CHUNKS = 5_000
"""Trace messages of one run: its steps by 50, and a chunk for every 50 lines of the longest program."""

_DETAILS: dict[Status, str] = {
    "timeout": "The time was used up.",
    "memory": "The memory was used up.",
    "output_limit": "More was written than may be.",
    "disk": "More was written to files than may be.",
    "tampered": "The process wrote to the runner's own channel.",
}


@dataclass
class _Story:
    """What has been heard so far."""

    began: float
    module: ModuleMessage | None = None
    calls: list[CallResult] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    steps_cut: bool = False
    lines: set[int] = field(default_factory=set)
    chunks: int = 0
    end: EndMessage | None = None
    cause: Status | None = None  # why we ended it


async def converse(child: Child, program: Program, most: Limits) -> Run:
    """Run a checked program in a child that is ready. The child has ended when this returns.

    Args:
        child: ready, and prepared with the limits `most`.
        program: what to run.
        most: the limits that the child has.

    Raises:
        OSError: the child was lost with the zygote; the program had no effect and may be run again.
    """
    story = _Story(time.monotonic())

    def stop(cause: Status) -> None:
        story.cause = story.cause or cause
        child.kill()

    limits = program.limits
    for output in (child.stdout, child.stderr):
        output.start(limits.output_bytes, lambda: stop("output_limit"))
    watching = None
    if child.folder is not None and not child.folder_bounded:
        watching = asyncio.create_task(watch(child.folder, limits.folder_bytes, lambda: stop("disk")))
    try:
        async with asyncio.timeout(limits.wall_seconds):
            await _talk(child, program, story, most)
    except TimeoutError:
        stop("timeout")
    except TamperedError:
        stop("tampered")
    finally:
        if watching is not None:
            watching.cancel()
    seconds = time.monotonic() - story.began
    child.kill()
    ended = await child.ended
    child.stdout.drain()
    child.stderr.drain()
    return _run(child, program, story, ended, seconds)


async def _talk(child: Child, program: Program, story: _Story, most: Limits) -> None:
    limits = program.limits
    child.give_stdin(program.stdin)
    await child.send(
        {
            "source": program.source,
            "files": dict(program.files),
            "wall_seconds": limits.wall_seconds,
            "cpu_seconds": limits.cpu_seconds,
            "less_memory": most.memory_bytes - limits.memory_bytes,
            "file_bytes": limits.file_bytes,
            "trace_steps": limits.trace_steps if program.trace else 0,
        }
    )
    message = await _next(child, story, limits.trace_steps)
    if message is None:
        return
    if not isinstance(message, ModuleMessage):
        raise TamperedError("an answer that nobody asked for")
    story.module = message
    if message.compiled and (message.error is None or message.error.cause != "time"):
        for number, expression in enumerate(program.calls):
            if not await _call(child, number, expression, story, limits.trace_steps):
                return
    await child.send({"end": True})
    last = await _next(child, story, limits.trace_steps)
    if last is not None and not isinstance(last, EndMessage):
        raise TamperedError("an answer that nobody asked for")
    story.end = last
    await asyncio.shield(child.ended)


async def _call(child: Child, number: int, expression: str, story: _Story, steps: int) -> bool:
    """One call; False when the process ended instead of answering."""
    child.stdout.drain()
    child.stderr.drain()
    marks, began = (child.stdout.size, child.stderr.size), time.monotonic()
    outcome: dict[str, Any] = {"status": "not_run"}
    try:
        await child.send({"call": expression, "n": number})
        answer = await _next(child, story, steps)
        if answer is None:
            return False
        if (
            not isinstance(answer, CallMessage)
            or answer.n != number
            or (answer.value is None) == (answer.error is None)
        ):
            raise TamperedError("an answer that nobody asked for")
        outcome = {
            "status": "ok" if answer.error is None else _status(answer.error),
            "value": None if answer.value is None else answer.value.value(),
            "error": None if answer.error is None else answer.error.raised(),
        }
        if outcome["status"] == "timeout":
            story.cause = "timeout"
            return False
        return True
    finally:
        # Also when we are out of time: what it wrote until then belongs to this call.
        child.stdout.drain()
        child.stderr.drain()
        story.calls.append(
            CallResult(
                expression,
                stdout=child.stdout.text(marks[0]),
                stderr=child.stderr.text(marks[1]),
                seconds=time.monotonic() - began,
                **outcome,
            )
        )


async def _next(child: Child, story: _Story, most_steps: int) -> Message | None:
    """The next message that is no part of the trace."""
    while isinstance(message := await child.receive(), TraceMessage):
        story.chunks += 1
        steps = message.decoded()
        story.lines.update(message.lines)
        if story.chunks > _MAX_CHUNKS or len(story.steps) + len(steps) > most_steps:
            raise TamperedError("a longer trace than asked for")
        story.steps.extend(steps)
        story.steps_cut |= message.cut
    return message


def _status(error: RaisedMessage) -> Status:
    if error.cause == "memory":
        return "memory"
    return "timeout" if error.cause == "time" else "error"


def _run(child: Child, program: Program, story: _Story, ended: Ended, seconds: float) -> Run:
    exited = os.WIFEXITED(ended.status)
    status, cut_short = _outcome(program, story, ended, seconds)
    calls = list(story.calls)
    if calls and calls[-1].status == "not_run":  # the process ended in it
        last = calls.pop()
        how: CallStatus = cut_short or status
        calls.append(CallResult(last.expression, how, None, None, last.stdout, last.stderr, last.seconds))
    calls += [CallResult(expression, "not_run") for expression in program.calls[len(calls) :]]
    error = story.module.error if story.module is not None else None
    if error is None and story.end is not None:
        error = story.end.error
    code, signal = (os.WEXITSTATUS(ended.status), None) if exited else (None, os.WTERMSIG(ended.status))
    return Run(
        status=status,
        detail=_detail(status, code, signal),
        stdout=child.stdout.text(),
        stderr=child.stderr.text(),
        stdout_cut=child.stdout.cut,
        stderr_cut=child.stderr.cut,
        error=None if error is None else error.raised(),
        calls=tuple(calls),
        trace=Trace(tuple(story.steps), story.steps_cut, frozenset(story.lines)) if program.trace else None,
        seconds=seconds,
        cpu_seconds=ended.cpu_seconds,
        peak_bytes=max(0, ended.peak_bytes - child.resident),
        exit_code=code,
        signal=None if story.end is not None else signal,
    )


def _outcome(program: Program, story: _Story, ended: Ended, seconds: float) -> tuple[Status, Status | None]:
    """The run's status; and how the process ended, if it did before it was done."""
    cut_short: Status | None = None
    if story.cause is not None:
        cut_short = story.cause
    elif story.end is None:
        limits = program.limits
        late = seconds >= interrupt_after(limits.wall_seconds) or ended.cpu_seconds >= _CPU_LATE * limits.cpu_seconds
        own: Status = "exited" if os.WIFEXITED(ended.status) else "killed"
        cut_short = "timeout" if late else own
    error = story.module.error if story.module is not None else None
    if error is None and story.end is not None:
        error = story.end.error
    if cut_short is not None:
        return cut_short, cut_short
    return ("ok" if error is None else _status(error)), None


def _detail(status: Status, code: int | None, signal: int | None) -> str:
    if status == "exited":
        return f"The program ended its process itself with status {code}."
    if status == "killed":
        return f"Signal {signal} ended the process."
    return _DETAILS.get(status, "")
