"""Types that do not fit together, found without running: a small abstract interpretation."""
