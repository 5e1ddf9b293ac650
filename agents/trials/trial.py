"""A trial from code to findings: what is run, and what it shows. Pure; the caller runs the programs.

The program is run as it is, and then asked the calls of its probes. Where it does not come to its end by itself (it
reads what is typed, draws, waits), only what it defines is run before them.
"""

import ast
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from agents.runner.program import CallResult, Limits, Program, Run
from agents.trials import examples, functions, inverses, own_tests
from agents.trials.probe import OUTSIDE, Found, Probe
from agents.trials.structures import (
    chains,
    classes,
    containers,
    graphs,
    linked,
    networks,
    operators,
    ranked,
    refusals,
    stores,
    trees,
)

__all__ = ["Plan", "plan"]

_CALLS_MAX: Final = 180
"""The runner takes 200."""

_END: Final = "_at_its_end"
"""A name that is known once the program has come to its end: it may leave before, as by `sys.exit()`."""

_MAKERS: Final = (
    classes.class_probes,
    chains.chain_probes,
    stores.store_probes,
    ranked.ranked_probes,
    containers.container_probes,
    trees.branch_probes,
    linked.linked_probes,
    graphs.graph_probes,
    networks.network_probes,
    operators.operator_probes,
    refusals.refusal_probes,
    inverses.inverse_probes,
    own_tests.own_tests,
)
"""What makes probes of a program by the way it is written, those that are surest first."""

_HARNESS: Final = "".join(
    (
        *(one.HARNESS for one in (functions, classes, chains, stores, ranked, trees, linked, graphs, networks)),
        *(one.HARNESS for one in (operators, refusals, inverses, own_tests, examples)),
        f"\n{_END} = True\n",
    )
)
"""What the calls of the probes stand on; it stands behind the program, whose lines keep their numbers."""

_LIMITS: Final = Limits(wall_seconds=3.0, cpu_seconds=1)
"""Every call of a right function takes some microseconds; what does not end is a finding, and soon told."""

_MESSAGE_MAX: Final = 200  # characters of an error's

_NO_CALLS: Final = frozenset(
    ("dict", "frozenset", "list", "range", "set", "sorted", "str", "tuple", "lambda", "namedtuple")
)
"""What a constant of a module may be made by where only definitions are run."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run.

    Attributes:
        text: the program's.
        as_it_is: whether there is sense in running it whole.
        definitions: its imports, functions, classes and constants alone; None where nothing is asked of them.
        probes: what is asked afterwards.
    """

    text: str
    as_it_is: bool
    definitions: str | None
    probes: tuple[Probe, ...] = ()

    def programs(self) -> Sequence[Program]:
        """What to run, one after the other until `judge` finds that one tells something."""
        calls = [_END, *(call for probe in self.probes for call in probe.calls)]
        sources = (self.text if self.as_it_is else None, self.definitions)
        return [Program(one + _HARNESS, calls=calls, limits=_LIMITS) for one in sources if one is not None]

    def judge(self, program: Program, run: Run) -> list[Found] | None:
        """What a run of one of `programs` shows, and what is right, by line; None where it tells nothing."""
        found: list[Found] = []
        if run.error is not None:
            if program.source != self.text + _HARNESS or not _own_mistake(self.text, run):
                return None
            message = f"the program stops here with {run.error.type}: {run.error.message[:_MESSAGE_MAX]}"
            found.append(Found("stops", run.error.line or 1, "the program", message))
        elif run.status != "ok" and all(one.status == "not_run" for one in run.calls):
            return None
        if not run.calls or run.calls[0].status != "ok":  # it has left before its end
            return found or None
        results = iter(run.calls[1:])
        for probe in self.probes:
            answers: list[CallResult] = list(islice(results, len(probe.calls)))
            if len(answers) == len(probe.calls) and (one := probe.judge(answers)) is not None:
                found.append(one)
        return sorted({(one.kind, one.name): one for one in reversed(found)}.values(), key=lambda one: one.line)


def plan(code: str) -> Plan | None:
    """What can be tried of a program; None where there is nothing, or the code does not compile."""
    try:
        tree = ast.parse(code)
        told = examples.told_in(code, tree)
        asked = list(functions.function_probes(tree, examples.told_of_functions(tree, told)))
        probes = _within(
            _CALLS_MAX,
            [
                *(one for one in asked if not one.signs),
                *(probe for make in _MAKERS for probe in make(tree)),
                *examples.example_probes(tree, told),
                *(one for one in asked if one.signs),  # they take many calls, which others must not lack
            ],
        )
        kept = [node for node in tree.body if _defines(node)]
        definitions = ast.unparse(ast.Module(kept, [])) if probes else None
    except (SyntaxError, ValueError, tokenize.TokenError, RecursionError, MemoryError):
        return None
    as_it_is = len(kept) < len(tree.body) and not _reads(tree)
    return Plan(code, as_it_is, definitions, tuple(probes)) if as_it_is or probes else None


def _within(most: int, probes: Sequence[Probe]) -> list[Probe]:
    taken = []
    for probe in probes:
        most -= len(probe.calls)
        if most >= 0:
            taken.append(probe)
    return taken


def _reads(tree: ast.Module) -> bool:
    """Whether the program wants something typed, or set where it is started."""
    names = (node.id if isinstance(node, ast.Name) else getattr(node, "attr", "") for node in ast.walk(tree))
    return not {"input", "stdin", "argv", "environ", "getenv", "parse_args"}.isdisjoint(names)


def _own_mistake(text: str, run: Run) -> bool:
    """Whether the program's own code is why it stopped, and not on purpose."""
    error = run.error
    if run.status != "error" or error is None or error.line is None:
        return False
    lines = text.splitlines()
    meant = error.line > len(lines) or lines[error.line - 1].lstrip().startswith("raise")
    return not meant and not OUTSIDE.fullmatch(error.type)


def _defines(node: ast.stmt) -> bool:
    """Whether a statement of the module is needed by its functions, and does nothing but define."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):  # a docstring
        return True
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return False
    return all(
        isinstance(one.func, ast.Name) and one.func.id in _NO_CALLS
        for one in ast.walk(node.value)
        if isinstance(one, ast.Call)
    )
