"""`dlq` before it asks anybody: ages, changed fields, and what is refused."""

from typing import Any

import click
import pytest

from fleet.cli.dlq import _set
from fleet.cli.dlq_options import Age
from fleet.cli.dlq_shown import counts, entry, replayed_all
from fleet.cli.errors import CliError


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90.0), ("15m", 900.0), ("2h", 7200.0), ("7d", 604_800.0)])
def test_ages(text: str, seconds: float) -> None:
    assert Age().convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["", "5", "h", "-1h", "1w", "1.5h"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="no age"):
        Age().convert(text, None, None)


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ("component=files", {"component": "files", "scores": {"quiz": 0.1}}),
        ("scores.quiz=0.8", {"component": "loops", "scores": {"quiz": 0.8}}),
        ("scores.quiz=", {"component": "loops", "scores": {}}),
        ("note=a=b", {"component": "loops", "scores": {"quiz": 0.1}, "note": "a=b"}),
    ],
)
def test_fields_are_changed(change: str, wanted: dict[str, Any]) -> None:
    fields: dict[str, Any] = {"component": "loops", "scores": {"quiz": 0.1}}
    _set(fields, change)
    assert fields == wanted


@pytest.mark.parametrize("change", ["component", "=1", "nothing.quiz=1", "component.x=1"])
def test_changes_that_name_no_field_are_refused(change: str) -> None:
    with pytest.raises(CliError):
        _set({"component": "loops"}, change)


def test_what_is_shown_copes_with_an_entry_of_which_little_is_known() -> None:
    told = {
        "id": "learning.events:1:7",
        "state": "retrying",
        **dict.fromkeys(
            ("error_type", "error_message", "agent", "student_id", "event_id", "event_type", "exception_class")
        ),
        **dict.fromkeys(("retry_count", "due_at", "closed_at", "replayable_seconds", "replayable_until")),
        "history": [
            {"at": "2026-01-13T12:00:00.000Z", "what": "permanent", "attempt": None, "actor": None, "reason": None}
        ],
        "payload": {"available": False, "why": "its retention has ended"},
    }
    assert entry(told) is not None
    assert counts({"open": 0, "oldest_age_seconds": None, "by_state": {}}) == "no dead letters"


def test_a_replay_of_many_names_what_was_not_sent() -> None:
    skipped = {"id": "learning.events:1:7", "skipped": "payload-gone", "detail": "its retention has ended"}
    text = replayed_all(
        {
            "matched": 3,
            "dry_run": False,
            "outcomes": {"sent": 2, "payload-gone": 1},
            "per_second": 100.0,
            "results": [skipped],
        }
    )
    assert "3 dead letters" in text
    assert "1 payload-gone" in text
    assert "learning.events:1:7: its retention has ended" in text
