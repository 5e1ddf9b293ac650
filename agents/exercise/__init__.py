"""The exercise agent: makes Python exercises for one student, checks solutions, gives hints."""
