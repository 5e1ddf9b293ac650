"""Benchmarks: what runs, on what, compared in one run because machines drift."""
