"""Functions: parameters, recursion, generators, closures."""
