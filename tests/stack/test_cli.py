"""The commands as people run them, against real servers."""

import asyncio
import contextlib
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from fleet.cli.errors import CONFIG
from fleet.demo_checks import check_redis, read_rocksdb
from fleet.settings import Settings, load_settings
from fleet.stack.local import LocalStack
from fleet.stack.ports import choose_port
from fleet.stack.process import Identity, tail
from fleet.stack.state import read_state
from fleet.topic_admin import check_topics, ensure_topics, judge
from schemas.topics import LEARNING_EVENTS, changelog
from tables.kafka.admin import AdminError, WantedTopic, create_topics, describe_topics
from tables.store import LocalPosition, PartitionStore, StoreOptions
from tests.fleet.cli_support import ROOT, Done, environment, fleet, process

pytestmark = pytest.mark.stack

DEADLINE = 120.0  # seconds: two cores start a broker, a database and a worker, beside whatever else runs


def eventually(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


# -- topics ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def settings(stack: LocalStack) -> Settings:
    return load_settings(app_id=f"cli-{uuid.uuid4().hex[:8]}", kafka_brokers=stack.addresses.kafka)


async def test_missing_topics_are_created_as_the_catalogue_has_them(settings: Settings) -> None:
    brokers = settings.kafka_brokers or ""
    before = await check_topics(brokers, settings)
    own = f"{settings.app_id}-mastery-changelog"
    assert own in [topic.name for topic in before.missing]
    report, created = await ensure_topics(brokers, settings)
    assert own in created
    assert (report.missing, report.findings) == ((), ())
    assert (await ensure_topics(brokers, settings))[1] == []
    found = (await describe_topics(brokers, {own}))[own]
    assert (found.partitions, found.replication, found.config["cleanup.policy"]) == (6, 1, "compact")


async def test_two_workers_may_create_the_same_topics_at_once(settings: Settings) -> None:
    brokers = settings.kafka_brokers or ""
    wanted = WantedTopic(f"{settings.app_id}-twice", 6, 1, {})
    assert await create_topics(brokers, [wanted]) == [wanted.name]
    assert await create_topics(brokers, [wanted]) == []


async def test_more_replicas_than_brokers_are_refused_in_words(settings: Settings) -> None:
    wanted = WantedTopic(f"{settings.app_id}-replicas", 6, 3, {})
    with pytest.raises(AdminError, match=r"too few brokers for 3 replicas.*FLEET_REPLICATION_FACTOR"):
        await create_topics(settings.kafka_brokers or "", [wanted])


async def test_times_of_producers_are_refused(settings: Settings) -> None:
    brokers = settings.kafka_brokers or ""
    name = f"{settings.app_id}-events"
    await create_topics(brokers, [WantedTopic(name, 6, 1, {"message.timestamp.type": "CreateTime"})])
    topic = replace(LEARNING_EVENTS, name=name)
    fatal = judge([topic], await describe_topics(brokers, {name}), settings).fatal
    assert any("message.timestamp.type=CreateTime and must have LogAppendTime" in one.text for one in fatal)


def test_a_wrong_partition_count_is_one_line_for_every_command(settings: Settings, tmp_path: Path) -> None:
    brokers = settings.kafka_brokers or ""
    topic = changelog(settings.app_id, "mastery")
    config = topic.config(settings.max_payload_bytes)
    others = [one for one in asyncio.run(check_topics(brokers, settings)).missing if one.name != topic.name]
    wanted = [WantedTopic(one.name, 6, 1, one.config(settings.max_payload_bytes)) for one in others]
    asyncio.run(create_topics(brokers, [*wanted, WantedTopic(topic.name, 3, 1, config)]))
    for command in (["worker"], ["topics", "check"], ["topics", "create"]):
        done = fleet(
            *command,
            FLEET_APP_ID=settings.app_id,
            FLEET_KAFKA_BROKERS=brokers,
            FLEET_REDIS_MIRROR="false",
            FLEET_AUTH="off",
            FLEET_DATA_DIR=str(tmp_path),
            FLEET_WEB_PORT=str(choose_port(None, "HTTP")),
        )
        assert done.returncode == CONFIG, done.stderr
        line = done.stderr.splitlines()[-1]
        assert line.startswith(f"error: topic {topic.name} has 3 partitions and must have 6")
        assert "Traceback" not in done.stderr


def test_topics_by_command(settings: Settings) -> None:
    variables = {"FLEET_APP_ID": settings.app_id, "FLEET_KAFKA_BROKERS": settings.kafka_brokers or ""}
    own = f"{settings.app_id}-mastery-changelog"
    missing = fleet("topics", "check", **variables)
    assert missing.returncode == CONFIG
    assert own in missing.stderr
    assert "python -m fleet topics create" in missing.stderr
    assert own in json.loads(fleet("topics", "create", "--json", **variables).stdout)["created"]
    check = fleet("topics", "check", "--json", **variables)
    assert (check.returncode, json.loads(check.stdout)) == (0, {"ok": True, "missing": [], "findings": []})
    listed = {row["name"]: row for row in json.loads(fleet("topics", "list", "--json", **variables).stdout)}
    assert (listed[own]["cleanup"], listed[own]["found_partitions"]) == ("compact", 6)


# -- dev ---------------------------------------------------------------------------------------------------------------
def using(folder: Path) -> list[int]:
    """Processes of a stack in this folder, and all that were started, at whatever remove, with it in their environment.

    Redis writes its title over its environment: it is known by the stack's own record, as long as that is there.
    """
    state = read_state(folder)
    recorded = [one.pid for one in state.processes if one.process().alive()] if state is not None else []
    wanted = f"FLEET_DATA_DIR={folder}".encode()
    found = set(recorded)
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            alive = (path / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
            if alive and wanted in (path / "environ").read_bytes().split(b"\0"):
                found.add(int(path.name))
    return sorted(found)


# Makes standard input the terminal of the session, then becomes the command that follows. A SIGHUP that is ignored, as
# below `nohup`, would mean that it is to outlive its terminal.
_OWN_TERMINAL = (
    "import fcntl, os, signal, sys, termios; signal.signal(signal.SIGHUP, signal.SIG_DFL); "
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
)


class Dev:
    """`dev` in a terminal of its own, speaking JSON."""

    def __init__(self, folder: Path, port: int, *words: str) -> None:
        self.terminal, inner = pty.openpty()
        self.port = str(port)
        self.folder = folder
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                _OWN_TERMINAL,
                sys.executable,
                "-m",
                "fleet",
                "dev",
                "--json",
                "--students",
                "30",
                *words,
            ],
            cwd=ROOT,
            env=environment(FLEET_DATA_DIR=str(folder), FLEET_WEB_PORT=self.port),
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
        )
        os.close(inner)
        self._text = ""

    def wait_for(self, event: str, **conditions: object) -> dict[str, Any]:
        """The first line of this kind for which the conditions hold."""
        deadline = time.monotonic() + DEADLINE
        ended = False
        while time.monotonic() < deadline and not ended:
            ended = self.process.poll() is not None  # looked at first, so that its last words are read
            while "\n" in self._text:
                line, _, self._text = self._text.partition("\n")
                found = json.loads(line) if line.startswith("{") else {}
                if found.get("event") == event and conditions.items() <= found.items():
                    return found
            if select.select([self.terminal], [], [], 0.1)[0]:
                with contextlib.suppress(OSError):  # its end was closed
                    self._text += os.read(self.terminal, 65536).decode()
        logs = {path.name: tail(path) for path in (self.folder / "logs").glob("worker-*.log")}
        raise AssertionError(f"no {event} in time: {self._text} {logs}")

    def fleet(self, *words: str) -> Done:
        """Another command in the same folder."""
        return fleet(*words, FLEET_DATA_DIR=str(self.folder), FLEET_WEB_PORT=self.port)

    def close_terminal(self) -> None:
        """As a window that is closed: everything in it gets SIGHUP."""
        os.close(self.terminal)
        self.terminal = -1

    def end(self) -> None:
        """Whatever the test has left."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.terminal >= 0:
            self.close_terminal()


@pytest.fixture
def starts_dev(tmp_path: Path) -> Iterator[Callable[..., Dev]]:
    made: list[Dev] = []
    port = choose_port(None, "HTTP")  # one for all: a worker's id, web address and data belong together

    def start(*words: str) -> Dev:
        made.append(Dev(tmp_path / "data", port, *words))
        return made[-1]

    yield start
    for dev in made:
        dev.end()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc; only Linux ends children with their parent")
def test_dev_runs_the_fleet_and_leaves_nothing_behind(starts_dev: Callable[..., Dev], tmp_path: Path) -> None:
    data = tmp_path / "data"
    dev = starts_dev("--rate", "200", "--poison", "0.01")
    running = dev.wait_for("running")
    assert dev.wait_for("status", workers_up=1)["records"] >= 0

    student = running["student"]
    eventually(lambda: dev.fleet("query", student).returncode == 0)
    present = json.loads(dev.fleet("query", student, "--json").stdout)
    component = present["components_tracked"][0]
    shown = dev.fleet("query", student).stdout
    assert f"{student}: overall" in shown
    assert component in shown
    history = json.loads(dev.fleet("query", student, "--history", "--component", component, "--json").stdout)
    assert history["component"] == component
    assert 0 <= history["history"][0]["mastery"] <= 1
    assert history["history"][0]["date"] in dev.fleet("query", student, "--history", "--component", component).stdout
    assert "nothing is known of nobody yet" in dev.fleet("query", "nobody").stderr
    refused = dev.fleet("query", "a:b")
    assert refused.returncode == 2
    assert refused.stderr.startswith("error: ")

    sent = json.loads(dev.fleet("simulate", "--events", "500", "--duplicates", "0.1", "--json").stdout)
    assert (sent["sent"], sent["kinds"]) == (500, {"event": 450, "duplicate": 50})
    assert dev.fleet("topics", "check").returncode == 0
    status = json.loads(dev.fleet("stack", "status", "--json").stdout)
    assert (status["kafka"], status["redis"]) == (running["kafka"], running["redis"])
    second = dev.fleet("dev")
    assert second.returncode != 0
    assert len([line for line in second.stderr.splitlines() if line.startswith("error: ")]) == 1

    # A worker that is killed is started again, and folding goes on.
    os.kill(running["workers"]["worker-1"], signal.SIGKILL)
    told = dev.wait_for("status", restarts=1, workers_up=1)
    eventually(lambda: dev.wait_for("status")["records"] > told["records"] + 200)

    before = [identity for pid in using(data) if (identity := Identity.of(pid)) is not None]
    assert len(before) >= 5  # dev, worker, Kafka, Redis, PostgreSQL
    dev.close_terminal()
    dev.process.wait(DEADLINE)
    assert using(data) == []
    assert [one for one in before if one.alive()] == []

    # The same data again, from two workers; this time dev itself gets no chance to clean up.
    dev = starts_dev("--workers", "2")
    dev.wait_for("running")
    again = dev.wait_for("status", workers_up=2)
    assert again["records"] > 500
    before = [identity for pid in using(data) if (identity := Identity.of(pid)) is not None]
    assert len(before) >= 6
    dev.process.kill()
    eventually(lambda: not [one for one in before if one.alive()] and using(data) == [])


# -- demo --------------------------------------------------------------------------------------------------------------
def test_the_demo_agrees_with_itself_and_cleans_up(tmp_path: Path) -> None:
    words = ["--events", "4000", "--students", "100", "--poison", "0.01", "--json"]
    done = process("demo", *words, TMPDIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["ok"] is True
    assert result["students"] == 100
    assert result["dead_letters"] == result["poison"] == 40
    assert result["ledger"]["applied"] == 4000 - 80 - 40
    assert result["ledger"]["duplicates"] == 80
    assert len(result["metrics"]) > 20
    assert list(tmp_path.iterdir()) == []


# -- what the demo's verdict stands on ---------------------------------------------------------------------------------
async def test_a_wrong_value_in_redis_is_found(stack: LocalStack) -> None:
    student = f"stu-{uuid.uuid4().hex[:8]}"
    right, wrong, missing = (f"student:{student}:mastery:{end}" for end in ("latest", "2026-01-13", "2026-01-14"))
    async with Redis.from_url(stack.addresses.redis) as redis:
        for key in (right, wrong):
            await redis.hset(key, mapping={"data": b"{}", "version": 1, "topic": "t"})
    assert await check_redis(stack.addresses.redis, {right: b"{}"}, "") == []
    found = await check_redis(stack.addresses.redis, {right: b"{}", wrong: b"{ }", missing: b"{}"}, "", patience=0)
    assert [str(one) for one in found] == [
        f"{student}: Redis differs in {wrong}",
        f"{student}: Redis lacks {missing}",
    ]


def test_only_public_values_are_read_from_the_tables(tmp_path: Path) -> None:
    changes = {
        b"student:stu-1:mastery:latest": b"1",
        b"student:stu-1:mastery:2026-01-13": b"2",
        b"student:stu-1:winner:loops:2026-01-13": b"3",
        b"checkpoint:learning.events": b"4",
    }
    store = PartitionStore(
        tmp_path / "workers" / "worker-1" / "agent-fleet" / "mastery" / "0.db", StoreOptions(1 << 20, 1 << 20)
    )
    store.write(changes, LocalPosition("id", 1, 0.0))
    store.close()
    assert read_rocksdb(tmp_path) == {"student:stu-1:mastery:latest": b"1", "student:stu-1:mastery:2026-01-13": b"2"}
