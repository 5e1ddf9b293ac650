import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fleet.stack.errors import StackError
from fleet.stack.process import Identity, Process, spawn, tail

SLEEP = ("/bin/sleep", "600")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")


def until(condition: Callable[[], bool], what: str, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(0.01)


@pytest.fixture
def started() -> Iterator[list[Process]]:
    processes: list[Process] = []
    yield processes
    for process in processes:
        process.kill()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "out.log"


def test_runs_in_a_session_of_its_own_with_both_outputs_in_the_log(log: Path, started: list[Process]) -> None:
    process = spawn(["/bin/sh", "-c", "echo out; echo err >&2; echo $WORD; exec sleep 600"], log=log, env={"WORD": "w"})
    started.append(process)
    until(lambda: tail(log) == "out\nerr\nw", "the log")
    assert process.alive()
    assert os.getsid(process.pid) == os.getpgid(process.pid) == process.pid != os.getsid(0)
    assert process.exit_code() is None


def test_tail_ignores_what_was_there_before(log: Path) -> None:
    log.write_text("earlier\n" + "line\n" * 30 + "last\n")
    assert tail(log, lines=2) == "line\nlast"
    assert tail(log, start=log.stat().st_size - 5) == "last"
    assert tail(log.with_name("none")) == ""


def test_exit_code_of_what_ended(log: Path) -> None:
    process = spawn(["/bin/sh", "-c", "exit 3"], log=log)
    assert process.wait(20)
    assert process.exit_code() == 3
    process.stop(1)  # nothing to do, and no error


def test_stop_asks_first(log: Path, started: list[Process]) -> None:
    process = spawn(["/bin/sh", "-c", "trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.05; done"], log=log)
    started.append(process)
    until(lambda: tail(log) == "up", "the trap")
    process.stop(20)
    assert process.exit_code() == 7
    assert tail(log) == "up\nbye"


def test_stop_kills_what_does_not_listen_with_all_it_forked(log: Path, started: list[Process]) -> None:
    process = spawn(["/bin/sh", "-c", "trap '' TERM; sleep 600 & echo $!; wait"], log=log)
    started.append(process)
    until(lambda: tail(log).isdigit(), "the child's id")
    forked = Identity.of(int(tail(log)))
    assert forked is not None
    process.stop(0.1)
    assert process.exit_code() == -signal.SIGKILL
    until(lambda: not forked.alive(), "the end of what it forked")


def test_stop_wakes_what_is_paused(log: Path, started: list[Process]) -> None:
    process = spawn(["/bin/sh", "-c", "trap 'exit 7' TERM; echo up; while :; do sleep 0.05; done"], log=log)
    started.append(process)
    until(lambda: tail(log) == "up", "the trap")
    process.send(signal.SIGSTOP)
    process.stop(20)
    assert process.exit_code() == 7


def test_an_id_that_was_given_out_again_is_left_alone(log: Path, started: list[Process]) -> None:
    process = spawn(SLEEP, log=log)
    started.append(process)
    former = Process(Identity(process.pid, "another time"))
    assert not former.alive()
    former.stop(0)
    former.kill()
    former.send(signal.SIGKILL)
    assert process.alive()


def test_identity_of_the_dead(log: Path) -> None:
    process = spawn(SLEEP, log=log)
    identity = Identity.of(process.pid)
    assert identity == process.identity
    os.kill(process.pid, signal.SIGKILL)
    until(lambda: Identity.of(process.pid) is None, "a zombie counts as gone")
    assert process.wait(20)


def test_detached_is_nobodys_child(log: Path, started: list[Process]) -> None:
    process = spawn(SLEEP, log=log, detached=True)
    started.append(process)
    assert process.alive()
    with pytest.raises(ChildProcessError):
        os.waitpid(process.pid, os.WNOHANG)
    Process(process.identity).stop(20)
    assert not process.alive()


def test_detached_command_that_cannot_run(log: Path) -> None:
    process: Process | None = None
    try:
        process = spawn(["/no/such/program"], log=log, detached=True)
    except StackError as exc:
        assert "program ended at once" in str(exc)  # noqa: PT017  # either is right: it may still be starting python
    else:
        until(lambda: not process.alive(), "its end")
    assert "No such file" in tail(log)


def test_outlives_the_thread_that_started_it(log: Path, started: list[Process]) -> None:
    def short_life() -> None:
        started.append(spawn(["/bin/sh", "-c", "echo up; exec sleep 600"], log=log))
        until(lambda: tail(log) == "up", "the command, which has told the kernel what it wants by then")

    thread = threading.Thread(target=short_life)
    thread.start()
    thread.join()
    (process,) = started
    assert not process.wait(0.3)  # a wish tied to that thread would be granted at once


@linux_only
@pytest.mark.parametrize("detached", [False, True])
def test_dies_with_its_parent_unless_detached(tmp_path: Path, log: Path, *, detached: bool) -> None:
    code = f"""
        import time
        from pathlib import Path
        from fleet.stack.process import spawn
        process = spawn(["/bin/sh", "-c", "echo up; exec sleep 600"], log=Path({str(log)!r}), detached={detached})
        print(process.pid, flush=True)
        time.sleep(600)
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True)
    try:
        assert parent.stdout is not None
        identity = Identity.of(int(parent.stdout.readline()))
        assert identity is not None
        until(lambda: tail(log) == "up", "the command")
        parent.kill()
        parent.wait()
        if detached:
            assert identity.alive()
            Process(identity).stop(20)
        until(lambda: not identity.alive(), "the end of the orphan")
    finally:
        parent.kill()
        parent.communicate()


@linux_only
def test_gives_up_when_the_parent_was_gone_first(tmp_path: Path) -> None:
    launcher = Path(spawn.__code__.co_filename).with_name("launch.py")
    done = subprocess.run(
        [sys.executable, launcher, "--parent", "1", "--", "/bin/echo", "ran"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "is gone" in done.stderr
    assert done.stdout == ""


@linux_only
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_root_becomes_another_user_and_still_passes_closed_folders(tmp_path: Path, log: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "word").write_text("secret\n")
    process = spawn(["/bin/sh", "-c", f"id -u; id -G; cat {tmp_path}/word"], log=log, user=(65534, 65534))
    assert process.wait(20)
    assert tail(log) == "65534\n65534\nsecret"
