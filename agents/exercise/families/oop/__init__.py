"""Object-oriented programming: classes and how they stand to each other."""
