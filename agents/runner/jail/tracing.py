"""Records which lines of the student's code run and which variables change, up to a bound."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from agents.runner.jail.report import Student, student_locals

__all__ = ["Recorder"]

CHUNK = 50  # steps or lines sent at a time: what a run that is killed may lose of its trace
FRAMES = 2_000  # frames whose variables are remembered: deeper recursion is followed without them


class Recorder:
    """A trace function. What it has is sent in chunks, so that a program that never ends leaves its trace too."""

    def __init__(self, student: Student, steps: int, send: Callable[[dict[str, Any]], None]) -> None:
        self._student = student
        self._left = steps
        self._send = send
        self._steps: list[list[Any]] = []
        self._lines: set[int] = set()
        self._fresh: list[int] = []
        self._seen: dict[int, dict[str, str]] = {}  # by frame, while it runs
        self._depth = 0

    def start(self) -> None:
        """From now on."""
        sys.settrace(self._called)

    def stop(self) -> None:
        """Stop, and send what is left."""
        sys.settrace(None)
        self._flush()

    def _called(self, frame: FrameType, event: str, _: Any) -> Any:
        name = self._student.name(frame.f_code)
        if event != "call" or name is None:
            return None
        self._depth += 1
        if self._left > 0 and len(self._seen) < FRAMES:
            self._seen[id(frame)] = {}
        return self._inside

    def _inside(self, frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            self._line(frame)
        elif event == "return":
            self._depth -= 1
            self._seen.pop(id(frame), None)
        return self._inside

    def _line(self, frame: FrameType) -> None:
        line, file = frame.f_lineno, self._student.name(frame.f_code) or ""
        if file == self._student.main and line not in self._lines:
            self._lines.add(line)
            self._fresh.append(line)
        if self._left > 0:
            self._left -= 1
            now, before = student_locals(frame), self._seen.get(id(frame), {})
            changed = {name: text for name, text in now.items() if before.get(name) != text}
            if id(frame) in self._seen:
                self._seen[id(frame)] = now
            self._steps.append([line, file, frame.f_code.co_qualname[:100], self._depth, changed])
        elif self._left == 0:
            self._left = -1  # one more than is kept: the trace is cut
            self._flush(cut=True)
        if len(self._steps) + len(self._fresh) >= CHUNK:
            self._flush()

    def _flush(self, *, cut: bool = False) -> None:
        if self._steps or self._fresh or cut:
            self._send({"kind": "trace", "steps": self._steps, "lines": self._fresh, "cut": cut})
            self._steps, self._fresh = [], []
