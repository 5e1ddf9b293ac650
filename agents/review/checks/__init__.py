"""Checks of our own: what no linter finds. A package for each kind of work that goes wrong, a module for a family."""
