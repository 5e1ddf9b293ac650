"""What every agent of the topology says of itself as data. `tests/stack/test_conformance.py` asks each in a worker."""

import re
from collections import Counter
from typing import get_args

import pytest

from agents.runtime.problems import CATALOGUE
from agents.runtime.spec import AgentSpec, Answering
from fleet.topology import AGENTS
from schemas.codec import Codec
from schemas.registry import FileRegistry
from schemas.requests import AgentRequest
from schemas.responses import AgentType
from schemas.topics import AGENT_RESPONSES, DEAD_LETTERS

ANSWERS = [pytest.param(spec, one, id=one.path or spec.name) for spec in AGENTS for one in spec.answers]


@pytest.mark.parametrize("spec", AGENTS, ids=lambda spec: spec.name)
def test_an_agent_with_a_table_has_sources_and_one_without_answers_on_topics(spec: AgentSpec) -> None:
    assert bool(spec.sources) == (spec.table is not None)
    assert not (spec.sources and any(one.topic for one in spec.answers)), "a table's agent reads by its sources"
    assert spec.title[0].isupper()
    assert not spec.title.endswith(".")
    if spec.answers:
        assert spec.name in get_args(AgentType), "add it to schemas/responses.py"
        assert {AGENT_RESPONSES, DEAD_LETTERS} <= set(spec.writes)


@pytest.mark.parametrize(("spec", "answering"), ANSWERS)
def test_a_request_can_come_both_ways_in_one_model(spec: AgentSpec, answering: Answering) -> None:
    assert issubclass(answering.model, AgentRequest)
    assert answering.summary.endswith(".") or answering.path is None
    assert answering.example.keys() <= answering.model.model_fields.keys()
    if answering.topic is not None:
        request = answering.model.read(answering.example)  # give `Answering.example`: a body that the agent answers
        codec = Codec(FileRegistry.load())
        raw = codec.encode(answering.topic.subject, request.to_avro())
        decoded = answering.model.from_avro(codec.decode(raw, answering.topic.value or "")[1])
        assert decoded.model_dump(exclude={"timestamp"}) == request.model_dump(exclude={"timestamp"})


@pytest.mark.parametrize(("spec", "answering"), ANSWERS)
def test_paths_begin_with_the_agents_name(spec: AgentSpec, answering: Answering) -> None:
    if answering.path is not None:
        assert re.fullmatch(rf"/{spec.name}(/[a-z-]+)?", answering.path)


def test_a_path_leads_to_one_answer() -> None:
    paths = Counter(one.path for spec in AGENTS for one in spec.answers if one.path is not None)
    assert set(paths.values()) <= {1}


def test_problem_codes_mean_one_thing() -> None:
    kinds = [*CATALOGUE, *(kind for spec in AGENTS for kind in spec.problems)]
    for code, count in Counter(kind.code for kind in kinds).items():
        assert count == 1, code
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    assert all(400 <= kind.status < 600 for kind in kinds)
    assert all(kind.advice.endswith(".") and not kind.title.endswith(".") for kind in kinds)
