"""One partition's RocksDB: raw bytes in, raw bytes out, one write batch a commit. The only home of rocksdict.

Beside the table's keys lies one local record (`_LOCAL`), never sent to the changelog: which changelog this data came
from, the position it has reached, and when it was last seen complete.
"""

import asyncio
import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import rocksdict

from schemas.canonical import JsonError, dumps, loads
from tables.errors import CorruptTableError, StorageError
from tables.measures import StoreMeasures

__all__ = ["LocalPosition", "PartitionStore", "StoreBusyError", "StoreOptions", "StoreSize", "drop_stale"]

_LOCAL = b"\x00fleet:local"
"""Sorts before every table key, which are printable UTF-8."""


_BLOCK_BYTES = 8 << 10
"""Of RocksDB's files: `mastery:latest` of 50 components takes 923 bytes, with RocksDB's default of 4 KiB 1,036. Larger
ones take longer to unpack: a look-up reads one."""

_WRITE_BUFFER_FILTER = 0.02
"""Share of the write buffer, on top of it: 20 bits for each record of 120 bytes; one look-up in 10,000 is in vain."""


_REWRITE_S = 7 * 86_400
"""Seconds after which a file is compacted though nothing was written: what was deleted must not lie there for ever."""

_BEHIND = "Write stall"
"""How RocksDB says that flushes or compactions have to catch up first (`Status::Incomplete`)."""

_BUSY_POLL_S = 0.01
"""Seconds until the next try: a flush of a write buffer takes 50 ms or more."""


_READS_PER_TIMED = 32
"""Of so many look-ups one is timed: looking at the clock twice would make each some 5 % longer."""

_SIZES = ("cur-size-all-mem-tables", "estimate-num-keys")
"""RocksDB's properties that are part of `StoreSize`."""


class StoreBusyError(Exception):
    """RocksDB has more unflushed or uncompacted data than it wants: a slow disk, or no CPU. Try again."""


@dataclass(frozen=True)
class StoreOptions:
    """Bounds of one partition's RocksDB (six partitions of one worker multiply them)."""

    cache_bytes: int
    write_buffer_bytes: int
    bloom_bits_per_key: int = 10  # 1 % false positives: most look-ups are for idempotency keys that do not exist
    max_open_files: int = 256  # six partitions stay below the usual limit of 1,024 for a process


@dataclass(frozen=True)
class StoreSize:
    """Bytes of files on the disk with the log, of write buffers in memory, and keys by RocksDB's own estimate."""

    file_bytes: int
    memory_bytes: int
    keys: int


@dataclass(frozen=True)
class LocalPosition:
    """Where local data stands: the next changelog offset to read, in which incarnation of the changelog."""

    changelog_id: str
    position: int
    verified_at: float  # seconds since the epoch


class PartitionStore:
    """An open RocksDB. Not shared between processes: opening one that is open elsewhere fails."""

    def __init__(
        self, path: Path, options: StoreOptions, measures: StoreMeasures | None = None, *, read_only: bool = False
    ) -> None:
        """Open it. Read-only, another process may have it open; what that writes from now on is not seen."""
        self.path = path
        self._access = rocksdict.AccessType.read_only() if read_only else rocksdict.AccessType.read_write()
        self._read_only = read_only
        self._options = options
        self._measures = measures or StoreMeasures()
        self._until_timed = _READS_PER_TIMED
        self._at_once = rocksdict.WriteOptions()
        self._at_once.no_slowdown = True  # rocksdict would hold the interpreter while it waits: no heartbeat goes out
        self._db = self._open()

    def _open(self) -> rocksdict.Rdict:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        table = rocksdict.BlockBasedOptions()
        table.set_bloom_filter(self._options.bloom_bits_per_key, block_based=False)
        table.set_block_cache(rocksdict.Cache(self._options.cache_bytes))
        table.set_block_size(_BLOCK_BYTES)
        # Filters and indexes stay beside the cache, 2 bytes a key: the shards of a small cache are smaller than one of
        # them, which was read again for every look-up (a million students: 72 us for a key that is there, now 10).
        table.set_cache_index_and_filter_blocks(False)
        options = rocksdict.Options(raw_mode=True)
        options.create_if_missing(True)  # noqa: FBT003 - rocksdict's signature
        options.set_max_open_files(self._options.max_open_files)
        options.set_write_buffer_size(self._options.write_buffer_bytes)
        options.set_max_write_buffer_number(2)
        # Most look-ups are for keys that do not exist: this makes each 1.5 us shorter.
        options.set_memtable_prefix_bloom_ratio(_WRITE_BUFFER_FILTER)
        options.set_memtable_whole_key_filtering(True)
        options.set_compression_type(rocksdict.DBCompressionType.lz4())
        options.set_bottommost_compression_type(rocksdict.DBCompressionType.zstd())
        options.set_keep_log_file_num(2)
        options.set_block_based_table_factory(table)
        # Named for its column family too: otherwise rocksdict opens what exists with options that it has stored, which
        # hold neither filters nor the cache's bound.
        db = rocksdict.Rdict(
            str(self.path), options=options, column_families={"default": options}, access_type=self._access
        )
        if not self._read_only:
            db.set_options({"periodic_compaction_seconds": str(_REWRITE_S)})  # rocksdict's `Options` lack it
        return db

    def compact(self) -> None:
        """Rewrite all files without what was deleted. Takes as long as reading and writing everything once."""
        self._db.flush()
        self._db.compact_range(None, None)

    def get(self, key: bytes) -> bytes | None:
        """The value of a key, or None.

        Raises:
            CorruptTableError: RocksDB cannot read it, here and in every other look-up.
        """
        self._until_timed -= 1
        began = time.perf_counter() if self._until_timed == 0 else 0.0
        try:
            value: bytes | None = self._db.get(key)
        except Exception as exc:
            raise self._damaged(exc) from exc
        if began:
            self._until_timed = _READS_PER_TIMED
            self._measures.reads.observe(time.perf_counter() - began)
        return value

    def _damaged(self, cause: object) -> CorruptTableError:
        return CorruptTableError(f"{self.path} cannot be read ({cause}): delete this folder, the changelog has it all")

    def scan(self, prefix: bytes, start: bytes | None = None) -> Iterator[tuple[bytes, bytes]]:
        """Keys and values that begin with `prefix`, in order, from `start` (default: the first) on."""
        cursor = self._db.iter()
        cursor.seek(start if start is not None else prefix)
        while cursor.valid():
            key: bytes = cursor.key()
            if not key.startswith(prefix):
                return
            yield key, cursor.value()
            cursor.next()
        self._check(cursor)

    def leap(self, prefix: bytes, start: bytes, onward: Callable[[bytes], bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Some of the keys that begin with `prefix`, in order: from `start` on, then from `onward(key)` on, and so on.

        What lies between is not read. `onward` returns something greater than the key.
        """
        cursor = self._db.iter()
        cursor.seek(start)
        while cursor.valid():
            key: bytes = cursor.key()
            if not key.startswith(prefix):
                return
            yield key, cursor.value()
            cursor.seek(onward(key))
        self._check(cursor)

    def is_empty(self) -> bool:
        """Whether no key of the table is here (the local record does not count)."""
        return next(self.scan(b"", _LOCAL + b"\x00"), None) is None

    def last_before(self, prefix: bytes, bound: bytes) -> tuple[bytes, bytes] | None:
        """The greatest key below `bound` that begins with `prefix`, with its value."""
        cursor = self._db.iter()
        cursor.seek_for_prev(bound)
        if cursor.valid() and cursor.key() == bound:
            cursor.prev()
        if cursor.valid() and cursor.key().startswith(prefix):
            return cursor.key(), cursor.value()
        self._check(cursor)
        return None

    def _check(self, cursor: rocksdict.RdictIter) -> None:
        """A cursor that fails only stops being valid: ask it why."""
        try:
            cursor.status()
        except Exception as exc:
            raise self._damaged(exc) from exc

    def write(self, changes: Mapping[bytes, bytes | None], local: LocalPosition) -> None:
        """All changes (None deletes) and the position they reach, atomically.

        Raises:
            StoreBusyError: RocksDB is behind with what was written before. Nothing was written.
            StorageError: the disk refuses; nothing of it is there when the data is opened again.
        """
        batch = rocksdict.WriteBatch(raw_mode=True)
        for key in sorted(changes):  # RocksDB sorts anyway, and finds a place next to the last one sooner
            value = changes[key]
            if value is None:
                batch.delete(key)
            else:
                batch.put(key, value)
        batch.put(_LOCAL, dumps([local.changelog_id, local.position, local.verified_at]))
        began = time.perf_counter()
        try:
            self._db.write(batch, self._at_once)
        except Exception as exc:
            if _BEHIND in str(exc):
                raise StoreBusyError(str(exc)) from exc
            raise StorageError(f"{self.path} cannot be written: {exc}") from exc
        self._measures.writes.observe(time.perf_counter() - began)

    def size(self) -> StoreSize:
        """How large it is now: what RocksDB and the file system know without reading."""
        memory, keys = (self._db.property_int_value(f"rocksdb.{name}") or 0 for name in _SIZES)
        files = 0
        with os.scandir(self.path) as entries:
            for entry in entries:
                with contextlib.suppress(FileNotFoundError):  # compacted meanwhile
                    files += entry.stat().st_size
        return StoreSize(files, memory, keys)

    async def write_patiently(self, changes: Mapping[bytes, bytes | None], local: LocalPosition) -> None:
        """Step 6 of the commit order: `write`, as soon as RocksDB can take it. Everything else goes on meanwhile.

        Raises:
            StorageError: see `write`.
        """
        while True:
            try:
                self.write(changes, local)
            except StoreBusyError:
                await asyncio.sleep(_BUSY_POLL_S)
            else:
                return

    def local_position(self) -> LocalPosition | None:
        """What the data stands for, or None if it is empty or unreadable (then it must be wiped)."""
        raw = self.get(_LOCAL)
        if raw is None:
            return None
        try:
            changelog_id, position, verified_at = loads(raw)
        except (JsonError, ValueError, TypeError):
            return None
        return LocalPosition(changelog_id, position, verified_at)

    def wipe(self) -> None:
        """Delete all local data and begin empty; the changelog holds it."""
        self.close()
        discard(self.path)
        self._db = self._open()

    def close(self) -> None:
        """Release the files and their lock."""
        self._db.close()


def discard(path: Path) -> None:
    """Delete a partition's data. A crash in between leaves no half of it where it would be opened."""
    doomed = path.with_name(path.name + ".discarded")
    shutil.rmtree(doomed, ignore_errors=True)  # of an earlier crash
    path.rename(doomed)
    shutil.rmtree(doomed, ignore_errors=True)


def drop_stale(folder: Path, keep: set[int], max_age: float) -> list[int]:
    """Delete partitions' data that was not written for `max_age` seconds and is not in `keep`.

    Returns the partitions deleted: a later owner restores them from the changelog anyway, and data this old may lack
    deletions that compaction has removed.
    """
    dropped = []
    for path in sorted(folder.glob("*.db")):
        if not path.stem.isdigit() or int(path.stem) in keep:
            continue
        newest = max((entry.stat().st_mtime for entry in path.iterdir()), default=0.0)
        if time.time() - newest > max_age:
            discard(path)
            dropped.append(int(path.stem))
    return dropped
