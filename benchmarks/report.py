"""How figures are written down."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Section", "quantile", "say", "spread", "table"]


@dataclass(frozen=True)
class Section:
    """One part of the results: a title, the command that gives it alone, and Markdown."""

    title: str
    command: str
    text: str

    def markdown(self) -> str:
        """The section as it stands in results.md."""
        return f"## {self.title}\n\n`{self.command}`\n\n{self.text}"


def say(text: str) -> None:
    """Tell the user at once."""
    print(text, flush=True)


def spread(values: Sequence[float], digits: int = 0) -> str:
    """Minimum, median, maximum."""
    return " / ".join(f"{one:,.{digits}f}" for one in (min(values), statistics.median(values), max(values)))


def quantile(values: Sequence[float], share: float) -> float:
    """The value below or at which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(one)} |" for one in lines)
