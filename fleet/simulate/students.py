"""One simulated student: hidden ability, skills that grow with practice and fade with time, slips in quizzes.

The model is deliberately small. What a student can do in a component is its *level* right after practice; of that, a
firm part stays and the rest halves with every half-life that passes (Ebbinghaus' forgetting curve); each repetition
lengthens the half-life (the spacing effect). Scores are noisy looks at those hidden numbers.
"""

import math
import random
from dataclasses import dataclass, field

__all__ = ["COMPONENTS", "WEIGHTS", "Practice", "Skill", "Student"]

COMPONENTS = ("basics", "control-flow", "data-structures", "functions", "oop", "files", "errors", "libraries")
"""The modules of the Python course, in the order in which they are taught."""

WEIGHTS = {"completion": 0.4, "quiz": 0.3, "quality": 0.2, "consistency": 0.1}
"""The spec's weights of the four scores in a component's mastery."""

MS_PER_HOUR = 3_600_000
_EXERCISES = 6  # exercises of one module: after as many attempts its completion is 1
_FIRST_HALF_LIFE_HOURS = 30.0  # what was met once is half forgotten after a day or so
_SPACING = 1.25  # each repetition lengthens the half-life by a quarter
_FIRM_SHARE = 0.6  # of a level, the part that time does not take away
_MOVES_ON_AT = 0.72  # the level at which a student starts the next module
_REVIEW_SHARE = 0.2  # of practice, the part spent on modules met before


@dataclass(slots=True)
class Skill:
    """What a student knows of one component. Levels lie in 0..1, times are Unix milliseconds."""

    level: float = 0.0
    half_life_hours: float = _FIRST_HALF_LIFE_HOURS
    attempts: int = 0
    practised_ms: int = 0

    def recalled(self, at_ms: int) -> float:
        """The part of the level that is still there at `at_ms`."""
        hours = max(0, at_ms - self.practised_ms) / MS_PER_HOUR
        firm = _FIRM_SHARE * self.level
        return firm + (self.level - firm) * math.exp2(-hours / self.half_life_hours)

    def practise(self, at_ms: int, pace: float) -> float:
        """Practise once: close the share `pace` of the gap to full skill. Returns the level recalled before."""
        before = self.recalled(at_ms)
        self.level = before + pace * (1.0 - before)
        if self.attempts:
            self.half_life_hours *= _SPACING
        self.attempts += 1
        self.practised_ms = at_ms
        return before


@dataclass(frozen=True, slots=True)
class Practice:
    """One look at a student: a component and its four scores (0..1, 4 decimals)."""

    component: str
    scores: dict[str, float]

    @property
    def mastery(self) -> float:
        """The weighted mean of the scores, 0..1, 6 decimals: well within the 0.001 that consumers allow."""
        return round(sum(WEIGHTS[name] * score for name, score in self.scores.items()), 6)


@dataclass(slots=True)
class Student:
    """A student of the course with traits that no event shows. All randomness comes from the generator passed in."""

    student_id: str
    pace: float  # share of the gap to full skill that one practice closes
    care: float  # how tidy the code is, 0..1
    diligence: float  # how regular the work is, 0..1
    slip_rate: float  # chance that a quiz goes wrong although the skill is there
    habit_hour: float  # hour of the UTC day around which sessions start
    activity: float  # how often this student practises, relative to the others
    last_ms: int = 0
    focus: str | None = None
    skills: dict[str, Skill] = field(default_factory=dict)

    @classmethod
    def enrol(cls, student_id: str, rng: random.Random, at_ms: int) -> "Student":
        """A new simulated student, who may be anywhere in the course at `at_ms`."""
        ability = rng.betavariate(4, 3)
        student = cls(
            student_id=student_id,
            pace=0.08 + 0.22 * ability,
            care=rng.betavariate(5, 3),
            diligence=rng.betavariate(5, 2),
            slip_rate=rng.uniform(0.02, 0.10),
            habit_hour=rng.gauss(16.0, 4.0) % 24,
            activity=rng.lognormvariate(0.0, 0.6),
        )
        # Squared: most students are near the start, some are nearly done.
        for component in COMPONENTS[: int(len(COMPONENTS) * rng.random() ** 2)]:
            days_ago = rng.uniform(1, 14)
            student.skills[component] = Skill(
                level=min(0.95, 0.5 + 0.4 * ability + rng.gauss(0, 0.08)),
                half_life_hours=_FIRST_HALF_LIFE_HOURS * _SPACING**3,
                attempts=rng.randint(3, 5),
                practised_ms=at_ms - int(days_ago * 24 * MS_PER_HOUR),
            )
        return student

    def start_session(self, at_ms: int, rng: random.Random) -> None:
        """Choose what this session is about: the module in work, or one that fades."""
        frontier = next((name for name in COMPONENTS if self._level(name) < _MOVES_ON_AT), None)
        met = [name for name in COMPONENTS if name in self.skills and name != frontier]
        if frontier is None or (met and rng.random() < _REVIEW_SHARE):
            self.focus = min(met, key=lambda name: self.skills[name].recalled(at_ms))
        else:
            self.focus = frontier

    def practise(self, at_ms: int, rng: random.Random) -> Practice:
        """Practise the session's component once and be assessed."""
        if self.focus is None:
            self.start_session(at_ms, rng)
        component = self.focus or COMPONENTS[0]
        skill = self.skills.setdefault(component, Skill(practised_ms=at_ms))
        before = skill.practise(at_ms, self.pace)
        if skill.level >= _MOVES_ON_AT:
            self.focus = None
        slip = rng.uniform(0.2, 0.5) if rng.random() < self.slip_rate else 0.0
        self.last_ms = at_ms
        return Practice(
            component,
            {
                "completion": _score(skill.attempts / _EXERCISES),
                "quiz": _score((before + skill.level) / 2 + rng.gauss(0, 0.06) - slip),
                "quality": _score(0.7 * skill.level + 0.3 * self.care + rng.gauss(0, 0.04)),
                "consistency": _score(0.8 * self.diligence + 0.2 * skill.level + rng.gauss(0, 0.03)),
            },
        )

    def _level(self, component: str) -> float:
        skill = self.skills.get(component)
        return skill.level if skill else 0.0


def _score(value: float) -> float:
    """A score as the events carry it: within 0..1, 4 decimals."""
    return round(min(1.0, max(0.0, value)), 4)
