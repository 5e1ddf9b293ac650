"""Programs that are right, odd ones among them, written by others to see what is told wrongly of such code."""

from collections.abc import Iterator
from pathlib import Path

__all__ = ["right_programs"]


def right_programs() -> Iterator[tuple[str, str]]:
    """The name and the code of each: in the files `=== name` stands before each program."""
    for path in sorted((Path(__file__).parent / "right").glob("*.txt")):
        for part in path.read_text(encoding="utf-8").split("=== ")[1:]:
            name, _, code = part.partition("\n")
            yield name, code
