import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import RegistryError, UnknownSchemaError
from schemas.majors import major_of
from schemas.registry import BUNDLED, FileRegistry, RegisteredSchema, fingerprint

# What was once registered never changes: a new version gets a new id, a new file and a new line here.
PINNED = {
    1: ("learning.events-value", 1, "324dc2ddfc508ec87c108c4ace6b9422c987574f68c8bdc7d99c24ea950780fe"),
    2: ("progress.requests-value", 1, "d4e01aefb1b73b6dbafb2c79c1e5cf3725388140e74f6d51061ca4a3c19ddcce"),
    3: ("debug.requests-value", 1, "30a722d047d7a423a0516c256e60145f6ee9446a0af3085133eaea8491bf6bcc"),
    4: ("concepts.requests-value", 1, "c0ee7b5f461865ec9b6bdd8557dab81ed4dc5180f4091151ea7003cbdd4d1fc7"),
    5: ("exercise.requests-value", 1, "0b08e3afe5d40a09c36c954310f745db7e536b237a0e4ff5e7bb78d51af7df6f"),
    6: ("review.requests-value", 1, "29071558d95209a074b98258bc22b609fb4d767257ab1fd25affc4f73dafa7e4"),
    7: ("agent.responses-value", 1, "33e6abe3f0c423178d242eedcce3553bb0f44455c9fc7ef519ed1e6d3ffa0dd1"),
    8: ("learning.signals-value", 1, "67e33450bb5c49fa7affaeff7f464bc159ccaaceddbb662b49f74bd28677fb10"),
    9: ("struggle.alerts-value", 1, "552120fc4bd1906cdd94264a361107d4378e935e8ee4a9fe2dca4b20d67af132"),
    10: ("dead-letter.queue-value", 1, "6935cd10b74c8f09077e85d04e704dd5392507cf037b59052fac93725dd44aae"),
    11: ("dead-letter.status-value", 1, "0afc47dc7851460eaf69e29da769dcd093fcce38d986f97d3f2f6da9224ba89a"),
    12: ("dead-letter.queue-value", 2, "3c12c087299d6a7836471292d6cc8b1924091f55c0e997dfe1f24ab5fd3e166e"),
    13: ("dead-letter.status-value", 2, "7c72b6208ccadd140afbfa32de203f9012995a0c25ff566a10e395b0008a4f1c"),
    14: ("review.requests-value", 2, "26fc9ff51ce77e269aa504ae339823a148c76d5875b2a3698ef10d2c92cad478"),
    15: ("learning.events-value", 2, "9e127b1b06e50b6f356a8c49cd944d5abc487a551bf28f7d520831da4bdc365a"),
    16: (
        "learning.events-fleet.v2.StudentProgress",
        1,
        "5da2357b146014c2aaabc1b05787afe467fd478a7a0e321b3ec6c500462705f0",
    ),
}


def test_registered_schemas_are_what_they_always_were(registry: FileRegistry) -> None:
    found = {schema.id: (schema.subject, schema.version, fingerprint(schema.schema)) for schema in registry}
    assert found == PINNED


def test_every_schema_file_is_registered() -> None:
    registered = {entry["file"] for entry in json.loads(BUNDLED.read_text())["schemas"]}
    assert registered == {path.name for path in BUNDLED.parent.glob("*.avsc")}


def test_every_record_has_a_version_and_words_for_every_field(registry: FileRegistry) -> None:
    for registered in registry:
        fields = {field["name"]: field for field in registered.schema["fields"]}
        assert fields["version"]["default"] == f"{major_of(registered.name)}.{registered.version - 1}", registered.name
        assert registered.name.startswith("fleet.")
        assert all(field["doc"].endswith(".") for field in fields.values()), registered.name


def test_an_edited_schema_is_refused(tmp_path: Path) -> None:
    _copy(tmp_path)
    FileRegistry.load(tmp_path / "registry.json")
    path = tmp_path / "student_progress.v1.avsc"
    schema = json.loads(path.read_text())
    schema["fields"][1]["default"] = "something.else"
    path.write_text(json.dumps(schema))
    with pytest.raises(RegistryError, match=r"student_progress\.v1\.avsc differs.*add a version"):
        FileRegistry.load(tmp_path / "registry.json")


def test_white_space_and_order_of_keys_do_not_count(tmp_path: Path) -> None:
    _copy(tmp_path)
    path = tmp_path / "student_progress.v1.avsc"
    path.write_text(json.dumps(json.loads(path.read_text()), sort_keys=True, indent=7))
    FileRegistry.load(tmp_path / "registry.json")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schemas": [{"id": 1}]}', '{"schemas": 1}'])
def test_a_damaged_registry_says_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "registry.json"
    path.write_text(text)
    with pytest.raises(RegistryError, match=r"registry\.json cannot be read"):
        FileRegistry.load(path)


def test_a_missing_schema_file_says_so(tmp_path: Path) -> None:
    _copy(tmp_path)
    (tmp_path / "error_event.v1.avsc").unlink()
    with pytest.raises(RegistryError, match=r"error_event\.v1\.avsc"):
        FileRegistry.load(tmp_path / "registry.json")


def test_unknown_ids_and_subjects_are_told_apart_from_damage(registry: FileRegistry) -> None:
    with pytest.raises(UnknownSchemaError, match="4711"):
        registry.schema(4711)
    with pytest.raises(UnknownSchemaError, match=r"no\.such-value"):
        registry.latest("no.such-value")


def test_ids_and_versions_are_given_once() -> None:
    first = _schema(1, 1)
    with pytest.raises(RegistryError, match="id 1"):
        FileRegistry([first, _schema(1, 2)])
    with pytest.raises(RegistryError, match="version 1"):
        FileRegistry([first, _schema(2, 1)])


@given(st.permutations([1, 2, 3]))
def test_latest_is_the_highest_version_in_whatever_order(versions: list[int]) -> None:
    registry = FileRegistry([_schema(10 + version, version) for version in versions])
    assert registry.latest("t-value").version == 3
    assert registry.schema(11).version == 1


def _schema(schema_id: int, version: int) -> RegisteredSchema:
    schema: dict[str, Any] = {"type": "record", "name": "T", "namespace": "fleet", "fields": []}
    return RegisteredSchema(schema_id, "t-value", version, "fleet.T", schema)


def _copy(folder: Path) -> None:
    for path in BUNDLED.parent.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
