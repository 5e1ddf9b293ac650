"""Fixtures of the retry agent's tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.codec import Codec
from tests.agents.retry.support import Failures


@pytest.fixture
def failures(tmp_path: Path, codec: Codec, record: Any) -> Iterator[Failures]:
    one = Failures(tmp_path / "3.db", codec, record)
    yield one
    one.store.close()
