"""Questions that are put again, or whose answer is looked for in another place than it is used."""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="values-asked-keys-taken",
        title="`{name}` looks among the values, and takes it for a key then",
        weights={"correctness": 0.4},
        level="beginner",
        why="A key is looked up in the brackets. Whether it is there has to be asked of the keys.",
        do="Ask the dictionary itself.",
        example="def word(mark):\n    words = {1: 'very good', 2: 'good'}\n    if mark not in words.values():\n"
        "        return 'unknown'\n    return words[mark]\n",
        better="def word(mark):\n    words = {1: 'very good', 2: 'good'}\n    if mark not in words:\n"
        "        return 'unknown'\n    return words[mark]\n",
    )
)
def values_asked_keys_taken(program: Program) -> Iterator[Place]:
    """See the rule: `x in d.values()` decides, and `d[x]` is read in that branch or behind the one that leaves."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(
                left=ast.Name(id=key),
                ops=[ast.In() | ast.NotIn() as sign],
                comparators=[ast.Call(func=ast.Attribute(value=owner, attr="values"), args=[])],
            ):
                taken = f"{ast.unparse(owner)}[{key}]"
            case _:
                continue
        region = node.body if isinstance(sign, ast.In) else [*node.orelse, *program.after(node, 2)]
        reads = [
            one
            for step in region
            for one in ast.walk(step)
            if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Load)
        ]
        if any(ast.unparse(one) == taken for one in reads):
            yield Place(node.lineno, ast.unparse(node.test))


CHECKS: tuple[Check, ...] = (values_asked_keys_taken,)
