"""Where a source partition continues (docs/delivery.md, "Owning a table partition", c). Pure."""

from dataclasses import dataclass

from tables.checkpoint import Checkpoint
from tables.errors import LostRangeError, TopicIdentityError

__all__ = ["SourceState", "first_or_next"]


@dataclass(frozen=True)
class SourceState:
    """What is known of a source partition at assignment."""

    topic: str
    partition: int
    topic_id: str
    begin: int  # first offset that the broker still holds
    end: int  # next offset that it will give
    committed: int | None  # the group's committed offset, None or negative where there is none


def first_or_next(
    checkpoint: Checkpoint | None, source: SourceState, *, table_is_new: bool, accept_loss: bool
) -> Checkpoint:
    """The checkpoint to continue from; reading starts at its offset + 1.

    Args:
        checkpoint: as the table has it, None where it has none.
        source: what the broker says.
        table_is_new: it is empty, or has checkpoints of other sources: this source is new to it.
        accept_loss: an operator knows that records are lost and wants to go on.

    Raises:
        LostRangeError: records between the checkpoint and the topic's beginning are gone, or the end of the log is.
        TopicIdentityError: the topic was re-created since the checkpoint was written.
    """
    name = f"{source.topic}/{source.partition}"
    start = Checkpoint(source.topic_id, source.begin - 1)
    if checkpoint is None:
        read_before = source.committed is not None and source.committed > 0
        if (read_before or not table_is_new) and not accept_loss:
            what = "the changelog is empty" if table_is_new else "the table has no checkpoint for it"
            read = f"was read up to {source.committed} before" if read_before else "has no offset in the group"
            raise LostRangeError(
                f"{name} {read}, but {what}: the state is lost. Restore the changelog, "
                "or start once with --accept-loss to read the topic again from its beginning"
            )
        return start
    if checkpoint.topic_id != source.topic_id:
        if not accept_loss:
            raise TopicIdentityError(
                f"{source.topic} was deleted and created again since {name} was last read "
                f"(offset {checkpoint.offset}): start once with --accept-loss to read the new topic from its beginning"
            )
        return Checkpoint(source.topic_id, source.begin - 1, checkpoint.watermark, checkpoint.ledger)
    if checkpoint.offset >= source.end:
        if not accept_loss:
            raise LostRangeError(
                f"{name} ends at {source.end}, but records up to {checkpoint.offset} were applied: the broker has lost "
                "the tail of the log. Start once with --accept-loss to go on at its end"
            )
        return checkpoint.advanced(source.end - 1, checkpoint.watermark, type(checkpoint.ledger)(), 0)
    if source.begin > checkpoint.offset + 1:
        if not accept_loss:
            raise LostRangeError(
                f"{name}: records {checkpoint.offset + 1}..{source.begin - 1} were deleted before they were applied "
                "(retention): restore them from a backup, or start once with --accept-loss"
            )
        return checkpoint.advanced(source.begin - 1, checkpoint.watermark, type(checkpoint.ledger)(), 0)
    return checkpoint
