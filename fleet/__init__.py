"""The fleet: settings, topology, the worker, the command line, the web, the local stack and the simulation."""
