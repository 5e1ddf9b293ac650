"""What the concepts agent says: explanations, paths, and that it does not know. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from agents.concepts.depth import choose_depth
from agents.concepts.finding import Found
from agents.concepts.paths import Step, path_to
from agents.curriculum.model import Concept, Curriculum
from agents.curriculum.standing import Standing
from schemas.responses import ConceptExplanation

__all__ = ["concept_page", "explain", "explain_path", "explanation_words", "listed", "not_found_words", "path_words"]

_MISSING_NAMED = 5
"""Missing prerequisites that are named in words, nearest to the concept first; the data has all."""


def explain(
    course: Curriculum, standing: Standing, concept: Concept, question: str, found: Found
) -> ConceptExplanation:
    """Explain a concept to one student.

    Args:
        course: the course.
        standing: of the student.
        concept: which.
        question: as it was asked.
        found: how the concept was found.
    """
    choice = choose_depth(concept, standing, question)
    missing = [step.concept for step in path_to(course, standing, concept.prerequisites)]
    return ConceptExplanation(
        concept=concept.id,
        level=choice.depth,
        explanation=concept.explanation[choice.depth],
        examples=[example.code for example in concept.examples],
        prerequisites=list(concept.prerequisites),
        related_concepts=list(concept.related),
        title=concept.title,
        module=concept.module,
        level_reason=choice.reason,
        example_outputs=[example.output for example in concept.examples],
        missing_prerequisites=missing,
        mistakes=[asdict(one) for one in concept.mistakes],
        misconceptions=[asdict(one) for one in concept.misconceptions],
        confidence=min(found.confidence, 1.0),
        in_code=list(found.in_code),
        exercise={"topic": concept.practice},
    )


def explanation_words(course: Curriculum, explained: ConceptExplanation) -> str:
    """An explanation in plain words and code, as a student reads it."""
    parts = [f"{explained.title}\n\n{explained.explanation}"]
    for code, output in zip(explained.examples, explained.example_outputs, strict=True):
        parts.append(f"```python\n{code.rstrip()}\n```\nprints\n```\n{output.rstrip()}\n```")
    first = explained.mistakes[0]
    parts.append(f"A common mistake: {first['mistake']} {first['instead']}")
    if explained.missing_prerequisites:
        nearest = explained.missing_prerequisites[-_MISSING_NAMED:]
        left = len(explained.missing_prerequisites) - len(nearest)
        more = f" (and {left} before them)" if left else ""
        parts.append(f"It stands on what you have not mastered yet: {_titles(course, nearest)}{more}.")
    parts.append(f"See also: {_titles(course, explained.related_concepts)}.")
    return "\n\n".join(parts)


def not_found_words(course: Curriculum, nearest: Iterable[str]) -> str:
    """That a question is not about the course, and what can be explained instead."""
    near = list(nearest)
    modules = ", ".join(module.title for module in course.modules.values())
    hint = f" Did you mean {_titles(course, near, 'or')}?" if near else ""
    return (
        f"I explain Python, and do not see what in this question is about it.{hint} I know these subjects: {modules}."
    )


def explain_path(course: Curriculum, standing: Standing, goals: tuple[str, ...]) -> dict[str, Any]:
    """The path to goals as data: `goal` (ids) and `steps`, each with title, module, mastery, reason and exercise."""
    steps = path_to(course, standing, goals)
    return {"goal": list(goals), "steps": [_step(course, step) for step in steps]}


def _step(course: Curriculum, step: Step) -> dict[str, Any]:
    concept = course.concepts[step.concept]
    return {
        "concept": concept.id,
        "title": concept.title,
        "module": concept.module,
        "mastery": step.mastery,
        "needed_for": list(step.needed_for),
        "reason": step.reason,
        "exercise": {"topic": concept.practice},
    }


def path_words(course: Curriculum, path: Mapping[str, Any]) -> str:
    """A path in words."""
    goal = _titles(course, path["goal"])
    if not path["steps"]:
        return f"You know {goal} already, and all that it stands on."
    lines = [f"{number}. {step['title']}: {step['reason']}" for number, step in enumerate(path["steps"], 1)]
    return "\n".join([f"The way to {goal}:", *lines])


def concept_page(concept: Concept) -> dict[str, Any]:
    """All that the course says of a concept."""
    page = asdict(concept)
    del page["misspellings"]
    return {**page, "exercise": {"topic": concept.practice}}


def listed(concept: Concept) -> dict[str, Any]:
    """A concept in a list."""
    prerequisites = list(concept.prerequisites)
    return {"id": concept.id, "title": concept.title, "module": concept.module, "prerequisites": prerequisites}


def _titles(course: Curriculum, ids: Iterable[str], last: str = "and") -> str:
    titles = [course.concepts[one].title for one in ids]
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} {last} {titles[-1]}"
