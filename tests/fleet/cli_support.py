"""Commands of `python -m fleet`: what they print and their status."""

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from fleet.cli.main import main

ROOT = Path(__file__).parents[2]


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
    """Run a command in this process, which saves a second, with these FLEET_ variables and no others."""
    out, err = io.StringIO(), io.StringIO()
    with mock.patch.dict(os.environ, environment(**variables), clear=True), redirect_stdout(out), redirect_stderr(err):
        try:
            main(words)
        except SystemExit as end:
            status = end.code
    assert isinstance(status, int)
    return Done(status, out.getvalue(), err.getvalue())


def process(*words: str, **variables: str) -> Done:
    """The command as people start it."""
    done = subprocess.run(
        [sys.executable, "-m", "fleet", *words],
        cwd=ROOT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)
