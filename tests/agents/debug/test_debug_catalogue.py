"""Every kind of mistake is found in its own example and not in the code that only looks like it."""

import pytest

from agents.debug.analysis import analyse
from agents.debug.catalogue import FAMILIES, KINDS
from agents.debug.findings import Kind


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_is_found_in_its_example(kind: Kind) -> None:
    found = [one for one in analyse(kind.example).findings if one.kind is kind]
    assert found, [one.kind.code for one in analyse(kind.example).findings]
    for one in found:
        for text in (one.message, one.cause, one.think, one.fix):
            assert text
            assert text.rstrip()[-1] in ".?!`)”", text


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_is_not_found_where_all_is_well(kind: Kind) -> None:
    analysis = analyse(kind.fine)
    assert kind.code not in {one.kind.code for one in analysis.findings}
    assert not [one for one in analysis.findings if one.kind.severity == "error"]


def test_codes_are_unique() -> None:
    assert len(KINDS) == sum(map(len, FAMILIES.values()))
