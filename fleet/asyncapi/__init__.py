"""The topics as an AsyncAPI document, for programs and for people."""

from collections.abc import Sequence
from typing import Any

from agents.runtime.spec import AgentSpec
from fleet.asyncapi.document import asyncapi
from fleet.asyncapi.page import asyncapi_page
from schemas.registry import FileRegistry
from schemas.topics import CATALOGUE

__all__ = ["asyncapi", "asyncapi_page", "topics_api"]


def topics_api(agents: Sequence[AgentSpec], max_payload_bytes: int) -> dict[str, Any]:
    """The fleet's own topics. Arguments as in `asyncapi`."""
    return asyncapi(agents, CATALOGUE, FileRegistry.load(), max_payload_bytes=max_payload_bytes)
