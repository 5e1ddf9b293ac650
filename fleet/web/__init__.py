"""The worker's web pages: which views there are, what stands around them, health, and the way to other workers."""
