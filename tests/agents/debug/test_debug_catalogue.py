"""Every kind of mistake is found in its own example and not in the code that only looks like it."""

from pathlib import Path

import pytest

from agents.debug.analysis import analyse
from agents.debug.catalogue import BY_RUNNING, FAMILIES, KINDS
from agents.mistakes.findings import Finding, Kind
from tests.agents.forms import forms

FORMS = forms(Path(__file__).parent / "forms.txt")
STATIC = [kind for code, kind in KINDS.items() if code not in BY_RUNNING]


def assert_readable(finding: Finding) -> None:
    for text in (finding.message, finding.cause, finding.think, finding.fix):
        assert text.rstrip()[-1] in ".?!`)”", text


@pytest.mark.parametrize("kind", STATIC, ids=lambda kind: kind.code)
def test_a_kind_is_found_in_its_example(kind: Kind) -> None:
    found = [one for one in analyse(kind.example).findings if one.kind is kind]
    assert found, [one.kind.code for one in analyse(kind.example).findings]
    for one in found:
        assert_readable(one)


@pytest.mark.parametrize("kind", STATIC, ids=lambda kind: kind.code)
def test_a_kind_is_not_found_where_all_is_well(kind: Kind) -> None:
    analysis = analyse(kind.fine)
    assert kind.code not in {one.kind.code for one in analysis.findings}
    assert not [one for one in analysis.findings if one.kind.severity == "error"]


def test_codes_are_unique() -> None:
    assert len(KINDS) == sum(map(len, FAMILIES.values()))


@pytest.mark.parametrize(("code", "text"), [one for one in FORMS if one[0] != "right"])
def test_other_forms_of_a_mistake_are_found(code: str, text: str) -> None:
    assert code in {one.kind.code for one in analyse(text).findings}


@pytest.mark.parametrize("text", [text for code, text in FORMS if code == "right"])
def test_what_looks_like_a_mistake_and_is_none_is_left_alone(text: str) -> None:
    assert not [one.kind.code for one in analyse(text).findings if one.kind.severity != "hint"]
