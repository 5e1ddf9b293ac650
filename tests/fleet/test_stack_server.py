import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fleet.stack import server as server_module
from fleet.stack.errors import StackError
from fleet.stack.ports import is_free
from fleet.stack.probes import NotReadyError
from fleet.stack.server import Progress, Server

LISTEN = """
import socket, sys, time
with socket.create_server(("127.0.0.1", int(sys.argv[1]))):
    time.sleep(600)
"""


class Fake(Server):
    """Listens on its port; `script` makes it do something else."""

    name = "Fake"
    script = LISTEN

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def check(self) -> None:
        pass

    async def prepare(self, progress: Progress) -> None:
        pass

    def command(self) -> list[str | Path]:
        return [sys.executable, "-c", self.script, str(self.port), str(self.folder)]

    async def probe(self) -> None:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError as exc:
            raise NotReadyError(str(exc)) from None
        writer.close()
        await writer.wait_closed()


@pytest.fixture
async def fake(tmp_path: Path) -> AsyncIterator[Fake]:
    server = Fake(tmp_path / "data", tmp_path / "logs" / "fake.log", None)
    yield server
    server.kill()


async def answers(server: Server) -> bool:
    try:
        await server.probe()
    except NotReadyError:
        return False
    return True


async def test_start_stop_and_start_again(fake: Fake) -> None:
    told: list[str] = []
    await fake.start(told.append)
    assert fake.alive()
    assert told == [told[0]]
    assert told[0].startswith(f"Fake answers on 127.0.0.1:{fake.port} (")
    await fake.stop()
    assert not fake.alive()
    assert not await answers(fake)


async def test_restart_keeps_the_port(fake: Fake) -> None:
    await fake.start(print)
    assert fake.process is not None
    port, first = fake.port, fake.process.identity
    fake.kill()
    assert not first.alive()
    await fake.restart()
    assert fake.port == port
    assert fake.process.identity != first
    assert await answers(fake)


async def test_what_ends_at_its_start_says_why(fake: Fake) -> None:
    fake.script = "import sys; print('what I', flush=True); sys.exit('have to say')"
    with pytest.raises(StackError) as failed:
        await fake.start(print)
    first, *log = str(failed.value).splitlines()
    assert first == f"Fake ended while it started; the end of {fake.log}:"
    assert log == ["what I", "have to say"]


async def test_only_this_starts_log_is_shown(fake: Fake) -> None:
    fake.log.parent.mkdir()
    fake.log.write_text("of yesterday\n")
    fake.script = "print('of today')"
    with pytest.raises(StackError, match="of today") as failed:
        await fake.start(print)
    assert "yesterday" not in str(failed.value)
    assert "yesterday" in fake.log.read_text()


async def test_what_never_answers_is_ended(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "_START_DEADLINE", 0.5)
    fake.script = "import time; print('still busy', flush=True); time.sleep(600)"
    with pytest.raises(StackError, match=r"did not answer within 0\.5 s \(.*\)") as failed:
        await fake.start(print)
    assert "still busy" in str(failed.value)
    assert not fake.alive()


async def test_a_free_port_that_was_snatched_is_replaced(fake: Fake) -> None:
    # the first attempt meets a program that took the port meanwhile
    fake.script = (
        "import sys; from pathlib import Path; tried = Path(sys.argv[2] + '.tried')\n"
        "if not tried.exists():\n"
        "    tried.write_text(sys.argv[1]); sys.exit('bind: Address already in use')\n"
    ) + LISTEN
    await fake.start(print)
    snatched = int(fake.folder.with_name("data.tried").read_text())
    assert fake.port != snatched
    assert await answers(fake)


async def test_a_wanted_port_that_is_taken(tmp_path: Path, fake: Fake) -> None:
    await fake.start(print)
    second = Fake(tmp_path / "second", tmp_path / "logs" / "second.log", fake.port)
    with pytest.raises(StackError, match=f"^port {fake.port} for Fake is taken: stop the program") as taken:
        second.choose_port()
    assert len(str(taken.value).splitlines()) == 1
    await fake.stop()
    second.choose_port()
    assert second.port == fake.port
    assert is_free(second.port or 0)


async def test_a_log_that_has_grown_is_put_aside(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "_LOG_KEPT", 10)
    fake.log.parent.mkdir()
    fake.log.write_text("more than ten bytes\n")
    await fake.start(print)
    assert fake.log.read_text() == ""
    assert fake.log.with_name("fake.log.1").read_text() == "more than ten bytes\n"


async def test_a_preparation_that_fails(fake: Fake) -> None:
    fake.log.parent.mkdir()
    with pytest.raises(StackError, match=r"making things failed; the end of .*\nno room$"):
        await fake.run_to_end([sys.executable, "-c", "import sys; sys.exit('no room')"], "making things")


async def test_a_start_that_is_cancelled_can_be_cleaned_up(fake: Fake) -> None:
    fake.script = "import time; time.sleep(600)"
    began = asyncio.Event()
    task = asyncio.create_task(fake.start(print, began.set))
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert fake.alive()
    await fake.stop()
    assert not fake.alive()
