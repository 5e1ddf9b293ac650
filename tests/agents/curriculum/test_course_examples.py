"""Every example of the course runs and prints what its file says."""

import contextlib
import io
import sys
from pathlib import Path

import pytest

from agents.curriculum.loading import curriculum
from agents.curriculum.model import Example

EXAMPLES = [
    pytest.param(example, id=f"{concept.id}-{number}")
    for concept in curriculum().concepts.values()
    for number, example in enumerate(concept.examples, 1)
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_prints_what_it_says(example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["example.py"])
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "stdin", io.StringIO(example.input))
    known = set(sys.modules)
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(example.code, "example.py", "exec"), {"__name__": "__main__"})
    finally:
        for name in set(sys.modules) - known:
            if Path(getattr(sys.modules[name], "__file__", None) or "/").resolve().is_relative_to(tmp_path):
                del sys.modules[name]
    assert printed.getvalue() == example.output
