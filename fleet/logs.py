"""What log lines look like: text for people, or JSON objects for programs. The only home of the formatter's library."""

from typing import Any

from pythonjsonlogger.json import JsonFormatter

from fleet.settings import Settings

__all__ = ["logging_config"]

_FIELDS = {"levelname": "level", "name": "logger", "exc_info": "error"}


def logging_config(settings: Settings) -> dict[str, object]:
    """For `logging.config.dictConfig`: everything goes to standard error, a line for each event."""
    level = settings.log_level
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
            "json": {"()": json_formatter, "worker": settings.instance_id},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": settings.log_format, "stream": "ext://sys.stderr"}
        },
        "root": {"level": level, "handlers": ["stderr"]},
        # What libraries tell about their connections and services is for those who look for it.
        "loggers": {name: {"level": _library_level(level)} for name in ("aiokafka", "faust", "mode", "aiohttp")},
    }


def json_formatter(worker: str) -> Any:
    """A JSON object a line: `time`, `level`, `logger`, `message`, `worker`, `error`, and what else a line brings."""
    return JsonFormatter(
        "%(levelname)s %(name)s %(message)s",
        rename_fields=_FIELDS,
        rename_fields_keep_missing=False,
        static_fields={"worker": worker},
        timestamp="time",
    )


def _library_level(level: str) -> str:
    return "WARNING" if level == "INFO" else level
