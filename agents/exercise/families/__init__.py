"""The families, by module of the course and level. How to write one: docs/exercises.md."""
