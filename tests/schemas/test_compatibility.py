"""Which versions may follow: fully and transitively compatible ones, as the registry servers judge too."""

import re
from pathlib import Path
from typing import Any

import pytest

from schemas.compatibility import check_all, check_new
from schemas.errors import RegistryError
from schemas.registry import FileRegistry, RegisteredSchema
from tests.schemas.compatibility_cases import ACCEPTED, BASE, REFUSED, SUBJECT, changed


def version(number: int, schema: dict[str, Any] = BASE, subject: str = SUBJECT) -> RegisteredSchema:
    return RegisteredSchema(number, subject, number, "test.Example", schema)


@pytest.mark.parametrize("case", REFUSED)
def test_a_change_that_breaks_a_reader_is_refused_and_says_what(case: str) -> None:
    change, said = REFUSED[case]
    found = check_new(changed(change), [version(1)], SUBJECT)
    assert found
    assert re.search(said, " ".join(str(one) for one in found))


@pytest.mark.parametrize("case", ACCEPTED)
def test_a_change_that_breaks_nobody_is_accepted(case: str) -> None:
    assert check_new(changed(ACCEPTED[case]), [version(1)], SUBJECT) == []


def test_every_earlier_version_counts_not_the_last_alone() -> None:
    # Each step alone is harmless: the default makes the field removable, but then it comes back with another type.
    second = changed(ACCEPTED["an optional field removed"])
    third = changed(lambda fields: fields[2].update(type=["null", "long"]))
    assert check_new(third, [version(2, second)], SUBJECT) == []
    found = check_new(third, [version(1), version(2, second)], SUBJECT)
    assert {(one.writer, one.reader) for one in found} == {(1, None), (None, 1)}
    assert len(check_all([version(1), version(2, second), version(3, third)])) == 2


def test_other_subjects_do_not_count() -> None:
    assert check_new(changed(REFUSED["a type changed"][0]), [version(1, subject="another")], SUBJECT) == []


def test_what_is_no_schema_is_an_error() -> None:
    with pytest.raises(RegistryError, match="no Avro schema"):
        check_new(changed(lambda fields: fields[0].update(type="nonsense")), [version(1)], SUBJECT)


def test_the_registered_schemas_can_read_each_other() -> None:
    assert check_all(FileRegistry.load()) == []


def test_a_registered_file_that_was_edited_is_refused(tmp_path: Path) -> None:
    folder = Path(__file__).parents[2] / "schemas" / "avro"
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    golden = tmp_path / "student_progress.v1.avsc"
    golden.write_text(golden.read_text().replace("Each 0 to 1.", "Each from 0 to 1."))
    with pytest.raises(RegistryError, match="never change"):
        FileRegistry.load(tmp_path / "registry.json")
