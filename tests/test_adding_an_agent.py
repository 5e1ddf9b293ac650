"""The agent that docs/adding-an-agent.md shows is one."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from agents.runtime.answering import Answerer, RefusedError
from agents.runtime.spec import AgentSpec
from schemas.requests import DebugRequest

PAGE = Path(__file__).parent.parent / "docs" / "adding-an-agent.md"


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    names: dict[str, Any] = {}
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    exec(compile("\n".join(blocks), str(PAGE), "exec"), names)
    return names


async def test_its_example_is_answered_and_its_refusal_refused(shown: dict[str, Any]) -> None:
    spec = shown["SPEC"]
    assert isinstance(spec, AgentSpec)
    (answering,) = spec.answers

    async def run(function: Any, *arguments: Any) -> Any:
        return function(*arguments)

    services: Any = SimpleNamespace(cpu=SimpleNamespace(run=run))
    answerer = Answerer(spec.name, answering.responder(services), deadline=1.0)
    request = DebugRequest.read(answering.example)
    answered = await answerer.answer(request, None, "debug-1")
    assert answered.response.metadata == {"longest_line": 8}
    assert answered.signals == ()
    long = request.model_copy(update={"code": "x" * 101})
    assert [one.kind for one in (await answerer.answer(long, None, "debug-2")).signals] == ["error"]
    with pytest.raises(RefusedError):
        await answerer.answer(request.model_copy(update={"language": "cobol"}), None, "debug-3")
