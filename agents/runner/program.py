"""What goes into a run and what comes out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, Final, Literal

from agents.runner.errors import ProgramError

__all__ = [
    "MAIN",
    "MEBIBYTE",
    "CallResult",
    "CallStatus",
    "Frame",
    "Limits",
    "Program",
    "Raised",
    "Run",
    "Status",
    "Step",
    "Trace",
    "Value",
]

MAIN: Final = "main.py"
"""The name under which the program's own frames appear."""

Status = Literal["ok", "error", "timeout", "memory", "output_limit", "disk", "exited", "killed", "tampered"]
"""How a run ended.

- `ok`: the module ran to its end (calls have a status of their own).
- `error`: the module raised, or did not compile.
- `timeout`: the wall or CPU time was used up.
- `memory`: an allocation failed at the limit.
- `output_limit`: more was written to stdout or stderr than is kept.
- `disk`: the folder grew beyond its limit.
- `exited`: the program ended its process itself, as `os._exit` does.
- `killed`: a signal ended the process, such as a segmentation fault after a recursion in C.
- `tampered`: the process wrote something to the runner that the runner's own code never writes.
"""

CallStatus = Literal[Status, "not_run"]

MEBIBYTE: Final = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What one run may use. The runner's own limits are the most that may be asked for.

    Attributes:
        wall_seconds: from handing over the program to its end, all calls included.
        cpu_seconds: of all its threads; the kernel counts whole seconds.
        memory_bytes: beyond what the interpreter has taken when the program begins.
        output_bytes: kept of stdout and of stderr, each; a program that writes more is ended.
        file_bytes: of one file.
        folder_bytes: of all files together.
        trace_steps: executed lines with their changed variables that are kept.
    """

    wall_seconds: float = 5.0
    cpu_seconds: int = 5
    memory_bytes: int = 50 * MEBIBYTE
    output_bytes: int = 64 << 10
    file_bytes: int = 1 * MEBIBYTE
    folder_bytes: int = 8 * MEBIBYTE
    trace_steps: int = 1_000

    def within(self, most: "Limits") -> str | None:
        """Which limit is not in (0, most], as a sentence; None if all are."""
        for name, bound in vars(most).items():
            value = getattr(self, name)
            least = _LEAST.get(name, 0)
            if not least < value <= bound:
                return f"limits.{name} must be above {least:g} and at most {bound:g}, not {value:g}"
        return None


_LEAST: Final[Mapping[str, int]] = {"memory_bytes": 8 * MEBIBYTE}
"""What the interpreter needs to tell how a program ended."""

_MAX_SOURCE: Final = MEBIBYTE
"""Characters of a program: what HTTP and Kafka let through as well."""

_MAX_STDIN: Final = MEBIBYTE
_MAX_FILES: Final = 20
_MAX_NAME: Final = 100
_MAX_CALLS: Final = 200
_MAX_CALL: Final = 20_000
"""Characters of one expression: a test's arguments written out."""


@dataclass(frozen=True)
class Program:
    """One program to run once.

    Attributes:
        source: the module, run as `__main__` under the name `main.py`.
        stdin: what `input()` and `sys.stdin` read.
        files: text files that lie in the working folder, by plain name.
        calls: expressions, evaluated one after the other in the module's namespace after it ran. The process is
            told of each only when it has answered the one before.
        trace: whether to record executed lines and changed variables.
        limits: what it may use.
    """

    source: str
    stdin: str = ""
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    calls: Sequence[str] = ()
    trace: bool = False
    limits: Limits = field(default_factory=Limits)

    def check(self, most: Limits) -> None:
        """Refuse what is too large.

        Raises:
            ProgramError: with the bound that is broken.
        """
        bounds = (
            (len(self.source), _MAX_SOURCE, "characters of source"),
            (len(self.stdin), _MAX_STDIN, "characters of stdin"),
            (len(self.files), _MAX_FILES, "files"),
            (sum(map(len, self.files.values())), most.folder_bytes // 8, "characters of files"),
            (len(self.calls), _MAX_CALLS, "calls"),
            (max(map(len, self.calls), default=0), _MAX_CALL, "characters of one call"),
        )
        for size, bound, what in bounds:
            if size > bound:
                raise ProgramError(f"a program may have at most {bound:,} {what}, not {size:,}")
        for name in self.files:
            if (
                PurePosixPath(name).name != name
                or not name.isprintable()
                or name in {"..", MAIN}
                or len(name) > _MAX_NAME
            ):
                raise ProgramError(f"{name[:_MAX_NAME]!r} is not a plain file name")
        broken = self.limits.within(most)
        if broken is not None:
            raise ProgramError(broken)


@dataclass(frozen=True)
class Frame:
    """A place in the student's code. Lines and columns count from 1, columns in characters, the end is exclusive."""

    file: str
    function: str
    line: int | None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None


@dataclass(frozen=True)
class Raised:
    """An exception that nothing caught.

    Attributes:
        type: the class's name.
        message: `str` of it, cut when long.
        line: where in the student's code; with `column`, `end_line` and `end_column` as in `Frame`.
        file: the student's file of that line.
        frames: the student's frames, outermost first; of many only the first and the last.
        frames_omitted: how many are left out between them.
        locals: short `repr` of the variables in the failing frame.
    """

    type: str
    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    frames: tuple[Frame, ...] = ()
    frames_omitted: int = 0
    locals: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Value:
    """What an expression gave.

    Attributes:
        type: the class's name.
        repr: cut when long.
        repr_cut: whether it was.
        has_data: whether `data` is the value; it is not for instances, very large values, or very deep ones.
        data: the value rebuilt here of `None`, bool, int, float, str, bytes, list, tuple, dict, set and frozenset.
    """

    type: str
    repr: str
    repr_cut: bool = False
    has_data: bool = False
    data: Any = None


@dataclass(frozen=True)
class CallResult:
    """What became of one expression: exactly one of `value` and `error` when it could be evaluated."""

    expression: str
    status: CallStatus
    value: Value | None = None
    error: Raised | None = None
    stdout: str = ""
    stderr: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Step:
    """One executed line.

    Attributes:
        line: the line that is about to run.
        file: of it.
        function: whose frame it is.
        depth: how many student frames are below it.
        changed: variables that were new or different when it was reached, as short `repr`.
    """

    line: int
    file: str
    function: str
    depth: int
    changed: Mapping[str, str]


@dataclass(frozen=True)
class Trace:
    """The first steps, and every line that was executed of `main.py`."""

    steps: tuple[Step, ...] = ()
    steps_cut: bool = False
    lines: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Run:
    """What came of a program.

    Attributes:
        status: see `Status`.
        detail: one sentence for people on how it ended; empty when there is nothing to add.
        stdout: what it wrote, at most `Limits.output_bytes`; calls' output is in theirs as well.
        stderr: in the same way.
        stdout_cut: whether it wrote more.
        stderr_cut: in the same way.
        error: of the module.
        calls: one for each of `Program.calls`, in order.
        trace: when it was asked for.
        seconds: wall time from handing over the program.
        cpu_seconds: user and system time of the process from its start.
        peak_bytes: its greatest resident memory beyond the idle interpreter.
        exit_code: when the process ended by itself.
        signal: when a signal ended it.
    """

    status: Status
    detail: str = ""
    stdout: str = ""
    stderr: str = ""
    stdout_cut: bool = False
    stderr_cut: bool = False
    error: Raised | None = None
    calls: tuple[CallResult, ...] = ()
    trace: Trace | None = None
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_bytes: int = 0
    exit_code: int | None = None
    signal: int | None = None
