"""What every agent stands on: the batch transport, the guard, and the errors it classifies."""
