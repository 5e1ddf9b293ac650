"""The retry agent: knows every dead letter, and sends it again when its time has come."""
