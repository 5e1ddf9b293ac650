"""The debug agent: what is wrong with a student's code, where, why, and what to try next."""
