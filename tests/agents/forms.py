"""Small programs in a text file, each under the code of what is found in it: `=== code`, and the program below."""

from pathlib import Path

__all__ = ["forms"]


def forms(path: Path) -> list[tuple[str, str]]:
    """Codes and programs of a file; what stands above the first code is for its readers."""
    parts = path.read_text(encoding="utf-8").split("=== ")[1:]
    return [(code, text) for code, _, text in (part.partition("\n") for part in parts)]
