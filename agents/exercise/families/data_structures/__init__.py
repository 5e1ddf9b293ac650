"""Data structures: lists, tuples, dictionaries, sets."""
