"""A bounded cache of decoded values, dropped with the ownership it belongs to."""

from collections import OrderedDict
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
        # Not a plain dict: finding its first key takes the longer the more were deleted before it.
        self._values: OrderedDict[str, Value] = OrderedDict()

    def get(self, key: str) -> Value | None:
        """The value, marked as just used, or None."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def update(self, values: Mapping[str, Value]) -> None:
        """Put values that have been committed, and forget the least recently used above the limit."""
        for key, value in values.items():
            self._values[key] = value
            self._values.move_to_end(key)
        while len(self._values) > self._limit:
            self._values.popitem(last=False)

    def discard(self, key: str) -> None:
        """Forget a value, if it is there."""
        self._values.pop(key, None)

    def __len__(self) -> int:
        return len(self._values)
