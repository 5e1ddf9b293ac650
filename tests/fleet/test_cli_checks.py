"""What the demonstration's verdict stands on: comparing copies, judging topics, and the rate of a fold."""

import json
from dataclasses import replace

import pytest

from fleet.agreement import compare_bytes, students_of
from fleet.demo_checks import DeadLetterCopy, judge_http, match_dead_letters
from fleet.oracle import SourceRecord
from fleet.settings import load_settings
from fleet.standing import Commit, fold_rate
from fleet.topic_admin import all_topics, judge
from fleet.topology import AGENTS
from schemas.topics import AGENT_RESPONSES, CATALOGUE, DEAD_LETTERS, LEARNING_EVENTS, Topic, changelog
from tables.checkpoint import Checkpoint, Ledger
from tables.kafka.admin import FoundTopic

LATEST = "student:stu-1:mastery:latest"
SETTINGS = load_settings(replication_factor=1)


# -- copies of values --------------------------------------------------------------------------------------------------
def test_values_are_compared_both_ways() -> None:
    wanted = {LATEST: b"1", "student:stu-2:mastery:latest": b"2", "student:stu-3:mastery:2026-01-13": b"3"}
    assert compare_bytes("Redis", wanted, wanted) == []
    found = {LATEST: b"x", "student:stu-2:mastery:latest": b"2", "student:stu-4:mastery:latest": b"4"}
    disagreements = compare_bytes("Redis", found, wanted)
    assert [str(one) for one in disagreements] == [
        f"stu-1: Redis differs in {LATEST}",
        "stu-3: Redis lacks student:stu-3:mastery:2026-01-13",
        "stu-4: Redis has an unwanted student:stu-4:mastery:latest",
    ]
    assert students_of(disagreements) == ["stu-1", "stu-3", "stu-4"]


def _value(quiz: float) -> dict[str, object]:
    scores = {"completion": 0.85, "quiz": quiz, "quality": 0.75, "consistency": 0.8}
    return {
        "student_id": "stu-1",
        "latest_scores": {"loops": scores},
        "overall_mastery": 0.84,
        "last_updated": "2026-01-13T10:30:00.000Z",
        "components_tracked": ["loops"],
    }


def _http() -> tuple[dict[str, bytes], dict[str, object], dict[str, list[dict[str, object]]]]:
    stored = json.dumps(_value(0.9)).encode()
    wanted = {"latest": stored, "2026-01-13": stored}
    present = {**_value(0.9), "mastery": {"loops": 0.84}, "level": "proficient"}
    history = {"history": [{"date": "2026-01-13", "overall_mastery": 0.84, "mastery": {"loops": 0.84}}]}
    return wanted, present, history


def test_http_answers_agree_with_the_stored_values() -> None:
    assert judge_http("stu-1", *_http()) == []


@pytest.mark.parametrize("change", ["scores", "mastery", "field missing", "day missing", "day too many", "day differs"])
def test_http_answers_that_differ_are_named(change: str) -> None:
    wanted, present, history = _http()
    day = history["history"][0]
    match change:
        case "scores":
            present |= _value(0.91)
        case "mastery":
            present["mastery"] = {"loops": 0.8401}
        case "field missing":
            del present["last_updated"]
        case "day missing":
            history["history"] = []
        case "day too many":
            history["history"].append({**day, "date": "2026-01-14"})
        case "day differs":
            day["mastery"] = {"loops": 0.83}
    (found,) = judge_http("stu-1", wanted, present, history)
    expected_end = "2026-01-14" if change == "day too many" else "2026-01-13" if "day" in change else "latest"
    assert found.key.endswith(expected_end)


# -- dead letters ------------------------------------------------------------------------------------------------------
SOURCE = [SourceRecord(0, 7, 0, b"k", b"poison"), SourceRecord(1, 8, 0, b"k", b"other")]
WANTED = [(0, 7, "invalid"), (1, 8, "undecodable")]
GOOD = [DeadLetterCopy(0, 7, "invalid", b"poison"), DeadLetterCopy(1, 8, "undecodable", b"other")]


def test_dead_letters_match_by_origin_code_and_bytes() -> None:
    assert match_dead_letters(GOOD, WANTED, SOURCE) == []


@pytest.mark.parametrize(
    ("found", "fault"),
    [
        (GOOD[:1], "partition 1, offset 8 is missing"),
        ([*GOOD, GOOD[0]], "partition 0, offset 7 is in the queue twice"),
        ([*GOOD, DeadLetterCopy(2, 1, "late", b"")], "partition 2, offset 1 is in the queue and should not be (late)"),
        ([GOOD[1], replace(GOOD[0], code="late")], "partition 0, offset 7 is called late instead of invalid"),
        ([GOOD[1], replace(GOOD[0], value=b"poisom")], "partition 0, offset 7 has lost its original bytes"),
    ],
)
def test_each_fault_of_the_dead_letters_is_named(found: list[DeadLetterCopy], fault: str) -> None:
    assert match_dead_letters(found, WANTED, SOURCE) == [fault]


# -- rate --------------------------------------------------------------------------------------------------------------
def _commit(partition: int, at_ms: int, records: int) -> Commit:
    return Commit(partition, at_ms, Checkpoint("id", records - 1, ledger=Ledger(applied=records)))


def test_the_rate_leaves_the_first_batch_out() -> None:
    commits = [_commit(0, 1000, 500), _commit(1, 1500, 700), _commit(0, 3000, 1500)]
    assert fold_rate(commits) == pytest.approx((1500 + 700 - 500) / 2.0)


@pytest.mark.parametrize("commits", [[], [_commit(0, 1000, 5)], [_commit(0, 1000, 5), _commit(1, 1000, 5)]])
def test_one_moment_gives_no_rate(commits: list[Commit]) -> None:
    assert fold_rate(commits) is None


# -- topics ------------------------------------------------------------------------------------------------------------
def _found(topic: Topic, **config: str) -> FoundTopic:
    return FoundTopic(topic.name, topic.partitions, 1, topic.config(SETTINGS.max_payload_bytes) | config)


def test_the_catalogue_and_the_changelog_are_wanted() -> None:
    names = [topic.name for topic in all_topics("my-app")]
    tables = [f"my-app-{spec.table.name}-changelog" for spec in AGENTS if spec.table is not None]
    assert names == [*(topic.name for topic in CATALOGUE), *tables]
    assert "my-app-mastery-changelog" in tables


def test_topics_as_the_catalogue_has_them_will_do() -> None:
    wanted = all_topics("my-app")
    report = judge(wanted, {topic.name: _found(topic) for topic in wanted}, SETTINGS)
    assert (report.missing, report.findings) == ((), ())


def test_missing_topics_are_no_findings() -> None:
    report = judge([LEARNING_EVENTS, AGENT_RESPONSES], {AGENT_RESPONSES.name: _found(AGENT_RESPONSES)}, SETTINGS)
    assert report.missing == (LEARNING_EVENTS,)
    assert report.findings == ()


CHANGELOG = changelog("my-app", "mastery")


@pytest.mark.parametrize(
    ("topic", "found", "words", "fatal"),
    [
        (LEARNING_EVENTS, replace(_found(LEARNING_EVENTS), partitions=12), "has 12 partitions and must have 6", True),
        (LEARNING_EVENTS, _found(LEARNING_EVENTS, **{"message.timestamp.type": "CreateTime"}),
         "message.timestamp.type=CreateTime and must have LogAppendTime", True),
        (CHANGELOG, _found(CHANGELOG, **{"cleanup.policy": "delete"}),
         "cleanup.policy=delete and must have compact", True),
        (CHANGELOG, _found(CHANGELOG, **{"cleanup.policy": "compact,delete"}),
         "cleanup.policy=compact,delete and must have compact", True),
        (CHANGELOG, _found(CHANGELOG, **{"delete.retention.ms": "1000"}),
         "delete.retention.ms=1000 and must have at least 604800000", True),
        (DEAD_LETTERS, _found(DEAD_LETTERS, **{"max.message.bytes": "1048588"}),
         "max.message.bytes=1048588 and must have at least 1310720", True),
        (LEARNING_EVENTS, _found(LEARNING_EVENTS, **{"retention.ms": "1000"}),
         "retention.ms=1000 and must have at least 604800000", False),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_the_remedy(topic: Topic, found: FoundTopic, words: str, *, fatal: bool) -> None:
    (finding,) = judge([topic], {topic.name: found}, SETTINGS).findings
    assert finding.fatal is fatal
    assert finding.topic == topic.name
    assert words in finding.text
    assert "\n" not in finding.text


@pytest.mark.parametrize(
    "more", [{"retention.ms": "-1"}, {"retention.ms": "99999999999"}, {"max.message.bytes": "2000000"}]
)
def test_more_than_is_wanted_will_do(more: dict[str, str]) -> None:
    assert judge([LEARNING_EVENTS], {LEARNING_EVENTS.name: _found(LEARNING_EVENTS, **more)}, SETTINGS).findings == ()


def test_too_few_replicas_are_named() -> None:
    settings = load_settings(replication_factor=3)
    (finding,) = judge([LEARNING_EVENTS], {LEARNING_EVENTS.name: _found(LEARNING_EVENTS)}, settings).findings
    assert finding.fatal
    assert "1 replicas and must have 3" in finding.text
    assert "FLEET_REPLICATION_FACTOR" in finding.text
