"""The exercise agent's responders: what is decided stands in the modules beside this one."""

from collections.abc import Sequence
from random import Random

from agents.curriculum.loading import curriculum
from agents.exercise.answers import exercise_answer, hints_answer, made_public, verdict_answer
from agents.exercise.catalogue import families
from agents.exercise.choice import Standings, aim, choose, due_of, in_order
from agents.exercise.constraints import Wish, alternatives_to, possible, read_wish
from agents.exercise.examination import UNREADABLE, Examined, examine
from agents.exercise.family import Family
from agents.exercise.making import Exercise, make
from agents.exercise.problems import IMPOSSIBLE_CONSTRAINTS
from agents.exercise.requests import HintsRequest, VerifyRequest
from agents.exercise.scoring import brevity, outcome_of, scores_after
from agents.exercise.tickets import Ticket, Tickets, seed_from
from agents.exercise.topics import course_names, on_topic
from agents.exercise.verdict import judge, program_of
from agents.runtime.answering import Answer, Progress, RefusedError
from agents.runtime.cpu_errors import JobLostError
from agents.runtime.services import Services
from schemas.errors import InvalidError
from schemas.mastery import MasteryScores
from schemas.requests import Difficulty, ExerciseRequest
from tables.practice import Practice
from tables.reader import NotOwnedError

__all__ = ["ExerciseAgent", "make_named"]

_DUE_TOLD = 5
"""Concepts told as due beside an exercise: `GET /progress/{student_id}/due` tells all."""

_ORDER: tuple[Difficulty, ...] = ("easy", "medium", "hard")


def make_named(family: str, seed: int) -> Exercise:
    """Make an exercise in another process, which knows families by their names."""
    return make(families()[family], seed)


class ExerciseAgent:
    """Answers requests of all three kinds. One for a worker."""

    def __init__(self, services: Services) -> None:
        options = services.options
        self._services = services
        self.tickets = Tickets(options.exercise_key, options.exercise_hours * 3600)

    async def generate(self, request: ExerciseRequest, mastery: MasteryScores | None) -> Answer:
        """Make an exercise. See `agents.runtime.answering.Respond`.

        Raises:
            RefusedError: unknown topic, or constraints that no exercise on it can be solved under.
            InvalidError: constraints that are none.
        """
        wish = read_wish(request.constraints)
        topic = on_topic(request.topic)
        candidates = _possible(topic.families, wish)
        made = int(request.timestamp.timestamp())
        if made * 1000 > self._services.clock() * 1000 + self._services.options.max_ahead_ms:
            raise InvalidError.of("timestamp", "must not lie in the future: an exercise expires some time after it")
        seed = seed_from(
            request.student_id, request.query, request.topic, request.difficulty, wish, request.timestamp.isoformat()
        )
        practices = self._practices(request.student_id)
        due = due_of(practices, made * 1000)
        at = Standings(curriculum(), course_names(), mastery, practices)
        wished = request.wished_difficulty
        practised = in_order(
            one
            for name in {family.concept for family in candidates} & practices.keys()
            for one in practices[name].outcomes
        )
        target = aim([one.passed for one in practised])
        family = _pick(candidates, at, wished, due=due, target=target, random=Random(seed))  # noqa: S311 - a replay has to draw the same
        exercise = await self.exercise(family.name, seed)
        ticket = Ticket(family.name, family.version, seed, made, at.of(family.concept).rating, wish.rules)
        public = made_public(
            exercise,
            family,
            topic=request.topic,
            rules=wish.rules,
            exercise_id=self.tickets.issue(ticket, request.student_id),
            expires=self.tickets.expires(ticket),
        )
        return exercise_answer(
            request, public, family, at.of(family.concept), wished, due=due[:_DUE_TOLD], beside=topic.beside
        )

    async def verify(self, request: VerifyRequest, mastery: MasteryScores | None) -> Answer:
        """Check a solution. See `agents.runtime.answering.Respond`.

        Raises:
            RefusedError: the exercise is none of ours, somebody else's, or expired.
            TransientError: programs cannot be run at the moment.
        """
        ticket = self.tickets.check(request.exercise_id, request.student_id, self._services.clock())
        family = families()[ticket.family]
        exercise = await self.exercise(ticket.family, ticket.seed)
        examined = await self._examined(request.code, ticket.rules)
        run = None if examined.problem else await self._services.programs.run(program_of(exercise, request.code))
        verdict = judge(exercise, examined, run)
        known = mastery.latest_scores.get(family.concept) if mastery is not None else None
        brief = brevity(examined.statements, exercise.reference)
        scores = scores_after(known, ticket.rating, family.item_level, verdict, brief)
        progress = Progress(family.concept, scores, outcome_of(request, ticket, family, verdict))
        return verdict_answer(request, exercise, family, verdict, progress)

    async def hints(self, request: HintsRequest, _: MasteryScores | None) -> Answer:
        """Give hints up to a level. See `agents.runtime.answering.Respond`.

        Raises:
            RefusedError: as `verify`.
        """
        ticket = self.tickets.check(request.exercise_id, request.student_id, self._services.clock())
        exercise = await self.exercise(ticket.family, ticket.seed)
        return hints_answer(request, exercise, families()[ticket.family])

    def _practices(self, student_id: str) -> dict[str, Practice]:
        """What the student has practised, by concept; nothing where another worker has it."""
        try:
            return self._services.reader.student(student_id).practices()
        except NotOwnedError:
            return {}

    async def _examined(self, code: str, rules: tuple[str, ...]) -> Examined:
        try:
            return await self._services.cpu.run(examine, code, rules)
        except JobLostError:  # the compiler's end, or far more than the time a solution takes
            return UNREADABLE

    async def exercise(self, family: str, seed: int) -> Exercise:
        """The exercise, made by a process for CPU work, or remembered."""
        return await self._services.cpu.run(make_named, family, seed)


def _possible(candidates: Sequence[Family], wish: Wish) -> list[Family]:
    fitting = [one for one in candidates if possible(one.name, wish)]
    if not fitting:
        told = alternatives_to(wish, [one.name for one in candidates])
        detail = "No exercise on this topic can be solved under all of these constraints"
        raise RefusedError(IMPOSSIBLE_CONSTRAINTS, detail, **told)
    return fitting


def _pick(
    candidates: list[Family], at: Standings, wished: Difficulty | None, *, due: list[str], target: float, random: Random
) -> Family:
    """A family of the wished level, or of the nearest one that there is; without a wish the one that fits best."""
    standing = {one.concept: at.of(one.concept) for one in candidates}
    if wished is None:
        return choose(candidates, standing, random, target, due)
    middle = _ORDER.index(wished)
    nearest = min((one.difficulty for one in candidates), key=lambda level: abs(_ORDER.index(level) - middle))
    return random.choice([one for one in candidates if one.difficulty == nearest])
