"""A process for CPU work: reads jobs from its parent, answers, and ends with it. See `cpu.py`.

Started as `python -m agents.runtime.cpu_child PARENT MEBIBYTES MODULE...`. A frame is 4 bytes of length and a pickle:
a job is `(function, arguments)`; an answer is `(result, None, "")` or `(None, error, where it was raised)`. The first
one says that all modules are imported. A job that needs too much memory, or ends the process, gets no answer. What is
unpickled on both sides was made by the fleet's own code: students' programs run elsewhere.
"""

import importlib
import os
import pickle
import resource
import sys
import traceback
from typing import IO

from agents.runner.jail.prctl import die_with_parent
from agents.runtime.cpu_errors import JobFailedError

__all__ = ["HEADER", "main"]

HEADER = 4
"""Bytes of a frame's length."""

_NICE = 5
"""Niceness: of a core that both want, the worker's event loop gets three quarters."""


def main(parent: int, mebibytes: int, modules: list[str]) -> None:
    """Work until the parent closes its end."""
    die_with_parent(parent)
    resource.setrlimit(resource.RLIMIT_DATA, (mebibytes << 20, mebibytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(_NICE)
    jobs = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not come between two answers
    for module in modules:
        importlib.import_module(module)
    _write(answers, pickle.dumps((None, None, "")))
    while len(head := jobs.read(HEADER)) == HEADER:
        _write(answers, _answer(jobs.read(int.from_bytes(head, "big"))))


def _answer(raw: bytes) -> bytes:
    """Do a job."""
    try:
        function, arguments = pickle.loads(raw)  # noqa: S301 - from our own parent
        return pickle.dumps((function(*arguments), None, ""), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        os._exit(1)  # whatever else needs memory here would fail too: begin anew
    except Exception as error:  # noqa: BLE001 - the parent judges it
        return pickle.dumps((None, _portable(error), "".join(traceback.format_tb(error.__traceback__))))


def _portable(error: Exception) -> Exception:
    """The error itself where it can be sent, else one that names its class."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - made in this line
    except Exception:  # noqa: BLE001 - there are many ways in which it cannot
        return JobFailedError(type(error).__name__)
    return error


def _write(answers: IO[bytes], answer: bytes) -> None:
    answers.write(len(answer).to_bytes(HEADER, "big"))
    answers.write(answer)
    answers.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
