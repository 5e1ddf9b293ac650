"""Compare-and-sets that make one state of another, and what they are held to."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.client.errors import ProblemError
from fleet.replacing import Replacing, pieces
from fleet.web.students import Replacement
from schemas.errors import InvalidError
from tables.store import LocalPosition, PartitionStore, StoreOptions
from tables.student_digest import differing, digest_of, state_of

states = st.dictionaries(
    st.binary(min_size=1, max_size=3).map(bytes.hex).map(str.encode), st.sampled_from([b"{}", b"[]", b"[1]"])
)


@given(states, states, st.integers(1, 20))
def test_pieces_make_one_state_of_the_other_each_held_to_the_one_before(
    live: dict[bytes, bytes], rebuilt: dict[bytes, bytes], most: int
) -> None:
    state = dict(live)
    for expect, writes in pieces(live, rebuilt, most):
        assert digest_of(state) == expect
        assert writes
        for key, value in writes.items():
            if value is None:
                del state[key.encode()]
            else:
                state[key.encode()] = value.encode()
    assert state == rebuilt


@given(states, states)
def test_a_digest_tells_states_apart(one: dict[bytes, bytes], other: dict[bytes, bytes]) -> None:
    assert (digest_of(one) == digest_of(other)) == (one == other)
    assert digest_of({b"a": b"bc"}) != digest_of({b"ab": b"c"})


@pytest.fixture
def stores(tmp_path: Path) -> Any:
    made = [PartitionStore(tmp_path / name, StoreOptions(1 << 20, 1 << 20)) for name in ("live", "rebuilt")]
    yield made
    for one in made:
        one.close()


def fill(store: PartitionStore, values: dict[str, bytes]) -> None:
    store.write({key.encode(): value for key, value in values.items()}, LocalPosition("id", 1, 0.0))


def test_what_differs_is_told_by_key(stores: list[PartitionStore]) -> None:
    live, rebuilt = stores
    fill(live, {"student:a:1": b"{}", "student:b:1": b"{}", "student:d:1": b"[1]", "checkpoint:x": b"{}"})
    fill(rebuilt, {"student:b:1": b"{}", "student:c:1": b"{}", "student:d:1": b"[2]", "idempotency:a:1": b"[]"})
    assert list(differing(live, rebuilt)) == [
        (b"student:a:1", "has an unwanted"),
        (b"student:c:1", "lacks"),
        (b"student:d:1", "differs in"),
    ]
    assert [key for key, _ in differing(live, rebuilt, b"student:d:")] == [b"student:d:1"]


async def test_a_state_that_changes_meanwhile_is_read_again_and_never_overwritten(
    stores: list[PartitionStore],
) -> None:
    live, rebuilt = stores
    fill(live, {"student:a:1": b"[1]"})
    fill(rebuilt, {"student:a:1": b"[2]"})
    owner = {b"student:a:1": b"[1]", b"student:a:2": b"[9]"}  # an event was applied since
    asked = []

    async def post(*path: str, body: Any) -> dict[str, Any]:
        asked.append(body["expect"])
        assert path == ("students", "a", "state")
        if digest_of(owner) != body["expect"]:
            raise ProblemError(409, {})
        owner.update({key.encode(): value.encode() for key, value in body["writes"].items()})
        return {}

    async def catch_up(_: Any) -> None:
        fill(live, {"student:a:2": b"[9]"})
        fill(rebuilt, {"student:a:2": b"[9]"})

    told: list[str] = []
    replacing = Replacing(post, SimpleNamespace(catch_up=catch_up), "me", "why", told.append)  # type: ignore[arg-type]
    assert await replacing.replace(SimpleNamespace(live=live, rebuilt=rebuilt), "a")  # type: ignore[arg-type]
    assert owner == state_of(rebuilt, "a") == {b"student:a:1": b"[2]", b"student:a:2": b"[9]"}
    assert (len(asked), told) == (2, ["a"])


@pytest.mark.parametrize(
    "writes", [{"student:b:1": "{}"}, {"student:a": "{}"}, {"checkpoint:x": None}, {"student:a:1": "rubbish"}]
)
def test_a_replacement_touches_nothing_but_its_student(writes: dict[str, str | None]) -> None:
    with pytest.raises(InvalidError, match="writes"):
        Replacement(expect="0" * 32, writes=writes, actor="me", reason="why").changes("a")
