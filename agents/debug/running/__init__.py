"""What running a program shows: runtime errors with the values that caused them, and tests that came with it."""
