"""The bundled registry, one example of every record, and the spec's sample event."""

from typing import Any

import pytest

from schemas.codec import Codec
from schemas.registry import FileRegistry


@pytest.fixture(scope="session")
def registry() -> FileRegistry:
    return FileRegistry.load()


@pytest.fixture(scope="session")
def codec(registry: FileRegistry) -> Codec:
    return Codec(registry)


@pytest.fixture
def event() -> dict[str, Any]:
    """Return a progress event as a producer sends it; 0.84 is what the spec's formula gives for its sample scores."""
    return {
        "event_id": "evt-12345-abc",
        "event_type": "student.progress.update",
        "timestamp": 1642095000000,
        "version": "1.0",
        "student_id": "stu-00123",
        "component": "loops",
        "scores": {"completion": 0.85, "quiz": 0.90, "quality": 0.75, "consistency": 0.80},
        "mastery": 0.84,
        "idempotency_key": "key-123",
    }
