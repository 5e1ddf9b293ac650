"""What the web views need, gathered by the composition root."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agents.progress.views import APPLIED_S
from agents.runtime.breakers import Breakers
from agents.runtime.publisher import Publisher
from agents.runtime.spec import AgentOptions
from schemas.codec import Codec
from tables.mastery import MASTERY
from tables.owned import OwnedTable
from tables.projections.redis_mirror import MirrorStats
from tables.reader import MasteryReader

__all__ = ["WebServices"]


@dataclass(frozen=True)
class WebServices:
    """Everything behind the views.

    Attributes:
        tables: every table, by name.
        reader: of the mastery table.
        codec: for events.
        options: what agents accept.
        publisher: sends events; its producer starts when it is first needed.
        brokers: `host:port[,host:port]`, looked at by the readiness page.
        max_payload_bytes: largest body of a request.
        breakers: pause source partitions on which nearly everything fails.
        mirror_stats: a reading of the Redis mirror; None where it is off.
        clock: the present, in seconds since 1970.
        applied_seconds: how long `?wait=applied` waits.
    """

    tables: Mapping[str, OwnedTable]
    reader: MasteryReader
    codec: Codec
    options: AgentOptions
    publisher: Publisher
    brokers: str
    max_payload_bytes: int
    breakers: Breakers
    mirror_stats: Callable[[], MirrorStats | None] = lambda: None
    clock: Callable[[], float] = time.time
    applied_seconds: float = APPLIED_S

    def changelog(self) -> Any:
        """Name of the mastery table's changelog topic. Who has a partition of it has that of every other table."""
        return self.tables[MASTERY.name].changelog_topic.get_topic_name()

    def owns(self, partition: int) -> bool:
        """Whether this worker has a partition (of every table)."""
        return all(table.ownership(partition) is not None for table in self.tables.values())
