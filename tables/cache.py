"""A bounded cache of decoded values, dropped with the ownership it belongs to."""

from collections.abc import Mapping
from typing import Generic, TypeVar

__all__ = ["LruCache"]

Value = TypeVar("Value")


class LruCache(Generic[Value]):
    """Keeps the `limit` most recently used values. A limit of 0 keeps none.

    Values are never changed in place: a batch that is abandoned must leave no trace here.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: dict[str, Value] = {}

    def get(self, key: str) -> Value | None:
        """The value, marked as just used, or None."""
        value = self._values.pop(key, None)
        if value is not None:
            self._values[key] = value
        return value

    def update(self, values: Mapping[str, Value]) -> None:
        """Put values that have been committed, and forget the least recently used above the limit."""
        for key, value in values.items():
            self._values.pop(key, None)
            self._values[key] = value
        while len(self._values) > self._limit:
            del self._values[next(iter(self._values))]

    def __len__(self) -> int:
        return len(self._values)
