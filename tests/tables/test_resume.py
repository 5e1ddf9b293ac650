"""Where a source partition continues: every row of the table of cases."""

import pytest

from tables.checkpoint import Checkpoint, Ledger
from tables.errors import FatalError, LostRangeError, TopicIdentityError
from tables.resume import SourceState, first_or_next

KNOWN = Checkpoint("topic-1", 41, 1000, Ledger(applied=42))


def source(topic_id: str = "topic-1", begin: int = 0, committed: int | None = None, end: int = 100) -> SourceState:
    return SourceState("learning.events", 3, topic_id, begin, end, committed)


def resume(
    checkpoint: Checkpoint | None, state: SourceState, *, accept_loss: bool = False, table_is_new: bool | None = None
) -> Checkpoint:
    new = checkpoint is None if table_is_new is None else table_is_new
    return first_or_next(checkpoint, state, table_is_new=new, accept_loss=accept_loss)


def test_a_log_that_lost_its_tail_is_told_and_continued_at_its_end_once_that_is_accepted() -> None:
    assert resume(KNOWN, source(end=42)) == KNOWN
    with pytest.raises(LostRangeError, match="ends at 41, but records up to 41 were applied"):
        resume(KNOWN, source(end=41))
    assert resume(KNOWN, source(end=41), accept_loss=True).offset == 40


@pytest.mark.parametrize("committed", [None, -1, 0])
@pytest.mark.parametrize("begin", [0, 7])
def test_a_first_start_reads_from_the_topics_beginning(begin: int, committed: int | None) -> None:
    assert resume(None, source(begin=begin, committed=committed)) == Checkpoint("topic-1", begin - 1)


@pytest.mark.parametrize("begin", [0, 41, 42])
@pytest.mark.parametrize("committed", [None, 5, 99])
def test_a_known_table_continues_at_its_checkpoint_whatever_the_group_says(begin: int, committed: int | None) -> None:
    assert resume(KNOWN, source(begin=begin, committed=committed)) == KNOWN


@pytest.mark.parametrize(
    ("table_is_new", "told"), [(True, "the changelog is empty"), (False, "the table has no checkpoint")]
)
def test_a_group_that_has_read_without_a_state_is_a_loss(told: str, *, table_is_new: bool) -> None:
    with pytest.raises(LostRangeError, match=rf"learning\.events/3 was read up to 42 before, but {told}"):
        resume(None, source(committed=42), table_is_new=table_is_new)


def test_a_lost_state_that_was_accepted_is_built_anew() -> None:
    assert resume(None, source(begin=7, committed=42), accept_loss=True) == Checkpoint("topic-1", 6)


def test_another_incarnation_of_the_topic_is_refused() -> None:
    with pytest.raises(TopicIdentityError, match="--accept-loss"):
        resume(KNOWN, source(topic_id="topic-2"))


def test_another_incarnation_that_was_accepted_is_read_from_its_beginning_with_the_ledger_kept() -> None:
    resumed = resume(KNOWN, source(topic_id="topic-2", begin=3), accept_loss=True)
    assert resumed == Checkpoint("topic-2", 2, KNOWN.watermark, KNOWN.ledger)


@pytest.mark.parametrize("begin", [43, 45])
def test_records_that_were_deleted_unread_are_named(begin: int) -> None:
    with pytest.raises(LostRangeError, match=rf"records 42\.\.{begin - 1} were deleted"):
        resume(KNOWN, source(begin=begin))


def test_a_range_whose_loss_was_accepted_is_passed_over() -> None:
    resumed = resume(KNOWN, source(begin=45), accept_loss=True)
    assert resumed == Checkpoint("topic-1", 44, KNOWN.watermark, KNOWN.ledger)


def test_a_table_with_data_but_without_a_checkpoint_is_no_first_start() -> None:
    with pytest.raises(FatalError):
        resume(None, source(committed=None), table_is_new=False)
