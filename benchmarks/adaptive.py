"""Simulated students with a hidden skill: the adaptive choice beside a fixed medium level.

    python -m benchmarks.adaptive [--students 2000] [--seed 1] [--plot docs/images/adaptive.svg]

The choice, the ratings, folded from outcomes as the progress agent folds them, and the items are the fleet's own; only
students are made up. A student solves an item of level
`l` with the probability `1 / (1 + exp(l - skill))`. The choice does not know the skill: it sees what the attempts
before have made of the rating. What an attempt teaches depends on the margin `x = skill - l`: the gain is `x` times the
density of the logistic distribution at `x`, the gradient of the error rate in Wilson et al. (Nature Communications 10,
4646, 2019), and nothing where `x` is below 0. So that the result does not hang on that model alone, the gain under
another one is told too: proportional to `p (1 - p)`, which is largest where success and failure are equally probable.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import mean

from agents.curriculum.loading import curriculum
from agents.exercise.catalogue import families
from agents.exercise.choice import Standings, aim, choose, in_order
from agents.exercise.family import Family
from agents.exercise.rating import chance
from agents.exercise.topics import course_names
from schemas.metadata import LOGITS
from tables.practice import Outcome, Practice

EXERCISES = 15
FIRST_JUDGED = 8  # a rate of fewer exercises says nothing: of 7 none lies within 70 and 80 %
BAND = (0.70, 0.80)
SKILL = (0.5, 0.8)  # mean and deviation of the hidden skill, in logits: a class for whom the course was made
RATE = 0.1  # logits that the best possible attempt teaches: fifteen of them lead from one level to the next

START_MS = 1_768_305_600_000
GAP_MS = 600_000  # ten minutes an exercise

Gain = Callable[[float], float]
Choice = Callable[[Mapping[str, Practice], Sequence[Family], Random], Family]


def gradient(margin: float) -> float:
    """The gain of Wilson et al., 1 at its best (a success rate of 82 %)."""
    solved = chance(margin, 0.0)
    return max(0.0, margin * solved * (1 - solved) / 0.2239)


def variance(margin: float) -> float:
    """The gain that is largest at even odds."""
    solved = chance(margin, 0.0)
    return 4 * solved * (1 - solved)


GAINS: dict[str, Gain] = {"gradient": gradient, "p (1 - p)": variance}


@dataclass(frozen=True)
class Course:
    """What came of one student's exercises."""

    solved: tuple[bool, ...]
    chances: tuple[float, ...]
    gained: float

    def rate(self, count: int) -> float:
        """Share of the first exercises that were solved."""
        return sum(self.solved[:count]) / count


def adaptive(practices: Mapping[str, Practice], pool: Sequence[Family], random: Random) -> Family:
    """What the agent does for whom nothing else is known, see `ExerciseAgent.generate`."""
    at = Standings(curriculum(), course_names(), None, practices)
    solved = [one.passed for one in in_order(one for practice in practices.values() for one in practice.outcomes)]
    return choose(pool, {one.concept: at.of(one.concept) for one in pool}, random, aim(solved))


def fixed(_: Mapping[str, Practice], pool: Sequence[Family], random: Random) -> Family:
    return random.choice([one for one in pool if one.difficulty == "medium"])


def practise(skill: float, pool: Sequence[Family], choice: Choice, gain: Gain, random: Random) -> Course:
    first = skill
    practices: dict[str, Practice] = {}
    solved, chances = [], []
    for number in range(EXERCISES):
        item = choice(practices, pool, random)
        probability = chance(skill, item.item_level)
        won = random.random() < probability
        before = Standings(curriculum(), course_names(), None, practices).of(item.concept).rating
        level, rating = round(item.item_level * LOGITS), round(before * LOGITS)
        known = practices[item.concept].outcomes if item.concept in practices else ()
        one = Outcome(START_MS + number * GAP_MS, f"event-{number}", f"item-{number}", level, rating, int(won))
        practices[item.concept] = Practice.of([*known, one])
        solved.append(won)
        chances.append(probability)
        skill += RATE * gain(skill - item.item_level)
    return Course(tuple(solved), tuple(chances), skill - first)


def within(share: float) -> bool:
    return BAND[0] - 1e-9 <= share <= BAND[1] + 1e-9


def reached(course: Course) -> bool:
    """Whether the rate of all exercises so far came into the band, within the fifteen."""
    return any(within(course.rate(count)) for count in range(FIRST_JUDGED, EXERCISES + 1))


def ten_reached(course: Course) -> bool:
    """Whether the rate of ten exercises in a row came into the band, within the fifteen."""
    return any(within(sum(course.solved[end - 10 : end]) / 10) for end in range(10, EXERCISES + 1))


def simulate(students: int, seed: int, gain: Gain) -> dict[str, list[Course]]:
    """The same students, spread over the modules, under both choices."""
    course = curriculum()
    pools = {
        module: [one for one in families().values() if course.concepts[one.concept].module == module]
        for module in course.modules
    }
    draws = Random(seed)
    classes: dict[str, list[Course]] = {"adaptive": [], "medium": []}
    for number in range(students):
        pool = list(pools.values())[number % len(pools)]
        skill = draws.gauss(*SKILL)
        for name, choice in (("adaptive", adaptive), ("medium", fixed)):
            classes[name].append(practise(skill, pool, choice, gain, Random(f"{seed}:{number}")))
    return classes


def table(students: int, seed: int) -> str:
    """Markdown."""
    runs = {name: simulate(students, seed, gain) for name, gain in GAINS.items()}
    lines = ["| | adaptive | fixed medium |", "| --- | --- | --- |"]

    def row(title: str, measure: Callable[[list[Course]], float], model: str, form: str = ".0%") -> None:
        both = (format(measure(runs[model][name]), form) for name in ("adaptive", "medium"))
        lines.append(f"| {title} | {' | '.join(both)} |")

    row("mean success rate of 15 exercises", lambda all_: mean(one.rate(EXERCISES) for one in all_), "gradient", ".1%")
    row("students whose rate so far came to 70-80 % within 15", lambda all_: mean(map(reached, all_)), "gradient")
    row("students whose last ten came to 70-80 % within 15", lambda all_: mean(map(ten_reached, all_)), "gradient")
    row("students at 70-80 % after the 15th", lambda all_: mean(within(one.rate(15)) for one in all_), "gradient")
    row("skill gained (gradient), logits", lambda all_: mean(one.gained for one in all_), "gradient", ".2f")
    row("skill gained (p (1 - p)), logits", lambda all_: mean(one.gained for one in all_), "p (1 - p)", ".2f")
    return "\n".join(lines)


def plot(classes: dict[str, list[Course]], path: Path) -> None:
    """Success rate by exercise, as a picture without any library."""
    width, height, left, bottom = 640, 300, 60, 40

    def place(number: int, share: float) -> str:
        return (
            f"{left + (number - 1) * (width - left - 20) / (EXERCISES - 1):.1f},{(1 - share) * (height - bottom):.1f}"
        )

    top, low = ((1 - share) * (height - bottom) for share in reversed(BAND))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<rect x="{left}" y="{top:.1f}" width="{width - left - 20}" height="{low - top:.1f}" fill="#dff0d8"/>',
    ]
    for name, colour in (("adaptive", "#1b6ca8"), ("medium", "#c0504d")):
        shares = [mean(one.solved[number] for one in classes[name]) for number in range(EXERCISES)]
        points = " ".join(place(number, share) for number, share in enumerate(shares, 1))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        x, y = place(EXERCISES, shares[-1]).split(",")
        parts.append(f'<text x="{float(x) - 60}" y="{float(y) - 6}" fill="{colour}">{name}</text>')
    marks = ((tenth * 10, (1 - tenth / 10) * (height - bottom) + 12) for tenth in range(4, 11))
    parts += [f'<text x="20" y="{y:.1f}">{percent} %</text>' for percent, y in marks]
    for number in range(1, EXERCISES + 1):
        x = place(number, 0).partition(",")[0]
        parts.append(f'<text x="{x}" y="{height - bottom + 18}" text-anchor="middle">{number}</text>')
    parts += [f'<text x="{width / 2}" y="{height - 4}" text-anchor="middle">exercise</text>', "</svg>"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    print(table(given.students, given.seed))
    if given.plot is not None:
        plot(simulate(given.students, given.seed, gradient), given.plot)


if __name__ == "__main__":
    main()
