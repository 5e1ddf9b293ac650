"""What runs beside and inside the student's process: the standard library alone, no import from outside this folder.

The zygote (`zygote.py`) is one clean Python process that forks children. A child locks itself down (`confine.py`), says
that it is ready, waits for one program (`harness.py`), and ends.
"""
