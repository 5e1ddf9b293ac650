import hashlib
import http.server
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from fleet.stack.errors import StackError
from fleet.stack.jars import Jar, cache_folder, ensure_jars, read_lock
from fleet.stack.process import Identity

JAVA = Path("/usr/bin/false")  # none of these tests runs Java


def jar(name: str, content: bytes) -> Jar:
    return Jar("org.example", name, "1.0", hashlib.sha256(content).hexdigest())


WANTED = (jar("one", b"first"), jar("two", b"second"))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def mvn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for mvn: copies what lies in `offers`, and counts its runs in `runs`. The download is cut off."""
    offers = tmp_path / "offers"
    offers.mkdir()
    (offers / "one-1.0.jar").write_bytes(b"first")
    (offers / "two-1.0.jar").write_bytes(b"second")
    script = tmp_path / "bin" / "mvn"
    script.parent.mkdir()
    script.write_text(
        '#!/bin/sh\nfor word; do case "$word" in -DoutputDirectory=*) target="${word#*=}";; esac; done\n'
        f"echo run >> {tmp_path}/runs\n. {tmp_path}/extra\ncp {offers}/*.jar $target/\n"
    )
    script.chmod(0o755)
    (tmp_path / "extra").touch()
    monkeypatch.setenv("PATH", f"{script.parent}:/usr/bin:/bin")
    monkeypatch.setitem(sys.modules, "jgo.maven", None)
    return tmp_path


def runs(mvn: Path) -> int:
    return len((mvn / "runs").read_text().splitlines())


def test_the_lock_lists_a_whole_kafka() -> None:
    jars = read_lock()
    assert len(jars) == len({one.filename for one in jars}) == 93
    assert {"kafka_2.13-4.1.1.jar", "kafka-tools-4.1.1.jar", "log4j-slf4j-impl-2.24.3.jar"} <= {
        one.filename for one in jars
    }
    assert all(len(bytes.fromhex(one.sha256)) == 32 for one in jars)


def test_the_cache_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "agent-fleet" / "kafka-4.1.1"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/someone")
    assert cache_folder() == Path("/home/someone/.cache/agent-fleet/kafka-4.1.1")


def test_fetched_once_and_told(mvn: Path, cache: Path) -> None:
    told: list[str] = []
    assert ensure_jars(JAVA, told.append, jars=WANTED, folder=cache) == cache
    assert all(one.is_in(cache) for one in WANTED)
    assert "resolving 2 jars with mvn" in told[0]
    ensure_jars(JAVA, told.append, jars=WANTED, folder=cache)
    assert runs(mvn) == 1
    assert [path.name for path in cache.iterdir() if path.name.startswith(".fetch")] == []


@pytest.mark.parametrize("damage", [b"", b"firsT", b"first and more", None])
def test_a_damaged_jar_is_fetched_again(mvn: Path, cache: Path, damage: bytes | None) -> None:
    ensure_jars(JAVA, print, jars=WANTED, folder=cache)
    damaged = cache / "one-1.0.jar"
    if damage is None:
        damaged.unlink()
    else:
        damaged.write_bytes(damage)
    ensure_jars(JAVA, print, jars=WANTED, folder=cache)
    assert damaged.read_bytes() == b"first"
    assert runs(mvn) == 2


def test_other_bytes_than_the_lock_says_are_refused(mvn: Path, cache: Path) -> None:
    (mvn / "offers" / "two-1.0.jar").write_bytes(b"something else")
    with pytest.raises(StackError, match=r"such as two-1\.0\.jar") as refused:
        ensure_jars(JAVA, print, jars=WANTED, folder=cache)
    assert len(str(refused.value).splitlines()) == 1
    assert not any(one.is_in(cache) for one in WANTED)  # all or nothing


def test_the_trouble_of_mvn_is_told(mvn: Path, cache: Path) -> None:
    (mvn / "extra").write_text("echo '[ERROR] the line is down'; exit 1\n")
    with pytest.raises(StackError) as refused:
        ensure_jars(JAVA, print, jars=WANTED, folder=cache)
    assert "2 of Kafka's jars cannot be had" in str(refused.value)
    assert "`make setup`" in str(refused.value)


def test_what_a_killed_process_left_is_removed(mvn: Path, cache: Path) -> None:
    abandoned = cache / ".fetch-old"
    abandoned.mkdir(parents=True)
    (abandoned / "half.jar").write_bytes(b"hal")
    ensure_jars(JAVA, print, jars=WANTED, folder=cache)
    assert not abandoned.exists()


def test_two_first_starts_fetch_once(mvn: Path, cache: Path) -> None:
    both = threading.Barrier(2)
    (mvn / "extra").write_text("sleep 0.3\n")

    def first_start() -> None:
        both.wait()
        ensure_jars(JAVA, print, jars=WANTED, folder=cache)

    threads = [threading.Thread(target=first_start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(one.is_in(cache) for one in WANTED)
    assert runs(mvn) == 1


def test_a_start_that_is_given_up_leaves_no_mvn_behind(mvn: Path, cache: Path) -> None:
    (mvn / "extra").write_text(f"echo $$ > {mvn}/pid.new; mv {mvn}/pid.new {mvn}/pid; exec sleep 600\n")
    cancelled = threading.Event()
    raised: list[BaseException] = []

    def start() -> None:
        try:
            ensure_jars(JAVA, print, jars=WANTED, folder=cache, cancelled=cancelled)
        except StackError as exc:
            raised.append(exc)

    thread = threading.Thread(target=start)
    thread.start()
    pid = mvn / "pid"
    while not pid.exists():
        assert thread.is_alive()
    identity = Identity.of(int(pid.read_text()))
    assert identity is not None
    cancelled.set()
    thread.join(20)
    assert not identity.alive()
    assert "interrupted" in str(raised[0])


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A Maven repository on the loopback interface: its URL and its folder."""
    pytest.importorskip("jgo.maven", reason="comes with the extra `stack`")
    root = tmp_path / "served"
    for one, content in zip(WANTED, (b"first", b"second"), strict=True):
        place = root / "org" / "example" / one.artifact / one.version / one.filename
        place.parent.mkdir(parents=True)
        place.write_bytes(content)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=root)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", root
        server.shutdown()
        thread.join()


def test_without_mvn_the_jars_are_downloaded(repository: tuple[str, Path], cache: Path) -> None:
    told: list[str] = []
    ensure_jars(JAVA, told.append, jars=WANTED, folder=cache, repository=repository[0])
    assert all(one.is_in(cache) for one in WANTED)
    assert "downloading 2 jars" in told[0]


def test_a_downloaded_jar_is_held_against_the_lock(repository: tuple[str, Path], cache: Path) -> None:
    url, root = repository
    (root / "org/example/one/1.0/one-1.0.jar").write_bytes(b"altered")
    with pytest.raises(StackError, match=r"one-1\.0\.jar.*differ"):
        ensure_jars(JAVA, print, jars=WANTED, folder=cache, repository=url)
    assert not WANTED[0].is_in(cache)


def test_a_repository_without_them(repository: tuple[str, Path], cache: Path) -> None:
    with pytest.raises(StackError, match="check the network") as refused:
        ensure_jars(JAVA, print, jars=[jar("none", b"")], folder=cache, repository=repository[0])
    assert len(str(refused.value).splitlines()) == 1
