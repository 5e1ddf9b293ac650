"""pyflakes, in this process: names that do not exist, are not used, or hide one another. 1 to 5 ms."""

import ast

from pyflakes.checker import Checker

from agents.linting.findings import Finding, Report

__all__ = ["lint"]


def lint(tree: ast.Module) -> Report:
    """What pyflakes says; `rule` is the name of its message's class, such as `UndefinedName`.

    Args:
        tree: of the whole text; pyflakes leaves attributes of its own at the nodes.
    """
    try:
        messages = Checker(tree, filename="code.py").messages
    except Exception as error:  # noqa: BLE001 - the code is anybody's: what trips pyflakes must not end the answer
        return Report(left_out=f"pyflakes gave up on this code ({type(error).__name__})")
    return Report(
        tuple(
            sorted(
                Finding(
                    one.lineno,
                    one.col + 1,
                    one.lineno,
                    one.col + 1,
                    type(one).__name__,
                    one.message % one.message_args,
                )
                for one in messages
            )
        )
    )
