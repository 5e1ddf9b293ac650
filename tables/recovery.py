"""Faust's table manager and recovery, except that owned tables fence and restore themselves."""

import asyncio
from functools import partial
from typing import Any

from faust.tables.manager import TableManager
from faust.tables.recovery import RebalanceAgain, Recovery
from faust.types import TP

from tables.errors import BrokerUnavailableError, FatalError, LeaveError
from tables.kafka.clients import KafkaError
from tables.owned import OwnedTable

__all__ = ["OwnedRecovery", "OwnedTableManager"]


class OwnedRecovery(Recovery):
    """Runs in Faust's recovery task: sources are paused, heartbeats go on, the next rebalance cancels it."""

    def add_active(self, table: Any, tp: TP) -> None:
        """Faust must not consume an owned table's changelog: it would wait for ever for a record at the last marker."""
        if not isinstance(table, OwnedTable):
            super().add_active(table, tp)

    def add_standby(self, table: Any, tp: TP) -> None:
        """As `add_active`: the table follows it itself."""
        if not isinstance(table, OwnedTable):
            super().add_standby(table, tp)

    async def on_recovery_completed(self, generation_id: int = 0) -> None:
        """Own what is assigned, let Faust seek and resume the sources, then follow what others own."""
        standbys = self.app.assignor.assigned_standbys()  # of this assignment: read before anything is waited for
        tables = [table for table in self.tables.values() if isinstance(table, OwnedTable)]
        # `_wait` raises RebalanceAgain, and cancels this, when the next rebalance starts.
        await self._wait(self._own_all(tables, generation_id))
        await super().on_recovery_completed(generation_id)
        for table in tables:
            topic = table.changelog_topic.get_topic_name()
            await self._wait(table.follow({tp.partition for tp in standbys if tp.topic == topic}))

    async def _own_all(self, tables: list[OwnedTable], generation: int) -> None:
        if not all(await asyncio.gather(*(self._own(table, generation) for table in tables))):
            raise RebalanceAgain  # revoked meanwhile: the next assignment starts anew

    async def _own(self, table: OwnedTable, generation: int) -> bool:
        """Whether the table's partitions are owned now."""
        consumer = self.app.consumer
        sources = {tp for tp in consumer.assignment() if tp.topic in table.config.sources}
        ask = partial(consumer.committed_offsets, sources)
        try:
            return await table.own_all({tp.partition for tp in sources}, generation, ask)
        except LeaveError as exc:
            table.leave(exc)
        except (KafkaError, TimeoutError) as exc:
            table.leave(BrokerUnavailableError(f"partitions cannot be taken over: {exc!r}"))
        except Exception as exc:  # noqa: BLE001 - Faust would crash with a page of traceback and status 1
            table.leave(FatalError(f"partitions cannot be owned: {exc!r}"))
        return False


class OwnedTableManager(TableManager):
    """A table manager whose recovery is `OwnedRecovery`."""

    _recovery: OwnedRecovery | None

    @property
    def recovery(self) -> OwnedRecovery:
        """Recovery service used by this table manager."""
        if self._recovery is None:
            self._recovery = OwnedRecovery(self.app, self, beacon=self.beacon, loop=self.loop)
        return self._recovery

    async def on_start(self) -> None:
        """As Faust, which sleeps a second first: tables may be added late there. Here all are when the app is built."""
        await self._update_channels()
        await self.recovery.start()
