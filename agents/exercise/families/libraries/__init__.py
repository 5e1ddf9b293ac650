"""Libraries: what the standard library has."""
