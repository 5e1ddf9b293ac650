"""Guessing words and numbers: lives that are lost for nothing, tries that are not counted, secrets that change."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_WORD: Final = re.compile(r"(?:^|_|\.)(?:words?|secret|solution|phrase|answer|hidden|target|wort)(?:_word)?$")
_LETTER: Final = re.compile(r"(?:^|_)(?:letter|char|character|ch|c|guess|guessed|buchstabe|l|g)$")
_LIVES: Final = re.compile(
    r"(?:^|_|\.)(?:lives|life|hearts|leben|chances|attempts|tries|guesses)(?:_left|_remaining)?$"
)
_MISSES: Final = re.compile(r"(?:^|_|\.)(?:wrong|misses|mistakes|errors|fails|failures)(?:_guesses|_letters|_count)?$")


def _costs(node: ast.stmt) -> str:
    """The lives that a statement takes one of, or the mistakes that it counts one more of."""
    match node:
        case ast.AugAssign(target=ast.Name() | ast.Attribute() as target, op=sign, value=one) if is_const(one, 1):
            name = ast.unparse(target)
            pattern = _LIVES if isinstance(sign, ast.Sub) else _MISSES
            return name if pattern.search(name) else ""
    return ""


def _leaves(block: list[ast.stmt]) -> bool:
    return any(isinstance(one, ast.Return | ast.Break | ast.Continue | ast.Raise) for one in block)


@check(
    Rule(
        code="life-for-each-other-place",
        title="`{name}` changes for every place where another letter stands",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop goes through all places of the word. Most of them hold another letter, also when the guess is "
        "right.",
        do="Find out first whether the letter is in the word at all, and take a life once, after the loop.",
        example="def guess(word, shown, letter, lives):\n    for i, known in enumerate(word):\n"
        "        if known == letter:\n            shown[i] = letter\n        else:\n            lives -= 1\n"
        "    return lives\n",
        better="def guess(word, shown, letter, lives):\n    for i, known in enumerate(word):\n"
        "        if known == letter:\n            shown[i] = letter\n    if letter not in word:\n        lives -= 1\n"
        "    return lives\n",
    )
)
def life_for_each_other_place(program: Program) -> Iterator[Place]:
    """See the rule: in the `else` of one place of the word compared with the letter."""
    for node in program.all(ast.If):
        loop = program.parents[node]
        lost = next((name for step in node.orelse if (name := _costs(step))), "")
        if not lost or not isinstance(loop, ast.For) or _leaves(node.body):
            continue
        places = _places(loop)
        match node.test:
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
                sides = {ast.unparse(left), ast.unparse(right)}
            case _:
                continue
        others = sides - places
        if len(others) == 1 and _LETTER.search(others.pop()) and not sides & _targets(loop) - places:
            yield Place(node.lineno, lost)


def _places(loop: ast.For) -> set[str]:
    """What a loop over a word calls the letter at each place."""
    match loop.target, loop.iter:
        case ast.Name(id=name), ast.Name() | ast.Attribute() as word:
            return {name} if _WORD.search(ast.unparse(word)) else set()
        case ast.Name(id=place), ast.Call(
            func=ast.Name(id="range"), args=[ast.Call(func=ast.Name(id="len"), args=[word])]
        ):
            return {f"{ast.unparse(word)}[{place}]"} if _WORD.search(ast.unparse(word)) else set()
        case ast.Tuple(elts=[ast.Name(id=place), ast.Name(id=name)]), ast.Call(
            func=ast.Name(id="enumerate"), args=[word]
        ):
            written = ast.unparse(word)
            return {name, f"{written}[{place}]"} if _WORD.search(written) else set()
    return set()


def _targets(loop: ast.For) -> set[str]:
    return {one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name)}


@check(
    Rule(
        code="life-for-right-letters",
        title="`{name}` is taken off for right letters as well",
        weights={"correctness": 0.4},
        level="beginner",
        why="The line stands behind the `if`, and not in a branch of it: it is reached whatever was guessed.",
        do="Take a life only in the case in which the letter is not in the word.",
        example="def guess(word, letter, found, lives):\n    if letter in word:\n        found.add(letter)\n"
        "    lives -= 1\n    return lives\n",
        better="def guess(word, letter, found, lives):\n    if letter in word:\n        found.add(letter)\n"
        "    else:\n        lives -= 1\n    return lives\n",
    )
)
def life_for_right_letters(program: Program) -> Iterator[Place]:
    """See the rule: directly behind `if letter in word`, or its opposite, without exit and `else`; or within it."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(
                    left=ast.Name(id=letter),
                    ops=[ast.In() | ast.NotIn() as sign],
                    comparators=[ast.Name() | ast.Attribute() as word],
                ),
                orelse=other,
            ) if _LETTER.search(letter) and _WORD.search(ast.unparse(word)):
                pass
            case _:
                continue
        costs = next((one for one in node.body if _costs(one)), None)
        if costs is not None and isinstance(sign, ast.In):
            yield Place(costs.lineno, _costs(costs))
        if _leaves(node.body) or costs is not None:
            continue
        for step in program.after(node, 1) if not other else ():
            lost = _costs(step)
            if re.search(r"(?:^|_|\.)(?:lives|life|hearts|leben)(?:_left|_remaining)?$", lost):
                yield Place(step.lineno, lost)


@check(
    Rule(
        code="guesses-asked-for-the-word",
        title="`{name}` asks the letters that were guessed, not those of the word",
        weights={"correctness": 0.4},
        level="beginner",
        why="One wrong guess spoils the game for ever, and one right letter is enough to win it.",
        do="Go through the letters of the word, and look whether each of them was guessed.",
        example="def is_guessed(word, guessed):\n    for letter in guessed:\n        if letter not in word:\n"
        "            return False\n    return True\n",
        better="def is_guessed(word, guessed):\n    for letter in word:\n        if letter not in guessed:\n"
        "            return False\n    return True\n",
    )
)
def guesses_asked_for_the_word(program: Program) -> Iterator[Place]:
    """See the rule: a loop, `all(...)` or sets, in a function that says whether the word is found."""
    for function in program.functions:
        if not re.search(r"(?:^|_)(?:guessed|won|win|solved|complete|completed|found)(?:$|_)", function.name):
            continue
        for node in program.within(function):
            match node:
                case ast.For(
                    target=ast.Name(id=one),
                    iter=tried,
                    body=[
                        ast.If(
                            test=ast.Compare(left=ast.Name(id=asked), ops=[ast.NotIn()], comparators=[word]),
                            body=[ast.Return(value=ast.Constant(value=False))],
                        )
                    ],
                ) if one == asked:
                    pass
                case ast.Call(
                    func=ast.Name(id="all"),
                    args=[
                        ast.GeneratorExp(
                            elt=ast.Compare(left=ast.Name(id=asked), ops=[ast.In()], comparators=[word]),
                            generators=[ast.comprehension(target=ast.Name(id=one), iter=tried)],
                        )
                    ],
                ) if one == asked:
                    pass
                case ast.Compare(
                    left=ast.Call(func=ast.Name(id="set"), args=[tried]),
                    ops=[ast.LtE()],
                    comparators=[ast.Call(func=ast.Name(id="set"), args=[word])],
                ):
                    pass
                case _:
                    continue
            if _GUESSED.search(ast.unparse(tried)) and _WORD.search(ast.unparse(word)):
                yield Place(node.lineno, function.name)


_GUESSED: Final = re.compile(r"(?:^|_|\.)(?:letters|guess\w*|tried|tries|used)$")


@check(
    Rule(
        code="put-between-instead-of-over",
        title="`{name}` puts the letter between the others: the text grows",
        weights={"correctness": 0.4},
        level="beginner",
        why="The sign that stood at the place is in the second part again. Behind it nothing stands where it stood.",
        do="Let the second part begin one place later.",
        example="def uncover(word, shown, letter):\n    for i in range(len(word)):\n        if word[i] == letter:\n"
        "            shown = shown[:i] + letter + shown[i:]\n    return shown\n",
        better="def uncover(word, shown, letter):\n    for i in range(len(word)):\n        if word[i] == letter:\n"
        "            shown = shown[:i] + letter + shown[i + 1:]\n    return shown\n",
    )
)
def put_between_instead_of_over(program: Program) -> Iterator[Place]:
    """See the rule: at the place of a loop over another text of the same length."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Name() | ast.Attribute() as text],
                value=ast.BinOp(
                    left=ast.BinOp(
                        left=ast.Subscript(value=before, slice=ast.Slice(lower=None, upper=ast.Name(id=place))),
                        op=ast.Add(),
                        right=ast.Name() | ast.Subscript(),
                    ),
                    op=ast.Add(),
                    right=ast.Subscript(value=behind, slice=ast.Slice(lower=ast.Name(id=again), upper=None)),
                ),
            ) if place == again and len({*map(ast.unparse, (text, before, behind))}) == 1:
                pass
            case _:
                continue
        around, loops = program.parents[node], program.loops_around(node)
        if not isinstance(around, ast.If) or not loops or not isinstance(loops[0], ast.For):
            continue
        match around.test:
            case ast.Compare(left=ast.Subscript(value=word, slice=ast.Name(id=at)), ops=[ast.Eq()]) if at == place:
                pass
            case ast.Compare(left=ast.Name(), ops=[ast.Eq()]) if place in _targets(loops[0]):
                word = loops[0].iter
            case _:
                continue
        if place in _targets(loops[0]) and ast.unparse(word) != ast.unparse(text):
            yield Place(node.lineno, ast.unparse(node.value)[:40])


@check(
    Rule(
        code="last-try-not-counted",
        title="`{name}` does not count the try that was right",
        weights={"correctness": 0.35},
        level="beginner",
        why="The number begins with 0 and grows only after a wrong try. Who is right at once has needed 0 tries.",
        do="Count each try before it is looked at.",
        example="def tries_needed(secret, guesses):\n    tries = 0\n    for guess in guesses:\n"
        "        if guess == secret:\n            return tries\n        tries += 1\n    return None\n",
        better="def tries_needed(secret, guesses):\n    tries = 0\n    for guess in guesses:\n        tries += 1\n"
        "        if guess == secret:\n            return tries\n    return None\n",
    )
)
def last_try_not_counted(program: Program) -> Iterator[Place]:
    """See the rule: given back or shown where the guess is right, and raised by 1 behind that."""
    for loop in program.loops:
        counts = [_counted(step) for step in loop.body]
        for at, step in enumerate(loop.body):
            if not isinstance(step, ast.If) or not isinstance(step.test, ast.Compare) or not _leaves(step.body):
                continue
            later = {name for name in counts[at + 1 :] if name}
            for name in later if isinstance(step.test.ops[0], ast.Eq) else ():
                begun = [one for one in program.before(loop, 6) if _begins(one, name)]
                stores = [one for one in program.places(program.scope(loop), name) if not isinstance(one.ctx, ast.Load)]
                if begun and len(stores) == len(("begun", "counted")) and any(_shows(one, name) for one in step.body):
                    yield Place(step.lineno, name)


_TRIES: Final = re.compile(r"(?:^|_)(?:tries|attempts|guesses|versuche|rolls|throws)(?:$|_)|^(?:guess|try)_count$")


def _counted(node: ast.stmt) -> str:
    match node:
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=one) if is_const(one, 1):
            return name if _TRIES.search(name) else ""
    return ""


def _begins(node: ast.stmt, name: str) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name(id=given)], value=value):
            return given == name and is_const(value, 0)
    return False


def _shows(node: ast.stmt, name: str) -> bool:
    """Whether a number is given back or printed as it is, and not as that of the wrong ones."""
    match node:
        case ast.Return(value=ast.Name(id=given)):
            return given == name
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[_, *_] as parts)):
            shown = [
                one.value if isinstance(one, ast.FormattedValue) else one
                for part in parts
                for one in (part.values if isinstance(part, ast.JoinedStr) else [part])
            ]
            plain = any(isinstance(one, ast.Name) and one.id == name for one in shown)
            return plain and not re.search(
                r"wrong|fail|miss|false|before|more|bad|extra|left", ast.unparse(node).lower()
            )
    return False


@check(
    Rule(
        code="secret-drawn-anew",
        title="`{name}` is another one in each turn",
        weights={"correctness": 0.4},
        level="beginner",
        why="The hint is about a number that is gone in the next turn. Nobody can find it that way.",
        do="Draw the number once, before the loop.",
        example="import random\n\n\ndef play():\n    while True:\n        secret = random.randint(1, 9)\n"
        "        guess = int(input('Guess: '))\n        if guess == secret:\n            break\n"
        "        if guess < secret:\n            print('Too low')\n        else:\n            print('Too high')\n",
        better="import random\n\n\ndef play():\n    secret = random.randint(1, 9)\n    while True:\n"
        "        guess = int(input('Guess: '))\n        if guess == secret:\n            break\n"
        "        if guess < secret:\n            print('Too low')\n        else:\n            print('Too high')\n",
    )
)
def secret_drawn_anew(program: Program) -> Iterator[Place]:
    """See the rule: drawn in the loop that asks for guesses, says whether they are too low, and ends with the right."""
    for loop in program.loops:
        for step in loop.body:
            match step:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as drawn):
                    if call_name(drawn) not in ("randint", "randrange"):
                        continue
                case _:
                    continue
            own = [one for one in ast.walk(loop) if isinstance(one, ast.If) and name in names_in(one.test)]
            asks = [one for one in own if next(iter(program.loops_around(one)), None) is loop]
            hints = any(
                isinstance(one.test, ast.Compare)
                and isinstance(one.test.ops[0], ast.Lt | ast.Gt)
                and _HINT.search(_text(one))
                for one in asks
            )
            typed = any(call_name(one) == "input" for one in ast.walk(loop))
            if hints and typed and len(asks) == len(own):
                yield Place(step.lineno, name)


_HINT: Final = re.compile(r"\b(?:low|high|small|big|large|lower|higher|smaller|bigger|larger|great|less|more)\b")


def _text(node: ast.If) -> str:
    walked = (one for step in node.body for one in ast.walk(step))
    return " ".join(one.value.lower() for one in walked if isinstance(one, ast.Constant) and isinstance(one.value, str))


CHECKS: tuple[Check, ...] = (
    life_for_each_other_place,
    life_for_right_letters,
    guesses_asked_for_the_word,
    put_between_instead_of_over,
    last_try_not_counted,
    secret_drawn_anew,
)
