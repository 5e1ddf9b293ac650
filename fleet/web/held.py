"""Everything that the fleet holds of a student, gathered: tables from their owners, Redis and PostgreSQL from here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.canonical import JsonError, loads
from schemas.erasure import marks_of
from tables.owned import OwnedTable
from tables.projections.layout import is_mirrored
from tables.projections.postgres.reader import ArchiveReader
from tables.projections.projection import TargetAwayError
from tables.projections.redis_mirror import read_mirror
from tables.reader import NotOwnedError
from tables.spec import TableSpec

__all__ = ["Holdings", "merged_tables"]

Tables = dict[str, dict[str, Any]]
"""By table, values by key."""


@dataclass(frozen=True)
class Holdings:
    """Where something of a student may be.

    Attributes:
        tables: of this worker.
        specs: of the same.
        redis_url: of the mirror; None without one.
        redis_prefix: of its keys.
        postgres_dsn: of the archive; None without one.
        erasure_keys: secrets of marks.
    """

    tables: Mapping[str, OwnedTable]
    specs: Sequence[TableSpec]
    redis_url: str | None
    redis_prefix: str
    postgres_dsn: str | None
    erasure_keys: Sequence[str]

    async def here(self, student_id: str, partition: int) -> Tables:
        """What this worker's tables hold in a partition.

        Raises:
            NotOwnedError: it is not on this worker.
        """
        found: Tables = {}
        for spec in self.specs:
            owned = self.tables[spec.name].ownership(partition)
            if owned is None:
                raise NotOwnedError(partition)
            found[spec.name] = {key.decode(): _shown(raw) for key, raw in spec.held(owned.store, student_id)}
        return found

    async def redis(self, keys: Iterable[str]) -> dict[str, Any]:
        """What Redis holds under the student's public keys; why not, where it does not answer."""
        if self.redis_url is None:
            return {"available": False, "why": "FLEET_REDIS_URL is not set"}
        wanted = [raw for key in keys if is_mirrored(raw := key.encode())]
        try:
            found = await read_mirror(self.redis_url, wanted, self.redis_prefix)
        except TargetAwayError as exc:
            return {"available": False, "why": str(exc)}
        values = {key.decode(): {"version": one.version, "data": _shown(one.data)} for key, one in found.items()}
        return {"available": True, "values": values}

    async def postgres(self, student_id: str) -> dict[str, Any]:
        """Every row about the student; why not, where PostgreSQL does not answer."""
        if self.postgres_dsn is None:
            return {"available": False, "why": "FLEET_POSTGRES_DSN is not set"}
        reader = ArchiveReader(self.postgres_dsn)
        try:
            rows = await reader.student(student_id, marks_of(student_id, self.erasure_keys))
        except TargetAwayError as exc:
            return {"available": False, "why": str(exc)}
        finally:
            await reader.close()
        plain = {table: [{name: _plain(one) for name, one in row.items()} for row in of] for table, of in rows.items()}
        return {"available": True, **plain}


def merged_tables(partitions: Iterable[Mapping[str, Mapping[str, Any]]]) -> Tables:
    """The tables of all partitions in one."""
    merged: Tables = {}
    for one in partitions:
        for table, values in one.items():
            merged.setdefault(table, {}).update(values)
    return merged


def _shown(raw: bytes) -> Any:
    try:
        return loads(raw)
    except JsonError:
        return raw.decode(errors="replace")


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
