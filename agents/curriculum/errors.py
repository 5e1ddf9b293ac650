"""What is wrong with the course's files: for whoever edits them."""

__all__ = ["CurriculumError"]


class CurriculumError(Exception):
    """A file of the course breaks a rule. Correct it: the message names the file, the place and what it must be."""

    def __init__(self, file: str, place: str, reason: str) -> None:
        super().__init__(f"{file}: {place}: {reason}" if place else f"{file}: {reason}")
        self.file = file
        self.place = place
        self.reason = reason
