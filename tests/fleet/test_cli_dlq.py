"""`dlq` before it asks anybody: ages, changed fields, and what is refused."""

from typing import Any

import click
import pytest

from fleet.cli.dlq import _set
from fleet.cli.dlq_options import Age
from fleet.cli.dlq_replay import _all
from fleet.cli.dlq_shown import counts, entry, replayed_all
from fleet.cli.errors import TRY_AGAIN, CliError
from fleet.cli.output import Output
from fleet.client.errors import InvalidRequestError, UnavailableError, UnreachableError


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


class HalfWay:
    """A worker that answers one piece of a replay, and then in another way."""

    def __init__(self, then: Exception) -> None:
        self.then: Exception | None = then
        self.pieces = [{"results": [{"id": "a"}, {"id": "b"}], "next": {"partition": 1, "after": None}}]

    async def get(self, *_: str, **__: str) -> dict[str, Any]:
        return {"by_state": {"permanent": 5}}

    async def post(self, *_: str, **__: Any) -> dict[str, Any]:
        if self.pieces:
            return self.pieces.pop()
        assert self.then is not None
        raise self.then


async def replayed(then: Exception, *, dry_run: bool = False) -> None:
    worker: Any = HalfWay(then)
    await _all(worker, Output(as_json=True), {"filter": {}, "dry_run": dry_run}, None)


@pytest.mark.parametrize(
    "then", [UnreachableError("no worker answers"), UnavailableError(503, {"title": "The broker does not answer"})]
)
async def test_a_replay_that_is_broken_off_says_how_far_it_came_and_what_to_do(then: Exception) -> None:
    with pytest.raises(CliError, match=r"when 2 of 5 were sent.* (worker|broker) .*same command again") as caught:
        await replayed(then)
    assert caught.value.status == TRY_AGAIN
    with pytest.raises(CliError, match="nothing was sent"):
        await replayed(then, dry_run=True)


async def test_a_replay_that_is_refused_says_why_and_nothing_of_another_try() -> None:
    with pytest.raises(InvalidRequestError, match="reason"):
        await replayed(InvalidRequestError(422, {"title": "reason: must be text"}))
