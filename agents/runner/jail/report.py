"""An exception of the student's program as plain data: where it was raised in their code, and with which values."""

import itertools
from types import CodeType, FrameType, FunctionType, ModuleType, TracebackType
from typing import Any

from agents.runner.jail.time_limit import TimeLimit
from agents.runner.jail.values import short, type_name

__all__ = ["Student", "raised", "student_locals"]

_NO_VALUES = (ModuleType, FunctionType, type)  # asked of the type: an instance may answer anything for its __class__

MESSAGE = 2_000  # characters of an exception's message
LOCALS = 30  # variables of the failing frame
HEAD, TAIL = 5, 15  # frames kept of a deep recursion: how it began, where it ended
FILE = 200  # characters of a file's name


class Student:
    """Tells the student's frames from all others, and names their files as the student does."""

    def __init__(self, main: str, folder: str) -> None:
        self.main = main
        self._prefix = folder + "/"
        self.sources: dict[str, list[str]] = {}

    def name(self, code: CodeType) -> str | None:
        """The student's file of this code; None if it is not theirs."""
        file = code.co_filename
        if file == self.main:
            return file
        if file.startswith(self._prefix):
            return file[len(self._prefix) :][:FILE]
        return None

    def column(self, file: str, line: int | None, offset: int | None) -> int | None:
        """A column from 1 in characters, of a byte offset into a line of the source."""
        if line is None or offset is None:
            return None
        lines = self.sources.get(file)
        if lines is None or not 0 < line <= len(lines) or lines[line - 1].isascii():
            return offset + 1
        return len(lines[line - 1].encode(errors="replace")[:offset].decode(errors="ignore")) + 1


def raised(exc: BaseException, student: Student) -> dict[str, Any]:
    """The exception for the runner (see `messages.RaisedMessage`)."""
    found: dict[str, Any] = {"type": type_name(exc), "message": _message(exc)}
    places = _places(exc.__traceback__, student)
    frames = [frame for frame, _ in places]
    found["frames"] = frames if len(frames) <= HEAD + TAIL else frames[:HEAD] + frames[-TAIL:]
    found["frames_omitted"] = len(frames) - len(found["frames"])
    if isinstance(exc, SyntaxError) and _at_compile_time(exc, student):
        found |= {
            "file": str(exc.filename)[:FILE],
            "line": _whole(exc.lineno),
            "column": _whole(exc.offset),
            "end_line": _whole(exc.end_lineno),
            "end_column": _whole(exc.end_offset),
        }
    elif places:
        frame, where = places[-1]
        found |= {name: frame[name] for name in ("file", "line", "column", "end_line", "end_column")}
        found["locals"] = student_locals(where)
    return found


def student_locals(frame: FrameType) -> dict[str, str]:
    """The variables that a person would look at: no modules, functions or classes, nothing of the interpreter's."""
    kept = (
        (name, value)
        for name, value in frame.f_locals.copy().items()
        if not name.startswith("__") and not issubclass(type(value), _NO_VALUES)
    )
    return {str(name)[:FILE]: short(value) for name, value in itertools.islice(kept, LOCALS)}


def _message(exc: BaseException) -> str:
    if isinstance(exc, SyntaxError) and isinstance(exc.msg, str):
        return exc.msg[:MESSAGE]
    try:
        return str(exc)[:MESSAGE]
    except TimeLimit:
        raise
    except BaseException as inner:  # noqa: BLE001  # the student's own __str__ may raise anything
        return f"<message whose str raised {type_name(inner)}>"


def _places(traceback: TracebackType | None, student: Student) -> list[tuple[dict[str, Any], FrameType]]:
    """The student's frames of a traceback, outermost first."""
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        file = student.name(code)
        if file is not None:
            end_line, start, end = _position(code, traceback.tb_lasti)
            line = traceback.tb_lineno
            place = {
                "file": file,
                "function": code.co_qualname[:FILE],
                "line": line,
                "column": student.column(file, line, start),
                "end_line": end_line,
                "end_column": student.column(file, end_line, end),
            }
            found.append((place, traceback.tb_frame))
        traceback = traceback.tb_next
    return found


def _position(code: CodeType, instruction: int) -> tuple[int | None, int | None, int | None]:
    """End line, start and end offset in bytes of an instruction; the interpreter may not know them."""
    if instruction < 0:
        return None, None, None
    _, end_line, start, end = next(
        itertools.islice(code.co_positions(), instruction // 2, None), (None, None, None, None)
    )
    return end_line, start, end


def _at_compile_time(exc: SyntaxError, student: Student) -> bool:
    return exc.filename == student.main or str(exc.filename).startswith(student.main)


def _whole(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 1 << 31 else None
