import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import InvalidError
from schemas.ids import is_student_id
from schemas.pseudonyms import pseudonym

KEY = "a secret of the school"


@given(st.text(min_size=1).filter(str.strip), st.text(min_size=16))
def test_a_pseudonym_is_a_student_id_that_does_not_show_who_it_is(identity: str, key: str) -> None:
    try:
        found = pseudonym(identity, key)
    except UnicodeEncodeError:
        return  # a lone surrogate is no text
    assert is_student_id(found)
    assert found == pseudonym(identity, key)
    assert len(found) == len("stu-") + 24


def test_the_same_person_is_the_same_student_however_the_address_is_written() -> None:
    assert pseudonym("Ada@Example.org ", KEY) == pseudonym("ada@example.org", KEY)
    assert pseudonym("ada  lovelace", KEY) == pseudonym("Ada Lovelace", KEY)
    assert pseudonym("ada@example.org", KEY) != pseudonym("ada@example.com", KEY)


def test_another_key_gives_another_student() -> None:
    assert pseudonym("ada@example.org", KEY) != pseudonym("ada@example.org", KEY + "!")


def test_a_pseudonym_stays_what_it_was() -> None:
    # Changing how it is made would make every student another one.
    assert pseudonym("ada@example.org", KEY) == "stu-5mh5wtmfpdeyofmzqvnxb25j"


@pytest.mark.parametrize(("identity", "key"), [(" ", KEY), ("ada", "short")])
def test_what_makes_no_pseudonym_is_refused(identity: str, key: str) -> None:
    with pytest.raises(ValueError, match=r"must have at least|is empty"):
        pseudonym(identity, key)


def test_a_prefix_with_a_colon_is_refused() -> None:
    with pytest.raises(InvalidError):
        pseudonym("ada", KEY, "stu:")
