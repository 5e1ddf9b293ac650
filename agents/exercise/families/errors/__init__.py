"""Errors: raising and handling them."""
