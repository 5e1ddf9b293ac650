"""Linters for students' code: source text in, typed findings out. The only home of ruff, pyflakes and complexipy.

How to use it, from any agent's CPU-bound function (everything here blocks, nothing here runs the code)::

    from agents.linting import flakes, ruff
    from agents.linting.findings import Report

    RULES = ruff.Rules(select=("E9", "F", "B"))     # a module constant: each distinct one keeps a warm process
    report: Report = ruff.lint(text, RULES)         # about 1 ms; syntax errors come as rule `invalid-syntax`
    report = flakes.lint(tree)                      # an `ast.Module`; rule is the name of pyflakes' class

A report is never an exception: a linter that is missing, dies or exceeds its deadline gives `left_out`, a sentence of
what is missing from the answer, and no findings. Lines and columns count from 1, columns in characters, the end column
is exclusive. Comments that would silence a linter (`noqa` and its kin) have no effect. The text must be free of null
bytes and surrogates, and of nesting that no compiler takes: that is for the agents' own check of what they accept.
"""
