"""Whether a student says that they are stuck. Pure."""

import re

__all__ = ["says_stuck"]

_NOT = r"(?:don'?t|do not|doesn'?t|does not|didn'?t|can'?t|cannot|can not|never|couldn'?t)"
_SAYS = re.compile(
    rf"""
    \b(?:
        (?:i'?m|i\s+am|am|still|got|totally|completely|really)\s+(?:so\s+)?(?:stuck|lost|confused|desperate)
      | i\s+(?:really\s+|still\s+|just\s+)?{_NOT}\s+(?:\w+\s+)?
            (?:understand|understood|get\s+(?:it|this|that|why|how)|follow|figure)
      | makes?\s+no\s+sense(?:\s+to\s+me)? | (?:doesn'?t|does\s+not)\s+make\s+(?:any\s+)?sense
      | (?:i\s+have\s+)?no\s+(?:idea|clue)
      | (?:i\s+)?(?:want\s+to\s+)?give\s+up | i'?m\s+giving\s+up
      | driv(?:es|ing)\s+me\s+(?:mad|crazy|nuts|insane) | so\s+confusing | too\s+(?:hard|difficult)\s+for\s+me
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def says_stuck(text: str) -> str | None:
    """The words in which a student says that they are stuck or do not understand; None if they do not say so."""
    found = _SAYS.search(text.replace("\u2019", "'"))
    return " ".join(found[0].split()) if found is not None else None
