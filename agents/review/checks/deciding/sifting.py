"""Who is let in, what is kept, and what counts as nothing: questions whose answer is taken the wrong way round."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import last_name
from agents.review.program import Function, Program, call_name, is_const, method_of, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_USER: Final = re.compile(r"user|^name|login|e?mail", re.IGNORECASE)
_PASSWORD: Final = re.compile(r"password|passwd|\bpw\b|\bpwd\b|\bpin\b|passcode|secret_code", re.IGNORECASE)


@check(
    Rule(
        code="half-a-login",
        title="`{name}` is content with one of the two",
        weights={"correctness": 0.4},
        level="beginner",
        why="Who logs in has to know the name and the password; with one of them alone nobody may get in.",
        do="Try the right name with a wrong password.",
        example="def may_enter(user, password):\n    return user == 'admin' or password == 'tulip'\n",
        better="def may_enter(user, password):\n    return user == 'admin' and password == 'tulip'\n",
    )
)
def half_a_login(program: Program) -> Iterator[Place]:
    """See the rule: equal user or equal password; other user and other password."""
    for node in program.all(ast.BoolOp):
        sign = ast.Eq if isinstance(node.op, ast.Or) else ast.NotEq
        sides = [
            (_sides(one), one.comparators[0])
            for one in node.values
            if isinstance(one, ast.Compare) and len(one.ops) == 1 and isinstance(one.ops[0], sign)
        ]
        if len(node.values) != 2 or len(sides) != 2 or isinstance(program.parents[node], ast.UnaryOp):  # noqa: PLR2004
            continue
        written = [value for _, value in sides if not is_const(value, "", None)]
        (one, _), (other, _) = sides
        pair = (_USER.search(one) and _PASSWORD.search(other)) or (_USER.search(other) and _PASSWORD.search(one))
        if pair and len(written) == len(sides) and not (_PASSWORD.search(one) and _PASSWORD.search(other)):
            yield Place(node.lineno, ast.unparse(node)[:50])


def _sides(node: ast.Compare) -> str:
    """The names of both sides, where each is one."""
    return " ".join(ast.unparse(one) for one in (node.left, *node.comparators) if not isinstance(one, ast.Constant))


_BAD: Final = re.compile(r"banned|blocked|forbidden|blacklist|illegal|not_allowed|denied|locked_out|unwanted")
_GOOD: Final = re.compile(r"^(self\.)?(allowed|permitted|whitelist|invited|guest_list|authori[sz]ed|members)")
_YES: Final = re.compile(r"\b(welcome|granted|come in|accepted|may enter|is fine|allowed|invited|let in)\b")
_NO: Final = re.compile(
    r"\b(not|no|sorry|denied|refused|blocked|banned|forbidden|rejected|invalid|stay out|go away|isn't|cannot|can't"
    r"|locked)\b"
)
_ALLOWS: Final = re.compile(
    r"^(is_|are_|check_|may_|can_)?(all_)?(\w+_)?(allowed|permitted|accepted|acceptable|clean|may|can|valid|ok|free|welcome|let_in|invited)(_|$)"
    r"|^(may|can)_"
)


@check(
    Rule(
        code="lets-the-wrong-ones-in",
        title="`{name}` lets in just those that should stay out",
        weights={"correctness": 0.4},
        level="beginner",
        why="Who is on a list of the banned stays out, and who is on a list of the invited comes in.",
        do="Take one who is on the list, and read aloud what the program answers.",
        example="BANNED = ['Max']\nname = input()\nif name not in BANNED:\n    print('Access denied')\n",
        better="BANNED = ['Max']\nname = input()\nif name in BANNED:\n    print('Access denied')\n",
    )
)
def lets_the_wrong_ones_in(program: Program) -> Iterator[Place]:
    """See the rule: by the name of the list, and by the message or the answer of a function that allows."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(ops=[ast.In() | ast.NotIn() as sign], comparators=[ast.Name() | ast.Attribute() as owner]):
                name = ast.unparse(owner).lower()
            case _:
                continue
        bad, good = bool(_BAD.search(name)), bool(_GOOD.search(name))
        if bad == good:
            continue
        answer = _answer(program, node)
        if answer is not None and answer != (isinstance(sign, ast.In) == good):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _answer(program: Program, node: ast.Compare) -> bool | None:
    """Whether those for whom a condition holds are let in; None where that is not certain."""
    around = program.parents[node]
    function = program.function_of(node)
    allows = function is not None and bool(_ALLOWS.search(function.name)) and not re.search("not|un|bad", function.name)
    if isinstance(around, ast.Return):
        return True if allows else None
    if not isinstance(around, ast.If) or around.test is not node:
        return None
    match around.body[0]:
        case ast.Return(value=ast.Constant(value=bool(value))):
            return value if allows and (not value or not program.in_loop(node)) else None
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[*_, one])) | ast.Return(value=ast.expr() as one):
            texts = [
                part.value.lower()
                for part in ast.walk(one)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            ]
            text = " ".join(texts)
            no = bool(_NO.search(text))
            return not no if no or _YES.search(text) else None
    return None


_SIFTS: Final = re.compile(r"^(remove|without|drop|delete|strip|skip|exclude|clear|discard)_(?:all_|the_)?(\w+)$")
_OTHERS: Final = re.compile(r"(^|_)(non|not|except|all_but|missing|other|others|outside|in|un\w*|invalid)(_|$)")
_KINDS: Final = (
    (re.compile("vowel|punct|stop|banned|bad|forbidden"), re.compile(r"\w[\w.()]* in (?!\w*(?:result|seen))\S+")),
    (re.compile("digit|number"), re.compile(r"\w+\.is(digit|numeric|decimal)\(\)")),
    (
        re.compile("space|blank|white|empty|empties"),
        re.compile(r"\w+\.isspace\(\)|\w+(\.strip\(\))? == ('[ ]?')|not \w+(\.strip\(\))?|len\(\w+\) == 0"),
    ),
    (re.compile("punct"), re.compile(r"not \w+\.isalnum\(\)")),
    (re.compile("none|null"), re.compile(r"\w+ (is|==) None")),
    (re.compile("negative"), re.compile(r"\w+ < 0")),
    (re.compile("even"), re.compile(r"\w+ % 2 == 0")),
    (re.compile("odd"), re.compile(r"\w+ % 2 == 1|\w+ % 2( != 0)?")),
    (re.compile("upper|capital"), re.compile(r"\w+\.isupper\(\)")),
    (re.compile("zero"), re.compile(r"\w+ == 0")),
)


_WANTS: Final = re.compile(r"^(only|keep|extract|get|find|filter|collect)_(?:all_|the_|only_)?(\w+)$|^(\w+)_only$")
_KEPT: Final = (
    (re.compile("letter|alpha"), re.compile(r"not \w+\.isalpha\(\)")),
    (re.compile("digit|number"), re.compile(r"not \w+\.isdigit\(\)")),
    (re.compile("vowel"), re.compile(r"\w+(\.lower\(\))? not in \S+")),
    (re.compile("upper|capital"), re.compile(r"not \w+\.isupper\(\)|\w+\.islower\(\)")),
)


@check(
    Rule(
        code="keeps-what-should-go",
        title="`{name}` keeps just what it should leave out",
        weights={"correctness": 0.4},
        level="beginner",
        why="What the condition holds for is kept, and the rest is left out.",
        do="Put in an element that should go, and see whether it passes the condition.",
        example="def remove_blank(lines):\n    return [line for line in lines if line.strip() == '']\n",
        better="def remove_blank(lines):\n    return [line for line in lines if line.strip() != '']\n",
    )
)
def keeps_what_should_go(program: Program) -> Iterator[Place]:
    """See the rule: by the name of the function, and the one condition under which it keeps an element."""
    for function in program.functions:
        yield from _keeps_the_one_named(program, function)
        named = _SIFTS.match(function.name.lower())
        wanted = _WANTS.match(function.name.lower())
        if (named is None and wanted is None) or _OTHERS.search(function.name.lower()):
            continue
        kept = list(_kept_if(program, function))
        if len(kept) != 1:
            continue
        text = ast.unparse(kept[0])
        if (named and any(kind.search(named[2]) and sign.fullmatch(text) for kind, sign in _KINDS)) or (
            wanted and any(kind.search(wanted[0]) and sign.fullmatch(text) for kind, sign in _KEPT)
        ):
            yield Place(kept[0].lineno, text[:40])


_CANCELS: Final = re.compile(r"^(?:remove|cancel|delete|drop|discard|unregister|unsubscribe|kick|expel)(?:_|$)")


def _keeps_the_one_named(program: Program, function: Function) -> Iterator[Place]:
    """`xs = [x for x in xs if x.name == name]` in a function that shall remove what has this name."""
    for step in program.within(function) if _CANCELS.match(function.name.lower()) else ():
        match step:
            case ast.Assign(
                targets=[target],
                value=ast.ListComp(
                    elt=ast.Name(id=kept),
                    generators=[
                        ast.comprehension(
                            target=ast.Name(id=each),
                            iter=whole,
                            ifs=[ast.Compare(ops=[ast.Eq()], comparators=[ast.Name(id=asked)]) as test],
                        )
                    ],
                ),
            ) if kept == each and asked in program.parameters(function):
                if ast.unparse(target) == ast.unparse(whole):
                    yield Place(test.lineno, ast.unparse(test)[:40])


def _kept_if(program: Program, function: Function) -> Iterator[ast.expr]:
    """Conditions under which a function keeps an element, unchanged."""
    for node in program.within(function):
        match node:
            case (
                ast.ListComp(elt=ast.Name(id=kept), generators=[one])
                | ast.GeneratorExp(elt=ast.Name(id=kept), generators=[one])
            ):
                if isinstance(one.target, ast.Name) and one.target.id == kept:
                    yield from one.ifs
            case ast.For(target=ast.Name(id=element), body=[ast.If(test=test, body=[step], orelse=[])]):
                match step:
                    case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append"), args=[ast.Name(id=kept)])):
                        added = kept
                    case ast.AugAssign(op=ast.Add(), value=ast.Name(id=kept)):
                        added = kept
                    case _:
                        continue
                if added == element:
                    yield test


@check(
    Rule(
        code="rest-never-compared",
        title="`{name}` calls two equal of which one only begins like the other",
        weights={"correctness": 0.35},
        level="beginner",
        why="`zip` ends with the shorter of the two, and a loop over the places of one never looks at what the other "
        "has more.",
        do="Compare the lengths as well.",
        example='def same(one, other):\n    """Whether both lists are equal."""\n'
        "    return all(a == b for a, b in zip(one, other))\n",
        better='def same(one, other):\n    """Whether both lists are equal."""\n    return one == other\n',
    )
)
def rest_never_compared(program: Program) -> Iterator[Place]:
    """See the rule: in a function that says `equal` or `same`, and asks for no length."""
    for function in program.functions:
        said = program.purpose(function)
        if not _EQUAL.search(said) or _LENGTHS.search(said):
            continue
        inside = list(program.within(function))
        lengths = sum(call_name(one) == "len" for one in inside)
        loops = [one for one in inside if isinstance(one, ast.For | ast.While | ast.comprehension)]
        if len(loops) != 1 or any(isinstance(one, ast.Assert | ast.Raise | ast.Try) for one in inside):
            continue
        for node in inside:
            match node:
                case ast.Return(
                    value=ast.Call(
                        func=ast.Name(id="all"),
                        args=[
                            ast.GeneratorExp(elt=test, generators=[walk]) | ast.ListComp(elt=test, generators=[walk])
                        ],
                    )
                ) if _pairs_off(walk, test, ast.Eq, lengths):
                    yield Place(node.lineno, function.name)
                case ast.For(body=[ast.If(test=test, body=[ast.Return(value=ast.Constant(value=False))], orelse=[])]):
                    after = program.after(node, 1)
                    yes = bool(after) and ast.unparse(after[0]) == "return True"
                    if yes and _pairs_off(node, test, ast.NotEq, lengths):
                        yield Place(node.lineno, function.name)


_EQUAL: Final = re.compile(r"\b(same|equals?|identical|__eq__)\b|^ *eq ")
_LENGTHS: Final = re.compile(
    r"length|equally long|prefix|begin|start|as long|same size|same number|palindrome|rows?\b|matri|vector|point"
    r"|letters"
)


def _pairs_off(walk: ast.For | ast.comprehension, test: ast.expr, sign: type[ast.cmpop], lengths: int) -> bool:
    """Whether elements of two lists are compared pair by pair, up to the end of one."""
    match test:
        case ast.Compare(left=one, ops=[found], comparators=[other]) if isinstance(found, sign):
            pass
        case _:
            return False
    match walk.target, walk.iter:
        case ast.Tuple(elts=[first, second]), ast.Call(func=ast.Name(id="zip"), args=[_, _], keywords=[]):
            return not lengths and {ast.unparse(one), ast.unparse(other)} == {ast.unparse(first), ast.unparse(second)}
        case ast.Name(id=index), ast.Call(
            func=ast.Name(id="range"), args=[ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=owner)])]
        ):
            places = [f"{name}[{index}]" for name in sorted(names_in(test) - {index})]
            return (
                lengths == 1
                and sorted([ast.unparse(one), ast.unparse(other)]) == places
                and f"{owner}[{index}]" in places
            )
    return False


_NUMERIC: Final = re.compile(
    r"(^|_)(reading|temperature|temp|degrees|price|score|points|grade|mark|index|position|balance|age|amount|value"
    r"|height|number|count|limit|discount|percent|rating|weight|level|minutes|hours|result|rate|start|offset)$"
)


@check(
    Rule(
        code="zero-is-something",
        title="`{name}` takes 0 for nothing",
        weights={"correctness": 0.35},
        level="beginner",
        why="0 counts as false, just as None does, though it is a number like others.",
        do="Ask whether it is None.",
        example='def describe(price=None):\n    """Text of a price; None means that it is not known."""\n'
        "    if not price:\n        return 'not known'\n    return str(price)\n",
        better='def describe(price=None):\n    """Text of a price; None means that it is not known."""\n'
        "    if price is None:\n        return 'not known'\n    return str(price)\n",
    )
)
def zero_is_something(program: Program) -> Iterator[Place]:
    """See the rule: a place that a search gives, a number whose None is explained, or to which the program hands 0."""
    yield from _zeros_sifted_out(program)
    finders = {one.name for one in program.functions if _finds_place(program, one)}
    zeros = _handed_zero(program)
    choices: list[ast.If | ast.While | ast.IfExp] = [
        *program.all(ast.If),
        *program.all(ast.While),
        *program.all(ast.IfExp),
    ]
    for node in choices:
        asked = (
            node.test.operand if isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not) else node.test
        )
        if isinstance(asked, ast.Call) and (call_name(asked) in finders or method_of(asked) in finders):
            yield Place(node.lineno, ast.unparse(node.test)[:40])
        if not isinstance(asked, ast.Name):
            continue
        values = program.values(asked)
        if len(values) == 1 and values[0] is not None and (call_name(values[0]) or method_of(values[0])) in finders:
            yield Place(node.lineno, ast.unparse(node.test))
        scope = program.scope(node)
        given = program.parameters(scope).get(asked.id)
        if _gives_zero(node, asked.id):
            continue
        if any(value is None or value.lineno < node.lineno for value in values):
            continue
        if given is None or not isinstance(scope, Function) or not _NUMERIC.search(asked.id.lower()):
            continue
        if _explains_none(program, scope, asked.id.lower()) or (scope.name, asked.id) in zeros:
            yield Place(node.lineno, ast.unparse(node.test))


def _zeros_sifted_out(program: Program) -> Iterator[Place]:
    """`for score in scores: if score`, where the text explains what None is among them, or None and 0 are written."""
    for walk in program.walks:
        target = walk.target.elts[-1] if isinstance(walk.target, ast.Tuple) else walk.target
        if not isinstance(target, ast.Name):
            continue
        name, many = target.id, last_name(walk.iter).lower()
        if isinstance(walk, ast.For):
            tests = [one.test for one in walk.body if isinstance(one, ast.If) and not _gives_zero(one, name)]
        else:
            tests = walk.ifs
        for test in tests:
            asked = test.operand if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) else test
            if not isinstance(asked, ast.Name) or asked.id != name:
                continue
            said = program.purpose(walk).replace("`", "")
            numeric = _NUMERIC.search(name.lower()) or _NUMERIC.search(many.removesuffix("s"))
            told = numeric and _TELLS_NONE.search(said)
            if (told or _holds_both(program, walk.iter)) and not _NO_ZEROS.search(said):
                yield Place(test.lineno, ast.unparse(test))


def _holds_both(program: Program, source: ast.expr) -> bool:
    """Whether what is gone through is written down, and None and 0 are among its values."""
    match source:
        case ast.Call(func=ast.Attribute(value=owner, attr="items" | "values"), args=[]) | (ast.Name() as owner):
            written = program.written(owner) if isinstance(owner, ast.Name) else None
        case _:
            written = source
    values = written.values if isinstance(written, ast.Dict) else getattr(written, "elts", [])
    parts = [one.elts[-1] if isinstance(one, ast.Tuple) and one.elts else one for one in values]
    return any(is_const(one, 0) for one in parts) and any(is_const(one, None) for one in parts)


_TELLS_NONE: Final = re.compile(
    r"\bnone (?:means|stands for|for (?:no|a|an|each|every|days|those)|is (?:no|a missing|not)|marks|where|when) |"
    r"\b(?:are|is|was|were|(?:may|can|might) be|of|contains?|skip(?:s|ping)?|ignor(?:e|es|ing)|without) none"
    r"\b(?! if\b)"
)
_NO_ZEROS: Final = re.compile(
    r"\b(?:zero(?:e?s)?|0s?) (?:is|are|means?|counts?|left|ignored|skipped|or none)\b|"
    r"\b(?:ignor\w*|skip\w*|without|no|none (?:or|and)|of) (?:zero(?:e?s)?|0)\b"
)


def _gives_zero(node: ast.If | ast.While | ast.IfExp, name: str) -> bool:
    """Whether what is false becomes 0, so that 0 stays what it is."""
    body = node.body[0] if isinstance(node.body, list) else node.body
    return ast.unparse(body) == f"{name} = 0"


def _explains_none(program: Program, function: Function, name: str) -> bool:
    text = program.purpose(function).replace("`", "")
    return bool(
        re.search(rf"\bnone (?:means|stands for|for no|if there)|\b(?:{re.escape(name)}|it) (?:is|was) none\b", text)
    )


def _finds_place(program: Program, function: Function) -> bool:
    """Whether a function returns the number of a place, from 0 on, or None."""
    places = none = other = False
    for node in program.within(function):
        if not isinstance(node, ast.Return):
            continue
        match node.value:
            case ast.Name(id=name):
                found = any(_numbers_from_zero(loop, name) for loop in program.loops_around(node))
                places, other = places or found, other or not found
            case None | ast.Constant(value=None):
                none = True
            case _:
                other = True
    return places and none and not other


def _numbers_from_zero(loop: ast.AST, name: str) -> bool:
    match loop:
        case ast.For(target=ast.Name(id=index), iter=ast.Call(func=ast.Name(id="range"), args=[_])):
            return index == name
        case ast.For(
            target=ast.Tuple(elts=[ast.Name(id=index), _]),
            iter=ast.Call(func=ast.Name(id="enumerate"), args=[_], keywords=[]),
        ):
            return index == name
    return False


def _handed_zero(program: Program) -> set[tuple[str, str]]:
    """(function, parameter) whose usual value is None, and to which the program hands a 0."""
    found: set[tuple[str, str]] = set()
    usual: dict[str, list[str]] = {}
    for function in program.functions:
        given = function.args.args
        nones = {
            one.arg
            for one, value in zip(given[::-1], function.args.defaults[::-1], strict=False)
            if is_const(value, None)
        }
        usual[function.name] = [one.arg if one.arg in nones else "" for one in given]
    for call in program.all(ast.Call):
        for name, value in zip(usual.get(call_name(call), []), call.args, strict=False):
            if name and is_const(value, 0):
                found.add((call_name(call), name))
    return found


CHECKS: tuple[Check, ...] = (
    half_a_login,
    lets_the_wrong_ones_in,
    keeps_what_should_go,
    rest_never_compared,
    zero_is_something,
)
