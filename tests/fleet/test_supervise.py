"""The supervisor, with small scripts in place of workers."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from fleet.settings import load_settings
from fleet.stack.process import Identity
from fleet.supervise import Backoff, Supervisor, WorkerEndedError, settings_env

DEADLINE = 20.0
QUICK = Backoff(first=0.05, most=0.2, reset_after=60.0)
Make = Callable[..., Supervisor]


async def eventually(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE):
        while not condition():  # noqa: ASYNC110 - files and processes set no asyncio event
            await asyncio.sleep(0.02)


@pytest.fixture
async def supervise(tmp_path: Path) -> AsyncIterator[Make]:
    made: list[Supervisor] = []

    def make(script: str, **options: object) -> Supervisor:
        body = f"import os, signal, sys, time, pathlib\nhere = pathlib.Path({str(tmp_path)!r})\n{script}"
        options = {"backoff": QUICK, **options}
        supervisor = Supervisor("worker-1", [sys.executable, "-c", body], log=tmp_path / "worker-1.log", **options)  # type: ignore[arg-type]
        made.append(supervisor)
        return supervisor

    yield make
    for supervisor in made:
        await supervisor.stop()


# Counts its starts in a file, so that it may behave differently each time.
COUNT = """
count = here / "starts"
starts = int(count.read_text()) + 1 if count.exists() else 1
count.write_text(str(starts))
"""


async def test_restarts_a_worker_that_asks_for_it_until_it_is_content(supervise: Make, tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = supervise(COUNT + "print('start', starts)\nsys.exit(75 if starts < 4 else 0)", say=said.append)
    await asyncio.wait_for(supervisor.run(), DEADLINE)
    assert (tmp_path / "starts").read_text() == "4"
    assert supervisor.restarts == 3
    assert [line for line in said if "asks to be started again: start 2" in line]
    assert said[-1] == "worker-1 has ended: start 4"


async def test_restarts_a_worker_that_was_killed(supervise: Make, tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = supervise(COUNT + "if starts == 1: os.kill(os.getpid(), signal.SIGKILL)", say=said.append)
    await asyncio.wait_for(supervisor.run(), DEADLINE)
    assert (tmp_path / "starts").read_text() == "2"
    assert "ended by SIGKILL" in said[0]


@pytest.mark.parametrize("status", [70, 78, 1])
async def test_stops_for_good_with_the_last_word(supervise: Make, tmp_path: Path, status: int) -> None:
    supervisor = supervise(COUNT + f"print('first')\nprint('error: look at the disk')\nsys.exit({status})")
    with pytest.raises(WorkerEndedError, match=r"status [0-9]+: look at the disk") as ended:
        await asyncio.wait_for(supervisor.run(), DEADLINE)
    assert ended.value.status == status
    assert "\n" not in str(ended.value)
    assert str(tmp_path / "worker-1.log") in str(ended.value)
    assert (tmp_path / "starts").read_text() == "1"


async def test_shows_the_last_word_of_this_run_and_not_of_an_earlier_one(supervise: Make, tmp_path: Path) -> None:
    (tmp_path / "worker-1.log").write_text("error: of yesterday\n")
    with pytest.raises(WorkerEndedError, match="no word"):
        await asyncio.wait_for(supervise("sys.exit(70)").run(), DEADLINE)
    assert (tmp_path / "worker-1.log").read_text() == "error: of yesterday\n"


async def test_stop_asks_the_worker_and_waits_for_it(supervise: Make, tmp_path: Path) -> None:
    supervisor = supervise(
        "def end(*_):\n    (here / 'ended').write_text('in good order')\n    sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end)\n(here / 'up').touch()\ntime.sleep(60)"
    )
    running = asyncio.create_task(supervisor.run())
    await eventually((tmp_path / "up").exists)
    await asyncio.wait_for(supervisor.stop(), DEADLINE)
    await asyncio.wait_for(running, DEADLINE)
    assert (tmp_path / "ended").read_text() == "in good order"
    assert supervisor.pid is None


async def test_stop_does_not_wait_out_a_long_pause(supervise: Make) -> None:
    said: list[str] = []
    supervisor = supervise("sys.exit(75)", backoff=Backoff(first=1000.0, most=1000.0), say=said.append)
    running = asyncio.create_task(supervisor.run())
    await eventually(lambda: said != [])
    assert "starting it again in 1000 s" in said[0]
    await asyncio.wait_for(supervisor.stop(), DEADLINE)
    await asyncio.wait_for(running, DEADLINE)


async def test_cancelling_ends_the_worker_too(supervise: Make, tmp_path: Path) -> None:
    supervisor = supervise("(here / 'up').touch()\ntime.sleep(60)")
    running = asyncio.create_task(supervisor.run())
    await eventually((tmp_path / "up").exists)
    pid = supervisor.pid
    assert pid is not None
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    assert Identity.of(pid) is None


def test_pauses_double_up_to_the_most() -> None:
    backoff = Backoff()
    assert [backoff.pause(failures) for failures in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]
    assert backoff.pause(10_000) == 30


@pytest.mark.parametrize(("ran_well_after", "pauses"), [(60.0, ["0.05 s", "0.1 s", "0.2 s"]), (0.0, ["0.05 s"] * 3)])
async def test_a_long_run_begins_the_pauses_anew(supervise: Make, ran_well_after: float, pauses: list[str]) -> None:
    said: list[str] = []
    backoff = Backoff(first=0.05, most=30.0, reset_after=ran_well_after)
    supervisor = supervise(COUNT + "sys.exit(75 if starts < 4 else 0)", say=said.append, backoff=backoff)
    await asyncio.wait_for(supervisor.run(), DEADLINE)
    assert [line.partition("again in ")[2].rstrip(")") for line in said[:3]] == pauses


async def test_the_worker_dies_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    parent = f"""
import asyncio, pathlib, sys
from fleet.supervise import Supervisor
here = pathlib.Path({str(tmp_path)!r})
script = "import os, pathlib, time; pathlib.Path({str(tmp_path / "pid")!r}).write_text(str(os.getpid()))"
script += "; time.sleep(60)"
asyncio.run(Supervisor("worker-1", [sys.executable, "-c", script], log=here / "worker-1.log").run())
"""
    supervisor = subprocess.Popen([sys.executable, "-c", parent], cwd=Path(__file__).parents[2])  # noqa: ASYNC220
    try:
        pid_file = tmp_path / "pid"
        await eventually(lambda: pid_file.exists() and pid_file.read_text() != "")
        worker = int(pid_file.read_text())
        assert Identity.of(worker) is not None
        os.kill(supervisor.pid, signal.SIGKILL)
        await eventually(lambda: Identity.of(worker) is None)
    finally:
        supervisor.kill()
        supervisor.wait()


def test_a_child_gets_exactly_these_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings(data_dir=Path("here"), kafka_brokers="b:1", redis_mirror=False, session_timeout=7.5)
    env = settings_env(settings)
    monkeypatch.chdir("/")
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert load_settings() == settings.model_copy(update={"data_dir": tmp_path / "here"})
    code = "import fleet, pathlib; print(pathlib.Path(fleet.__file__).resolve())"
    found = subprocess.run(  # a child started in another folder finds this very package
        [sys.executable, "-c", code], env=os.environ | env, cwd="/", capture_output=True, text=True, check=True
    ).stdout.strip()
    assert Path(found) == Path(__file__).resolve().parents[2] / "fleet" / "__init__.py"
