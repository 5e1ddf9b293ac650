"""From one version of a progress event to the next and back, as pure functions of its fields.

Within a major version nothing has to be converted to be read: what is new is optional. Between major versions one step
leads up and one down, and every version of the past is reached by a chain of them. What is folded is an event of
`FOLDED`; the day on which the fold needs what only 2.0 says, that constant moves and the chain stays.
"""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, Final

from schemas.errors import InvalidError
from schemas.progress import SCORE_NAMES

__all__ = ["DOWN", "FOLDED", "RELEASES", "UP", "converted", "release_of"]

Fields = Mapping[str, Any]

RELEASES: Final = ("1.0", "1.1", "2.0")
"""Versions of `StudentProgress` in their order."""

FOLDED: Final = "1.1"
"""The version that today's fold takes."""

_UNSPECIFIC: Final = "OTHER"


def _to_1_1(fields: Fields) -> dict[str, Any]:
    return {"metadata": None, **fields, "version": "1.1"}


def _to_2_0(fields: Fields) -> dict[str, Any]:
    component = {"name": fields["component"], "kind": _UNSPECIFIC}
    return {**fields, "component": component, "scores": dict(fields["scores"]), "version": "2.0"}


def _to_1_1_from_2_0(fields: Fields) -> dict[str, Any]:
    """The kind of the component and scores beyond the four are left behind: no mastery follows from them."""
    scores = {name: fields["scores"][name] for name in SCORE_NAMES if name in fields["scores"]}
    return {**fields, "component": fields["component"]["name"], "scores": scores, "version": "1.1"}


def _to_1_0(fields: Fields) -> dict[str, Any]:
    """Metadata is left behind."""
    return {**{name: one for name, one in fields.items() if name != "metadata"}, "version": "1.0"}


UP: Final[Mapping[tuple[str, str], Callable[[Fields], dict[str, Any]]]] = {
    ("1.0", "1.1"): _to_1_1,
    ("1.1", "2.0"): _to_2_0,
}
"""A step up from each release to the next. A release without one is refused by `schemas check`."""

DOWN: Final[Mapping[tuple[str, str], Callable[[Fields], dict[str, Any]]]] = {
    ("1.1", "1.0"): _to_1_0,
    ("2.0", "1.1"): _to_1_1_from_2_0,
}
"""A step down from each release to the one before."""


def release_of(version: str) -> str:
    """The release that an event of a version is converted from: 1.7 as 1.1, as its fields beyond are optional.

    Raises:
        InvalidError: a major version that is not known.
    """
    if version in RELEASES:
        return version
    same_major = [one for one in RELEASES if one.partition(".")[0] == version.partition(".")[0]]
    if not same_major:
        raise InvalidError.of("version", f"must be of a known major version, up to {RELEASES[-1]}")
    return same_major[-1]


def converted(fields: Fields, to: str = FOLDED) -> dict[str, Any]:
    """The event in another release, through all releases between.

    Args:
        fields: of a decoded event, `version` among them. They are not judged.
        to: one of `RELEASES`.

    Raises:
        InvalidError: its major version is not known.
    """
    begin, end = RELEASES.index(release_of(fields["version"])), RELEASES.index(to)
    steps = RELEASES[begin : end + 1] if begin <= end else RELEASES[end : begin + 1][::-1]
    found = dict(fields)
    for step in pairwise(steps):
        found = (UP[step] if begin <= end else DOWN[step])(found)
    return found
