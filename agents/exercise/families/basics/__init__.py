"""Basics: values, numbers, strings, conversion."""
