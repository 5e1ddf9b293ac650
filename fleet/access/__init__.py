"""Who is calling: bearer tokens, the keys they are signed with, and where the settings come in."""
