"""The local stack as code: real Kafka, Redis and PostgreSQL, without containers and without root."""
