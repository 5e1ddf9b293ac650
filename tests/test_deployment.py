"""Files for containers: right by their own specifications, and right about this fleet."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from fleet.settings import Settings, load_settings

ROOT = Path(__file__).parents[1]
KUBERNETES = ROOT / "deploy" / "kubernetes"
VERSION = "1.33"
"""Of Kubernetes: the oldest that is maintained; what is used is older by far."""

ITSELF = "kustomization.yaml"
PROBES = ("startupProbe", "livenessProbe", "readinessProbe")


def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())  # type: ignore[no-any-return]


def manifests() -> list[dict[str, Any]]:
    files = sorted(path for path in KUBERNETES.glob("*.yaml") if path.name != ITSELF)
    return [one for path in files for one in yaml.safe_load_all(path.read_text())]


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    for one in manifests():
        if "template" in one.get("spec", {}):
            yield one["metadata"]["name"], one["spec"]["template"]


def named(kind: str, name: str) -> dict[str, Any]:
    return next(one for one in manifests() if one["kind"] == kind and one["metadata"]["name"] == name)


def accepted(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings that a process with this environment has; unknown names are refused."""
    known = {f"FLEET_{name}".upper() for name in Settings.model_fields}
    assert set(environment) <= known
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load_settings()


# -- compose -----------------------------------------------------------------------------------------------------------
def test_compose_follows_its_specification() -> None:
    package = find_spec("check_jsonschema")  # its schemas alone: its program wants a newer click than the fleet has
    assert package is not None
    assert package.origin is not None
    schema = json.loads((Path(package.origin).parent / "builtin_schemas/vendor/compose-spec.json").read_text())
    jsonschema.validate(compose(), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"services": {"worker": {"imgae": "x"}}}, schema)


def test_compose_gives_settings_that_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    services = compose()["services"]
    own = {name: one for name, one in services.items() if one.get("image") == "agent-fleet"}
    assert {"worker", "archive", "topics", "simulate", "token"} == set(own)
    for one in own.values():
        given = accepted(one["environment"], monkeypatch)
        assert given.kafka_brokers == "kafka:9092"
        assert one["read_only"]
        assert one["cap_drop"] == ["ALL"]
    assert re.findall(r"(FLEET_\w+)=", " ".join(services["worker"]["command"])) == [
        "FLEET_INSTANCE_ID",
        "FLEET_ADVERTISED_URL",
    ]


def test_compose_mounts_files_that_there_are() -> None:
    for name, one in compose()["services"].items():
        for volume in one.get("volumes", ()):
            source = volume.split(":")[0]
            assert not source.startswith("./") or (ROOT / source).exists(), f"{name}: {source}"


def test_the_gateway_is_told_the_secret_of_the_workers(tmp_path: Path) -> None:
    """The command that fills it in is run as the container's shell runs it."""
    services = compose()["services"]
    fill, _, _ = services["kong"]["command"][0].replace("$$", "$").partition(" && exec ")
    secret = services["kong"]["environment"]["FLEET_AUTH_SECRET"]
    assert secret == services["worker"]["environment"]["FLEET_AUTH_SECRET"]
    here = fill.replace("> /tmp/", f"> {tmp_path}/").replace(" /kong/", f" {ROOT / 'deploy'}/")
    subprocess.run(["sh", "-c", here], env={**os.environ, "FLEET_AUTH_SECRET": secret}, check=True)
    filled = (tmp_path / "kong.yaml").read_text()
    assert secret in filled
    assert "DECK_" not in filled


def test_compose_publishes_on_this_machine_alone() -> None:
    ports = [port for one in compose()["services"].values() for port in one.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


# -- kubernetes --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("manifest", manifests(), ids=lambda one: f"{one['kind']} {one['metadata']['name']}")
def test_a_manifest_follows_its_schema(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, VERSION, strict=True)


def test_an_unknown_field_is_refused() -> None:
    wrong = named("StatefulSet", "fleet-worker")
    wrong["spec"]["replica"] = 3
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSION, strict=True)


def test_kustomize_is_told_of_every_file() -> None:
    told = yaml.safe_load((KUBERNETES / ITSELF).read_text())
    assert set(told["resources"]) == {path.name for path in KUBERNETES.glob("*.yaml")} - {ITSELF}
    images = {container["image"] for _, pod in pods() for container in pod["spec"]["containers"]}
    assert {one["name"] for one in told["images"]} == images


def test_settings_of_the_manifests_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    given = named("ConfigMap", "fleet")["data"]
    container = named("StatefulSet", "fleet-worker")["spec"]["template"]["spec"]["containers"][0]
    own = {one["name"]: one.get("value", "fleet-worker-0") for one in container["env"]}
    address = own["FLEET_ADVERTISED_URL"].replace("$(FLEET_INSTANCE_ID)", own["FLEET_INSTANCE_ID"])
    settings = accepted({**given, **own, "FLEET_ADVERTISED_URL": address}, monkeypatch)
    assert settings.replication_factor == 3
    assert settings.advertised_url == "http://fleet-worker-0.fleet-workers:6066"


@pytest.mark.parametrize(("name", "port"), [("fleet-worker", 6066), ("fleet-archive", 6067)])
def test_prometheus_finds_every_pod_that_runs_on(name: str, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pod = dict(pods())[name]
    told = pod["metadata"]["annotations"]
    assert told == {"prometheus.io/scrape": "true", "prometheus.io/port": str(port), "prometheus.io/path": "/metrics"}
    container = pod["spec"]["containers"][0]
    assert container["ports"] == [{"name": "http", "containerPort": port}]
    for probe in PROBES:
        assert container[probe]["httpGet"]["port"] == "http"
    own = {one["name"]: one["value"] for one in container["env"] if one["name"].endswith("PORT")}
    given = accepted(own, monkeypatch)
    assert (given.web_port if name == "fleet-worker" else given.archive_web_port) == port
    allowed = [one["port"] for rule in named("NetworkPolicy", "fleet")["spec"]["ingress"] for one in rule["ports"]]
    assert port in allowed


def test_pods_have_no_more_rights_than_they_need() -> None:
    user = int(re.findall(r"useradd --uid (\d+)", (ROOT / "Dockerfile").read_text())[0])
    every = dict(pods())
    assert set(every) == {"fleet-worker", "fleet-archive", "fleet-topics"}
    for pod in every.values():
        spec = pod["spec"]
        assert spec["serviceAccountName"] == "fleet"
        assert (spec["securityContext"]["runAsUser"], spec["securityContext"]["runAsNonRoot"]) == (user, True)
        for container in spec["containers"]:
            rights = container["securityContext"]
            assert rights["readOnlyRootFilesystem"]
            assert not rights["allowPrivilegeEscalation"]
            assert rights["capabilities"] == {"drop": ["ALL"]}
            assert {one["mountPath"] for one in container["volumeMounts"]} == {"/tmp", "/var/lib/fleet"}
            assert "memory" in container["resources"]["limits"]


def test_selectors_and_ports_fit() -> None:
    workers = named("StatefulSet", "fleet-worker")
    labels = workers["spec"]["template"]["metadata"]["labels"]
    container = workers["spec"]["template"]["spec"]["containers"][0]
    port = Settings.model_fields["web_port"].default
    assert [one["containerPort"] for one in container["ports"]] == [port]
    for kind, name in (("Service", "fleet"), ("Service", "fleet-workers")):
        service = named(kind, name)["spec"]
        assert service["selector"].items() <= labels.items()
        assert [one["port"] for one in service["ports"]] == [port]
    assert named("PodDisruptionBudget", "fleet-worker")["spec"]["selector"]["matchLabels"] == labels
    assert workers["spec"]["serviceName"] == "fleet-workers"
    assert {container[one]["httpGet"]["path"] for one in PROBES} == {"/health/live", "/health/ready"}
    assert (
        labels["app.kubernetes.io/name"]
        == named("NetworkPolicy", "fleet")["spec"]["podSelector"]["matchLabels"]["app.kubernetes.io/name"]
    )


def test_pods_have_time_to_stop() -> None:
    """A worker that is told to stop waits for open transactions."""
    for name, pod in pods():
        if name != "fleet-topics":
            assert pod["spec"]["terminationGracePeriodSeconds"] >= 30, name
