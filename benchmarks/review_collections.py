"""How often the review ranks mended programs of public collections higher, without tests and with the collection's own.

`python -m benchmarks.review_collections --humanevalfix FILE --quixbugs FOLDER`: the lines of HumanEvalPack for Python
(github.com/bigcode-project/octopack) and a checkout of github.com/jkoppel/QuixBugs. Nothing of them is kept here.
"""

import argparse
import ast
import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from agents.execution.context import TESTS_MAX, context_of
from agents.review.assessment import assess
from agents.review.testing import NOTHING_TESTED, run_tests
from agents.review.trying import try_out
from agents.runner.config import RunnerConfig
from agents.runner.pool import Runner
from agents.runtime.programs import Runs
from agents.trials.trial import plan

GENERATORS: Final = ("flatten", "kheapsort")
"""Programs of QuixBugs that yield: what they give is put into a list to be compared."""


class Tried(NamedTuple):
    """A wrong program, the mended one, and tests as a request has them."""

    name: str
    wrong: str
    mended: str
    tests: list[Any]


def humanevalfix(path: Path) -> Iterator[Tried]:
    """The functions with a mistake put in; tests are the calls in the collection's checks that stand for themselves."""
    for line in path.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        asserts = [node.test for node in ast.walk(ast.parse(one["test"])) if isinstance(node, ast.Assert)]
        texts = [ast.unparse(test).replace("candidate(", f"{one['entry_point']}(") for test in asserts]
        tests = [text for text in texts if f"{one['entry_point']}(" in text]
        yield Tried(
            one["task_id"], one["prompt"] + one["buggy_solution"], one["prompt"] + one["canonical_solution"], tests
        )


def quixbugs(folder: Path) -> Iterator[Tried]:
    """The programs that have cases in JSON."""
    for path in sorted((folder / "json_testcases").glob("*.json")):
        name = path.stem
        tests = []
        for line in filter(str.strip, path.read_text(encoding="utf-8").splitlines()):
            given, expected = json.loads(line)
            arguments = ", ".join(map(repr, given if isinstance(given, list) else [given]))
            call = f"{name}({arguments})"
            tests.append({"call": f"list({call})" if name in GENERATORS else call, "expected": expected})
        wrong, mended = (
            (folder / f"{kind}python_programs" / f"{name}.py").read_text(encoding="utf-8") for kind in ("", "correct_")
        )
        yield Tried(name, wrong, mended, tests)


async def scores(programs: Runs, code: str, tests: list[Any]) -> tuple[float, float]:
    """The scores of correctness without and with the tests."""
    tried = await try_out(programs, plan(code))
    tested = await run_tests(programs, code, context_of({"tests": tests[:TESTS_MAX]}))
    reviews = [assess(code, ("correctness",), "beginner", tried, one)[1] for one in (NOTHING_TESTED, tested)]
    without, given = (one.criteria_scores["correctness"] for one in reviews)
    return without, given


async def main() -> None:
    """Print the rates; a tie counts as wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--humanevalfix", type=Path, help="humanevalpack.jsonl for Python")
    parser.add_argument("--quixbugs", type=Path, help="a checkout")
    given = parser.parse_args()
    if given.humanevalfix is None and given.quixbugs is None:
        parser.error("name at least one collection: --humanevalfix FILE, --quixbugs FOLDER")
    runner = Runner(RunnerConfig())
    await runner.start()
    if runner.unavailable is not None:
        parser.error(f"no program can be run here: {runner.unavailable}")
    for read, where in ((humanevalfix, given.humanevalfix), (quixbugs, given.quixbugs)):
        right = []
        for one in read(where) if where is not None else ():
            if one.tests:
                wrong, mended = [await scores(runner, text, one.tests) for text in (one.wrong, one.mended)]
                right.append([better > worse for worse, better in zip(wrong, mended, strict=True)])
                print(f"{read.__name__} {len(right)}: {one.name}", end="\r", flush=True)
        if right:
            without, tested = (sum(column) / len(right) for column in zip(*right, strict=True))
            print(f"{read.__name__:14} {len(right):4} pairs  without tests {without:6.1%}  with tests {tested:6.1%}")
    await runner.stop()


if __name__ == "__main__":
    asyncio.run(main())
