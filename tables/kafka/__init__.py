"""The home of aiokafka: clients with the fleet's settings, topic identities, administration.

Only the Faust transport (`agents/runtime/transport.py`), a subclass of Faust's aiokafka driver, stands beside it.
"""
