"""Tables that own their partitions: fencing, restore, the atomic batch commit, the pure fold, and projections."""
