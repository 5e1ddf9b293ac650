"""Counts records from the first work to the last, inside the measured process."""

import json
import os
import resource
import time


class Meter:
    """Prints one JSON line when `target` records are done: events/s, CPU seconds, peak memory."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._done = 0
        self._began: tuple[float, float] | None = None

    def begin(self) -> None:
        """Work on the first record begins. Later calls do nothing."""
        if self._began is None:
            self._began = time.monotonic(), time.process_time()

    def add(self, count: int) -> bool:
        """Records are done. Returns whether that was the last."""
        self._done += count
        if self._done < self._target or self._began is None:
            return False
        seconds, cpu = time.monotonic() - self._began[0], time.process_time() - self._began[1]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        line = {"records": self._done, "events_per_s": self._done / seconds, "cpu_s": cpu, "peak_mb": peak}
        os.write(1, (json.dumps(line) + "\n").encode())  # Faust turns prints into log lines
        return True
