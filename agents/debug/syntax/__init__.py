"""Code that does not compile: where the mistake is, what it is, and the rest of the mistakes behind it."""
