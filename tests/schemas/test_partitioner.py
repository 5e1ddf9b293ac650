import pytest
from aiokafka.partitioner import murmur2 as aiokafka_murmur2
from hypothesis import given
from hypothesis import strategies as st

from schemas.partitioner import murmur2, partition_for

KAFKAS_OWN = {
    b"21": -973932308,
    b"foobar": -790332482,
    b"a-little-bit-long-string": -985981536,
    b"a-little-bit-longer-string": -1486304829,
    b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
    b"abc": 479470107,
}


@pytest.mark.parametrize(("data", "expected"), KAFKAS_OWN.items())
def test_murmur2_gives_the_values_of_kafkas_own_tests(data: bytes, expected: int) -> None:
    assert murmur2(data) == expected % 2**32


@given(st.binary(max_size=200))
def test_murmur2_agrees_with_the_client_library(data: bytes) -> None:
    assert murmur2(data) == aiokafka_murmur2(data)


@given(st.text(max_size=50), st.integers(1, 100))
def test_partition_ignores_the_sign_bit_and_stays_in_range(key: str, partitions: int) -> None:
    partition = partition_for(key.encode(), partitions)
    assert partition == (aiokafka_murmur2(key.encode()) & 0x7FFFFFFF) % partitions
    assert 0 <= partition < partitions
