"""The progress agent: the one writer of the mastery table."""
