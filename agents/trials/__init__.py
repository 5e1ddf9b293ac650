"""A student's program tried: run as it is, asked its own examples, and what its well-known names promise."""
