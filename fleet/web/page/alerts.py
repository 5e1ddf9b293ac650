"""How many alerts are open, and which is the newest, for the page. Counted again only where something has changed."""

from itertools import islice
from typing import Any, Final, NamedTuple

from tables.owned import OwnedTable
from tables.ownership import Ownership
from tables.reader import NotOwnedError
from tables.struggles import OPEN_PREFIX

__all__ = ["OpenAlerts"]

_MOST: Final = 1000
"""Alerts of a partition that are counted: with more of them nobody looks at each, and a second holds other work too."""


class _Known(NamedTuple):
    owned: Ownership
    position: int  # of its changelog when it was counted
    found: dict[str, Any]


class OpenAlerts:
    """Counts of this worker's partitions, the last ones remembered.

    Args:
        table: of struggles.
    """

    def __init__(self, table: OwnedTable) -> None:
        self._table = table
        self._known: dict[int, _Known] = {}

    def of(self, partition: int) -> dict[str, Any]:
        """`open`, and `newest`: the place of the newest alert, None without any.

        Raises:
            NotOwnedError: the partition is not on this worker.
        """
        owned = self._table.ownership(partition)
        if owned is None:
            raise NotOwnedError(partition)
        known = self._known.get(partition)
        if known is None or known.owned is not owned or known.position != owned.position:
            keys = [key for key, _ in islice(owned.store.scan(OPEN_PREFIX), _MOST)]
            newest = keys[0][len(OPEN_PREFIX) :].decode() if keys else None
            known = self._known[partition] = _Known(owned, owned.position, {"open": len(keys), "newest": newest})
        return known.found
