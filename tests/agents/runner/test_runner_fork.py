"""A zygote that is told to end while it forks ends."""

import subprocess
import sys

import pytest

_TOLD_IN_THE_FORK = """
import os, signal, sys
from agents.runner.jail.prctl import fork

def told(*_):
    raise SystemExit(3)

signal.signal(signal.SIGTERM, told)
os.register_at_fork(**{sys.argv[1]: lambda: signal.raise_signal(signal.SIGTERM)})
child = fork()
if child == 0:
    os._exit(0)
os.waitpid(child, 0)
print("it went on")
"""


@pytest.mark.parametrize("hook", ["before", "after_in_parent"])
def test_a_signal_that_comes_during_a_fork_is_not_lost(hook: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TOLD_IN_THE_FORK, hook], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "")
