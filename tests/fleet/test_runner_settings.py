"""The settings of students' programs, as the runner gets them."""

import pytest

from fleet.options import runner_config
from fleet.settings import SettingsError, load_settings


def test_the_safe_layers_are_required_by_default() -> None:
    config = runner_config(load_settings())
    assert set(config.require) == {"rlimits", "landlock", "seccomp"}
    assert set(config.skip) == set()
    assert (config.limits.wall_seconds, config.limits.cpu_seconds, config.limits.memory_bytes) == (5.0, 5, 50 << 20)


def test_limits_of_resources_are_required_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLEET_RUNNER_REQUIRE", "user")
    monkeypatch.setenv("FLEET_RUNNER_SKIP", "namespaces")
    monkeypatch.setenv("FLEET_RUNNER_SECONDS", "2.5")
    config = runner_config(load_settings())
    assert set(config.require) == {"rlimits", "user"}
    assert set(config.skip) == {"namespaces"}
    assert config.limits.cpu_seconds == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FLEET_RUNNER_REQUIRE", "landlok"),
        ("FLEET_RUNNER_REQUIRE", "landlock, seccomp"),
        ("FLEET_RUNNER_SKIP", "all"),
        ("FLEET_RUNNER_FIRST_USER", "0"),
        ("FLEET_RUNNER_MEMORY_MB", "1"),
    ],
)
def test_what_weakens_by_mistake_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()
