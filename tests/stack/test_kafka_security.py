"""A broker with TLS, SCRAM and an authorizer: every client of the fleet logs in and may do exactly what it has to."""

import asyncio
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fleet.kafka_access import check_access, commands, grants
from fleet.settings import Settings, log_in_to_kafka
from fleet.stack.kafka_server import KafkaServer
from fleet.stack.probes import LoginRefusedError, probe_kafka
from fleet.topic_admin import ensure_topics
from schemas.topics import LEARNING_EVENTS, PARTITIONS
from tables.kafka.access import AccessDeniedError
from tables.kafka.log_dirs import topic_bytes
from tables.kafka.login import Login, log_in
from tests.stack.certificates import Authority
from tests.stack.support import ROOT, Worker, free_port, until

pytestmark = pytest.mark.stack

USERS = ("admin", "fleet-worker", "fleet-archive", "fleet-producer", "nobody")
APP = "secured"
_JAAS = "org.apache.kafka.common.security.{0}"


def _scram(user: str) -> str:
    return f'{_JAAS.format("scram.ScramLoginModule")} required username="{user}" password="{user}-password";'


def _properties(server_pem: Path, ca: Path) -> dict[str, str]:
    plain = " ".join(f'user_{name}="{name}-password"' for name in USERS)
    return {
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:SASL_SSL",
        "inter.broker.listener.name": "PLAINTEXT",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512,PLAIN",
        "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
        # Also how the broker logs in at itself: whoever leads a partition asks the transaction's coordinator.
        "listener.name.plaintext.scram-sha-512.sasl.jaas.config": _scram("admin"),
        "listener.name.plaintext.plain.sasl.jaas.config": f"{_JAAS.format('plain.PlainLoginModule')} required {plain};",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(server_pem),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(ca),
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:admin;User:ANONYMOUS",  # the latter is the broker itself on the controller's listener
    }


@dataclass
class Secured:
    """The broker, and how to be somebody on it."""

    server: KafkaServer
    ca: Path
    folder: Path

    def settings(self, user: str, **more: Any) -> Settings:
        return Settings(
            app_id=APP,
            kafka_brokers=self.server.address,
            kafka_protocol="SASL_SSL",
            kafka_user=user,
            kafka_password=f"{user}-password",
            kafka_ca_file=self.ca,
            data_dir=self.folder / "data",
            redis_mirror=False,
            **more,
        )

    def be(self, user: str, **more: Any) -> Settings:
        """This process is that user from now on."""
        settings = self.settings(user, **more)
        log_in_to_kafka(settings)
        return settings

    def environment(self, user: str, **more: str) -> dict[str, str]:
        return {
            **{key: value for key, value in os.environ.items() if not key.startswith("FLEET_")},
            "FLEET_APP_ID": APP,
            "FLEET_KAFKA_BROKERS": self.server.address,
            "FLEET_KAFKA_PROTOCOL": "SASL_SSL",
            "FLEET_KAFKA_USER": user,
            "FLEET_KAFKA_PASSWORD": f"{user}-password",
            "FLEET_KAFKA_CA_FILE": str(self.ca),
            "FLEET_DATA_DIR": str(self.folder / "data"),
            "FLEET_REDIS_MIRROR": "false",
            "FLEET_AUTH": "off",
            **more,
        }

    @property
    def reach(self) -> list[str]:
        """Options of `kafka-acls`."""
        return ["--bootstrap-server", self.server.address, "--command-config", str(self.folder / "admin.properties")]

    async def grant(self, role: str) -> None:
        """Run the commands that are printed for a role, for the user of its name."""
        lines = commands(grants(role, self.settings("admin")), f"User:fleet-{role}", self.reach)
        await asyncio.gather(*map(self._run, lines))

    async def change(self, how: str, *what: str) -> None:
        """Give the worker's user something, or take it away."""
        forced = ("--force",) if how == "--remove" else ()
        words = ["kafka-acls", *self.reach, how, *forced, "--allow-principal", "User:fleet-worker", *what]
        await self._run(shlex.join(words))

    async def _run(self, line: str) -> None:
        tool = self.server.tool("org.apache.kafka.tools.AclCommand", *shlex.split(line)[1:])
        await self.server.run_to_end(tool, line)


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    folder = tmp_path_factory.mktemp("secured")
    authority = Authority(folder)
    _, pem = authority.issue("server")
    users = [f"SCRAM-SHA-512=[name={name},password={name}-password]" for name in USERS]
    server = KafkaServer(
        folder / "kafka",
        folder / "kafka.log",
        None,
        short_lived=True,
        properties=_properties(pem, authority.file),
        format_options=[word for one in users for word in ("--add-scram", one)],
    )
    server.choose_port()
    one = Secured(server, authority.file, folder)
    (folder / "admin.properties").write_text(
        "security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\nssl.truststore.type=PEM\n"
        f"ssl.truststore.location={authority.file}\n"
        f"sasl.jaas.config={_scram('admin')}\n"
    )
    admin = one.be("admin")
    asyncio.run(server.start(print))
    try:
        asyncio.run(ensure_topics(server.address, admin))
        for role in ("worker", "archive", "producer"):
            asyncio.run(one.grant(role))
        yield one
    finally:
        asyncio.run(server.stop())


def fleet(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fleet", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)


async def test_each_role_does_its_work_with_exactly_the_grants_that_are_printed(
    secured: Secured, tmp_path: Path, stack: Any
) -> None:
    # Who has no grants is told before anything is begun.
    refused = await asyncio.to_thread(fleet, secured.environment("nobody"), "worker")
    assert refused.returncode == 78
    assert "the brokers do not grant nobody" in refused.stderr
    assert "topics acls --role worker" in refused.stderr

    worker = Worker(
        secured.environment("fleet-worker", FLEET_WEB_PORT=str(port := free_port())),
        port,
        tmp_path / "worker.log",
        tmp_path,
    )
    try:
        await worker.ready()
        # The producer logs in by the other mechanism.
        producing = secured.environment("fleet-producer", FLEET_KAFKA_MECHANISM="PLAIN")
        sent = await asyncio.to_thread(fleet, producing, "simulate", "--events", "500", "--poison", "0.02")
        assert sent.returncode == 0, sent.stderr
        ledger = await worker.read(500)
        assert ledger["dead_letters"] > 0
        status, body = await worker.post(
            "/progress/by-http",
            {"component": "loops", "scores": dict.fromkeys(("completion", "quiz", "quality", "consistency"), 0.5)},
        )
        assert status == 202, body
        await worker.read(501)

        archive = secured.environment("fleet-archive", FLEET_POSTGRES_DSN=stack.addresses.postgres)
        copied = await asyncio.to_thread(fleet, archive, "archive", "--until-level", "--json")
        assert copied.returncode == 0, copied.stderr

        # Nobody may do more: the archive cannot send, the producer cannot read the state.
        denied = await asyncio.to_thread(fleet, secured.environment("fleet-archive"), "simulate", "--events", "1")
        assert denied.returncode != 0
        assert "uthoriz" in denied.stderr
    finally:
        worker.stop()


@pytest.mark.parametrize(
    ("taken", "named"),
    [
        (("--operation", "Write", "--topic", "dead-letter.queue"), "Write on topic dead-letter.queue"),
        (("--operation", "Read", "--group", APP), f"Read on group {APP}"),
        (
            (
                *("--operation", "Write", "--operation", "Describe", "--transactional-id", f"{APP}-mastery-"),
                *("--resource-pattern-type", "prefixed"),
            ),
            f"Write on transactional ids {APP}-mastery-*",
        ),
    ],
)
async def test_a_missing_grant_is_named_before_the_worker_begins(
    secured: Secured, taken: tuple[str, ...], named: str
) -> None:
    await secured.change("--remove", *taken)
    settings = secured.be("fleet-worker")
    try:

        async def said() -> bool:
            with pytest.raises(AccessDeniedError) as caught:
                await check_access(settings)
            return named in str(caught.value)

        await until(f"the broker takes {named} away", said)
    finally:
        secured.be("admin")
        await secured.change("--add", *taken)


async def test_the_room_of_topics_is_told_to_who_may_describe_the_cluster(secured: Secured) -> None:
    taken = ("--operation", "Describe", "--cluster")
    topic, address = LEARNING_EVENTS.name, secured.server.address
    secured.be("fleet-worker")
    try:
        assert (await topic_bytes(address, [topic], PARTITIONS)).keys() == {topic}
        await secured.change("--remove", *taken)

        async def nothing() -> bool:
            return await topic_bytes(address, [topic], PARTITIONS) == {}

        await until("the broker tells nothing any more", nothing)
        await check_access(secured.settings("fleet-worker"))  # the metric alone is missing: a worker starts
    finally:
        secured.be("admin")
        await secured.change("--add", *taken)


async def test_a_worker_that_lacks_a_topic_says_who_may_create_it(secured: Secured) -> None:
    other = secured.environment("fleet-worker", FLEET_APP_ID="another")
    refused = await asyncio.to_thread(fleet, other, "topics", "create")
    assert refused.returncode == 78
    assert "topics acls --role admin" in refused.stderr


async def test_a_wrong_password_and_an_unknown_authority_are_told_at_once(secured: Secured, tmp_path: Path) -> None:
    address = secured.server.address
    stranger = Authority(tmp_path, "stranger")
    try:
        for login, words in (
            (Login("SASL_SSL", user="admin", password="wrong", ca_file=secured.ca), "refuse admin"),
            (Login("SASL_SSL", user="admin", password="admin-password", ca_file=stranger.file), "no TLS connection"),
        ):
            log_in(address, login)
            with pytest.raises(LoginRefusedError, match=words):
                await probe_kafka(address)
    finally:
        secured.be("admin")
    wrong = {**secured.environment("fleet-worker"), "FLEET_KAFKA_PASSWORD": "wrong"}
    for command in ("worker", "archive", "simulate"):
        words = (command, *(("--events", "1") if command == "simulate" else ()))
        env = {**wrong, "FLEET_POSTGRES_DSN": "postgresql://nobody@127.0.0.1:1/none"}
        done = await asyncio.to_thread(fleet, env, *words)
        assert (done.returncode, LEARNING_EVENTS.name in done.stderr) == (78, False), done.stderr
        assert "FLEET_KAFKA_PASSWORD" in done.stderr
