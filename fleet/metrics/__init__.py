"""Metrics: a typed catalogue, readings of what the fleet keeps anyway, and the page that Prometheus fetches."""
