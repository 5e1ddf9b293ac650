"""Counts records from the first work to the last, inside the measured process."""

import json
import os
import resource
import time


class Meter:
    """Prints one JSON line: records, when the first and the last were done, CPU seconds in between, peak memory."""

    def __init__(self, target: int = 0) -> None:
        self._target = target
        self._done = 0
        self._began: tuple[float, float] | None = None

    def begin(self) -> None:
        """Work on the first record begins. Later calls do nothing."""
        if self._began is None:
            self._began = time.monotonic(), time.process_time()

    def add(self, count: int) -> bool:
        """Records are done. Reports the one that makes up `target`, and returns whether this was it."""
        self._done += count
        if not self._target or self._done < self._target:
            return False
        self.report()
        return True

    def report(self) -> None:
        """Print the line. Seconds are of the machine's monotonic clock: those of two processes can be compared."""
        began, cpu = self._began or (time.monotonic(), time.process_time())
        line = {
            "records": self._done,
            "began": began,
            "ended": time.monotonic(),
            "cpu_s": time.process_time() - cpu,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
        os.write(1, (json.dumps(line) + "\n").encode())  # Faust turns prints into log lines
