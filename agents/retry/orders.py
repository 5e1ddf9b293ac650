"""What operators order over HTTP: who, why, and what."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from agents.retry.filters import EntryId, Filter, Partition
from schemas.base import JsonObject, Model
from schemas.ids import is_text

__all__ = ["Edit", "Order", "ReplayAll"]

_LONGEST = 300
"""Characters of a reason that the table keeps of it."""


def _a_text(value: str) -> str:
    if not is_text(value, _LONGEST):
        raise PydanticCustomError("text", "must have 1 to 300 printable characters")
    return value


Text = Annotated[str, AfterValidator(_a_text)]


class Order(Model):
    """An action. A misspelt field is refused: it might have been a restriction.

    Attributes:
        actor: who does it; whom the caller's token names, whatever is said here.
        reason: why.
        dry_run: say what would happen, and do nothing.
    """

    model_config = ConfigDict(extra="forbid")

    actor: Text = "anybody"
    reason: Text
    dry_run: bool = False


class Edit(Order):
    """A correction; `payload`: all fields of the corrected record."""

    payload: JsonObject


class ReplayAll(Order):
    """A replay of all that a filter means, a piece at a time.

    Attributes:
        filter: which dead letters.
        limit: most of them in this piece.
        partition: where this piece begins: `next` of the piece before.
        after: as `partition`.
    """

    filter: Filter = Filter()
    limit: int = Field(100, ge=1, le=500)
    partition: Partition = 0
    after: EntryId | None = None
