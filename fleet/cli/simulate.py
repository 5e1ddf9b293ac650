"""`simulate`: events of simulated students into `learning.events`."""

import time
from collections.abc import Callable, Iterator
from itertools import islice

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from fleet.cli import loop
from fleet.cli.connect import connected, wait_for_kafka
from fleet.cli.errors import INTERRUPTED, USAGE, CliError
from fleet.cli.output import Output, json_option
from fleet.schema_registry import load_registry
from fleet.settings import load_settings
from fleet.simulate import Produced, Shares, SimulatedRecord, Simulation, produce, progress_encoder

__all__ = ["command", "now_ms", "share_options"]

Command = Callable[..., object]

_SHARE = click.FloatRange(0, 0.4)
_PATIENCE = 10.0  # seconds for the broker to answer


def share_options(duplicates: float, late: float, poison: float) -> Callable[[Command], Command]:
    """Add `--duplicates`, `--late` and `--poison` with these defaults."""

    def add(command: Command) -> Command:
        for name, default, what in (
            ("--poison", poison, "records that must become dead letters"),
            ("--late", late, "events that come after newer ones"),
            ("--duplicates", duplicates, "events that are sent twice"),
        ):
            text = f"Share of {what}."
            command = click.option(name, type=_SHARE, default=default, show_default=True, help=text)(command)
        return command

    return add


def now_ms() -> int:
    """The present, in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


@click.command()
@click.option("--students", type=click.IntRange(1), default=200, show_default=True, help="How many students.")
@click.option("--events", type=click.IntRange(1), help="Records in all.  [default: 10000; without end when --live]")
@click.option("--rate", type=click.FloatRange(0, min_open=True), help="Records a second; as fast as possible without.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same students.")
@share_options(0.0, 0.0, 0.0)
@click.option(
    "--days", type=click.FloatRange(0, 6, min_open=True), default=5.0, show_default=True, help="Days of past."
)
@click.option(
    "--exercises",
    type=click.FloatRange(0, 1),
    default=0.2,
    show_default=True,
    help="Share of events that come from an exercise and say so in their metadata (version 1.1).",
)
@click.option("--live", is_flag=True, help="Events of now, until Ctrl-C, instead of a past; 50 a second unless --rate.")
@json_option
def command(  # noqa: PLR0917 - click passes by name
    students: int,
    events: int | None,
    rate: float | None,
    seed: int,
    duplicates: float,
    late: float,
    poison: float,
    days: float,
    exercises: float,
    live: bool,  # noqa: FBT001 - as above
    as_json: bool,  # noqa: FBT001 - as above
) -> None:
    """Send events of simulated students to learning.events."""
    out = Output(as_json=as_json)
    settings = connected(load_settings())
    brokers = settings.kafka_brokers or ""
    records: Iterator[SimulatedRecord]
    try:
        shares = Shares(duplicates, late, poison)
        encode = progress_encoder(loop.run(load_registry(settings)))
        simulation = Simulation(students=students, seed=seed, encode=encode, shares=shares, exercises=exercises)
        if live:
            total, rate = events, rate or 50.0
            records = islice(simulation.live(now_ms), events)
        else:
            total = events or 10_000
            records = simulation.history(total, now_ms=now_ms(), days=days)
    except ValueError as exc:
        raise CliError(str(exc), USAGE) from None

    last = Produced()
    with _bar(out) as bar:
        task = bar.add_task("events", total=total, rate="")

        def progress(produced: Produced) -> None:
            nonlocal last
            last = produced
            bar.update(task, completed=produced.total, rate=_rate(produced))

        async def send() -> None:
            await wait_for_kafka(brokers, min(_PATIENCE, settings.broker_wait))
            await produce(records, brokers=brokers, rate=rate, progress=progress)

        interrupted = False
        try:
            loop.run_until_signal(send())
        except loop.Stopped:
            interrupted = True
        except ValueError as exc:  # the past is too short for so many events, known at the first record
            raise CliError(str(exc), USAGE) from None
    out.result(
        {
            "sent": last.total,
            "seconds": round(last.seconds, 3),
            "kinds": dict(last.kinds),
            "poison_kinds": dict(last.details),
        },
        f"sent {last.total} records in {last.seconds:.1f} s ({_rate(last)}): "
        + ", ".join(f"{count} {kind}" for kind, count in last.kinds.items()),
    )
    if interrupted and total is not None:
        raise click.exceptions.Exit(INTERRUPTED)


def _rate(produced: Produced) -> str:
    return f"{produced.total / produced.seconds:,.0f}/s" if produced.seconds else ""


def _bar(out: Output) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        console=out.errors,
        disable=not out.live,
    )
