"""CPU work in other processes: what jobs can do to themselves, and to nobody else."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from agents.runtime.cpu import CpuOptions, CpuPool
from agents.runtime.cpu_errors import JobCrashedError, JobFailedError, JobTimeoutError, RemoteStackError
from agents.runtime.errors import PoisonError
from agents.runtime.patience import BusyError, within
from schemas.errors import InvalidError
from tests.agents import cpu_jobs as jobs

ROOT = Path(__file__).parents[2]

Make = Callable[..., CpuPool]


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    made: list[CpuPool] = []

    def one(modules: tuple[str, ...] = (), **options: Any) -> CpuPool:
        made.append(CpuPool(CpuOptions(**{"processes": 1, **options}), modules))
        return made[-1]

    yield one
    for pool in made:
        await pool.stop()


@pytest.fixture
def pool(make: Make) -> CpuPool:
    return make()


async def patiently(pool: CpuPool, function: Any, *arguments: Any, seconds: float = 30.0) -> Any:
    async with within(seconds, waits=True):
        return await pool.run(function, *arguments)


async def until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - other processes bring it about
            await asyncio.sleep(0.01)


# -- results -----------------------------------------------------------------------------------------------------------
async def test_a_job_is_done_in_another_process_and_may_print(pool: CpuPool) -> None:
    assert await pool.run(jobs.process_id, 1) != os.getpid()
    assert await pool.run(jobs.shout, "a") == "A"
    assert await pool.run(jobs.shout, "b") == "B"


async def test_processes_are_warm_before_the_first_job(make: Make) -> None:
    assert await make(("colorsys",)).run(jobs.imported, "colorsys")
    assert not await make().run(jobs.imported, "colorsys")


async def test_a_result_is_remembered_by_function_and_arguments(pool: CpuPool) -> None:
    first = await pool.run(jobs.spin, 0.01, "a")
    assert await pool.run(jobs.spin, 0.01, "a") == first, "it would count otherwise the second time"
    assert pool.stats().remembered == 1
    await pool.run(jobs.spin, 0.01, "b")
    await pool.run(jobs.sleep, 0.01, "a")
    assert (pool.stats().remembered, pool.stats().done) == (1, 3)


async def test_what_is_remembered_is_bounded_in_number_and_size(make: Make) -> None:
    pool = make(cache_entries=2)
    for text in ("a", "b", "c", "a"):
        await pool.run(jobs.shout, text)
    assert pool.stats().remembered == 0
    for _ in range(2):
        assert len(await pool.run(jobs.big, 70_000)) == 70_000
    assert pool.stats().remembered == 0


async def test_everyone_gets_a_result_of_their_own(pool: CpuPool) -> None:
    (await pool.run(sorted, [3, 1])).append("mine")
    assert await pool.run(sorted, [3, 1]) == [1, 3]
    assert pool.stats().remembered == 1


# -- errors ------------------------------------------------------------------------------------------------------------
async def test_an_error_comes_back_with_where_it_was_raised(pool: CpuPool) -> None:
    for _ in range(2):  # and is not remembered
        with pytest.raises(PoisonError, match="no") as refused:
            await pool.run(jobs.refuse, "no")
    assert refused.value.code == "refused"
    assert isinstance(refused.value.__cause__, RemoteStackError)
    assert "cpu_jobs.py" in str(refused.value.__cause__)
    with pytest.raises(InvalidError) as invalid:
        await pool.run(jobs.invalid, "code")
    assert invalid.value.field == "code"
    assert pool.stats().done == 3


async def test_what_cannot_be_sent_is_named(pool: CpuPool) -> None:
    with pytest.raises(JobFailedError, match="UnsendableError"):
        await pool.run(jobs.unsendable, 0)
    with pytest.raises(Exception, match="pickle"):
        await pool.run(jobs.unsendable_result, 0)
    assert await pool.run(jobs.shout, "a") == "A"


@pytest.mark.parametrize(
    ("job", "argument"),
    [(jobs.exit_at_once, 0), (jobs.raise_exit, 0), (jobs.kill_itself, 0), (jobs.hog, 4000)],
    ids=lambda one: getattr(one, "__name__", ""),
)
async def test_a_job_that_kills_its_process_fails_alone(make: Make, job: Any, argument: Any) -> None:
    pool = make(processes=2)
    beside = asyncio.create_task(pool.run(jobs.sleep, 0.3))
    behind = [asyncio.create_task(patiently(pool, jobs.shout, text)) for text in "abcdef"]
    with pytest.raises(JobCrashedError):
        await pool.run(job, argument)
    assert await beside == 0.3
    assert await asyncio.gather(*behind) == list("ABCDEF")
    assert pool.stats().lost == 1


async def test_a_job_that_does_not_end_is_killed_with_what_it_started(make: Make, tmp_path: Path) -> None:
    pool = make(deadline=0.5)
    with pytest.raises(JobTimeoutError, match=r"0\.5 s"):
        await pool.run(jobs.leave_a_child, str(tmp_path / "pid"))
    child = int((tmp_path / "pid").read_text())
    await until(lambda: not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text())
    assert await pool.run(jobs.shout, "a") == "A"


async def test_a_process_that_dies_while_it_has_nothing_to_do_costs_no_job(pool: CpuPool) -> None:
    idle = await pool.run(jobs.process_id, 1)
    os.kill(idle, signal.SIGKILL)
    await asyncio.sleep(0.3)
    assert await pool.run(jobs.process_id, 2) != idle
    assert pool.stats().lost == 0


# -- room --------------------------------------------------------------------------------------------------------------
async def test_without_room_one_is_told_to_come_again_and_a_request_that_waits_is_served(make: Make) -> None:
    pool = make(queue=1)
    await pool.run(jobs.process_id, 1)
    running = asyncio.create_task(pool.run(jobs.sleep, 0.3, 1))
    await until(lambda: pool.stats().busy)
    queued = asyncio.create_task(pool.run(jobs.sleep, 0.01, 2))
    await asyncio.sleep(0)
    with pytest.raises(BusyError) as busy:
        await pool.run(jobs.shout, "a")
    assert 1 <= busy.value.retry_after <= 30
    # Its deadline is shorter than it has to wait.
    assert await patiently(pool, jobs.shout, "b", seconds=0.1) == "B"
    assert await asyncio.gather(running, queued) == [0.3, 0.01]


async def test_those_who_ask_now_come_first_but_who_waits_comes_too(make: Make) -> None:
    pool = make(queue=100)
    await pool.run(jobs.process_id, 1)
    done: list[str] = []

    async def note(kind: str, number: int) -> None:
        run = patiently(pool, jobs.sleep, 0.01, number) if kind == "kafka" else pool.run(jobs.sleep, 0.01, -number)
        await run
        done.append(kind)

    blocking = asyncio.create_task(pool.run(jobs.sleep, 0.2))
    await until(lambda: pool.stats().busy)
    tasks = [asyncio.create_task(note(kind, number)) for kind in ("kafka", "http") for number in range(1, 9)]
    await asyncio.gather(blocking, *tasks)
    assert 1 <= done[:8].count("kafka") <= 3
    assert sorted(done) == ["http"] * 8 + ["kafka"] * 8


async def test_who_asked_and_went_away_leaves_the_room_to_others(make: Make) -> None:
    pool = make(queue=2)
    await pool.run(jobs.process_id, 1)
    running = asyncio.create_task(pool.run(jobs.sleep, 0.2, 1))
    await until(lambda: pool.stats().busy)
    gone = asyncio.create_task(pool.run(jobs.sleep, 5.0, 2))
    await asyncio.sleep(0)
    gone.cancel()
    assert await asyncio.gather(running, pool.run(jobs.shout, "a")) == [0.2, "A"]


async def test_the_loop_turns_while_all_cores_are_busy(make: Make) -> None:
    pool = make(processes=2)
    await asyncio.gather(pool.run(jobs.process_id, 1), pool.run(jobs.process_id, 2))
    work = [asyncio.create_task(pool.run(jobs.spin, 0.5, number)) for number in range(2)]
    turns = 0
    while not all(one.done() for one in work):
        await asyncio.sleep(0)
        turns += 1
    assert turns > 100, "in the same process there would be two turns"


# -- ends --------------------------------------------------------------------------------------------------------------
async def test_stopping_ends_processes_and_those_who_wait_twice_over(pool: CpuPool) -> None:
    idle = await pool.run(jobs.process_id, 1)
    waiting = asyncio.create_task(pool.run(jobs.sleep, 60.0))
    await until(lambda: pool.stats().busy)
    await pool.stop()
    await pool.stop()
    assert waiting.done() or await asyncio.wait({waiting}, timeout=5)
    assert waiting.cancelled()
    with pytest.raises(ProcessLookupError):
        os.kill(idle, 0)


def test_processes_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    program = (
        "import asyncio, os, signal\n"
        "from agents.runtime.cpu import CpuOptions, CpuPool\n"
        "from tests.agents import cpu_jobs as jobs\n"
        "async def main():\n"
        "    pool = CpuPool(CpuOptions(processes=1))\n"
        "    print(await pool.run(jobs.process_id, 1), flush=True)\n"
        "    asyncio.create_task(pool.run(jobs.spin, 60.0))\n"
        "    await asyncio.sleep(0.2)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    child = Path(f"/proc/{int(done.stdout)}/stat")
    for _ in range(500):
        if not child.exists() or ") Z " in child.read_text():
            return
        time.sleep(0.01)
    pytest.fail("the process outlived its parent")


async def test_a_pool_whose_processes_do_not_start_tries_again(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    pool = make(("no_such_module",))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(2):
            await pool.run(jobs.shout, "a")
    assert "does not start" in caplog.text
