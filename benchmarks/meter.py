"""Counts records from the first work to the last, inside the measured process."""

import json
import os
import resource
import time
from collections.abc import Mapping
from typing import Any


class Meter:
    """Records, when the first and the last were done, CPU seconds in between, peak memory; printed as one JSON line."""

    def __init__(self, target: int = 0) -> None:
        self._target = target
        self._done = 0
        self._began: tuple[float, float] | None = None
        self._figures: dict[str, Any] | None = None

    def begin(self) -> None:
        """Work on the first record begins. Later calls do nothing."""
        if self._began is None:
            self._began = time.monotonic(), time.process_time()

    def add(self, count: int) -> bool:
        """Records are done. Whether these made up `target`."""
        self._done += count
        return 0 < self._target <= self._done

    def stop(self) -> None:
        """The last record is done: what follows is not measured. Later calls do nothing."""
        if self._figures is None:
            began, cpu = self._began or (time.monotonic(), time.process_time())
            self._figures = {
                "records": self._done,
                "began": began,  # of the machine's monotonic clock: those of two processes can be compared
                "ended": time.monotonic(),
                "cpu_s": time.process_time() - cpu,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }

    def report(self, outcome: Mapping[str, Any] | None = None) -> None:
        """Print the line, with what came out of the work."""
        self.stop()
        line = {**(self._figures or {}), **(outcome or {})}
        os.write(1, (json.dumps(line) + "\n").encode())  # Faust turns prints into log lines
