"""When a source partition is paused instead of filling the dead-letter queue. Pure: counts in, a decision out.

A few per cent of the records of any partition are broken, and each becomes a dead letter. When nearly all fail, it is
not the records: a deployment cannot process them, or a producer sends something else. Such a partition is paused before
more than a bounded number of its records are dead letters; they lie safe in the source topic until somebody has looked.
"""

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Breaker", "BreakerLimits", "Failure"]

Failure = tuple[int, str]
"""Number of a record within its batch, from 0, and the code of its error."""

State = Literal["probing", "closed", "open"]


@dataclass(frozen=True)
class BreakerLimits:
    """When to pause, and how to go on.

    Attributes:
        window: records that are looked back at.
        share: of failures among them that is still let through, 0 to 1.
        in_a_row: failures without a success between them that are let through.
        probe: records that are judged before a paused partition goes on.
        probe_seconds: between two such looks.
    """

    window: int
    share: float
    in_a_row: int
    probe: int
    probe_seconds: float


class Breaker:
    """One source partition in one assignment.

    It begins by probing, as it does after a pause: whoever takes over a partition on which everything fails does not
    begin to count anew. A probe costs nothing, as a batch is judged when it is folded, before anything of it is sent.
    """

    def __init__(self, limits: BreakerLimits) -> None:
        self._limits = limits
        self.state: State = "probing"
        self.cause = ""
        self._whole_probe = True  # only a full sample says that everything fails, as nothing has failed before
        self._seen = 0
        self._free = 0  # failures numbered below are not counted
        self._failed: deque[Failure] = deque()  # within the window, numbered from the first record seen
        self._run = 0  # failures in a row, up to the last of them

    def admit(self, records: int, failures: Sequence[Failure]) -> int | None:
        """How much of a batch may be committed.

        Args:
            records: how many were judged.
            failures: which of them failed, in order.

        Returns:
            None for all of it; else the place in `failures` of the first that may not be committed: whatever lies
            before it may, and the breaker is open.
        """
        if self.state == "probing":
            if self._probe_fails(records, failures):
                return 0
            self._close()
        for place, (number, code) in enumerate(failures):
            if not self._take(self._seen + number, code):
                self._open(failures[place:])
                self._seen += number
                return place
        self._seen += records
        return None

    def probe(self) -> None:
        """Look again at what comes next."""
        self.state = "probing"

    def resume(self, allowed: int) -> None:
        """Go on and count anew, once the next `allowed` records have passed, whatever becomes of them."""
        self._close()
        self._free = self._seen + allowed

    def _close(self) -> None:
        self.state, self.cause = "closed", ""
        self._whole_probe = False
        self._failed.clear()
        self._run = 0

    def _probe_fails(self, records: int, failures: Sequence[Failure]) -> bool:
        sample = min(records, self._limits.probe)
        failed = [one for one in failures if one[0] < sample]
        if len(failed) <= self._limits.share * sample or (self._whole_probe and sample < self._limits.probe):
            return False
        self.state = "open"
        self.cause = f"{len(failed)} of the next {sample} records would fail ({_codes(failed)})"
        return True

    def _take(self, number: int, code: str) -> bool:
        """Count a failure, unless it is one too many."""
        if number < self._free:
            return True
        limits, failed = self._limits, self._failed
        while failed and failed[0][0] <= number - limits.window:
            failed.popleft()
        run = self._run + 1 if failed and failed[-1][0] == number - 1 else 1
        if run > limits.in_a_row or len(failed) + 1 > limits.share * limits.window:
            return False
        failed.append((number, code))
        self._run = run
        return True

    def _open(self, refused: Sequence[Failure]) -> None:
        self.state = "open"
        recent = [*self._failed, *refused]
        in_a_row = self._run >= self._limits.in_a_row
        what = "records in a row" if in_a_row else f"of the last {self._limits.window} records"
        count = self._run if in_a_row else len(self._failed)
        self.cause = f"{count} {what} became dead letters ({_codes(recent)})"
        self._whole_probe = False


def _codes(failures: Sequence[Failure]) -> str:
    """The commonest errors, such as `unexpected, invalid`."""
    return ", ".join(code for code, _ in Counter(code for _, code in failures).most_common(3))
