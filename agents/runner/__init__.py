"""Runs a student's Python program in a process that can do no harm. Start with `pool.Runner` and `program.Program`."""
