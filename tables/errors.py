"""Errors that end a worker, named by what happens next. Each docstring tells the operator what to do."""

__all__ = [
    "BrokerUnavailableError",
    "ClockSkewError",
    "CommitUnknownError",
    "ContinuityError",
    "CorruptChangelogError",
    "CorruptTableError",
    "FatalError",
    "FencedError",
    "LeaveError",
    "LostRangeError",
    "NoProgressError",
    "OversizedValueError",
    "RefusedCommitError",
    "RestartError",
    "RestoreStalledError",
    "SecondWriterError",
    "StandstillError",
    "StorageError",
    "TopicIdentityError",
    "TopicMismatchError",
]


class LeaveError(Exception):
    """The worker must not go on with the partitions it holds. `exit_status` tells its supervisor what to do."""

    exit_status = 70


class RestartError(LeaveError):
    """Nothing is wrong with the data: start the worker again (a supervisor does it by itself)."""

    exit_status = 75  # EX_TEMPFAIL of sysexits.h


class FatalError(LeaveError):
    """A person has to look before the worker may go on: starting it again unchanged gives the same error."""

    exit_status = 70  # EX_SOFTWARE of sysexits.h


class FencedError(RestartError):
    """Another worker owns the partition now. Nothing to do: the restarted worker joins the group anew."""


class CommitUnknownError(RestartError):
    """A transaction's outcome is not known. Nothing to do: the restarted worker reads it from the changelog."""


class ContinuityError(RestartError):
    """A batch was lost inside this process. Nothing to do: the restarted worker reads again from its checkpoint."""


class BrokerUnavailableError(RestartError):
    """The broker did not answer within the deadline. Check that Kafka runs and that FLEET_KAFKA_BROKERS is right."""


class RestoreStalledError(RestartError):
    """A restore made no progress within its time. Check the broker's disk and network if it repeats."""


class NoProgressError(RestartError):
    """Records wait, or a rebalance goes on, and nothing has moved for FLEET_PROGRESS_DEADLINE seconds.

    Nothing to do once. If it repeats, look for what the log says before it, and report it with that.
    """


class StandstillError(RestartError):
    """The event loop has not turned for FLEET_LOOP_DEADLINE seconds; the log says where every thread was.

    Nothing to do once. If it repeats, the disk under FLEET_DATA_DIR is too slow, or it is a bug: report it with that.
    """


class SecondWriterError(FatalError):
    """Something else writes to a table's changelog. Find that producer (not one of the fleet's) and stop it."""


class LostRangeError(FatalError):
    """Source records that were never applied are gone from the topic.

    Rebuild from a backup, or accept the loss: start the worker once with `--accept-loss`.
    """


class TopicIdentityError(FatalError):
    """A source topic was deleted and created again: offsets mean something else now.

    If that was intended, start the worker once with `--accept-loss`; it then reads the new topic from its beginning.
    """


class TopicMismatchError(FatalError):
    """A topic is missing or has the wrong shape. Run `python -m fleet topics check`."""


class ClockSkewError(FatalError):
    """Broker append times are missing or more than an hour ahead of this machine's clock. Correct the clocks."""


class OversizedValueError(FatalError):
    """A table value does not fit a record batch. Lower FLEET_MAX_COMPONENTS: it bounds a student's state."""


class RefusedCommitError(FatalError):
    """The broker refuses a record for good.

    Check the ACLs of the worker's user and `max.message.bytes` of the topic that the message names (`topics check`).
    """


class CorruptChangelogError(FatalError):
    """A record of a table's changelog is damaged, or nothing that a table writes: its state cannot be trusted.

    Find what else writes there, or the broken disk of the broker; then rebuild the table from the events or a backup.
    """


class StorageError(FatalError):
    """The worker's own disk refuses its table: it is full, read-only, or broken. Nothing is lost: the changelog has it.

    Make room under FLEET_DATA_DIR, or let it point elsewhere, and start the worker again.
    """


class CorruptTableError(FatalError):
    """A table value cannot be read. Delete the worker's table folder; if it stays, rebuild from events or backup."""
