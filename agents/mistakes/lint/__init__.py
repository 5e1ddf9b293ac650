"""Other people's linters, each behind one module, their findings told in our own words."""
