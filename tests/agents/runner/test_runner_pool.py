"""The pool: bounds, losses, and that it refuses where it cannot confine."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import agents
from agents.runner.config import RunnerConfig
from agents.runner.errors import RunnerBusyError, RunnerUnavailableError
from agents.runner.pool import Runner
from agents.runner.program import Limits, Program
from tests.agents.runner.attack import open_up

SOURCE_ROOT = Path(agents.__file__).parent.parent

ENDLESS = Program("while True: pass", limits=Limits(wall_seconds=5.0))


def require(runner: Runner) -> None:
    if runner.unavailable is not None:
        pytest.skip(f"programs cannot be run here: {runner.unavailable}")


async def until(true: object, what: str) -> None:
    deadline = time.monotonic() + 20
    while not true():  # type: ignore[operator]  # any callable
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.02)


def descendants(pid: int) -> set[int]:
    """Processes below one, itself included, by the kernel's own table."""
    parents = {}
    for one in Path("/proc").iterdir():
        if one.name.isdigit():
            try:
                fields = (one / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] not in "ZX":
                parents[int(one.name)] = int(fields[1])
    found = {pid} & parents.keys()
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


async def test_more_than_may_wait_are_told_so() -> None:
    runner = Runner(RunnerConfig(parallel=1, prepared=1, queue=1))
    await runner.start()
    require(runner)
    running = asyncio.create_task(runner.run(ENDLESS))
    await until(runner._running.locked, "the first one runs")
    waiting = asyncio.create_task(runner.run(Program("print(1)")))
    await asyncio.sleep(0)
    with pytest.raises(RunnerBusyError) as caught:
        await runner.run(Program("print(2)"))
    assert caught.value.retry_after > 0
    running.cancel()
    assert (await waiting).stdout == "1\n"
    await runner.stop()


async def test_nobody_waits_longer_than_may_be() -> None:
    runner = Runner(RunnerConfig(parallel=1, prepared=1, patience=0.05))
    await runner.start()
    require(runner)
    running = asyncio.create_task(runner.run(ENDLESS))
    await until(runner._running.locked, "the first one runs")
    with pytest.raises(RunnerBusyError):
        await runner.run(Program(""))
    running.cancel()
    await runner.stop()


async def test_many_at_once_each_get_their_own_answer() -> None:
    runner = Runner(RunnerConfig(parallel=3, prepared=2, queue=40))
    await runner.start()
    require(runner)
    runs = await asyncio.gather(*(runner.run(Program(f"print({n})", calls=[f"{n} + 1"])) for n in range(30)))
    assert [run.stdout for run in runs] == [f"{n}\n" for n in range(30)]
    assert [run.calls[0].value.data for run in runs if run.calls[0].value] == list(range(1, 31))
    await runner.stop()


async def test_a_cancelled_run_ends_its_process() -> None:
    runner = Runner(RunnerConfig(parallel=1, prepared=1))
    await runner.start()
    require(runner)
    running = asyncio.create_task(runner.run(ENDLESS))
    await until(runner._running.locked, "it runs")
    await asyncio.sleep(0.05)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (await runner.run(Program("print(1)"))).stdout == "1\n"
    await until(lambda: len(runner._idle) == 1 and not runner._jobs, "the pool is whole")
    await runner.stop()


@pytest.mark.parametrize("skip", [(), ("namespaces",)])
async def test_a_lost_zygote_is_replaced_and_its_programs_run_again(skip: tuple[str, ...], tmp_path: Path) -> None:
    open_up(tmp_path)
    runner = Runner(RunnerConfig(parallel=1, prepared=1, skip=skip, folder=tmp_path))
    await runner.start()
    require(runner)
    zygote = runner._zygote
    assert zygote is not None
    running = asyncio.create_task(runner.run(Program("import time; time.sleep(0.3); print('again')")))
    await until(runner._running.locked, "it runs")
    await asyncio.sleep(0.05)
    os.kill(zygote.pid, signal.SIGKILL)
    assert (await running).stdout == "again\n"
    assert runner._zygote is not zygote
    assert runner.unavailable is None
    await until(lambda: not descendants(zygote.pid), "nothing of the old one is left")
    await runner.stop()
    await until(lambda: not list(tmp_path.iterdir()), "their folder is gone")


async def test_programs_that_wait_for_a_zygote_are_served_by_the_next() -> None:
    runner = Runner(RunnerConfig(parallel=1, prepared=1))
    await runner.start()
    require(runner)
    for _ in range(2):
        assert runner._zygote is not None
        os.kill(runner._zygote.pid, signal.SIGKILL)
        assert (await runner.run(Program("print(1)"))).stdout == "1\n"
    await runner.stop()


async def test_before_start_and_after_stop_nothing_runs() -> None:
    runner = Runner(RunnerConfig())
    with pytest.raises(RunnerUnavailableError, match="not started"):
        await runner.run(Program(""))
    await runner.start()
    require(runner)
    zygote = runner._zygote
    assert zygote is not None
    await runner.stop()
    assert runner.unavailable == "the runner was stopped"
    with pytest.raises(RunnerUnavailableError, match="stopped"):
        await runner.run(Program(""))
    assert not descendants(zygote.pid)


WORKER = """
import asyncio, sys
from pathlib import Path
from agents.runner.config import RunnerConfig
from agents.runner.pool import Runner
from agents.runner.program import Program

async def main():
    runner = Runner(RunnerConfig(folder=Path(sys.argv[1]), skip=sys.argv[2:]))
    await runner.start()
    print(runner.unavailable or "ready", flush=True)
    await asyncio.gather(*(runner.run(Program("while True: pass")) for _ in range(2)))

asyncio.run(main())
"""


@pytest.mark.parametrize("skip", [[], ["namespaces"]])
async def test_everything_dies_with_a_worker_that_is_killed(skip: list[str], tmp_path: Path) -> None:
    open_up(tmp_path)
    worker = subprocess.Popen(  # noqa: ASYNC220  # it is ready within a second, and nothing else runs here
        [sys.executable, "-c", WORKER, str(tmp_path), *skip], cwd=SOURCE_ROOT, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    try:
        said = worker.stdout.readline().strip()
        if said != "ready":
            pytest.skip(f"programs cannot be run here: {said}")
        await until(lambda: len(descendants(worker.pid)) >= 4, "programs run")
        family = descendants(worker.pid) - {worker.pid}
    finally:
        worker.kill()
        worker.wait()
        worker.stdout.close()
    await until(lambda: not any(descendants(one) for one in family), "none of them lives on")
    await until(lambda: not list(tmp_path.iterdir()), "their folder is gone")


# -- refusing ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("layer", ["landlock", "seccomp", "namespaces", "user"])
async def test_without_a_required_layer_nothing_runs(layer: str) -> None:
    runner = Runner(RunnerConfig(skip=[layer], require=[layer]))
    await runner.start()
    assert runner.unavailable is not None
    assert f"the layer {layer!r} cannot be applied: " in runner.unavailable
    with pytest.raises(RunnerUnavailableError, match=layer):
        await runner.run(Program("print('ran')"))
    await runner.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes user ids, this is no root")
@pytest.mark.parametrize("user", [(1 << 32) - 1, 0])
async def test_a_user_id_that_cannot_be_taken_is_refused(user: int) -> None:
    """-1 means "as it is", 0 is root."""
    runner = Runner(RunnerConfig(parallel=1, prepared=1, first_user=user - 1, skip=["namespaces"]))
    await runner.start()
    assert runner.unavailable is not None
    with pytest.raises(RunnerUnavailableError):
        await runner.run(Program("print('ran')"))
    await runner.stop()


async def test_what_the_layers_are_is_told() -> None:
    runner = Runner(RunnerConfig(skip=["namespaces"]))
    assert runner.layers == {}
    await runner.start()
    require(runner)
    assert runner.layers["landlock"] is None
    assert runner.layers["seccomp"] is None
    assert runner.layers["namespaces"] == "it is switched off"
    await runner.stop()


async def test_an_interpreter_that_cannot_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.runner.zygote.sys.executable", "/nowhere/python")
    runner = Runner(RunnerConfig())
    await runner.start()
    assert runner.unavailable is not None
    await runner.stop()
