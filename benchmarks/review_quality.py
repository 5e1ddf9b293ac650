"""How often the review ranks the better of two versions of one program higher: `python -m benchmarks.review_quality`.

Pairs written by hand (tests/agents/review/pairs) and pairs made by worsening functions of the standard library, in ways
whose direction nobody can doubt. A pair counts as right when the better one scores higher, not when both score alike.
Last, how long one review takes in a warm process.
"""

import argparse
import ast
import asyncio
import random
import statistics
import sysconfig
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from agents.linting.source import CODE_MAX
from agents.review.assessment import assess
from agents.review.rules import CRITERIA, LEVELS, Criterion
from agents.review.trying import NOTHING_TRIED, try_out
from agents.runner.config import RunnerConfig
from agents.runner.pool import Runner
from agents.runtime.programs import Runs
from agents.trials.trial import plan
from benchmarks.worsening import WORSENINGS, Pair
from schemas.mastery import Level
from schemas.responses import CodeReview

WRITTEN: Final = Path("tests/agents/review/pairs")

USUAL: Final[tuple[Criterion, ...]] = ("readability", "efficiency", "style")

_LINES = (6, 60)  # of a function that is taken: a student's program, not a one-liner, not a module


def written(folder: Path) -> Iterator[Pair]:
    """Pairs of files: `=== name`, the worse version, `---`, the better version; the file's name is the criterion."""
    for path in sorted(folder.glob("*.txt")):
        criterion = next(one for one in CRITERIA if path.stem.startswith(one))
        for part in path.read_text(encoding="utf-8").split("=== ")[1:]:
            name, _, rest = part.partition("\n")
            worse, _, better = rest.partition("\n---\n")
            yield Pair(f"{path.stem}: {name}", criterion, worse + "\n", better)


def functions(root: Path, count: int, seed: int) -> Iterator[str]:
    """Functions of a folder's modules, as many as asked for, chosen by the seed."""
    chooser = random.Random(seed)
    paths = sorted(root.glob("*.py"))
    chooser.shuffle(paths)
    given = 0
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
            tree = ast.parse(text)
        except (SyntaxError, UnicodeDecodeError):
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.decorator_list:
                source = ast.get_source_segment(text, node) or ""
                if _LINES[0] <= source.count("\n") + 1 <= _LINES[1]:
                    yield source + "\n"
                    given += 1
                    if given == count:
                        return


def made(texts: Iterable[str]) -> Iterator[Pair]:
    """Every text made worse in every way that it can be."""
    for text in texts:
        for one in WORSENINGS:
            pair = one.make(text)
            if pair is not None:
                yield Pair(f"made: {one.name}", one.criterion, *pair)


async def judge(
    pairs: Iterable[Pair], level: Level, programs: Runs, *, show: bool
) -> dict[str, list[tuple[bool, bool]]]:
    """By name of the group, for each pair: whether the criterion and the overall score rank it right."""
    ranked: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for pair in pairs:
        asked = USUAL if pair.criterion in USUAL else (*USUAL, pair.criterion)
        worse, better = [await review(text, asked, level, programs) for text in (pair.worse, pair.better)]
        right = (
            better.criteria_scores[pair.criterion] > worse.criteria_scores[pair.criterion],
            better.overall_score > worse.overall_score,
        )
        if show and not all(right):
            print(f"--- {pair.name} {right}\n{pair.worse}\n...\n{pair.better}")
        group = pair.name if pair.name.startswith("made") else f"written: {pair.criterion}"
        ranked[group].append(right)
        ranked[f"{group.partition(':')[0]}, all: {pair.criterion}"].append(right)
    return ranked


async def review(text: str, asked: tuple[Criterion, ...], level: Level, programs: Runs) -> CodeReview:
    """A review as the agent makes it, in this process."""
    await asyncio.sleep(0)  # the runner's processes wait for the loop, which a thousand reviews would hold up
    tried = await try_out(programs, plan(text)) if "correctness" in asked else NOTHING_TRIED
    return assess(text, asked, level, tried)[1]


def seconds(texts: list[str]) -> list[float]:
    """How long each review takes, the linter's process warm."""
    assess(texts[0], USUAL, "mastered")
    taken = []
    for text in texts:
        started = time.perf_counter()
        assess(text, USUAL, "mastered")
        taken.append(time.perf_counter() - started)
    return taken


def modules(root: Path) -> list[str]:
    """Some modules of a folder that are not larger than a review takes."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(root.glob("*.py"))[:60]]
    return [text for text in texts if len(text) <= CODE_MAX]


async def main() -> None:
    """Print the rates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--functions", type=int, default=150, help="of the standard library, made worse in every way")
    parser.add_argument("--seed", type=int, default=1, help="chooses the functions")
    parser.add_argument("--level", choices=LEVELS, default="beginner", help="what is expected of the student")
    parser.add_argument("--pairs", type=Path, default=WRITTEN, help="folder of written pairs")
    parser.add_argument("--show", action="store_true", help="print the pairs that are ranked wrong")
    given = parser.parse_args()
    library = Path(sysconfig.get_paths()["stdlib"])
    chosen = list(functions(library, given.functions, given.seed))
    whole = modules(library)
    runner = Runner(RunnerConfig())
    await runner.start()
    if runner.unavailable is not None:
        print(f"no program can be run here ({runner.unavailable}): correctness is judged by reading alone")
    for pairs in (written(given.pairs), made(chosen)):
        for group, right in sorted((await judge(pairs, given.level, runner, show=given.show)).items()):
            criterion, overall = (sum(one[at] for one in right) / len(right) for at in (0, 1))
            print(f"{group:42} {len(right):5} pairs  criterion {criterion:7.1%}  overall {overall:7.1%}")
    await runner.stop()
    for name, texts in (("functions", chosen), ("modules", whole)):
        taken = sorted(seconds(texts))
        p50, p95, most = (1000 * one for one in (statistics.median(taken), taken[int(0.95 * len(taken))], taken[-1]))
        print(f"{name}: {len(taken)} reviews, ms: p50 {p50:.1f}, p95 {p95:.1f}, most {most:.1f}")


if __name__ == "__main__":
    asyncio.run(main())
