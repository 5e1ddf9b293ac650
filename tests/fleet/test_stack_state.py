import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from fleet.stack import detached
from fleet.stack.errors import StackError
from fleet.stack.local import GivenAddresses, LocalStack
from fleet.stack.process import spawn
from fleet.stack.state import (
    RecordedProcess,
    StackAddresses,
    StackState,
    claim,
    forget_state,
    read_state,
    write_state,
)

ADDRESSES = StackAddresses("127.0.0.1:1", "redis://127.0.0.1:2/0", "postgresql://someone@127.0.0.1:3/data")


@pytest.fixture
def sleeping(tmp_path: Path) -> RecordedProcess:
    """A detached process as the state file would record it."""
    process = spawn(["/bin/sleep", "600"], log=tmp_path / "sleep.log", detached=True)
    return RecordedProcess("kafka", process.pid, process.identity.started, signal.SIGTERM, 20.0, "sleep.log")


def test_written_and_read_back(tmp_path: Path, sleeping: RecordedProcess) -> None:
    assert read_state(tmp_path) is None
    state = StackState(ADDRESSES, None, (sleeping,))
    write_state(tmp_path, state)
    assert read_state(tmp_path) == state
    assert state.alive()
    sleeping.process().kill()
    assert not state.alive()
    forget_state(tmp_path)
    forget_state(tmp_path)
    assert read_state(tmp_path) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"addresses": {"kafka": 1}, "owner": 1, "processes": []}'])
def test_a_record_that_makes_no_sense(tmp_path: Path, text: str) -> None:
    (tmp_path / "stack.json").write_text(text)
    with pytest.raises(StackError, match=r"stack\.json cannot be read .* then delete it"):
        read_state(tmp_path)


def test_a_folder_has_one_holder(tmp_path: Path) -> None:
    with (
        claim(tmp_path / "new"),
        pytest.raises(StackError, match=r"another process runs the stack in .*new: end that one"),
        claim(tmp_path / "new"),
    ):
        pass
    with claim(tmp_path / "new"):
        pass


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StackError, match=r"cannot be used: .*; set FLEET_DATA_DIR"), claim(tmp_path / "file" / "data"):
        pass


async def test_down_ends_what_is_recorded_and_nothing_else(tmp_path: Path, sleeping: RecordedProcess) -> None:
    reused = replace(sleeping, name="redis", pid=os.getpid())  # an id that is ours now, with another start
    write_state(tmp_path, StackState(ADDRESSES, None, (sleeping, reused)))
    told: list[str] = []
    ended = await detached.down(tmp_path, told.append)
    assert ended == detached.Ended(("kafka",), purged=False)
    assert told == ["kafka has ended"]
    assert not sleeping.process().alive()
    assert read_state(tmp_path) is None
    assert await detached.down(tmp_path, print) == detached.Ended((), purged=False)


async def test_purge_removes_what_is_ours_only(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for name in ("kafka", "redis", "postgres", "logs", "precious"):
        (data / name).mkdir(parents=True)
        (data / name / "file").touch()
    await detached.down(data, print, purge=True)
    assert [path.name for path in data.iterdir()] == ["precious"]
    (data / "precious" / "file").unlink()
    (data / "precious").rmdir()
    await detached.down(data, print, purge=True)
    assert not data.exists()


async def test_a_second_stack_in_the_folder_is_refused(tmp_path: Path, sleeping: RecordedProcess) -> None:
    write_state(tmp_path, StackState(ADDRESSES, None, (sleeping,)))
    try:
        given = GivenAddresses(kafka="127.0.0.1:1", redis=ADDRESSES.redis, postgres=ADDRESSES.postgres)
        with pytest.raises(StackError, match=r"a stack runs in .* already .*fleet stack down"):
            await LocalStack(tmp_path, given=given).start()
        with pytest.raises(StackError, match="kafka does not answer"):
            await detached.up(tmp_path, print)
        found = await detached.status(tmp_path)
        assert found is not None
        assert [(server.name, server.answers, server.pid) for server in found] == [
            ("kafka", False, sleeping.pid),
            ("redis", False, None),
            ("postgres", False, None),
        ]
    finally:
        sleeping.process().kill()
    assert await detached.status(tmp_path) is None
