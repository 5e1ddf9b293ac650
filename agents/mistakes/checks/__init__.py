"""Checks of code that compiles, for what novices do and no linter has. Each file is one idea or a tight family."""
