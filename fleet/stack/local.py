"""The local stack: Kafka, Redis and PostgreSQL in one folder, or the addresses of those that exist already."""

import asyncio
import contextlib
import os
import time
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, cast

from fleet.stack.errors import StackError
from fleet.stack.kafka_server import KafkaServer
from fleet.stack.postgres_server import PostgresServer
from fleet.stack.probes import NotReadyError, probe_kafka, probe_postgres, probe_redis
from fleet.stack.redis_server import RedisServer
from fleet.stack.server import Progress, Server
from fleet.stack.state import (
    RecordedProcess,
    StackAddresses,
    StackState,
    claim,
    forget_state,
    read_state,
    write_state,
)

__all__ = ["GivenAddresses", "LocalStack", "Ports", "ServerStatus", "StackAddresses", "probe_all"]

_T = TypeVar("_T")
_GIVEN_DEADLINE = 10.0  # seconds for a given server to answer: it should be up, but may be restarting
_PROBES = {"kafka": probe_kafka, "redis": probe_redis, "postgres": probe_postgres}
_VARIABLES = {"kafka": "FLEET_KAFKA_BROKERS", "redis": "FLEET_REDIS_URL", "postgres": "FLEET_POSTGRES_DSN"}


@dataclass(frozen=True)
class GivenAddresses:
    """Servers that exist already and are used instead of own ones; None for those that shall be started."""

    kafka: str | None = None
    redis: str | None = None
    postgres: str | None = None


@dataclass(frozen=True)
class Ports:
    """Wanted ports of the servers that are started; None for any free one."""

    kafka: int | None = None
    redis: int | None = None
    postgres: int | None = None


@dataclass(frozen=True)
class ServerStatus:
    """One server as its clients see it.

    `name` is `kafka`, `redis` or `postgres`; `trouble` is empty when it answers; `pid` and `log` are None for a server
    that was given.
    """

    name: str
    address: str
    answers: bool
    trouble: str
    pid: int | None
    log: str | None


class LocalStack:
    """Three servers that start together and end together.

    Args:
        data_dir: for data, logs and the record of what runs; the same folder gives the same data again.
        given: servers to use as they are: they are only checked.
        ports: wanted ports of the others.
        detached: let the servers outlive this process; `fleet.stack.detached` ends them.
        maven_repository: URL of a Maven repository to download Kafka from instead of the public one.
        short_lived: for tests: start with little CPU time rather than be fast after minutes.

    Use it as an async context manager, with `start` and `stop`, or outside an event loop with `start_sync` and
    `stop_sync`. It belongs to no event loop.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        given: GivenAddresses | None = None,
        ports: Ports | None = None,
        detached: bool = False,
        maven_repository: str | None = None,
        short_lived: bool = False,
    ) -> None:
        self.data_dir = data_dir.absolute()
        self._given = given or GivenAddresses()
        self._detached = detached
        self._held = contextlib.ExitStack()
        ports = ports or Ports()
        logs = self.data_dir / "logs"
        self._servers: dict[str, Server] = {}
        if self._given.kafka is None:
            self._servers["kafka"] = KafkaServer(
                self.data_dir / "kafka",
                logs / "kafka.log",
                ports.kafka,
                detached=detached,
                repository=maven_repository,
                short_lived=short_lived,
            )
        if self._given.redis is None:
            self._servers["redis"] = RedisServer(
                self.data_dir / "redis", logs / "redis.log", ports.redis, detached=detached
            )
        if self._given.postgres is None:
            self._servers["postgres"] = PostgresServer(
                self.data_dir / "postgres", logs / "postgres.log", ports.postgres, detached=detached
            )

    @property
    def kafka(self) -> KafkaServer:
        """Our Kafka, to pause, kill or restart it; StackError when Kafka was given."""
        return cast("KafkaServer", self._own("kafka"))

    @property
    def redis(self) -> RedisServer:
        """Our Redis; StackError when Redis was given."""
        return cast("RedisServer", self._own("redis"))

    @property
    def postgres(self) -> PostgresServer:
        """Our PostgreSQL; StackError when PostgreSQL was given."""
        return cast("PostgresServer", self._own("postgres"))

    def _own(self, name: str) -> Server:
        if name not in self._servers:
            raise StackError(f"{name} is not the stack's own: unset {_VARIABLES[name]} to have one started")
        return self._servers[name]

    @property
    def addresses(self) -> StackAddresses:
        """Where the servers are; the ports of those that are started are known after the start."""
        return StackAddresses(*(self._address(name) for name in ("kafka", "redis", "postgres")))

    def _address(self, name: str) -> str:
        given: str | None = getattr(self._given, name)
        return self._servers[name].address if given is None else given

    async def start(self, progress: Progress = lambda _: None) -> None:
        """Start the servers side by side, check those that were given, and return when all answer.

        Args:
            progress: told what happens, a line at a time; from another thread while jars are fetched.

        Raises:
            StackError: something is missing, taken or does not start; nothing runs then.
        """
        with contextlib.ExitStack() as held:
            held.enter_context(claim(self.data_dir))
            _refuse_second(self.data_dir)
            # what can be said at once, before anything runs
            for server in self._servers.values():
                server.check()
                server.choose_port()
            try:
                await _all(
                    [server.start(progress, self._write_down) for server in self._servers.values()]
                    + [_check_given(name, address) for name, address in self._given_ones()]
                )
            except BaseException:
                await self._end()
                raise
            self._write_down()  # a port may have changed at a second attempt
            if not self._detached:
                self._held = held.pop_all()  # until stop()

    async def stop(self) -> None:
        """End the servers that were started, each in good order if it can; the data stay."""
        try:
            await self._end()
        finally:
            self._held.close()

    async def _end(self) -> None:
        await _all([server.stop() for server in self._servers.values()])
        forget_state(self.data_dir)

    def start_sync(self, progress: Progress = lambda _: None) -> None:
        """`start` for callers outside an event loop, or inside one that must not notice."""
        _in_own_loop(self.start(progress))

    def stop_sync(self) -> None:
        """`stop` for callers outside an event loop."""
        _in_own_loop(self.stop())

    async def status(self) -> tuple[ServerStatus, ...]:
        """Ask every server, own or given, whether it answers."""
        return await probe_all(self.addresses, self._recorded())

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def _given_ones(self) -> list[tuple[str, str]]:
        return [(name, self._address(name)) for name in _PROBES if name not in self._servers]

    def _recorded(self) -> tuple[RecordedProcess, ...]:
        return tuple(
            RecordedProcess(
                name=name,
                pid=server.process.pid,
                started=server.process.identity.started,
                stop_signal=server.stop_signal,
                grace=server.grace,
                log=str(server.log),
            )
            for name, server in self._servers.items()
            if server.process is not None
        )

    def _write_down(self) -> None:
        owner = None if self._detached else os.getpid()
        write_state(self.data_dir, StackState(self.addresses, owner, self._recorded()))


async def probe_all(addresses: StackAddresses, processes: Sequence[RecordedProcess]) -> tuple[ServerStatus, ...]:
    """Ask the servers at `addresses` whether they answer; `processes` are those that the stack started."""
    recorded = {process.name: process for process in processes}

    async def one(name: str) -> ServerStatus:
        address: str = getattr(addresses, name)
        own = recorded.get(name)
        try:
            await _PROBES[name](address)
            trouble = ""
        except NotReadyError as exc:
            ended = own is not None and not own.process().alive()
            trouble = "it has ended" if ended else str(exc)
        pid, log = (None, None) if own is None else (own.pid, own.log)
        return ServerStatus(name, address, not trouble, trouble, pid, log)

    return tuple(await asyncio.gather(*(one(name) for name in _PROBES)))


def _refuse_second(data_dir: Path) -> None:
    state = read_state(data_dir)
    if state is not None and state.alive():
        raise StackError(
            f"a stack runs in {data_dir} already (Kafka at {state.addresses.kafka}): "
            "end it with `python -m fleet stack down`, or set FLEET_DATA_DIR to another folder"
        )


async def _check_given(name: str, address: str) -> None:
    deadline = time.monotonic() + _GIVEN_DEADLINE
    while True:
        try:
            await _PROBES[name](address)
        except NotReadyError as exc:
            if time.monotonic() > deadline:
                variable = _VARIABLES[name]
                where = address.rpartition("@")[2]  # without a password
                raise StackError(
                    f"{variable}: nothing usable at {where} ({exc}): start that server, correct {variable}, "
                    "or unset it to have one started"
                ) from None
            await asyncio.sleep(0.2)
        else:
            return


async def _all(jobs: Sequence[Coroutine[object, object, None]]) -> None:
    """Run jobs side by side; the first to fail ends the others, and its error is raised when all have ended."""
    try:
        async with asyncio.TaskGroup() as group:
            for job in jobs:
                group.create_task(job)
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None


def _in_own_loop(job: Coroutine[object, object, _T]) -> _T:
    # in a thread of its own: an event loop of the caller, running or not, is left as it is
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, job).result()
