"""The graph of prerequisites: what must be known before, and in which order. Pure."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

__all__ = ["Prerequisites", "find_cycle", "needed_for", "teaching_order"]

Prerequisites = Mapping[str, tuple[str, ...]]
"""By concept, the concepts it stands on; in teaching order, which settles what prerequisites leave open."""


def find_cycle(graph: Prerequisites) -> list[str] | None:
    """A cycle as the ids along it, the first one again at the end; None if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return None


def needed_for(graph: Prerequisites, concept: str) -> set[str]:
    """Every concept that must be known before this one, at any distance."""
    found: set[str] = set()
    waiting = list(graph[concept])
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(graph[one])
    return found


def teaching_order(graph: Prerequisites, concepts: Iterable[str]) -> list[str]:
    """Concepts sorted so that each comes after its prerequisites, else as the course has them.

    Depth first along the prerequisites: what a concept needs comes right before it, not long ago.
    """
    wanted = set(concepts)
    ordered: list[str] = []
    seen: set[str] = set()

    def visit(one: str) -> None:
        if one in seen:
            return
        seen.add(one)
        for earlier in graph[one]:
            visit(earlier)
        if one in wanted:
            ordered.append(one)

    for concept in graph:
        if concept in wanted:
            visit(concept)
    return ordered
