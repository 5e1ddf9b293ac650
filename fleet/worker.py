"""Running one worker process, and how it leaves."""

import contextlib
import gc
import logging
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import faust

from agents.runtime.spec import AgentSpec
from fleet.app import build
from fleet.logs import logging_config
from fleet.settings import Settings
from fleet.topology import AGENTS
from schemas.codec import Registry
from tables.errors import LeaveError, StorageError

__all__ = ["leave_process", "run"]

log = logging.getLogger(__name__)


def leave_process(reason: LeaveError) -> NoReturn:
    """End the process at once. Nothing is cleaned up on purpose: what is not committed yet must not be.

    The exit status tells a supervisor what to do: 75 start again, 70 a person has to look.
    """
    print(f"error: worker leaves: {type(reason).__name__}: {reason}", file=sys.stderr, flush=True)  # noqa: T201 - last words
    with contextlib.suppress(Exception):
        logging.shutdown()
    os._exit(reason.exit_status)


def _tune_garbage_collector() -> None:
    """States and records are many, long-lived and acyclic: rarer collections gave 17-25 % more events/s."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)


def run(
    settings: Settings,
    *,
    accept_loss: bool = False,
    agents: Sequence[AgentSpec] = AGENTS,
    registry: Registry | None = None,
) -> NoReturn:
    """Run a worker until it is told to stop. The broker is there and the topics are right already."""
    fleet = build(settings, leave=leave_process, accept_loss=accept_loss, agents=agents, registry=registry)
    _tune_garbage_collector()
    if settings.auth == "off":
        print(  # noqa: T201 - to be seen, whatever is logged
            f"warning: FLEET_AUTH=off: everybody who reaches {settings.web_host}:{settings.web_port} may do everything",
            file=sys.stderr,
            flush=True,
        )
    try:
        fleet.app.conf.datadir.mkdir(parents=True, exist_ok=True)  # Faust makes the last folder only
    except OSError as exc:
        leave_process(StorageError(f"{fleet.app.conf.datadir} cannot be made: {exc}"))
    worker = faust.Worker(
        fleet.app,
        loglevel=settings.log_level,
        redirect_stdouts=False,
        workdir=os.getcwd(),  # noqa: PTH109 - Faust changes to it: stay where we are
        stdout=sys.stderr,
        logging_config=logging_config(settings),
    )
    worker.execute_from_commandline()
    raise SystemExit(0)
