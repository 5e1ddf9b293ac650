"""A command ends in good order when its terminal is closed, also where nobody passes the hang-up on."""

import os
import pty
import sys
import time
from pathlib import Path

COMMAND = """
import asyncio, pathlib, sys
from fleet.cli.loop import Stopped, run_until_signal
async def work():
    pathlib.Path(sys.argv[1], "started").touch()
    try:
        await asyncio.sleep(60)
    finally:
        pathlib.Path(sys.argv[1], "cleaned").touch()
try:
    run_until_signal(work())
except Stopped as stopped:
    pathlib.Path(sys.argv[1], str(stopped)).touch()
"""
# As `make` does: leads the terminal's session, hears the hang-up, and waits for its child without telling it.
LEADER = """
import signal, subprocess, sys
signal.signal(signal.SIGHUP, lambda *_: None)
subprocess.run([sys.executable, "-c", *sys.argv[1:]])
"""
PATIENCE = 30.0  # seconds; the terminal is looked at once a second


def appears(path: Path) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return path.exists()


def test_a_closed_terminal_ends_a_command_whose_parent_keeps_it_to_itself(tmp_path: Path) -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, "-c", LEADER, COMMAND, str(tmp_path)])
    try:
        assert appears(tmp_path / "started")
    finally:
        os.close(terminal)
    assert appears(tmp_path / "SIGHUP")
    assert (tmp_path / "cleaned").exists()
    os.waitpid(pid, 0)
