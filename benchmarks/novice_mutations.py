"""Mistakes that novices make, put into correct programs at a known line. Deterministic by the random source given."""

import ast
import io
import random
import re
import tokenize
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

__all__ = ["MUTATIONS", "Mutant", "mutants"]

_KEYWORDS = (
    "if",
    "elif",
    "else",
    "for",
    "while",
    "def",
    "return",
    "import",
    "class",
    "try",
    "except",
    "in",
    "and",
    "or",
)
_HEADS = re.compile(r"^\s*(if|elif|else|for|while|def|class|try|except|with)\b.*:\s*(#.*)?$")


@dataclass(frozen=True)
class Mutant:
    """A program with one mistake.

    Attributes:
        mutation: which mistake.
        code: does not compile.
        line: where the mistake was put.
    """

    mutation: str
    code: str
    line: int


@dataclass(frozen=True)
class Program:
    """A correct program, cut into lines and tokens."""

    lines: list[str]
    tokens: list[tokenize.TokenInfo]

    @classmethod
    def read(cls, code: str) -> "Program":
        return cls(code.split("\n"), list(tokenize.generate_tokens(io.StringIO(code).readline)))

    def ops(self, *texts: str) -> list[tokenize.TokenInfo]:
        return [one for one in self.tokens if one.type == tokenize.OP and one.string in texts]

    def words(self, *texts: str) -> list[tokenize.TokenInfo]:
        return [one for one in self.tokens if one.type == tokenize.NAME and one.string in texts]

    def strings(self) -> list[tokenize.TokenInfo]:
        return [one for one in self.tokens if one.type == tokenize.STRING]

    def replace(self, token: tokenize.TokenInfo, text: str) -> tuple[str, int]:
        (line, start), (end_line, end) = token.start, token.end
        lines = list(self.lines)
        lines[line - 1 : end_line] = (self.lines[line - 1][:start] + text + self.lines[end_line - 1][end:]).split("\n")
        return "\n".join(lines), line

    def with_line(self, number: int, text: str) -> tuple[str, int]:
        lines = list(self.lines)
        lines[number - 1] = text
        return "\n".join(lines), number


Mutation = Callable[[Program, random.Random], tuple[str, int] | None]


def _heads(program: Program) -> list[int]:
    inside = {
        line for one in program.strings() for line in range(one.start[0], one.end[0] + 1) if one.end[0] > one.start[0]
    }
    return [number for number, line in enumerate(program.lines, 1) if _HEADS.match(line) and number not in inside]


_NO_START = (tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)


def _code_lines(program: Program) -> list[int]:
    """Lines that begin a statement."""
    starts, fresh = [], True
    for one in program.tokens:
        if one.type == tokenize.NEWLINE:
            fresh = True
        elif one.type not in _NO_START and fresh:
            starts.append(one.start[0])
            fresh = False
    return starts


def _choice(rng: random.Random, found: list[tokenize.TokenInfo]) -> tokenize.TokenInfo | None:
    return rng.choice(found) if found else None


def missing_colon(program: Program, rng: random.Random) -> tuple[str, int] | None:
    heads = _heads(program)
    if not heads:
        return None
    number = rng.choice(heads)
    head = program.lines[number - 1]
    return program.with_line(number, re.sub(r":(\s*(#.*)?)$", r"\1", head))


def missing_closer(program: Program, rng: random.Random) -> tuple[str, int] | None:
    token = _choice(rng, program.ops(")", "]", "}"))
    return program.replace(token, "") if token else None


def missing_opener(program: Program, rng: random.Random) -> tuple[str, int] | None:
    token = _choice(rng, program.ops("(", "[", "{"))
    return program.replace(token, "") if token else None


def extra_closer(program: Program, rng: random.Random) -> tuple[str, int] | None:
    token = _choice(rng, program.ops(")", "]"))
    return program.replace(token, token.string * 2) if token else None


def missing_quote(program: Program, rng: random.Random) -> tuple[str, int] | None:
    token = _choice(rng, [one for one in program.strings() if one.start[0] == one.end[0] and len(one.string) > 2])
    if token is None:
        return None
    return program.replace(token, token.string[:-1] if rng.random() < 0.6 else token.string[1:])


def missing_triple_quote(program: Program, rng: random.Random) -> tuple[str, int] | None:
    token = _choice(rng, [one for one in program.strings() if one.string.endswith('"""') and len(one.string) > 6])
    return program.replace(token, token.string[:-3]) if token else None


def mixed_quotes(program: Program, rng: random.Random) -> tuple[str, int] | None:
    token = _choice(rng, [one for one in program.strings() if one.start[0] == one.end[0] and len(one.string) > 2])
    if token is None:
        return None
    return program.replace(token, token.string[:-1] + ("'" if token.string[-1] == '"' else '"'))


def apostrophe(program: Program, rng: random.Random) -> tuple[str, int] | None:
    token = _choice(rng, [one for one in program.strings() if re.fullmatch(r"'[^'\\]{3,}'", one.string)])
    return program.replace(token, token.string[:2] + "'s" + token.string[2:]) if token else None


def single_equals(program: Program, rng: random.Random) -> tuple[str, int] | None:
    token = _choice(rng, program.ops("=="))
    return program.replace(token, "=") if token else None


def misspelt_keyword(program: Program, rng: random.Random) -> tuple[str, int] | None:
    token = _choice(rng, program.words(*_KEYWORDS))
    if token is None or len(token.string) < 3:
        return None
    word, at = token.string, rng.randrange(len(token.string) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    shorter, doubled = word[:at] + word[at + 1 :], word[:at] + word[at] * 2 + word[at + 1 :]
    return program.replace(token, rng.choice([swapped, shorter, doubled]))


def capital_keyword(program: Program, rng: random.Random) -> tuple[str, int] | None:
    token = _choice(rng, program.words(*_KEYWORDS))
    return program.replace(token, token.string.capitalize()) if token else None


def python2_print(program: Program, rng: random.Random) -> tuple[str, int] | None:
    printed = [n for n, line in enumerate(program.lines, 1) if re.match(r"^\s*print\(.+\)\s*$", line)]
    if not printed:
        return None
    number = rng.choice(printed)
    return program.with_line(number, re.sub(r"^(\s*)print\((.+)\)\s*$", r"\1print \2", program.lines[number - 1]))


def dedented(program: Program, rng: random.Random) -> tuple[str, int] | None:
    lines = [n for n in _code_lines(program) if program.lines[n - 1].startswith("  ")]
    if not lines:
        return None
    number = rng.choice(lines)
    line = program.lines[number - 1]
    width = len(line) - len(line.lstrip())
    return program.with_line(number, " " * max(width - rng.choice([1, 2, 4]), 0) + line.lstrip())


def indented(program: Program, rng: random.Random) -> tuple[str, int] | None:
    lines = _code_lines(program)
    if not lines:  # nothing but comments
        return None
    number = rng.choice(lines)
    return program.with_line(number, " " * rng.choice([1, 2, 4]) + program.lines[number - 1])


def tab(program: Program, rng: random.Random) -> tuple[str, int] | None:
    lines = [n for n in _code_lines(program) if program.lines[n - 1].startswith("    ")]
    if not lines:
        return None
    number = rng.choice(lines)
    line = program.lines[number - 1]
    width = len(line) - len(line.lstrip())
    return program.with_line(number, "\t" * (width // 4) + line.lstrip())


def missing_comma(program: Program, rng: random.Random) -> tuple[str, int] | None:
    token = _choice(rng, program.ops(","))
    return program.replace(token, "") if token else None


def missing_operator(program: Program, rng: random.Random) -> tuple[str, int] | None:
    token = _choice(rng, program.ops("+", "-", "*", "/", "<", ">", "==", "<=", ">=", "%"))
    return program.replace(token, "") if token else None


def doubled_operator(program: Program, rng: random.Random) -> tuple[str, int] | None:
    token = _choice(rng, program.ops("*", "/", "=", "<", "==", "."))
    return program.replace(token, f"{token.string} {token.string}") if token else None


def swapped_operator(program: Program, rng: random.Random) -> tuple[str, int] | None:
    token = _choice(rng, program.ops("<=", ">=", "!="))
    return program.replace(token, token.string[::-1]) if token else None


def else_if(program: Program, rng: random.Random) -> tuple[str, int] | None:
    token = _choice(rng, program.words("elif"))
    return program.replace(token, rng.choice(["else if", "elseif", "elsif"])) if token else None


def missing_in(program: Program, rng: random.Random) -> tuple[str, int] | None:
    token = _choice(rng, program.words("in"))
    return program.replace(token, rng.choice(["", "of", "=", "im"])) if token else None


def def_without_brackets(program: Program, rng: random.Random) -> tuple[str, int] | None:
    lines = [n for n, line in enumerate(program.lines, 1) if re.match(r"^\s*def \w+\(.*\):\s*$", line)]
    if not lines:
        return None
    number = rng.choice(lines)
    return program.with_line(number, re.sub(r"\(.*\)", "", program.lines[number - 1]))


def block_removed(program: Program, rng: random.Random) -> tuple[str, int] | None:
    """The only line of a block is gone."""
    heads = [n for n in _heads(program) if n + 2 <= len(program.lines)]
    rng.shuffle(heads)
    for number in heads:
        width = len(program.lines[number - 1]) - len(program.lines[number - 1].lstrip())
        body, behind = program.lines[number], program.lines[number + 1]
        if body.strip() and len(behind) - len(behind.lstrip()) <= width and behind.strip():
            lines = list(program.lines)
            del lines[number]
            return "\n".join(lines), number
    return None


def increment(program: Program, rng: random.Random) -> tuple[str, int] | None:
    lines = [n for n, line in enumerate(program.lines, 1) if re.match(r"^\s*\w+ \+= 1\s*$", line)]
    if not lines:
        return None
    number = rng.choice(lines)
    return program.with_line(number, re.sub(r" \+= 1\s*$", "++", program.lines[number - 1]))


def keyword_name(program: Program, rng: random.Random) -> tuple[str, int] | None:
    lines = [n for n, line in enumerate(program.lines, 1) if re.match(r"^\s*[a-z_]+ = ", line)]
    if not lines:
        return None
    number = rng.choice(lines)
    word = rng.choice(["class", "for", "is", "pass", "from", "lambda"])
    return program.with_line(number, re.sub(r"^(\s*)[a-z_]+ = ", rf"\1{word} = ", program.lines[number - 1]))


def hyphen_name(program: Program, rng: random.Random) -> tuple[str, int] | None:
    lines = [n for n, line in enumerate(program.lines, 1) if re.match(r"^\s*[a-z]+_[a-z]+ = ", line)]
    if not lines:
        return None
    number = rng.choice(lines)
    return program.with_line(number, program.lines[number - 1].replace("_", "-", 1))


def curly_quotes(program: Program, rng: random.Random) -> tuple[str, int] | None:
    token = _choice(rng, [one for one in program.strings() if re.fullmatch(r"'[^'\\]*'|\"[^\"\\]*\"", one.string)])
    return program.replace(token, f"“{token.string[1:-1]}”") if token else None


def slash_comment(program: Program, rng: random.Random) -> tuple[str, int] | None:
    found = [one for one in program.tokens if one.type == tokenize.COMMENT and len(one.string) > 6]
    token = _choice(rng, found)
    return program.replace(token, "//" + token.string[1:]) if token else None


def unfinished(program: Program, rng: random.Random) -> tuple[str, int] | None:
    lines = [n for n, line in enumerate(program.lines, 1) if re.match(r"^\s*\w+ = [\w.]+\s*$", line)]
    if not lines:
        return None
    number = rng.choice(lines)
    return program.with_line(number, re.sub(r"= .*$", "=", program.lines[number - 1]))


def swapped_assignment(program: Program, rng: random.Random) -> tuple[str, int] | None:
    lines = [n for n, line in enumerate(program.lines, 1) if re.match(r"^\s*\w+ = \d+\s*$", line)]
    if not lines:
        return None
    number = rng.choice(lines)
    return program.with_line(number, re.sub(r"(\w+) = (\d+)\s*$", r"\2 = \1", program.lines[number - 1]))


MUTATIONS: Mapping[str, Mutation] = {
    one.__name__: one
    for one in (
        missing_colon, missing_closer, missing_opener, extra_closer, missing_quote, missing_triple_quote, mixed_quotes,
        apostrophe, single_equals, misspelt_keyword, capital_keyword, python2_print, dedented, indented, tab,
        missing_comma, missing_operator, doubled_operator, swapped_operator, else_if, missing_in, def_without_brackets,
        block_removed, increment, keyword_name, hyphen_name, curly_quotes, slash_comment, unfinished,
        swapped_assignment,
    )
}  # fmt: skip


def mutants(code: str, seed: str) -> Iterator[Mutant]:
    """One mutant of each mutation that fits the program and keeps it from compiling.

    Args:
        code: compiles.
        seed: names the program: the same one gives the same mutants.
    """
    program = Program.read(code)
    for name, mutation in MUTATIONS.items():
        made = mutation(program, random.Random(f"{seed}:{name}"))
        if made is not None and not _compiles(made[0]):
            yield Mutant(name, *made)


def _compiles(code: str) -> bool:
    try:
        compile(ast.parse(code), "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True
