"""The oracle: what the fleet must have made of a source topic, computed in the simplest possible way.

It shares no code with the fleet it judges: neither the decoding nor the rules nor the writing of values. Everything is
collected, sorted and recomputed from scratch; nothing is folded step by step, cached or rounded twice.
"""

from fleet.oracle.expect import expected
from fleet.oracle.model import DeadLetter, Expectation, Ledger, Rules, SourceRecord

__all__ = ["DeadLetter", "Expectation", "Ledger", "Rules", "SourceRecord", "expected"]
