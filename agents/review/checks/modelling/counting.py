"""Tables that an object keeps: keys that are never begun, votes that stay one, answers about the wrong thing."""

import ast
from collections.abc import Iterator

from agents.review.changes import own
from agents.review.checking import Check, check
from agents.review.program import Program, call_name
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="taken-from-what-stays-empty",
        title="`{name}` is taken from, and nothing is ever put in",
        weights={"correctness": 0.4},
        level="beginner",
        why="The list begins empty and stays so.",
        do="Put something in where it is to be remembered.",
        example="class Pen:\n    def __init__(self):\n        self.text = ''\n        self.past = []\n\n"
        "    def write(self, words):\n        self.text += words\n        print(words)\n\n    def undo(self):\n"
        "        if self.past:\n"
        "            self.text = self.past.pop()\n",
        better="class Pen:\n    def __init__(self):\n        self.text = ''\n        self.past = []\n\n"
        "    def write(self, words):\n        self.past.append(self.text)\n        self.text += words\n\n"
        "    def undo(self):\n        if self.past:\n            self.text = self.past.pop()\n",
    )
)
def taken_from_what_stays_empty(program: Program) -> Iterator[Place]:
    """See the rule: a list of the object that is only ever emptied and asked."""
    for owner in program.all(ast.ClassDef):
        pops: dict[str, int] = {}
        others: set[str] = set()
        begun: set[str] = set()
        for node in ast.walk(owner):
            match node:
                case ast.Assign(targets=[ast.Attribute() as target], value=ast.List(elts=[])):
                    begun.add(own(target))
                case ast.Assign(targets=[ast.Attribute() as target]) | ast.AugAssign(target=target):
                    others.add(own(target))
                case ast.Call(func=ast.Attribute(value=ast.Attribute() as held, attr="pop" | "popleft")):
                    pops.setdefault(own(held), node.lineno)
                case ast.Call(func=ast.Attribute(value=ast.Attribute() as held, attr=name)) if name != "clear":
                    others.add(own(held))
        handed = {own(one) for one in program.all(ast.Attribute) if _is_handed_on(program, one)} if pops else set()
        outside = {
            one.attr for one in program.all(ast.Attribute) if isinstance(one.value, ast.Name) and one.value.id != "self"
        }
        for name, line in pops.items():
            if name in begun and name not in others | handed | outside and not owner.bases:
                yield Place(line, f"self.{name}")


def _is_handed_on(program: Program, node: ast.Attribute) -> bool:
    """Whether something else may get hold of the list: an argument, an answer, another name."""
    around = program.parents[node]
    call = isinstance(around, ast.Call) and node in around.args and call_name(around) not in ("len", "print", "bool")
    return call or isinstance(around, ast.Return) or (isinstance(around, ast.Assign) and around.value is node)


CHECKS: tuple[Check, ...] = (taken_from_what_stays_empty,)
