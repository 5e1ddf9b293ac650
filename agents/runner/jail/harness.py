"""Runs one program in a child that is locked down, and answers the runner. Nothing here is trusted by the runner."""

import atexit
import builtins
import contextlib
import gc
import io
import linecache
import os
import random
import resource
import signal
import sys
import threading
import traceback
from _sitebuiltins import Quitter
from collections.abc import Callable
from types import CodeType, FrameType, ModuleType
from typing import Any, NoReturn

from agents.runner.jail.channel import Channel
from agents.runner.jail.report import Student, raised
from agents.runner.jail.time_limit import TimeLimit, interrupt_after
from agents.runner.jail.tracing import Recorder
from agents.runner.jail.values import describe, type_name

__all__ = ["RESERVE", "serve"]

MAIN = "main.py"
RESERVE = 3 << 20  # bytes of the memory limit that are given only to the report of a MemoryError
AGAIN = 0.01  # seconds until the interruption is tried again when it met our own code
PRINTED, PRINTED_LINE = 16_000, 500  # characters of a traceback, and of a line in it: it counts as output
OUT_OF_TIME = "the time is used up"
THREAD_STACK = 1 << 20  # bytes: with the memory limit it bounds the number of threads
OUR_MODULES = "agents"  # top-level package of this folder: gone before the program looks


def serve(channel: Channel, folder: str) -> NoReturn:
    """Receive a program, run it, answer calls, and end the process."""
    program = channel.receive()
    if program is None:
        os._exit(0)
    _Session(channel, folder, program).run()
    os._exit(0)


class _Session:
    def __init__(self, channel: Channel, folder: str, program: dict[str, Any]) -> None:
        self._channel = channel
        self._folder = folder
        self._program = program
        self._student = Student(MAIN, folder)
        self._module = ModuleType("__main__")
        self._inside = False  # whether the student's code runs now
        self._late = False  # whether it was interrupted
        self._ballast: list[bytes] = []  # small objects: to drop them makes room for a few of ours
        self._all_memory = (0, 0)
        self._recorder = (
            Recorder(self._student, program["trace_steps"], channel.send) if program["trace_steps"] else None
        )

    def run(self) -> None:
        """The whole conversation."""
        self._set_up()
        error, compiled = self._run_module()
        self._channel.send({"kind": "module", "error": error, "compiled": compiled})
        while True:
            message = self._channel.receive()
            if message is None:
                return
            if "call" not in message:
                break
            self._channel.send({"kind": "call", "n": message["n"], **self._answer(message["call"])})
        failed = self._guarded(self._end)
        if self._recorder is not None:
            self._recorder.stop()
        self._flush()
        self._channel.send({"kind": "end", "error": failed})

    # -- around the program
    def _set_up(self) -> None:
        program = self._program
        for name in [name for name in sys.modules if name.partition(".")[0] == OUR_MODULES]:
            del sys.modules[name]
        sys.modules["__main__"] = self._module
        self._module.__dict__["__builtins__"] = builtins
        self._module.__dict__["__file__"] = MAIN
        sys.argv = [MAIN]
        sys.path.insert(0, self._folder)
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, "rb", closefd=False)), "utf-8", "replace")
        # A line at a time: what a program has printed is there when it is killed.
        sys.stdout = _writer(1, "strict")
        sys.stderr = _writer(2, "backslashreplace")
        sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr  # type: ignore[misc]  # ours
        for name, text in program["files"].items():
            with open(name, "w", encoding="utf-8", errors="replace", newline="") as file:  # noqa: PTH123  # kept small
                file.write(text)
            self._student.sources[name] = text.splitlines()
        for name in ("exit", "quit"):  # usually made by the module `site`, which is not loaded
            setattr(builtins, name, Quitter(name, "Ctrl-D"))
        threading.stack_size(THREAD_STACK)
        self._all_memory = _lower_limits(program)
        self._ballast = [bytes(size) for size in range(1, 512, 16) for _ in range(20)]
        random.seed(0)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGALRM, self._interrupt)
        signal.setitimer(signal.ITIMER_REAL, interrupt_after(program["wall_seconds"]))

    def _run_module(self) -> tuple[dict[str, Any] | None, bool]:
        source: str = self._program["source"].removeprefix("\ufeff")
        lines = source.splitlines(keepends=True)
        self._student.sources[MAIN] = lines
        linecache.cache[MAIN] = (len(source), None, lines, MAIN)
        code: CodeType | None = None

        def compiling() -> None:
            nonlocal code
            code = compile(source, MAIN, "exec", dont_inherit=True)

        error = self._guarded(compiling)
        if code is None:
            return error, False
        return self._guarded(lambda: exec(code, self._module.__dict__)), True  # noqa: S102  # the purpose

    def _answer(self, expression: str) -> dict[str, Any]:
        value: dict[str, Any] | None = None

        def evaluating() -> None:
            nonlocal value
            code = compile(expression, "<call>", "eval", dont_inherit=True)
            value = describe(eval(code, self._module.__dict__))  # noqa: S307  # the purpose

        error = self._guarded(evaluating)
        return {"value": value if error is None else None, "error": error}

    @staticmethod
    def _end() -> None:
        """What the interpreter does at its end: wait for threads, then run the exit functions."""
        for thread in threading.enumerate():
            if thread is not threading.main_thread() and not thread.daemon:
                thread.join()
        atexit._run_exitfuncs()  # noqa: SLF001  # no public name runs them while the process lives

    def _guarded(self, job: Callable[[], None]) -> dict[str, Any] | None:
        """Run the student's code; what it raises, as data, after its traceback went to stderr."""
        if self._recorder is not None:
            self._recorder.start()
        try:
            self._inside = True
            job()
        except SystemExit as exc:
            if exc.code is None or exc.code == 0:
                return None
            error: BaseException = exc
        except MemoryError as exc:
            self._ballast.clear()  # first of all: there may not be room for a call
            resource.setrlimit(resource.RLIMIT_AS, self._all_memory)
            error = exc
        except BaseException as exc:  # noqa: BLE001  # whatever it is, it is the student's
            error = exc
        else:
            if not self._late:
                return None
            error = TimeLimit(OUT_OF_TIME)  # it was swallowed, as what a finaliser raises is
        finally:
            self._inside = False
            if self._recorder is not None:
                sys.settrace(None)
            self._flush()
        return self._report(error)

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        if self._inside and not self._channel.sending:
            self._late = True
            raise TimeLimit(OUT_OF_TIME)
        signal.setitimer(signal.ITIMER_REAL, AGAIN)

    def _report(self, error: BaseException) -> dict[str, Any]:
        cause = None
        if isinstance(error, MemoryError):
            cause = "memory"
        elif isinstance(error, TimeLimit):
            cause = "time"
        try:
            found = raised(error, self._student)
        except MemoryError:
            # What the failing frames hold leaves no room to tell of them.
            error.__traceback__ = error.__context__ = error.__cause__ = None
            self._module.__dict__.clear()
            gc.collect()
            found = raised(error, self._student)
        except BaseException:  # noqa: BLE001  # an exception of the student's own may refuse to be looked at
            found = {"type": type_name(error), "message": "", "frames": [], "frames_omitted": 0}
        with contextlib.suppress(BaseException):
            self._print(error)
        self._flush()
        return {**found, "cause": cause}

    def _print(self, error: BaseException) -> None:
        """As the interpreter does, without the frames of this file."""
        if isinstance(error, SystemExit):
            if not isinstance(error.code, int):
                print(error.code, file=sys.stderr)  # noqa: T201  # what the interpreter does with it
            return
        place = error.__traceback__
        while place is not None and self._student.name(place.tb_frame.f_code) is None:
            place = place.tb_next
        told = traceback.TracebackException(type(error), error, place, compact=True)
        if isinstance(error, TimeLimit):
            del told.stack[-1]  # the signal's handler
        left = PRINTED
        for text in told.format():
            shown = "\n".join(line[:PRINTED_LINE] for line in text.split("\n"))[:left]
            left -= len(shown)
            sys.stderr.write(shown)

    @staticmethod
    def _flush() -> None:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()


def _writer(fd: int, errors: str) -> io.TextIOWrapper:
    raw = io.BufferedWriter(io.FileIO(fd, "wb", closefd=False))
    return io.TextIOWrapper(raw, "utf-8", errors, line_buffering=True)


def _lower_limits(program: dict[str, Any]) -> tuple[int, int]:
    """To those of this program: the process was prepared with the most that one may have.

    Returns:
        The limits of memory when the reserve is opened.
    """
    less = program["less_memory"]
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (soft - less, hard - less))
    for name, most in (
        (resource.RLIMIT_CPU, program["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, program["file_bytes"]),
    ):
        resource.setrlimit(name, (most, most))
    return hard - less, hard - less
