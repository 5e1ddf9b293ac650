from tables.cache import LruCache


def test_the_least_recently_used_value_is_forgotten_first() -> None:
    cache = LruCache[str](2)
    cache.update({"a": "1", "b": "2"})
    assert cache.get("a") == "1"  # now b is the older one
    cache.update({"c": "3"})
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == ("1", None, "3")


def test_a_value_put_again_is_young_again() -> None:
    cache = LruCache[str](2)
    cache.update({"a": "1", "b": "2"})
    cache.update({"a": "new"})
    cache.update({"c": "3"})
    assert (cache.get("a"), cache.get("b")) == ("new", None)


def test_more_values_than_the_limit_at_once_leave_the_last_ones() -> None:
    cache = LruCache[int](3)
    cache.update({str(number): number for number in range(10)})
    assert len(cache) == 3
    assert [cache.get(str(number)) for number in (6, 7, 9)] == [None, 7, 9]


def test_a_limit_of_0_keeps_nothing() -> None:
    cache = LruCache[str](0)
    cache.update({"a": "1"})
    assert len(cache) == 0
    assert cache.get("a") is None
