"""How far a run of the suite is: what it was asked to do, and what its scenarios have shown so far."""

import os

import pytest

KILLS = int(os.environ.get("FAULT_KILLS", "0"))
"""Workers to kill in the long run (`make faults`); 0 in the short one (`make test`)."""

SEED = int(os.environ.get("FAULT_SEED", "1"))

BREAK = os.environ.get("FAULT_BREAK", "")
"""The protection to take away: the scenario that shows it is all that runs, and has to fail."""

long = pytest.mark.skipif(not KILLS, reason="in the long run only: make faults")
