"""Commands of `python -m fleet`, run in this process: what they print and their status, without a second to start."""

import io
import os
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest import mock

from fleet.cli.main import main


@dataclass(frozen=True)
class Done:
    """What a command left."""

    returncode: int
    stdout: str
    stderr: str


def environment(**variables: str) -> dict[str, str]:
    """This environment with these settings and no others."""
    return {name: value for name, value in os.environ.items() if not name.startswith("FLEET_")} | variables


def fleet(*words: str, **variables: str) -> Done:
    """Run a command with these FLEET_ variables, and no others."""
    out, err = io.StringIO(), io.StringIO()
    with mock.patch.dict(os.environ, environment(**variables), clear=True), redirect_stdout(out), redirect_stderr(err):
        try:
            main(words)
        except SystemExit as end:
            status = end.code
    assert isinstance(status, int)
    return Done(status, out.getvalue(), err.getvalue())
