"""The Faust app class: what the batch transport and the recovery ask their app for."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import faust
from faust.auth import Credentials, SASLCredentials, SSLCredentials
from faust.types import TP

from tables.errors import LeaveError
from tables.kafka.login import login_of
from tables.owned import OwnedTable

__all__ = ["BatchLimits", "FleetApp", "credentials"]


@dataclass(frozen=True)
class BatchLimits:
    """Bounds of batches."""

    max_records: int
    max_bytes: int
    max_pending: int  # batches under way per partition before it leaves the fetch set


class FleetApp(faust.App):
    """A Faust app whose source partitions continue where their owned table says.

    Attributes:
        batches: bounds of them.
        group_topics: topics of agents without a table: they continue at the group's committed offset.
    """

    batches: BatchLimits
    group_topics: set[str]

    def __init__(
        self,
        *args: Any,
        batches: BatchLimits,
        leave: Callable[[LeaveError], None],
        hand_over: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.batches = batches
        self.group_topics = set()
        self.leave = leave
        self._hand_over = hand_over
        self._from_start: list[Callable[[], Coroutine[Any, Any, None]]] = []

    def from_start(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a job from the app's start on. Faust's tasks begin when the first recovery has ended."""
        self._from_start.append(job)

    async def on_start(self) -> None:
        """See Faust."""
        await super().on_start()
        for job in self._from_start:
            self.add_future(job())

    def hands_over(self) -> bool:
        """Whether a worker that is told to stop leaves its group: only if somebody else is in it to take over."""
        return self._hand_over and len(self.assignor.tables_metadata()) > 1

    def owned_tables(self) -> list[OwnedTable]:
        """Every owned table of the app."""
        return [table for table in self.tables.values() if isinstance(table, OwnedTable)]

    def resume_position(self, tp: TP) -> int | None:
        """Where an owned source partition continues: its checkpoint + 1. None if no table owns it (now)."""
        for table in self.owned_tables():
            owned = table.ownership(tp.partition)
            if owned is not None and tp.topic in owned.checkpoints:
                return owned.checkpoints[tp.topic].offset + 1
        return None


def credentials(brokers: str) -> Credentials | None:
    """How the clients that Faust makes log in: as all others do."""
    login = login_of(brokers)
    if login.sasl:
        return SASLCredentials(
            username=login.user,
            password=login.password,
            mechanism=login.mechanism,
            ssl_context=login.tls_context if login.tls else None,
        )
    return SSLCredentials(login.tls_context) if login.tls else None
