"""The fleet as a tutoring platform's program calls it: over HTTP (`FleetClient`) and over Kafka (`fleet.client.kafka`).

Importing this loads neither Faust nor RocksDB nor a Kafka client.
"""

from fleet.client.errors import (
    BusyError,
    ConflictError,
    FleetError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    ProblemError,
    ServerError,
    TooLargeError,
    UnauthorizedError,
    UnavailableError,
    UnexpectedAnswerError,
    UnreachableError,
)
from fleet.client.http import FleetClient
from fleet.client.retrying import Retries

__all__ = [
    "BusyError",
    "ConflictError",
    "FleetClient",
    "FleetError",
    "ForbiddenError",
    "InvalidRequestError",
    "NotFoundError",
    "ProblemError",
    "Retries",
    "ServerError",
    "TooLargeError",
    "UnauthorizedError",
    "UnavailableError",
    "UnexpectedAnswerError",
    "UnreachableError",
]
