"""What has to be built or installed before some contenders can run; kept beside the stack's jars, once for a user."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from fleet.stack.jars import cache_folder

__all__ = ["UnavailableError", "build_streams", "install_quix", "quix_python", "streams_class_path"]

PEERS = Path(__file__).parent / "peers"
BUILD_SECONDS = 900.0  # the first time, over a slow line


class UnavailableError(Exception):
    """A contender cannot run on this machine; says what is missing."""


def _cache(name: str) -> Path:
    return cache_folder().parent / name


def quix_python() -> Path:
    """The interpreter with Quix Streams."""
    return _cache("bench-quix") / "bin" / "python"


def install_quix() -> None:
    """An environment with the pinned packages of `peers/requirements.lock`."""
    lock, stamp = PEERS / "requirements.lock", _cache("bench-quix") / "requirements.lock"
    if stamp.exists() and stamp.read_text() == lock.read_text():
        return
    print("installing Quix Streams into an environment of its own (once)", flush=True)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", str(lock)]
    _run([sys.executable, "-m", "venv", "--clear", str(_cache("bench-quix"))], "Quix Streams")
    _run([str(quix_python()), *install], "Quix Streams")
    stamp.write_text(lock.read_text())


def _streams_folder() -> Path:
    return _cache("bench-streams")


def streams_class_path() -> str:
    """The Kafka Streams peer and what it needs."""
    jars = _streams_folder() / "target"
    return f"{jars}/*:{jars}/lib/*"


def build_streams() -> None:
    """The Kafka Streams peer as jars, by mvn."""
    folder = _streams_folder()
    sources = sorted(one for one in (PEERS / "kafka_streams").iterdir() if one.suffix in {".java", ".xml"})
    built = {one.name: one.read_bytes() for one in folder.glob("*.*") if one.is_file()}
    if (folder / "target" / "lib").exists() and built == {one.name: one.read_bytes() for one in sources}:
        return
    mvn = shutil.which("mvn")
    if mvn is None or shutil.which("javac") is None:
        raise UnavailableError("Kafka Streams needs mvn and a JDK on PATH to be built")
    print("building the Kafka Streams peer with mvn (once)", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for one in sources:
        shutil.copy(one, folder)
    _run([mvn, "--quiet", "--batch-mode", "-f", str(folder / "pom.xml"), "package"], "Kafka Streams")


def _run(command: Sequence[str], name: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)
    if done.returncode != 0:
        said = [one for one in (done.stdout + done.stderr).splitlines() if "ERROR" in one or "error" in one]
        raise UnavailableError(f"{name} cannot be set up: {said[0] if said else done.returncode}")
