"""Checks of our own: what no linter finds. Each module holds one family; `CHECKS` lists its members."""
