"""Apache Kafka as jars, in a folder of this user's cache.

`kafka-jars.lock` lists every jar with its SHA-256. What mvn resolves and what is downloaded without it are both held
against that list, and so is the cache at every start (54 MB: a tenth of a second).
"""

import fcntl
import hashlib
import importlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Event
from xml.sax.saxutils import escape

from fleet.stack.errors import StackError
from fleet.stack.process import spawn, tail
from fleet.stack.server import Progress

__all__ = ["KAFKA_VERSION", "Jar", "cache_folder", "ensure_jars", "read_lock"]

KAFKA_VERSION = "4.1.1"
_LOCK_FILE = Path(__file__).with_name("kafka-jars.lock")
_MVN_TIMEOUT = 600.0  # seconds; 54 MB over a slow line
_PARALLEL = 6  # downloads at a time: most jars are small, so that the round trips count
_ATTEMPTS = 3  # for each jar, against a line that drops
_TELL_EVERY = 10  # jars between two lines of progress
_POLL = 0.2  # seconds between looks at mvn, or at the lock of another process
_HTTP_TIMEOUT = 30  # seconds without an answer


@dataclass(frozen=True)
class Jar:
    """One artifact of the lock."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def filename(self) -> str:
        """The name of the file in the cache."""
        return f"{self.artifact}-{self.version}.jar"

    def is_in(self, folder: Path) -> bool:
        """Whether `folder` holds this jar, byte for byte."""
        try:
            with (folder / self.filename).open("rb") as source:
                return hashlib.file_digest(source, "sha256").hexdigest() == self.sha256
        except OSError:
            return False


def read_lock(path: Path = _LOCK_FILE) -> tuple[Jar, ...]:
    """The jars of a lock file: lines `group:artifact:version sha256`; `#` begins a comment."""
    jars = []
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            coordinates, sha256 = line.split()
            group, artifact, version = coordinates.split(":")
            jars.append(Jar(group, artifact, version, sha256))
    return tuple(jars)


def cache_folder() -> Path:
    """The folder of this user in which the jars are kept."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "agent-fleet" / f"kafka-{KAFKA_VERSION}"


def ensure_jars(
    java: Path,
    progress: Progress,
    *,
    jars: Sequence[Jar] | None = None,
    folder: Path | None = None,
    repository: str | None = None,
    cancelled: Event | None = None,
) -> Path:
    """Make sure that every jar is in the cache and unaltered; fetch those that are not.

    Args:
        java: the Java that mvn shall run on.
        progress: told what happens, from whatever thread does it.
        jars: what is wanted; by default what the lock lists.
        folder: the cache; by default this user's.
        repository: URL of a Maven repository to download from instead of the public one.
        cancelled: set by another thread to have this one give up soon.

    Returns:
        The folder that holds the jars (and possibly others: take those of the lock by name).

    Raises:
        StackError: a jar cannot be had, or has other bytes than the lock says.
    """
    jars = read_lock() if jars is None else jars
    folder = folder or cache_folder()
    if not _missing(jars, folder):
        return folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fetch = _Fetch(java, progress, repository, cancelled or Event())
        with fetch.locked(folder):
            missing = _missing(jars, folder)  # another process may have fetched them meanwhile
            if missing:
                fetch.into(folder, missing)
    except OSError as exc:
        raise StackError(f"Kafka's jars cannot be kept in {folder}: {exc}; make room or set XDG_CACHE_HOME") from exc
    return folder


def _missing(jars: Sequence[Jar], folder: Path) -> list[Jar]:
    return [jar for jar in jars if not jar.is_in(folder)]


@dataclass(frozen=True)
class _Fetch:
    """One run of fetching; the parameters are those of `ensure_jars`."""

    java: Path
    progress: Progress
    repository: str | None
    cancelled: Event

    @contextmanager
    def locked(self, folder: Path) -> Iterator[None]:
        """Hold the cache against other processes; the kernel frees it when its holder dies."""
        with (folder / ".lock").open("w") as handle:
            told = False
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if not told:
                        self.progress(f"Kafka {KAFKA_VERSION}: another process is fetching it; waiting for that")
                        told = True
                self._give_up_if_cancelled()
                time.sleep(_POLL)
            yield

    def into(self, folder: Path, missing: Sequence[Jar]) -> None:
        """Fetch the missing jars, verify them, and only then move them into `folder`."""
        for abandoned in folder.glob(".fetch-*"):  # by a process that was killed: we hold the lock
            shutil.rmtree(abandoned, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".fetch-") as temporary:
            fetched = Path(temporary)
            trouble = ""
            if self.repository is None and (mvn := shutil.which("mvn")):
                self.progress(f"Kafka {KAFKA_VERSION}: resolving {_count(missing)} with mvn (once)")
                trouble = self._with_mvn(mvn, missing, fetched)
            rest = _missing(missing, fetched)
            if rest:
                self.progress(f"Kafka {KAFKA_VERSION}: downloading {_count(rest)} (once)")
                trouble = self._without_mvn(rest, fetched) or trouble
            self._give_up_if_cancelled()
            wrong = _missing(missing, fetched)
            if wrong:
                raise StackError(
                    f"{len(wrong)} of Kafka's jars cannot be had, such as {wrong[0].filename} "
                    f"({trouble or 'its bytes differ from kafka-jars.lock'}): "
                    "check the network and try again, or set FLEET_KAFKA_BROKERS to a Kafka of your own"
                )
            for jar in missing:
                (fetched / jar.filename).replace(folder / jar.filename)
            self.progress(f"Kafka {KAFKA_VERSION}: {_count(missing)} verified and kept in {folder}")

    def _with_mvn(self, mvn: str, jars: Sequence[Jar], folder: Path) -> str:
        """Have mvn copy the jars into `folder`; the trouble in one line, or nothing."""
        pom = folder / "pom.xml"
        log = folder / "mvn.log"
        pom.write_text(_pom(jars))
        # with our Java only where mvn would find none by itself
        env = None if shutil.which("java") or "JAVA_HOME" in os.environ else {"JAVA_HOME": str(_home_of(self.java))}
        command: list[str | Path] = [mvn, "--quiet", "--batch-mode", "-f", pom, "dependency:copy-dependencies"]
        process = spawn([*command, f"-DoutputDirectory={folder}"], log=log, env=env)
        deadline = time.monotonic() + _MVN_TIMEOUT
        while not process.wait(_POLL):
            if self.cancelled.is_set() or time.monotonic() > deadline:
                process.kill()
                return f"mvn did not end within {_MVN_TIMEOUT:g} s"
        if process.exit_code() == 0:
            return ""
        errors = [line.partition("[ERROR]")[2].strip() for line in tail(log, lines=1000).splitlines()]
        return f"mvn: {next(filter(None, errors), 'it failed without a word')}"

    def _without_mvn(self, jars: Sequence[Jar], folder: Path) -> str:
        """Download the jars into `folder`; the last trouble in one line, or nothing."""
        try:
            maven = importlib.import_module("jgo.maven")
        except ImportError:
            return "the Python package jgo, which downloads them, is not installed: run `make setup`, or install mvn"
        # a repository folder of our own: the user's may hold what is broken
        context = maven.MavenContext(
            repo_cache=folder / "repository",
            remote_repos=None if self.repository is None else {"given": self.repository},
            timeout=_HTTP_TIMEOUT,
        )
        done = count(1)
        troubles: list[str] = []
        hopeless = Event()  # one jar failed for good: the others would only wait for the same

        def download(jar: Jar) -> None:
            artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact()
            for _ in range(_ATTEMPTS):
                if self.cancelled.is_set() or hopeless.is_set():
                    return
                try:
                    Path(artifact.resolve()).replace(folder / jar.filename)
                except Exception as exc:  # noqa: BLE001  # whatever library or line bring: try again, then say it
                    troubles.append(f"{jar.filename}: {exc}".splitlines()[0])
                    shutil.rmtree(Path(artifact.cached_path).parent, ignore_errors=True)  # half a jar would be believed
                else:
                    if (number := next(done)) % _TELL_EVERY == 0:
                        self.progress(f"Kafka {KAFKA_VERSION}: {number} of {len(jars)} jars")
                    return
            hopeless.set()

        with ThreadPoolExecutor(_PARALLEL) as pool:
            list(pool.map(download, jars))
        return troubles[-1] if troubles else ""

    def _give_up_if_cancelled(self) -> None:
        if self.cancelled.is_set():
            raise StackError("fetching Kafka was interrupted: start again to go on")


def _count(jars: Sequence[Jar]) -> str:
    return f"{len(jars)} jar{'' if len(jars) == 1 else 's'}"


def _home_of(java: Path) -> Path:
    return java.resolve().parent.parent


def _pom(jars: Sequence[Jar]) -> str:
    """A project that wants exactly these jars: their own dependencies are in the lock too."""
    wanted = "".join(
        f"<dependency><groupId>{escape(jar.group)}</groupId><artifactId>{escape(jar.artifact)}</artifactId>"
        f"<version>{escape(jar.version)}</version><exclusions><exclusion><groupId>*</groupId>"
        "<artifactId>*</artifactId></exclusion></exclusions></dependency>"
        for jar in jars
    )
    return (
        "<project><modelVersion>4.0.0</modelVersion><groupId>fleet</groupId><artifactId>kafka</artifactId>"
        f"<version>1</version><packaging>pom</packaging><dependencies>{wanted}</dependencies></project>"
    )
