"""Struggle detection: tells teachers in time who needs help, and why. The one writer of the struggles table."""
