"""Triage: reads a student's message and lets the right agent answer it."""
