"""Of programs that are right at most one in a hundred is called wrong."""

from agents.debug.analysis import analyse
from tests.agents.right_programs import right_programs

MOST = 0.01


def test_right_programs_are_not_called_wrong() -> None:
    programs = list(right_programs())
    wrong = [
        (name, one.kind.code)
        for name, code in programs
        for one in analyse(code).findings
        if one.kind.severity == "error"
    ]
    assert len(programs) >= 200
    assert len({name for name, _ in wrong}) <= MOST * len(programs), wrong
