"""Files: text, CSV, JSON, paths."""
