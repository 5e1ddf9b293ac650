"""Log lines for programs."""

import json
import logging
import logging.config
import sys
from typing import Any

import pytest

from fleet.logs import json_formatter, logging_config
from fleet.settings import Settings


def line(
    message: str, *values: Any, extra: dict[str, Any] | None = None, error: Exception | None = None
) -> dict[str, Any]:
    logger = logging.getLogger("tests.fleet.logs")
    found: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(self.format(record))

    handler = Kept()
    handler.setFormatter(json_formatter("worker-1"))
    logger.addHandler(handler)
    try:
        logger.warning(message, *values, extra=extra, exc_info=error)
    finally:
        logger.removeHandler(handler)
    (text,) = found
    assert "\n" not in text
    return dict(json.loads(text))


def test_a_line_is_an_object_with_its_facts() -> None:
    told = line("%s is paused", "learning.events/3", extra={"topic": "learning.events", "partition": 3, "offset": 17})
    time = told.pop("time")
    assert time.endswith(("Z", "+00:00"))
    assert told == {
        "level": "WARNING",
        "logger": "tests.fleet.logs",
        "message": "learning.events/3 is paused",
        "worker": "worker-1",
        "topic": "learning.events",
        "partition": 3,
        "offset": 17,
    }


def test_an_error_is_told_with_its_place_in_one_line() -> None:
    def fails() -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError) as caught:
        fails()
    told = line("failed", error=caught.value)
    assert "RuntimeError: broken" in told["error"]
    assert "test_logs.py" in told["error"]


@pytest.mark.parametrize("kind", ["text", "json"])
def test_the_configuration_can_be_used(kind: Any, capsys: pytest.CaptureFixture[str]) -> None:
    kept = logging.root.handlers[:], logging.root.level
    try:
        logging.config.dictConfig(logging_config(Settings(log_format=kind, log_level="INFO")))
        logging.root.handlers[0].setStream(sys.stderr)  # type: ignore[attr-defined]
        logging.getLogger("fleet").info("hello")
        logging.getLogger("aiokafka").info("not this")
        (told,) = capsys.readouterr().err.strip().splitlines()
    finally:
        logging.root.handlers[:] = kept[0]
        logging.root.setLevel(kept[1])
        for name in ("aiokafka", "faust", "mode", "aiohttp"):
            logging.getLogger(name).setLevel(logging.NOTSET)
    assert (json.loads(told)["message"] == "hello") if kind == "json" else told.endswith(" INFO fleet hello")
