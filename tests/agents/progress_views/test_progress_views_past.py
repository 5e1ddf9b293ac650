"""What the audit trail adds to histories and explanations; it is played, the table is real."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tables.mastery import Winner
from tables.projections.postgres.past import ArchivedEvent
from tables.projections.projection import TargetAwayError

Client = TestClient[Any, Any]

NOW_MS = 1_768_300_200_000  # 2026-01-13T10:30:00Z
DAY_MS = 86_400_000
SCORES = ("completion", "quiz", "quality", "consistency")


class PlayedTrail:
    """The audit trail as `PastReader` gives it."""

    def __init__(self) -> None:
        self.held: list[ArchivedEvent] = []
        self.away = False
        self.asked = 0

    def add(self, back: int, component: str, part: int, event_id: str, **more: Any) -> None:
        at = NOW_MS - back * DAY_MS
        known = {"duplicates": 0, "origin": f"learning.events:0:{len(self.held)}", "failed": None, "refused": False}
        scores = [part] * 4
        self.held.append(ArchivedEvent(component, Winner(at, event_id, *scores), at + 5, **{**known, **more}))

    async def events(
        self,
        student_id: str,
        component: str | None,
        before: date,
        limit: int,
        after: tuple[int, str] | None = None,
    ) -> list[ArchivedEvent]:
        assert student_id == "stu-00123"
        self.asked += 1
        if self.away:
            raise TargetAwayError("down")
        bound = datetime.combine(before, datetime.min.time(), UTC).timestamp() * 1000
        found = [one for one in self.held if component in (None, one.component) and one.event.timestamp < bound]
        found.sort(key=lambda one: one.event[:2], reverse=True)
        return [one for one in found if after is None or one.event[:2] < after][:limit]


@pytest.fixture
def trail(world: Any) -> PlayedTrail:
    world.past = PlayedTrail()
    return world.past  # type: ignore[no-any-return]  # the line above


@pytest.fixture
async def learned(trail: PlayedTrail, client: Client) -> Client:
    """`loops` on the last three days at 0.1, 0.2 and 0.3; `functions` on the first of them at 0.5."""
    del trail  # before the client: the app is built with it
    for back in range(3):
        await learn(client, "loops", (3 - back) / 10, f"event-{back}", back)
    await learn(client, "functions", 0.5, "event-f", 2)
    return client


async def learn(client: Client, component: str, part: float, event_id: str, back: int = 0) -> None:
    body = {"component": component, "scores": dict.fromkeys(SCORES, part), "event_id": event_id}
    response = await client.post("/progress/stu-00123", json={**body, "timestamp": NOW_MS - back * DAY_MS})
    assert response.status == 202, await response.text()


async def get(client: Client, path: str) -> Any:
    response = await client.get(f"/progress/stu-00123/{path}")
    body = json.loads(await response.text())
    assert response.status == 200, body
    return body


async def test_days_before_the_tables_first_come_from_the_archive_as_the_table_would_tell_them(
    learned: Client, trail: PlayedTrail
) -> None:
    trail.add(40, "loops", 4000, "a")
    trail.add(40, "loops", 9000, "refused", failed="late", refused=True)
    trail.add(50, "loops", 1000, "b")
    trail.add(50, "loops", 2000, "c")  # the same instant: the greater id counts
    trail.add(60, "files", 8000, "d")
    body = await get(learned, "history?days=100")
    days = [(one["date"], one["overall_mastery"], one.get("source")) for one in body["history"]]
    assert days == [
        ("2026-01-13", 0.4, None),
        ("2026-01-12", 0.35, None),
        ("2026-01-11", 0.3, None),
        ("2025-12-04", 0.6, "archive"),
        ("2025-11-24", 0.5, "archive"),
        ("2025-11-14", 0.8, "archive"),
    ]
    assert "note" not in body
    one = await get(learned, "history?days=100&component=loops")
    assert [(day["date"], day["mastery"], day["event_id"]) for day in one["history"][3:]] == [
        ("2025-12-04", 0.4, "a"),
        ("2025-11-24", 0.2, "c"),
    ]


async def test_pages_go_on_from_the_table_into_the_archive(learned: Client, trail: PlayedTrail) -> None:
    for back in range(31, 38):
        trail.add(back, "loops", 5000, f"e{back}")
    seen, cursor = [], ""
    while cursor is not None:
        body = await get(learned, f"history?days=100&limit=2{f'&cursor={cursor}' if cursor else ''}")
        assert len(body["history"]) <= 2
        seen += [one["date"] for one in body["history"]]
        cursor = body["next"]
    assert len(seen) == len(set(seen)) == 10
    assert seen == sorted(seen, reverse=True)


async def test_recent_days_never_ask_the_archive(learned: Client, trail: PlayedTrail) -> None:
    await get(learned, "history")
    await get(learned, "history?from=2026-01-01&to=2026-01-12")
    assert trail.asked == 0


async def test_an_archive_that_is_away_leaves_the_tables_days_and_a_note(learned: Client, trail: PlayedTrail) -> None:
    trail.away = True
    body = await get(learned, "history?days=100")
    assert [one["date"] for one in body["history"]] == ["2026-01-13", "2026-01-12", "2026-01-11"]
    assert "2025-12-15 may be missing" in body["note"]
    told = await get(learned, "explain?component=loops")
    assert (told["events"], told["note"]) == (None, "The archive does not answer at the moment")
    assert told["components"]["loops"]["event"]["event_id"] == "event-0"


async def test_a_span_of_days(learned: Client) -> None:
    body = await get(learned, "history?from=2026-01-11&to=2026-01-12")
    assert [one["date"] for one in body["history"]] == ["2026-01-12", "2026-01-11"]
    assert [one["date"] for one in (await get(learned, "history?to=2026-01-12&days=1"))["history"]] == ["2026-01-12"]
    for query, field in (
        ("from=2026-01-12&to=2026-01-11", "to"),
        ("from=1999-01-01", "from"),
        ("from=x", "from"),
        ("from=2026-01-12&from=2026-01-12", "from"),
        ("to=2026-13-01", "to"),
    ):
        response = await learned.get(f"/progress/stu-00123/history?{query}")
        assert response.status == 422, query
        assert [one["field"] for one in (await response.json())["errors"]] == [field]


async def test_explain_names_the_event_that_made_each_value(learned: Client) -> None:
    body = await get(learned, "explain")
    assert (body["overall_mastery"], list(body["components"])) == (0.4, ["functions", "loops"])
    assert body["components"]["loops"] == {
        "mastery": 0.3,
        "scores": dict.fromkeys(SCORES, 0.3),
        "calculation": "0.4 x 0.3 + 0.3 x 0.3 + 0.2 x 0.3 + 0.1 x 0.3 = 0.3",
        "event": {
            "event_id": "event-0",
            "timestamp": "2026-01-13T10:30:00.000Z",
            "date": "2026-01-13",
            "clamped": False,
        },
    }
    then = await get(learned, "explain?day=2026-01-12")
    assert then["overall_mastery"] == 0.35
    assert {name: one["event"]["event_id"] for name, one in then["components"].items()} == {
        "functions": "event-f",
        "loops": "event-1",
    }
    before = await get(learned, "explain?day=2020-01-01&component=loops")
    assert (before["components"], before["overall_mastery"]) == ({}, 0.0)


async def test_explain_tells_what_became_of_every_event_of_a_component(learned: Client, trail: PlayedTrail) -> None:
    trail.add(0, "loops", 3000, "event-0", duplicates=2)
    trail.add(1, "loops", 9000, "event-0-lost")  # an id that sorts before the winner's, at the same instant
    trail.add(1, "loops", 9000, "refused", failed="idempotency_conflict", refused=True)
    trail.add(200, "loops", 1000, "long-ago")
    outcomes, cursor = {}, ""
    while cursor is not None:
        query = {"component": "loops", "limit": "3", **({"cursor": cursor} if cursor else {})}
        body = json.loads(await (await learned.get("/progress/stu-00123/explain", params=query)).text())
        outcomes |= {one["event_id"]: one["outcome"] for one in body["events"]}
        cursor = body["next"]
    assert outcomes == {
        "event-0": "counts",
        "event-0-lost": "superseded",
        "refused": "refused",
        "long-ago": "unknown",
    }
    assert body["events"][0]["origin"] == "learning.events:0:3"


@pytest.mark.parametrize("cursor", ["x", "2026-01-13~a", "2026-01-13T10:30:00Z", "2026-01-13T10:30:00Z~"])
async def test_a_bad_cursor_is_a_422(learned: Client, cursor: str) -> None:
    response = await learned.get("/progress/stu-00123/explain", params={"component": "loops", "cursor": cursor})
    assert response.status == 422
    assert [one["field"] for one in (await response.json())["errors"]] == ["cursor"]


async def test_without_an_archive_explain_says_so(client: Client) -> None:
    await learn(client, "loops", 0.3, "event-0")
    body = await get(client, "explain?component=loops")
    assert body["events"] is None
    assert "FLEET_POSTGRES_DSN" in body["note"]
    assert (await client.get("/progress/nobody/explain")).status == 404
