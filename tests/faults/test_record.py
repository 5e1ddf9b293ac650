"""The suite's own parts: what makes a changelog wrong, what a resumed run leaves out, what a report says."""

from datetime import date
from pathlib import Path

import pytest

from tests.faults.rawlog import Batch, judge_batches
from tests.faults.record import Record, Result, Run
from tests.faults.report import render

RUN = Run("abc", 1, 50)


def data(offset: int, epoch: int = 0, producer: int = 7, *, transactional: bool = True) -> Batch:
    return Batch(offset, producer, epoch, transactional, 1, None)


def marker(offset: int, epoch: int = 0, producer: int = 7, *, commit: bool = True) -> Batch:
    return Batch(offset, producer, epoch, transactional=True, records=1, marker=commit)


@pytest.mark.parametrize(
    ("batches", "wrong"),
    [
        ([data(0), marker(1), data(2), marker(3, 1, commit=False), data(4, 2), marker(5, 2)], ""),
        ([data(0), marker(1), data(2, 1), data(3, 0), marker(4, 1)], "@3: committed by a fenced producer"),
        ([data(0), data(1, 1), data(2, 0), marker(3, 0, commit=False), marker(4, 1)], ""),
        ([data(0, transactional=False)], "@0 was written outside a transaction"),
        ([data(0), marker(1), data(2, producer=8), marker(3, producer=8)], "@2 is of producer 8"),
        ([data(0), marker(1), data(2)], "@2: its transaction is still open"),
    ],
    ids=["handed over", "fenced and committed", "fenced and aborted", "plain", "unfenced", "open"],
)
def test_a_changelog_is_judged_batch_by_batch(batches: list[Batch], wrong: str) -> None:
    assert wrong in "".join(judge_batches("log", batches))
    assert bool(judge_batches("log", batches)) == bool(wrong)


def test_a_resumed_run_leaves_out_what_has_passed_in_this_very_run(tmp_path: Path) -> None:
    record = Record(tmp_path / "results.jsonl", RUN)
    record.add(Result("a", "passed", 1.0))
    record.add(Result("b", "failed", 1.0))
    Record(tmp_path / "results.jsonl", Run("abc", 2, 50)).add(Result("c", "passed", 1.0))
    with (tmp_path / "results.jsonl").open("a") as file:
        file.write('{"commit": "abc", "se')  # the run ended here
    assert record.passed() == {"a"}


def test_a_failure_that_is_put_right_counts_as_passed(tmp_path: Path) -> None:
    record = Record(tmp_path / "results.jsonl", RUN)
    record.add(Result("a", "failed", 1.0))
    record.add(Result("a", "passed", 1.0))
    assert record.passed() == {"a"}
    record.begin()
    assert record.passed() == set()


def test_a_report_tells_what_was_found_and_which_check_noticed_a_missing_protection() -> None:
    page = render(
        RUN,
        [
            Result("tests/faults/test_x.py::test_a_b[c]", "passed", 60.0, injected={"kill -9": 2}),
            Result("tests/faults/test_x.py::test_d", "failed", 60.0, "assert ['raw changelog: wrong | bad']"),
            Result(
                "tests/faults/test_x.py::test_a_missing_protection_is_seen[dedupe]",
                "passed",
                60.0,
                noticed=["live ledger: 1", "live ledger: 2", "raw changelog: 3"],
            ),
        ],
        date(2026, 1, 2),
    )
    assert "**Found**: 1 scenarios failed" in page
    assert "| a b (c) | 2 kill -9 |  | nothing |" in page
    assert "| d |  |  | failed: assert ['raw changelog: wrong / bad'] |" in page
    assert "| dedupe |  | live ledger, raw changelog | live ledger: 1 |" in page
