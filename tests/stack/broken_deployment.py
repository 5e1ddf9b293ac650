"""A worker of a deployment with a bug: `python -m tests.stack.broken_deployment worker`.

While the file that `BROKEN_WHILE` names is there, every event fails when it is applied. The product's code has no hook
for this.
"""

import os
import runpy
from pathlib import Path
from typing import Any

from agents.progress.folding import EventFolder


def break_it(flag: Path) -> None:
    """Every event fails while the flag is there."""
    apply = EventFolder.apply

    def broken(self: EventFolder, *args: Any) -> Any:
        if flag.exists():
            msg = "a bug of this deployment"
            raise RuntimeError(msg)
        return apply(self, *args)

    EventFolder.apply = broken  # type: ignore[method-assign]  # that is the fault


if __name__ == "__main__":
    break_it(Path(os.environ["BROKEN_WHILE"]))
    runpy.run_module("fleet", run_name="__main__")
