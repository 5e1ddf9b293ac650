"""The page at `/` for teachers and operators: its files, the class at a glance, and what is live."""
