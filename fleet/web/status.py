"""`/status`: how the whole fleet is doing, in one JSON document, for people's pages.

Whoever is asked asks the owners of all partitions, each of which answers for itself, and adds up.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from pydantic import Field

from agents.runtime.access import ADMINS
from agents.runtime.app import FleetApp
from agents.runtime.breakers import Breakers
from agents.runtime.problems import ProblemError
from agents.runtime.services import Services
from agents.runtime.web import Forward, Query, Route, json_response, read_query
from fleet.metrics.agents import records_read
from fleet.metrics.rates import Rates
from fleet.metrics.watches import DeadLetterWatch
from schemas.canonical import loads
from schemas.topics import PARTITIONS
from tables.projections.follower import FollowerStats

__all__ = ["StatusQuery", "StatusViews", "merged"]

_NOTE_S = 1.0
"""Seconds between looks at the counters from which rates are taken."""

_FORWARD_S = 3.0
"""Seconds for another worker: it answers from memory."""

_OK = 200


class StatusQuery(Query):
    """Whose status; `partition`: of the worker alone that has it."""

    partition: int | None = Field(None, ge=0, lt=PARTITIONS)


@dataclass(frozen=True)
class StatusViews:
    """The view, and the task that keeps rates.

    Attributes:
        worker: the instance id and the URL of this one.
        app: of the worker.
        services: of it.
        breakers: of its source partitions.
        dead_letters: counts of its partitions.
        mirror: a reading of its projections.
        forward: asks the worker that has a partition.
    """

    worker: tuple[str, str]
    app: FleetApp
    services: Services
    breakers: Breakers
    dead_letters: DeadLetterWatch
    mirror: Callable[[], Mapping[str, FollowerStats]]
    forward: Forward
    rates: Rates[str] = field(default_factory=Rates)

    def routes(self) -> tuple[Route, ...]:
        """The view as data."""
        return (Route("GET", "/status", self.status, "How the fleet is doing.", StatusQuery, access=ADMINS),)

    async def run(self) -> None:
        """Keep rates until cancelled."""
        while True:
            self.rates.note(time.monotonic(), records_read(self.services))
            await asyncio.sleep(_NOTE_S)

    async def status(self, request: web.Request) -> web.Response:
        """`GET /status`."""
        query = read_query(request, StatusQuery)
        if query.partition is not None:
            if self.services.owns(query.partition):
                return json_response(self.here(), headers=_FRESH)
            return await self.forward(request, query.partition, seconds=_FORWARD_S)
        found = await asyncio.gather(*(self._of(request, partition) for partition in range(PARTITIONS)))
        away = [partition for partition, one in enumerate(found) if one is None]
        return json_response(merged([one for one in found if one is not None], away, time.time()), headers=_FRESH)

    async def _of(self, request: web.Request, partition: int) -> dict[str, Any] | None:
        """The status of the worker that has a partition; None if nobody answers for it."""
        if self.services.owns(partition):
            return self.here()
        try:
            response = await self.forward(request, partition, seconds=_FORWARD_S, query={"partition": str(partition)})
        except ProblemError:
            return None
        return dict(loads(response.body)) if response.status == _OK and isinstance(response.body, bytes) else None

    def here(self) -> dict[str, Any]:
        """This worker's own status."""
        lag: dict[str, dict[str, int]] = {}
        for tp, count in sorted(self.app.consumer.lag().items()):
            lag.setdefault(tp.topic, {})[str(tp.partition)] = count
        owned = (set(table.owned) for table in self.services.tables.values())
        return {
            "worker": {
                "id": self.worker[0],
                "url": self.worker[1],
                "partitions": sorted(set.intersection(*owned)),
                "rebalancing": bool(self.app.rebalancing),
            },
            "events_per_second": {topic: round(rate, 1) for topic, rate in self.rates.per_second().items()},
            "lag": lag,
            "dead_letters": [
                {"open": dict(one.open), "oldest_ms": one.oldest_ms} for one in self.dead_letters.partitions.values()
            ],
            "paused": [one.as_json() for one in self.breakers.paused()],
            "projections": {name: _projection(one) for name, one in self.mirror().items()},
        }


_FRESH = {"Cache-Control": "no-store"}


def _projection(one: FollowerStats) -> dict[str, Any]:
    return {
        "connected": one.broker_connected and one.target_connected,
        "lag_records": one.lag_records,
        "lag_seconds": round(one.lag_seconds, 3),
    }


def merged(found: Iterable[Mapping[str, Any]], away: Sequence[int], now: float) -> dict[str, Any]:
    """The fleet's status out of its workers'. Pure.

    Args:
        found: of `StatusViews.here`; a worker may be there several times, once for each of its partitions.
        away: partitions for which nobody answers.
        now: seconds since 1970.
    """
    workers = {one["worker"]["id"]: one for one in found}.values()
    rates: Counter[str] = Counter()
    lag: dict[str, dict[str, int]] = {}
    states: Counter[str] = Counter()
    for one in workers:
        rates.update(one["events_per_second"])
        for topic, partitions in one["lag"].items():
            lag.setdefault(topic, {}).update(partitions)
        for counts in one["dead_letters"]:
            states.update(counts["open"])
    letters = [counts for one in workers for counts in one["dead_letters"]]
    oldest = min((one["oldest_ms"] for one in letters if one["oldest_ms"] is not None), default=None)
    return {
        "workers": [one["worker"] for one in workers],
        "partitions_away": list(away),
        "events_per_second": {topic: round(rate, 1) for topic, rate in sorted(rates.items())},
        "lag": lag,
        "lag_records": sum(count for partitions in lag.values() for count in partitions.values()),
        "dead_letters": {
            "open": states.total(),
            "by_state": dict(states),
            "oldest_age_seconds": max(0, round(now - oldest / 1000)) if oldest is not None else None,
        },
        "paused": [paused for one in workers for paused in one["paused"]],
        "projections": _projections([one["projections"] for one in workers]),
    }


def _projections(found: Iterable[Mapping[str, Mapping[str, Any]]]) -> dict[str, dict[str, Any]]:
    """By name: connected where all workers are, the sum of their records, the greatest of their ages."""
    total: dict[str, dict[str, Any]] = {}
    for one in found:
        for name, stats in one.items():
            known = total.setdefault(name, {"connected": True, "lag_records": 0, "lag_seconds": 0.0})
            lags = (known["lag_records"], stats["lag_records"])
            known["connected"] = known["connected"] and stats["connected"]
            known["lag_records"] = None if None in lags else sum(lags)
            known["lag_seconds"] = max(known["lag_seconds"], stats["lag_seconds"])
    return total
