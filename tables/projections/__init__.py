"""Copies of Kafka topics in other stores, each with a position of its own: rebuilt by reading the topic again."""
