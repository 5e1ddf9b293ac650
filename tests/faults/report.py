"""The report of a long run, as a page of the documentation. Pure."""

import textwrap
from collections import Counter
from collections.abc import Sequence
from datetime import date

from tests.faults.record import Result, Run

_BROKEN = "a missing protection is seen"
_LONGEST = 160
"""Characters of a finding: the first of it says what it is about."""


def title(scenario: str) -> str:
    """`tests/faults/test_x.py::test_a_b[c]` in words."""
    name, _, case = scenario.rpartition("::")[2].removeprefix("test_").partition("[")
    return name.replace("_", " ") + (f" ({case.rstrip(']')})" if case else "")


def render(run: Run, results: Sequence[Result], today: date) -> str:
    """The page.

    Args:
        run: what was asked for.
        results: of all its scenarios.
        today: when it ended.
    """
    broken = [one for one in results if _BROKEN in title(one.scenario)]
    others = [one for one in results if one not in broken]
    failed = [one for one in results if one.outcome == "failed"]
    skipped = [one for one in results if one.outcome == "skipped"]
    injected, checked = _sum([one.injected for one in others]), _sum([one.checked for one in others])
    minutes = sum(one.seconds for one in results) / 60
    not_tried = "; ".join(f"{title(one.scenario)}: {one.why}" for one in skipped) or "nothing"
    lines = [
        "# Report of the fault suite",
        "",
        *_wrapped(
            f"Written by `make faults KILLS={run.kills} SEED={run.seed}` on {today}, of commit {run.commit}. "
            f"{len(results)} scenarios took {minutes:.0f} minutes. [faults.md](faults.md) says what each does, and "
            "what is compared at its end."
        ),
        "",
        *_wrapped(f"- **Found**: {_found(failed)}."),
        *_wrapped(f"- **Not tried here**: {not_tried}."),
        *_wrapped(f"- **Injected in all**: {_list(injected)}."),
        *_wrapped(
            f"- **Compared in all**: {_list(checked)}. Each value in the tables as they were left, in Redis, and in "
            "the tables rebuilt."
        ),
        "",
        "## Scenarios",
        "",
        "| scenario | injected | compared | found |",
        "| --- | --- | --- | --- |",
        *[_row([title(one.scenario), _list(one.injected), _list(one.checked), _verdict(one)]) for one in others],
        "",
        "## Protections taken away",
        "",
        "Here the checks have to find something.",
        "",
        "| protection | fault | noticed by | first finding |",
        "| --- | --- | --- | --- |",
        *[_row(_missing(one)) for one in broken],
    ]
    return "\n".join(lines) + "\n"


def checks(noticed: Sequence[str]) -> str:
    """The checks that have found something, each once."""
    return ", ".join(dict.fromkeys(one.partition(":")[0] for one in noticed)) or "**none**"


def _missing(one: Result) -> list[str]:
    protection = title(one.scenario).rpartition("(")[2].rstrip(")")
    return [protection, _list(one.injected), checks(one.noticed), _short(one.noticed[0]) if one.noticed else one.why]


def _found(failed: Sequence[Result]) -> str:
    return f"{len(failed)} scenarios failed, see below" if failed else "nothing; all copies agree with the oracle"


def _verdict(one: Result) -> str:
    return "nothing" if one.outcome == "passed" else f"{one.outcome}: {_short(one.why)}"


def _sum(counts: Sequence[dict[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(total)


def _list(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _LONGEST else one_line[:_LONGEST] + " ..."


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 120, subsequent_indent="  " if text.startswith("- ") else "", break_on_hyphens=False)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
