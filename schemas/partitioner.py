"""Where a key belongs: murmur2 as Kafka's Java client does it, so that every honest producer agrees with the tables."""

import struct

__all__ = ["murmur2", "partition_for"]

_SEED = 0x9747B28C
_MULTIPLIER = 0x5BD1E995
_WORD = 0xFFFFFFFF


def murmur2(data: bytes) -> int:
    """Hash bytes with MurmurHash2, 32 bits, Kafka's seed.

    Returns:
        The hash as an unsigned number below 2**32 (Java prints the same bits signed).
    """
    whole = len(data) >> 2
    mixed = (_SEED ^ len(data)) & _WORD
    for word in struct.unpack_from(f"<{whole}I", data):
        part = word * _MULTIPLIER & _WORD
        part = (part ^ part >> 24) * _MULTIPLIER & _WORD
        mixed = mixed * _MULTIPLIER & _WORD ^ part
    rest = data[whole << 2 :]
    if rest:
        mixed = (mixed ^ int.from_bytes(rest, "little")) * _MULTIPLIER & _WORD
    mixed = (mixed ^ mixed >> 13) * _MULTIPLIER & _WORD
    return mixed ^ mixed >> 15


def partition_for(key: bytes, partitions: int) -> int:
    """Return the partition of a key: 0 to `partitions` - 1.

    Args:
        key: the record key, UTF-8.
        partitions: the topic's partition count by the catalogue, at least 1; never live metadata.
    """
    return (murmur2(key) & 0x7FFFFFFF) % partitions
