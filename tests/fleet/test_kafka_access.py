"""What each role may do, as drawn from the topology; and how a process logs in."""

import shlex
from pathlib import Path

import pytest

from fleet.kafka_access import ROLES, Grant, commands, grants, merged
from fleet.settings import Settings, SettingsError, load_settings
from fleet.topology import AGENTS
from tables.kafka.login import Login, LoginError, log_in, options

SETTINGS = Settings(app_id="app")
STATE = "app-mastery-changelog"


def allowed(role: str) -> dict[str, frozenset[str]]:
    return {one.name: frozenset(one.operations) for one in grants(role, SETTINGS)}


def test_the_progress_agent_alone_writes_the_state_and_all_read_it() -> None:
    for spec in AGENTS:
        may = allowed(spec.name)
        assert "Read" in may[STATE], spec.name
        assert ("Write" in may[STATE]) == (spec.name == "progress"), spec.name
        assert ("app-mastery-" in may) == (spec.name == "progress"), spec.name


def test_all_agents_read_events_and_those_that_answer_write_responses() -> None:
    for spec in AGENTS:
        may = allowed(spec.name)
        assert "Read" in may["learning.events"]
        answers = "agent.responses" in [topic.name for topic in spec.writes]
        assert ("Write" in may.get("agent.responses", ())) == answers, spec.name


def test_a_worker_may_what_its_agents_may_and_look_at_every_topic() -> None:
    worker = allowed("worker")
    for spec in AGENTS:
        for name, operations in allowed(spec.name).items():
            assert operations <= worker[name], (spec.name, name)
    assert "DescribeConfigs" in worker["struggle.alerts"]
    assert not any("Create" in one or "Delete" in one for one in worker.values())


def test_readers_may_not_write_and_producers_do_not_see_the_state() -> None:
    for role in ("archive", "mirror"):
        assert all(one == {"Read", "Describe"} for one in allowed(role).values())
    producer = allowed("producer")
    assert STATE not in producer
    assert producer["learning.events"] == {"Write", "Describe"}
    assert producer["debug.requests"] == {"Write", "Describe"}
    assert producer["agent.responses"] == {"Read", "Describe"}


@pytest.mark.parametrize("role", [*ROLES, *(spec.name for spec in AGENTS)])
def test_the_commands_say_what_the_grants_say(role: str) -> None:
    found = grants(role, SETTINGS)
    told = []
    for line in commands(found, "User:x", ["--bootstrap-server", "b:1"]):
        words = shlex.split(line.replace("--cluster", "--cluster kafka-cluster"))  # an option without a value
        assert words[:6] == ["kafka-acls", "--bootstrap-server", "b:1", "--add", "--allow-principal", "User:x"]
        pairs = list(zip(words[6::2], words[7::2], strict=True))
        operations = frozenset(value for option, value in pairs if option == "--operation")
        prefixed = ("--resource-pattern-type", "prefixed") in pairs
        told += [
            Grant(option[2:], value, operations, prefixed)  # type: ignore[arg-type]  # checked by the comparison
            for option, value in pairs
            if option not in ("--operation", "--resource-pattern-type")
        ]
    assert merged(told) == found


def test_clients_log_in_by_the_address_that_they_connect_to() -> None:
    log_in("b:1", Login("SASL_PLAINTEXT", "PLAIN", user="u", password="p"))
    assert options("b:1") == {
        "bootstrap_servers": "b:1",
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "PLAIN",
        "sasl_plain_username": "u",
        "sasl_plain_password": "p",
    }
    assert options("b:2") == {"bootstrap_servers": "b:2"}
    assert "p'" not in repr(Login("SASL_PLAINTEXT", user="u", password="p"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kafka_protocol": "SASL_SSL"}, "user and a password"),
        ({"kafka_protocol": "SSL", "kafka_ca_file": "/nowhere.pem"}, "/nowhere.pem"),
        ({"kafka_protocol": "SSL", "kafka_cert_file": "/nowhere.pem"}, "/nowhere.pem"),
    ],
)
def test_a_login_that_cannot_be_is_told_before_anything_connects(given: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        load_settings(kafka_brokers="b:3", **given)


def test_files_that_are_no_certificates(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with pytest.raises(LoginError, match="PEM"):
        Login("SSL", ca_file=tmp_path / "x")
