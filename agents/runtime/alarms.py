"""What a person has to look at: counted for the metrics, and told to a webhook where there is one.

Nobody waits for it: alarms that cannot be told for long make way for newer ones, and the counts stay.
"""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Alarm", "Alarms", "UntoldError"]

log = logging.getLogger(__name__)

_WAITING = 1_000
"""Alarms that wait for their webhook: some 300 bytes each."""

_TOLD_AT_ONCE = 20
"""Alarms named in one call: a person reads no more, and `waiting` says how many there are."""

_PAUSES_S = (1.0, 5.0, 30.0)
"""Seconds between tries; after the last one the alarms of the call are given up."""

_LOGGED_A_SECOND = 20
"""Alarms in the log: in a storm of failures more lines would bury all others, and cost time."""

_GATHER_S = 1.0
"""Seconds for which alarms are gathered: what fails together is told together."""


class UntoldError(Exception):
    """The webhook did not take it. Look at `FLEET_ALERT_WEBHOOK` and at what listens there."""


@dataclass(frozen=True)
class Alarm:
    """One alarm.

    Attributes:
        kind: a stable name, for metrics and rules.
        text: what happened, in a few words.
        facts: names and numbers; nothing that a student wrote, and no student's id.
    """

    kind: str
    text: str
    facts: Mapping[str, str | int]


Tell = Callable[[Mapping[str, Any]], Awaitable[None]]
"""Tells somebody outside, or raises `UntoldError`."""


@dataclass
class _Logged:
    """What the log says of one second."""

    second: int = -1
    lines: int = 0
    left_out: int = 0


class Alarms:
    """Alarms of one worker.

    Attributes:
        counts: raised since the start, by kind.
        untold: given up since the start.
    """

    def __init__(
        self,
        tell: Tell | None = None,
        pauses: Sequence[float] = _PAUSES_S,
        gather: float = _GATHER_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self.untold = 0
        self._tell = tell
        self._pauses = pauses
        self._gather = gather
        self._waiting: deque[Alarm] = deque()
        self._some = asyncio.Event()
        self._clock = clock
        self._logged = _Logged()

    def raise_alarm(self, alarm: Alarm) -> None:
        """Count it, log it, and tell it soon. Never waits."""
        self.counts[alarm.kind] += 1
        self._log(alarm)
        if self._tell is None:
            return
        if len(self._waiting) >= _WAITING:
            self._waiting.popleft()
            self.untold += 1
        self._waiting.append(alarm)
        self._some.set()

    def _log(self, alarm: Alarm) -> None:
        second = int(self._clock())
        if second != self._logged.second:
            if self._logged.left_out:
                log.warning("alarms: %d more in that second: see fleet_alarms_total", self._logged.left_out)
            self._logged = _Logged(second)
        if self._logged.lines >= _LOGGED_A_SECOND:
            self._logged.left_out += 1
            return
        self._logged.lines += 1
        facts = dict(alarm.facts)
        log.warning("alarm: %s: %s %s", alarm.kind, alarm.text, facts, extra={"alarm": alarm.kind, "facts": facts})

    async def run(self) -> None:
        """Tell what is raised until the worker ends."""
        while self._tell is not None:
            await self._some.wait()
            await asyncio.sleep(self._gather)
            self._some.clear()
            told = [self._waiting.popleft() for _ in range(len(self._waiting))]
            if not await self._told(self._tell, message(told)):
                self.untold += len(told)

    async def _told(self, tell: Tell, body: Mapping[str, Any]) -> bool:
        for pause in (*self._pauses, None):
            try:
                await tell(body)
            except UntoldError as error:
                log.warning("an alarm was not told: %s", error)
            except Exception:
                log.exception("an alarm was not told")
            else:
                return True
            if pause is not None:
                await asyncio.sleep(pause)
        return False


def message(alarms: Sequence[Alarm]) -> dict[str, Any]:
    """What the webhook gets: how many of each kind, and the first of them."""
    return {
        "source": "agent-fleet",
        "counts": dict(Counter(one.kind for one in alarms)),
        "alarms": [{"kind": one.kind, "text": one.text, **one.facts} for one in alarms[:_TOLD_AT_ONCE]],
    }
