"""Which dead letters an operator means, and a page of them. Pure."""

from collections.abc import Iterable
from heapq import merge
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from agents.runtime.web import Query
from schemas.topics import PARTITIONS
from tables.failure_entry import CLOSED, origin_place
from tables.failures_reader import Summary

__all__ = ["Filter", "ListQuery", "StatsQuery", "is_open", "matches", "merged"]

StateFilter = Literal[
    "open", "closed", "all", "waiting", "retrying", "permanent", "resolved", "superseded", "discarded"
]
"""`open` are those that nothing has become of yet, permanent ones among them; `closed` are the others."""

_PAGE_MAX: Final = 500
"""Entries a page: half a megabyte."""

_SECONDS_MAX = 10 * 365 * 86_400.0


def _an_id(value: str) -> str:
    try:
        origin_place(value)
    except ValueError:
        raise PydanticCustomError("entry_id", "must be the id of a dead letter, topic:partition:offset") from None
    return value


EntryId = Annotated[str, AfterValidator(_an_id)]
Partition = Annotated[int, Field(ge=0, lt=PARTITIONS)]


class Filter(Query):
    """Which dead letters. All that is given must hold.

    Attributes:
        state: of the entry.
        agent: that failed.
        error_type: code of its last failure.
        student_id: whom it is about.
        older_than: seconds since it first failed, at least.
        newer_than: seconds since it first failed, at most.
    """

    state: StateFilter = "open"
    agent: str | None = Field(None, max_length=100)
    error_type: str | None = Field(None, max_length=100)
    student_id: str | None = Field(None, max_length=100)
    older_than: float | None = Field(None, ge=0.0, le=_SECONDS_MAX)
    newer_than: float | None = Field(None, ge=0.0, le=_SECONDS_MAX)


class ListQuery(Filter):
    """A page of a list, in the order of the entries' ids.

    Attributes:
        limit: most entries.
        after: only entries behind this id: `next` of the page before. The entry need not exist any more.
        partition: only this one's.
    """

    limit: int = Field(50, ge=1, le=_PAGE_MAX)
    after: EntryId | None = None
    partition: Partition | None = None


class StatsQuery(Filter):
    """What is counted; `partition`: only this one's."""

    state: StateFilter = "all"
    partition: Partition | None = None


def is_open(state: str) -> bool:
    """Whether something has to become of it still."""
    return state not in CLOSED


def matches(entry: Summary, wanted: Filter, now_ms: int) -> bool:
    """Whether an entry is meant.

    Args:
        entry: as stored.
        wanted: the filter.
        now_ms: the present, in milliseconds since 1970.
    """
    if wanted.state not in ("all", entry.state, "open" if is_open(entry.state) else "closed"):
        return False
    if (
        (wanted.agent is not None and wanted.agent != entry.agent)
        or (wanted.error_type is not None and wanted.error_type != entry.error_type)
        or (wanted.student_id is not None and wanted.student_id != entry.student_id)
    ):
        return False
    if wanted.older_than is None and wanted.newer_than is None:
        return True
    if entry.first_failed_at is None:
        return False
    seconds = (now_ms - entry.first_failed_at) / 1000
    return (wanted.older_than is None or seconds >= wanted.older_than) and (
        wanted.newer_than is None or seconds <= wanted.newer_than
    )


def merged(pages: Iterable[dict[str, Any]], limit: int) -> dict[str, Any]:
    """One page from those of all partitions.

    Args:
        pages: each in the order of ids, and as long as the page may be if there are more.
        limit: most entries of the page.
    """
    pages = list(pages)
    found = list(merge(*(page["dead_letters"] for page in pages), key=lambda one: one["id"]))
    more = len(found) > limit or any(page["next"] is not None for page in pages)
    found = found[:limit]
    return {"dead_letters": found, "next": found[-1]["id"] if more and found else None}
