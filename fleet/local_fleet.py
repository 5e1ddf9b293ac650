"""A whole fleet on this machine: servers, topics and supervised workers, all of which end with the caller."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from fleet.settings import Settings
from fleet.stack.detached import running
from fleet.stack.local import GivenAddresses, LocalStack
from fleet.stack.state import StackAddresses
from fleet.supervise import Supervisor, archive_command, settings_env, worker_command
from fleet.web_client import web_url

__all__ = ["LocalFleet", "WorkersGoneError", "local_servers"]

_T = TypeVar("_T")
Say = Callable[[str], None]


@contextlib.asynccontextmanager
async def local_servers(settings: Settings, say: Say, *, short_lived: bool = False) -> AsyncIterator[Settings]:
    """Kafka, Redis and PostgreSQL: those given, those of `stack up`, or own ones until the end.

    Args:
        settings: where to find or put them.
        say: told what happens.
        short_lived: as in `LocalStack`.

    Yields:
        The settings with their addresses.

    Raises:
        StackError: a server cannot be had.
    """
    state = running(settings.data_dir)
    given = GivenAddresses(settings.kafka_brokers, settings.redis_url, settings.postgres_dsn)
    if state is not None and state.owner is None and given == GivenAddresses():
        say(f"using the stack that runs in {settings.data_dir}")
        yield _with_addresses(settings, state.addresses)
        return
    stack = LocalStack(settings.data_dir, given=given, short_lived=short_lived)
    await stack.start(say)
    try:
        yield _with_addresses(settings, stack.addresses)
    finally:
        await stack.stop()


def _with_addresses(settings: Settings, addresses: StackAddresses) -> Settings:
    return settings.model_copy(
        update={
            "kafka_brokers": addresses.kafka,
            "redis_url": addresses.redis,
            "postgres_dsn": addresses.postgres,
            "data_dir": settings.data_dir.absolute(),
        }
    )


class WorkersGoneError(Exception):
    """No worker runs any more, and none of them failed."""


@dataclass
class LocalFleet:
    """Supervised workers of one application, and their archive; `settings` are the first one's.

    Args:
        settings: with addresses.
        workers: how many; the ports of the others follow the first one's.
        say: told of ends and restarts.
        archived: whether PostgreSQL is kept level too.
    """

    settings: Settings
    workers: int
    say: Say
    archived: bool = False
    supervisors: list[Supervisor] = field(default_factory=list)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _archive: Supervisor | None = None
    _archiving: asyncio.Task[None] | None = None

    @property
    def logs(self) -> Path:
        """Folder of the workers' logs."""
        return self.settings.data_dir / "logs"

    def worker_settings(self) -> list[Settings]:
        """Each worker's settings: an id, a port and a URL of its own."""
        first = self.settings
        every = []
        for number in range(self.workers):
            # With a URL of its own: one in the environment would be every worker's.
            changes: dict[str, Any] = {"web_port": first.web_port + number, "advertised_url": None}
            if number:
                changes["instance_id"] = f"worker-{number + 1}"
            changes["advertised_url"] = web_url(first.model_copy(update=changes))
            every.append(first.model_copy(update=changes))
        return every

    def start(self) -> None:
        """Start the workers; `guard` tells when one ends for good."""
        for settings in self.worker_settings():
            supervisor = Supervisor(
                settings.instance_id,
                worker_command(),
                log=self.logs / f"{settings.instance_id}.log",
                env=settings_env(settings),
                say=self.say,
            )
            self.supervisors.append(supervisor)
            self._tasks.append(asyncio.create_task(supervisor.run()))
        if self.archived:
            self._archive = Supervisor(
                "archive",
                archive_command(),
                log=self.logs / "archive.log",
                env=settings_env(self.settings),
                say=self.say,
            )
            self._archiving = asyncio.create_task(self._archive.run())

    async def guard(self, job: Coroutine[Any, Any, _T]) -> _T:
        """Run a job while the workers run.

        Raises:
            WorkerEndedError: a worker has ended and would not do better if it were started again.
            WorkersGoneError: all have ended as if they had been told to.
        """
        main = asyncio.create_task(job)
        try:
            running = set(self._tasks)
            beside = {self._archiving} if self._archiving is not None else set()
            while running:
                done, _ = await asyncio.wait({main, *running, *beside}, return_when=asyncio.FIRST_COMPLETED)
                for task in done - {main}:
                    task.result()  # raises what ended it
                beside -= done
                if main in done:
                    return main.result()
                running -= done
            raise WorkersGoneError(f"every worker has ended: somebody stopped them; their logs are in {self.logs}")
        finally:
            main.cancel()
            await asyncio.gather(main, return_exceptions=True)

    async def stop(self) -> None:
        """End the workers and the archive, in good order if they can."""
        every = [*self.supervisors, *([self._archive] if self._archive is not None else [])]
        await asyncio.gather(*(supervisor.stop() for supervisor in every))
        tasks = [*self._tasks, *([self._archiving] if self._archiving is not None else [])]
        await asyncio.gather(*tasks, return_exceptions=True)
