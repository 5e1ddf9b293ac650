"""A real schema registry server: Apicurio, which speaks Confluent's protocol; fetched once and kept."""

import asyncio
import hashlib
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import ClassVar

import aiohttp
from jgo.maven import MavenContext

from fleet.stack.binaries import find_java
from fleet.stack.jars import cache_folder
from fleet.stack.ports import HOST
from fleet.stack.probes import NotReadyError
from fleet.stack.server import Progress, Server

__all__ = ["RegistryServerProcess"]

VERSION = "3.0.9"
SHA256 = "2b28181501a20cbf6efcd77f9b7153908fc01f3d3a7c32024c0bd9e1b04c8a43"
NAME = f"apicurio-registry-app-{VERSION}"


def archive() -> Path:
    """The distribution, 109 MB, with the bytes that it should have."""
    kept = cache_folder().parent / f"{NAME}-all.tar.gz"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            project = MavenContext(repo_cache=Path(folder)).project("io.apicurio", "apicurio-registry-app")
            found = project.at_version(VERSION).artifact(classifier="all", packaging="tar.gz")
            shutil.move(str(found.resolve()), kept)
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == SHA256, f"delete {kept}: it is damaged"
    return kept


class RegistryServerProcess(Server):
    """Keeps everything in memory: what is killed has forgotten."""

    name: ClassVar[str] = "Apicurio"

    @property
    def address(self) -> str:
        """What FLEET_SCHEMA_REGISTRY_URL is given."""
        return f"http://{HOST}:{self.port}/apis/ccompat/v7"

    def check(self) -> None:
        """Find Java."""
        find_java()

    async def prepare(self, progress: Progress) -> None:
        """Unpack it once."""
        if not (self.folder / f"{NAME}-runner.jar").exists():
            progress("Apicurio: unpacking (once)")
            await asyncio.to_thread(self._unpack)

    def _unpack(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive()) as packed:
            packed.extractall(self.folder, filter="data")

    def command(self) -> list[str | Path]:
        """Small, as it has little to keep."""
        options = {"quarkus.http.port": self.port, "quarkus.http.host": HOST}
        words = [f"-D{key}={value}" for key, value in options.items()]
        return [find_java(), "-Xmx256m", "-XX:TieredStopAtLevel=1", *words, "-jar", self.folder / f"{NAME}-runner.jar"]

    async def probe(self) -> None:
        """Ask for the subjects."""
        try:
            async with aiohttp.ClientSession() as session, session.get(f"{self.address}/subjects") as answer:
                if answer.status != 200:
                    raise NotReadyError(f"answers {answer.status}")
        except aiohttp.ClientError as exc:
            raise NotReadyError(str(exc)) from exc
