"""The review agent: how good a student's code is, what would make it better, and why. Nothing is run."""
