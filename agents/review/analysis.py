"""From a text to the places where it breaks rules: linters and our own checks together. CPU-bound; nothing is run."""

import ast
import logging
import warnings
from dataclasses import dataclass
from typing import Final

from agents.linting import ruff
from agents.review.catalogue import BY_RUFF, CHECKS
from agents.review.mistaken import mistakes
from agents.review.program import Program
from agents.review.rules import Place, Rule

__all__ = ["LINT", "MISTAKE", "Broken", "Findings", "analyse", "parse"]

log = logging.getLogger(__name__)

LINT: Final = ruff.Rules(select=tuple(sorted(BY_RUFF)), line_length=88, preview=True)
"""What ruff is asked for: exactly what the catalogue has a rule for."""


MISTAKE: Final = 0.2
"""From this weight in correctness on a rule speaks of a mistake, not of a habit that may lead to one."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a text does not compile.

    Attributes:
        line: from 1.
        message: the compiler's own words.
    """

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Findings:
    """All places of one program.

    Attributes:
        program: the program.
        places: by rule, in the order of lines; rules without a place are not there.
        words: ruff's own words of a place.
        left_out: sentences that say what could not be looked at.
    """

    program: Program
    places: dict[Rule, list[Place]]
    words: dict[tuple[str, int], str]
    left_out: tuple[str, ...]


def parse(text: str) -> ast.Module | Broken:
    """Compile a text without running it.

    Raises:
        RecursionError, MemoryError: it is nested too deeply.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text, filename="code.py")
            compile(tree, "code.py", "exec", dont_inherit=True)
    except SyntaxError as error:
        return Broken(error.lineno or 1, error.msg)
    except ValueError as error:  # such as an integer with too many digits
        return Broken(1, str(error))
    return tree


def analyse(text: str, tree: ast.Module) -> Findings:
    """Find every place. A rule has at most one place in a line: what two finders see there is one thing."""
    program = Program(text, tree)
    places: dict[Rule, dict[int, Place]] = {}
    left_out = []
    for check in CHECKS:
        try:
            found_here = list(check.find(program))
        except (RecursionError, MemoryError):  # too deep for all of them: the caller says so
            raise
        except Exception:  # one check of hundreds must not cost the student the review
            log.exception("the check %s failed", check.rule.code)
            left_out.append(f"the check `{check.rule.code}` failed")
            continue
        for place in found_here:
            _add(places, check.rule, place)
    report = ruff.lint(text, LINT)
    words: dict[tuple[str, int], str] = {}
    for finding in report.findings:
        rule = BY_RUFF.get(finding.rule)
        if rule is not None:
            _add(places, rule, Place(finding.line))
            words.setdefault((rule.code, finding.line), finding.message)
    for rule, place in mistakes(text, tree):
        if not any(place.line in lines for other, lines in places.items() if _same_weight(other)):
            _add(places, rule, place)  # else a linter has seen the same
    by_line = {rule: sorted(found.values(), key=lambda one: one.line) for rule, found in places.items()}
    return Findings(program, by_line, words, (*left_out, *((report.left_out,) if report.left_out else ())))


def _same_weight(rule: Rule) -> bool:
    return rule.weights.get("correctness", 0.0) >= MISTAKE


def _add(places: dict[Rule, dict[int, Place]], rule: Rule, place: Place) -> None:
    """Several names on one line add up; so that fixing one of them counts."""
    found = places.setdefault(rule, {})
    known = found.get(place.line)
    if known is None:
        found[place.line] = place
    else:
        name = known.name if place.name in ("", known.name) else f"{known.name}`, `{place.name}"
        found[place.line] = Place(place.line, name[:80], known.amount + place.amount, known.told)
