"""Pages of a history against the plain definition: all days, newest first, cut."""

from collections.abc import Iterator
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agents.progress.history import newest_first, since

TODAY = date(2026, 1, 13)

day_sets = st.sets(st.integers(-2, 400), max_size=60).map(
    lambda back: sorted((TODAY - timedelta(days=one)).isoformat() for one in back)
)


@given(days=day_sets, back=st.integers(1, 500), limit=st.integers(1, 20))
def test_pages_join_up_to_all_days_newest_first(days: list[str], back: int, limit: int) -> None:
    def read(start: str) -> Iterator[tuple[str, str]]:
        return ((one, one.upper()) for one in days if one >= start)

    first = since(back, TODAY)
    seen: list[tuple[str, str]] = []
    before, more = None, True
    while more:
        page = newest_first(read, first, TODAY, before, limit)
        assert len(page.days) == limit or not page.more
        seen += page.days
        more = page.more
        before = date.fromisoformat(page.days[-1][0]) if page.days else None
    assert seen == [(one, one) for one in reversed(days) if one >= first.isoformat()]


def test_a_page_reads_no_more_than_it_shows_and_a_month() -> None:
    """A student of ten years does not hold up the others for the sake of one page."""
    days = [(TODAY - timedelta(days=back)).isoformat() for back in range(3650, -1, -1)]
    taken = []

    def read(start: str) -> Iterator[tuple[str, None]]:
        for one in days:
            if one >= start:
                taken.append(one)
                yield one, None

    page = newest_first(read, since(3660, TODAY), TODAY, None, 10)
    assert (len(page.days), page.more) == (10, True)
    assert len(taken) <= 10 + 32


def test_the_present_day_counts() -> None:
    assert since(1, TODAY) == TODAY
    assert since(30, TODAY) == date(2025, 12, 15)
