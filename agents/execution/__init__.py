"""What running a student's program shows: errors with the values that caused them, and tests that came with it."""
