"""Control flow: conditions and loops."""
