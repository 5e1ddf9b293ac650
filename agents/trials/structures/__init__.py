"""Data structures and other objects, tried by what such a class can do: what was put in comes out, and laws hold."""
