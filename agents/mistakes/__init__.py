"""Mistakes in code that compiles, found without running it: what the debug agent explains and the review counts.

`checks/` are our own, `lint/` tells what pyflakes and ruff find in our words; each kind of mistake is a `Kind` in
`findings.py`. A new check is a file in `checks/` and a line in its `registry.py`.
"""
