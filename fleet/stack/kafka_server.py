"""Apache Kafka as one node that is broker and controller (KRaft)."""

import asyncio
import base64
import shutil
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import ClassVar

from fleet.stack.binaries import find_java
from fleet.stack.jars import ensure_jars, read_lock
from fleet.stack.ports import HOST, choose_port
from fleet.stack.probes import probe_kafka
from fleet.stack.server import Progress, Server

__all__ = ["KafkaServer"]

_SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    # one broker: nothing can be replicated
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # few groups and few producers: by default 50 each, which costs seconds at the first use and at every start
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.num.partitions": "4",
    # nobody is expected: a group need not wait for members that may still come
    "group.initial.rebalance.delay.ms": "0",
    # topics come from the catalogue; a misspelt name is an error
    "auto.create.topics.enable": "false",
    # source records up to 1 MiB, dead letters 256 KiB more, batches around them: each topic has its own lower limit
    "message.max.bytes": str(2 * 1024 * 1024),
    # by default 128 MiB of the heap; this suffices for 600,000 distinct keys in one run of the cleaner
    "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),
}
_LOGGING = Path(__file__).with_name("log4j2.xml")
_HEAP = ("-Xms128m", "-Xmx512m")  # the default of 1 GB is for a production broker
# without the second compiler and with the simplest collector: half the CPU time of a start (measured: 3.2 s against
# 7.2 s), for a JVM that is slower once it is warm
_SHORT_LIVED = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


class KafkaServer(Server):
    """Kafka on the loopback interface, formatted once for each data folder.

    Args:
        folder: as in `Server`, with `log`, `port` and `detached`.
        repository: URL of a Maven repository to fetch the jars from instead of the public one.
        short_lived: start with little CPU time rather than be fast after minutes.
        properties: settings of the broker beside or instead of those of the local stack.
        format_options: further options of the tool that formats the data folder, such as users to begin with.
    """

    name: ClassVar[str] = "Kafka"

    def __init__(
        self,
        folder: Path,
        log: Path,
        port: int | None,
        *,
        detached: bool = False,
        repository: str | None = None,
        short_lived: bool = False,
        properties: Mapping[str, str] | None = None,
        format_options: Sequence[str] = (),
    ) -> None:
        super().__init__(folder, log, port, detached=detached)
        self._repository = repository
        self._pace = _SHORT_LIVED if short_lived else ()
        self._properties = dict(properties or {})
        self._format_options = tuple(format_options)
        self._java: Path | None = None
        self._class_path = ""

    @property
    def address(self) -> str:
        """`host:port`."""
        return f"{HOST}:{self.port}"

    def check(self) -> None:
        """Find Java."""
        self._java = find_java()

    async def prepare(self, progress: Progress) -> None:
        """Fetch the jars, and format the data folder once."""
        java = self._found_java()
        self.folder.mkdir(parents=True, exist_ok=True)
        cancelled = Event()
        try:
            jars = await asyncio.to_thread(
                ensure_jars, java, progress, repository=self._repository, cancelled=cancelled
            )
        finally:
            cancelled.set()  # a start that is given up must not leave a download behind
        self._class_path = ":".join(str(jars / jar.filename) for jar in read_lock())
        formatted = self.folder / "formatted"
        if not formatted.exists():
            progress("Kafka: formatting its data folder (once)")
            shutil.rmtree(self._logs, ignore_errors=True)  # what an interrupted format left
            format_ = ("kafka.tools.StorageTool", "format", "-t", _new_cluster_id(), *self._format_options, "-c")
            command = [*self._run(_SHORT_LIVED, *format_), self._configure()]
            await self.run_to_end(command, "formatting Kafka's data folder")
            formatted.touch()

    def command(self) -> list[str | Path]:
        """The JVM that runs the broker."""
        return [*self._run(self._pace, "kafka.Kafka"), self._configure()]

    def tool(self, main_class: str, *arguments: str) -> list[str | Path]:
        """A command of Kafka's own, such as `org.apache.kafka.tools.AclCommand`. Prepared before."""
        return self._run(_SHORT_LIVED, main_class, *arguments)

    async def probe(self) -> None:
        """List the topics."""
        await probe_kafka(self.address)

    @property
    def _logs(self) -> Path:
        return self.folder / "logs"

    def _found_java(self) -> Path:
        if self._java is None:
            self.check()
        assert self._java is not None  # noqa: S101  # check() raises otherwise
        return self._java

    def _run(self, pace: Sequence[str], main_class: str, *arguments: str) -> list[str | Path]:
        options = (*_HEAP, *pace, "-Djava.awt.headless=true", f"-Dlog4j2.configurationFile={_LOGGING}")
        return [self._found_java(), *options, "-cp", self._class_path, main_class, *arguments]

    def _configure(self) -> Path:
        """Write the configuration for the port chosen, and for any free port between broker and controller."""
        if self.port is None:
            self.choose_port()
        controller = f"{HOST}:{choose_port(None, 'the Kafka controller')}"
        settings = _SETTINGS | {
            "listeners": f"PLAINTEXT://{self.address},CONTROLLER://{controller}",
            "advertised.listeners": f"PLAINTEXT://{self.address}",
            "controller.quorum.voters": f"1@{controller}",
            "log.dirs": str(self._logs),
            **self._properties,
        }
        properties = self.folder / "server.properties"
        properties.write_text("".join(f"{key}={_escaped(value)}\n" for key, value in settings.items()))
        return properties


def _escaped(value: str) -> str:
    """A value as Java's properties files want it: a backslash escapes, and the file is read as Latin-1."""
    return value.replace("\\", "\\\\").encode("ascii", "backslashreplace").decode()


def _new_cluster_id() -> str:
    """A random id in Kafka's form: 16 bytes in URL-safe base64 that does not look like an option."""
    while True:
        cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        if not cluster_id.startswith("-"):
            return cluster_id
