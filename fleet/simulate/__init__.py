"""Simulated students: believable progress events, faults to order, and a fast way into Kafka."""

from fleet.simulate.faults import Encode, Kind, Shares, SimulatedRecord
from fleet.simulate.poison import POISON_CODES
from fleet.simulate.produce import Produced, ProduceError, produce
from fleet.simulate.simulation import Simulation, progress_encoder

__all__ = [
    "POISON_CODES",
    "Encode",
    "Kind",
    "ProduceError",
    "Produced",
    "Shares",
    "SimulatedRecord",
    "Simulation",
    "produce",
    "progress_encoder",
]
