"""Dead letters for people, in a terminal."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

__all__ = ["counts", "edited", "entries", "entry", "paused", "replayed", "replayed_all"]

_HEX_SHOWN = 512
"""Hexadecimal digits of a payload that are printed; `--json` has them all."""

_DAY_S, _HOUR_S, _MINUTE_S = 86_400, 3600, 60


def entries(found: Sequence[Mapping[str, Any]]) -> Table:
    """A list."""
    table = Table("id", "state", "agent", "error", "student", "retries", "first failed", "message", box=None)
    for one in found:
        table.add_row(
            one["id"],
            one["state"],
            one["agent"] or "-",
            one["error_type"] or "-",
            one["student_id"] or "-",
            str(one["retry_count"]),
            one["first_failed_at"] or "-",
            Text(one["error_message"] or "-"),
        )
    return table


def entry(one: Mapping[str, Any]) -> RenderableType:
    """One entry."""
    facts = Table(box=None, show_header=False, title=f"{one['id']}: {one['state']}", title_justify="left")
    left = one["replayable_seconds"] if one["closed_at"] is None else None
    for name, value in (
        ("cause", f"{one['error_type']}: {one['error_message']}"),
        ("agent", one["agent"]),
        ("student", one["student_id"]),
        ("event", f"{one['event_id']} ({one['event_type']})"),
        ("exception", one["exception_class"]),
        ("retries", one["retry_count"]),
        ("next retry", one["due_at"]),
        ("can be replayed", f"for {_span(left)}, until {one['replayable_until']}" if left is not None else None),
    ):
        if value is not None:
            facts.add_row(name, Text(str(value)))
    return Group(facts, _history(one["history"]), _payload(one["payload"]))


def _history(found: Sequence[Mapping[str, Any]]) -> Table:
    table = Table("when", "what", "attempt", "who", "why", box=None, title="history", title_justify="left")
    for one in found:
        why = f"{one['error_type']}: {one['error_message']}" if one["what"] == "failed" else one["reason"]
        attempt = "-" if one["attempt"] is None else str(one["attempt"])
        table.add_row(one["at"], one["what"], attempt, Text(one.get("actor") or "-"), Text(why or "-"))
    return table


def _payload(found: Mapping[str, Any]) -> Text:
    if not found["available"]:
        return Text(f"payload: {found['why']}")
    head = f"payload: {found['bytes']} bytes, key {found['key']}\n"
    if found["decoded"] is not None:
        return Text(head + json.dumps(found["decoded"], indent=2, ensure_ascii=False))
    digits = found["hex"]
    return Text(
        f"{head}it cannot be decoded; in hexadecimal\n{digits[:_HEX_SHOWN]}{'...' if len(digits) > _HEX_SHOWN else ''}"
    )


def counts(found: Mapping[str, Any]) -> RenderableType:
    """Counts."""
    if not found["by_state"]:
        return "no dead letters"
    age = found["oldest_age_seconds"]
    title = f"{found['open']} open" + (f", the oldest for {_span(age)}" if age is not None else "")
    table = Table("", "", "count", box=None, title=title, title_justify="left")
    for name, key in (("state", "by_state"), ("agent", "open_by_agent"), ("cause", "open_by_error_type")):
        for value, count in found[key].items():
            table.add_row(name, value, str(count))
            name = ""  # noqa: PLW2901 - named once
    return table


def paused(found: Sequence[Mapping[str, Any]]) -> RenderableType:
    """Paused partitions."""
    if not found:
        return "no source partition is paused"
    table = Table("partition", "before offset", "for", "next look in", "cause", box=None)
    for one in found:
        place = f"{one['topic']}/{one['partition']}"
        spans = _span(one["seconds"]), _span(one["next_probe_seconds"])
        table.add_row(place, str(one["position"]), *spans, Text(one["cause"]))
    return table


def replayed(one: Mapping[str, Any]) -> str:
    """A replay of one entry."""
    if one.get("dry_run"):
        return f"{one['id']}: would be {_verdict(one)}"
    return f"{one['id']} is sent again as attempt {one['attempt']}; see `python -m fleet dlq show {one['id']}`"


def replayed_all(found: Mapping[str, Any]) -> str:
    """A replay of many."""
    what = "would be" if found["dry_run"] else "in all"
    said = ", ".join(f"{count} {name}" for name, count in found["outcomes"].items())
    lines = [f"{found['matched']} dead letters, {what}: {said} ({found['per_second']} a second)"]
    lines += [f"  {one['id']}: {one.get('detail') or _verdict(one)}" for one in found["results"]]
    return "\n".join(lines)


def edited(one: Mapping[str, Any]) -> str:
    """A correction."""
    if one.get("dry_run"):
        return f"the corrected event would be {_verdict(one)}"
    return f"{one['id']} is superseded by {one['event_id'] or 'a new request'} on {one['topic']}"


def _verdict(one: Mapping[str, Any]) -> str:
    why = f" ({one['error_type']}: {one['error_message']})" if one.get("error_message") else ""
    changed = ", ".join(
        f"{key.split(':')[1]} {key.split(':')[-1]} {_overall(value['before'])} -> {_overall(value['after'])}"
        for key, value in one.get("changes", {}).items()
    )
    return f"{one['outcome']}{why}" + (f"; {changed}" if changed else "")


def _overall(value: Mapping[str, Any] | None) -> str:
    return "nothing" if value is None else str(value.get("overall_mastery", "?"))


def _span(seconds: float) -> str:
    for size, name in ((_DAY_S, "d"), (_HOUR_S, "h"), (_MINUTE_S, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {name}"
    return f"{seconds:.0f} s"
