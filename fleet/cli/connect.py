"""Where the servers are, for commands that need them: given by settings, or those of the local stack that runs."""

import asyncio
import time

from fleet.cli.errors import CONFIG, TRY_AGAIN, UNAVAILABLE, CliError
from fleet.settings import Settings
from fleet.stack.detached import running
from fleet.stack.probes import LoginRefusedError, NotReadyError, probe_kafka

__all__ = ["connected", "kafka_address", "wait_for_kafka"]

_POLL_SECONDS = 0.2


def connected(settings: Settings) -> Settings:
    """The settings with addresses: those given, else those of the stack that runs in the data folder.

    Raises:
        CliError: there is no Kafka.
    """
    state = running(settings.data_dir)
    found = state.addresses if state is not None else None
    kafka = settings.kafka_brokers or (found.kafka if found is not None else None)
    if kafka is None:
        raise CliError(
            f"no Kafka: FLEET_KAFKA_BROKERS is not set and no local stack runs in {settings.data_dir}; "
            "set it, or run `python -m fleet stack up`",
            UNAVAILABLE,
        )
    return settings.model_copy(
        update={
            "kafka_brokers": kafka,
            "redis_url": settings.redis_url or (found.redis if found is not None else None),
            "postgres_dsn": settings.postgres_dsn or (found.postgres if found is not None else None),
        }
    )


def kafka_address(settings: Settings) -> str:
    """The brokers' addresses; see `connected`."""
    return connected(settings).kafka_brokers or ""


async def wait_for_kafka(brokers: str, seconds: float) -> None:
    """Wait until a broker answers.

    Raises:
        CliError: none has within `seconds`, or the login is refused.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            await probe_kafka(brokers)
        except LoginRefusedError as exc:
            raise CliError(
                f"{exc}: correct FLEET_KAFKA_USER, FLEET_KAFKA_PASSWORD and the certificates", CONFIG
            ) from None
        except NotReadyError as exc:
            if time.monotonic() >= deadline:
                raise CliError(
                    f"no Kafka broker answers at {brokers} after {seconds:g} s ({exc}): start it, correct "
                    "FLEET_KAFKA_BROKERS, or wait longer with FLEET_BROKER_WAIT",
                    TRY_AGAIN,
                ) from None
            await asyncio.sleep(_POLL_SECONDS)
        else:
            return
