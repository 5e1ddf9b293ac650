"""A linter that is missing, dies or hangs never stops an answer."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.linting import ruff
from agents.linting.language_server import LanguageServer, ServerError

RULES = ruff.Rules(select=("F401",))
TEXT = "import os\n"


@pytest.fixture(autouse=True)
def warm(monkeypatch: pytest.MonkeyPatch) -> Iterator[ruff._Warm]:
    """Processes of this test alone."""
    fresh = ruff._Warm()
    monkeypatch.setattr(ruff, "_WARM", fresh)
    yield fresh
    for server in fresh._servers.values():
        server.kill()


def command(tmp_path: Path, body: str) -> list[str]:
    """A process that plays a language server badly."""
    script = tmp_path / "server.py"
    script.write_text(f"import sys, time\n{body}\n", encoding="utf-8")
    return [sys.executable, str(script)]


def test_one_process_serves_many_texts(warm: ruff._Warm) -> None:
    texts = ("import os\n", "", "import os\nimport re\n")
    assert [len(ruff.lint(text, RULES).findings) for text in texts] == [1, 0, 2]
    assert len(warm._servers) == 1


def test_a_process_that_died_is_replaced(warm: ruff._Warm) -> None:
    ruff.lint(TEXT, RULES)
    [first] = warm._servers.values()
    first._process.kill()
    first._process.wait()
    assert len(ruff.lint(TEXT, RULES).findings) == 1
    assert list(warm._servers.values()) != [first]


def test_the_number_of_processes_is_bounded(warm: ruff._Warm) -> None:
    for rule in ("F401", "F811", "F841", "E501", "E701", "E711"):
        assert ruff.lint(TEXT, ruff.Rules(select=(rule,))).left_out is None
    assert len(warm._servers) == ruff._SERVERS_MAX


def test_a_missing_ruff_is_said(warm: ruff._Warm) -> None:
    warm.__dict__["_command"] = ["/nowhere/ruff"]
    report = ruff.lint(TEXT, RULES)
    assert report.findings == ()
    assert report.left_out is not None
    assert report.left_out.startswith("ruff did not answer")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "print('Content-Length: many\\r\\n\\r\\n', flush=True); time.sleep(60)",
        "print('Content-Length: 2\\r\\n\\r\\n[]')",
    ],
    ids=["leaves at once", "broken head", "broken body"],
)
def test_a_broken_ruff_is_said(warm: ruff._Warm, tmp_path: Path, body: str) -> None:
    warm.__dict__["_command"] = command(tmp_path, body)
    assert ruff.lint(TEXT, RULES, seconds=20).left_out is not None
    assert warm._servers == {}


def test_a_ruff_that_hangs_is_killed(warm: ruff._Warm, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    hang = f"import os; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    warm.__dict__["_command"] = command(tmp_path, hang)
    assert ruff.lint(TEXT, RULES, seconds=2).left_out == "ruff did not answer (it took too long)"
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_a_text_larger_than_a_pipe_passes() -> None:
    text = "import os\n" + "x = 1\n" * 100_000
    assert [one.line for one in ruff.lint(text, RULES, seconds=20).findings] == [1]


def test_a_forked_child_has_a_process_of_its_own(warm: ruff._Warm) -> None:
    ruff.lint(TEXT, RULES)
    warm._pid -= 1  # as a child sees it
    [inherited] = warm._servers.values()
    assert len(ruff.lint(TEXT, RULES).findings) == 1
    assert list(warm._servers.values()) != [inherited]
    inherited.kill()


def test_the_protocol_error_is_the_servers_own(tmp_path: Path) -> None:
    with pytest.raises(ServerError):
        LanguageServer(command(tmp_path, ""), {}, time.monotonic() + 20)
