"""Tokens for development, and a worker that nobody has given a key."""

import json
import time
from pathlib import Path

import pytest
from pydantic import SecretStr

from agents.runtime.access import Caller, Role
from fleet.access import config
from fleet.access.development import development_token, secret_file, with_secret
from fleet.access.errors import TokenError
from fleet.settings import Settings, SettingsError, load_settings
from fleet.supervise import settings_env
from tests.fleet.cli_support import fleet

SECRET = "a secret of forty characters, no phrase!"
HERE = "http://127.0.0.1:6066"


async def caller(settings: Settings, token: str) -> Caller:
    using = config.authenticator(settings, config.keys(settings))
    assert using is not None
    return await using.caller([f"Bearer {token}"])


async def test_a_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    made = with_secret(settings)
    assert secret_file(settings).stat().st_mode & 0o777 == 0o600
    assert with_secret(settings) == made, "the same at the next start"
    assert len(settings_env(made)["FLEET_AUTH_SECRET"]) >= 32, "workers get it"
    token = development_token(settings, HERE, "ada")
    assert token is not None
    assert await caller(made, token) == Caller("ada", frozenset({Role.ADMIN}))
    other = with_secret(Settings(data_dir=tmp_path / "other"))
    with pytest.raises(TokenError):
        await caller(other, token)


def test_a_key_that_is_given_is_left_alone(tmp_path: Path) -> None:
    for given in (
        Settings(data_dir=tmp_path, auth_secret=SecretStr(SECRET)),
        Settings(data_dir=tmp_path, auth_jwks="https://example.org/jwks"),
        Settings(data_dir=tmp_path, auth="off"),
    ):
        assert with_secret(given) == given
    assert not list(tmp_path.iterdir())
    assert development_token(Settings(data_dir=tmp_path), HERE) is None


def test_the_data_folders_secret_signs_for_this_machine_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with_secret(settings)
    assert development_token(settings, "https://fleet.example.org") is None
    assert development_token(settings, "http://127.0.0.1.example.org:6066") is None
    given = Settings(data_dir=tmp_path, auth_secret=SecretStr(SECRET))
    assert development_token(given, "https://fleet.example.org") is not None


def test_a_worker_without_a_key_says_what_to_set() -> None:
    with pytest.raises(SettingsError, match=r"FLEET_AUTH_SECRET.*FLEET_AUTH_JWKS.*FLEET_AUTH=off"):
        config.check(Settings())
    for well in (Settings(auth="off"), Settings(auth_secret=SecretStr(SECRET)), Settings(auth_jwks="/jwks.json")):
        config.check(well)
    done = fleet("worker", FLEET_KAFKA_BROKERS="127.0.0.1:1", FLEET_REDIS_MIRROR="false")
    assert done.returncode == 78
    assert done.stderr.startswith("error: no key to check tokens with: set FLEET_AUTH_SECRET")


def test_a_secret_that_is_too_short_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLEET_AUTH_SECRET", "too short a secret")
    with pytest.raises(SettingsError, match=r"FLEET_AUTH_SECRET.*32") as told:
        load_settings()
    assert "too short a" not in str(told.value)


async def test_the_command_prints_a_token_that_is_good(tmp_path: Path) -> None:
    variables = {"FLEET_DATA_DIR": str(tmp_path)}
    settings = Settings(data_dir=tmp_path)
    none = fleet("token", "--role", "admin", **variables)
    assert (none.returncode, none.stdout) == (78, "")
    assert "FLEET_AUTH_SECRET" in none.stderr
    made = with_secret(settings)
    done = fleet("token", "--role", "student", "--student", "stu-1", **variables)
    assert await caller(made, done.stdout.strip()) == Caller("stu-1", frozenset({Role.STUDENT}), "stu-1")
    told = json.loads(fleet("token", "--role", "teacher", "--hours", "2", "--json", **variables).stdout)
    assert (await caller(made, told["token"])).has(Role.TEACHER)
    assert 7100 < told["expires"] - time.time() <= 7200
    for wrong in (("student",), ("teacher", "--student", "stu-1"), ("student", "--student", "a:b"), ("root",)):
        assert fleet("token", "--role", *wrong, **variables).returncode == 2, wrong


async def test_a_jwks_file_is_read(tmp_path: Path) -> None:
    settings = Settings(auth_jwks=str(tmp_path / "missing.json"))
    public = config.keys(settings).public
    assert public is not None
    await public._look(0.0)
    assert public.generation == 0, "a missing file is a line in the log"
