import json

import pytest

from schemas.erasure import ERASE, EraseOrder, mark_of, marks_of, read_order, signed_order

KEY = "the first secret"
ORDER = EraseOrder("stu-00123", "order-1", 1_768_300_200_000, "ops", "on request")


def header(key: str = KEY) -> bytes:
    return ORDER.header(key)[1]


def test_a_signed_order_is_read_as_it_was_given() -> None:
    assert signed_order(b"stu-00123", header(), [KEY]) == ORDER
    assert signed_order(b"stu-00123", header(), ["a newer secret!!", KEY]) == ORDER, "an older key is still recognised"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (b"stu-00124", header()),  # somebody else's
        (None, header()),
        (b"\xff", header()),
        (b"stu-00123", header("another secret!!")),
        (b"stu-00123", header().replace(b"order-1", b"order-2")),
        (b"stu-00123", b"{}"),
        (b"stu-00123", b"[]"),
        (b"stu-00123", b"rubbish"),
        (b"stu-00123", b""),
        (b"stu-00123", None),
        (b"stu-00123", json.dumps({**json.loads(header()), "signature": 7}).encode()),
        (b"stu-00123", json.dumps({**json.loads(header()), "signature": "ä"}).encode()),
        (b"stu-00123", json.dumps({**json.loads(header()), "at": "now"}).encode()),
    ],
)
def test_what_was_not_signed_with_the_key_is_no_order(key: bytes | None, value: bytes | None) -> None:
    assert signed_order(key, value, [KEY]) is None


def test_only_a_record_without_a_value_can_be_an_order() -> None:
    headers = [("x", b"1"), (ERASE, b"{}")]
    assert read_order(b"stu-00123", b"", headers) == read_order(b"stu-00123", None, headers) == b"{}"
    assert read_order(b"stu-00123", b"value", headers) is None
    assert read_order(None, b"", headers) is None
    assert read_order(b"stu-00123", b"", []) is None


def test_a_mark_says_nothing_without_the_key_and_all_keys_are_looked_for() -> None:
    first, second = marks_of("stu-00123", [KEY, "the second one!!"])
    assert first == mark_of("stu-00123", KEY) != second
    assert mark_of("stu-00124", KEY) != first
    assert len(first) == 32
    assert int(first, 16)
