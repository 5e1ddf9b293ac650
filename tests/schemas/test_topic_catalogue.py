import re
from dataclasses import FrozenInstanceError

import pytest

from schemas import topics
from schemas.registry import FileRegistry

DAY = 86_400_000
EXPECTED = {
    "learning.events": ("student_id", "fleet.StudentProgress", 7),
    "progress.requests": ("student_id", "fleet.ProgressRequest", 1),
    "debug.requests": ("student_id", "fleet.DebugRequest", 1),
    "concepts.requests": ("student_id", "fleet.AgentRequest", 1),
    "exercise.requests": ("student_id", "fleet.ExerciseRequest", 1),
    "review.requests": ("student_id", "fleet.ReviewRequest", 1),
    "agent.responses": ("student_id", "fleet.AgentResponse", 1),
    "learning.signals": ("student_id", "fleet.LearningSignal", 7),
    "struggle.alerts": ("student_id", "fleet.StruggleAlert", 30),
    "dead-letter.queue": ("the original key", "fleet.ErrorEvent", 30),
    "dead-letter.status": ("the original key", "fleet.DeadLetterStatus", 30),
}


def test_catalogue_holds_exactly_the_topics_of_the_design() -> None:
    found = {topic.name: (topic.key, topic.value, (topic.retention_ms or 0) // DAY) for topic in topics.CATALOGUE}
    assert found == EXPECTED


def test_every_constant_is_in_the_catalogue() -> None:
    constants = {value for name, value in vars(topics).items() if name.isupper() and isinstance(value, topics.Topic)}
    assert constants == set(topics.CATALOGUE)


@pytest.mark.parametrize("topic", topics.CATALOGUE, ids=lambda topic: topic.name)
def test_topic_is_co_partitioned_deleted_and_its_value_registered(topic: topics.Topic, registry: FileRegistry) -> None:
    assert topic.partitions == topics.PARTITIONS == 6
    assert topic.cleanup == "delete"
    assert registry.latest(topic.subject).name == topic.value
    assert re.fullmatch(r"[a-z.\-]{1,249}", topic.name)


def test_every_registered_subject_belongs_to_a_topic(registry: FileRegistry) -> None:
    subjects = {topic.subject: topic.value for topic in topics.CATALOGUE}
    for topic in topics.CATALOGUE:
        subjects |= dict(zip(topic.later_subjects, topic.later, strict=True))
    assert {schema.subject: schema.name for schema in registry} == subjects


def test_events_are_dated_by_the_broker_and_only_they() -> None:
    dated = [topic for topic in topics.CATALOGUE if "message.timestamp.type" in topic.config(1)]
    assert dated == [topics.LEARNING_EVENTS]
    assert topics.LEARNING_EVENTS.config(1_048_576) == {
        "cleanup.policy": "delete",
        "retention.ms": str(7 * DAY),
        "max.message.bytes": "1048576",
        "message.timestamp.type": "LogAppendTime",
    }


def test_dead_letters_may_be_larger_than_the_largest_original() -> None:
    sizes = {topic.name: int(topic.config(1000)["max.message.bytes"]) for topic in topics.CATALOGUE}
    assert sizes.pop("dead-letter.queue") == 1000 + 256 * 1024
    assert set(sizes.values()) == {1000}


def test_changelog_is_compacted_no_sooner_than_readers_need() -> None:
    topic = topics.changelog("agent-fleet", "mastery")
    assert topic.name == "agent-fleet-mastery-changelog"
    assert (topic.partitions, topic.value, topic.retention_ms) == (6, None, None)
    assert topic.config(1000) == {
        "cleanup.policy": "compact",
        "max.message.bytes": "1048588",  # a commit's record batches have 1 MiB, whatever source records may have
        "min.compaction.lag.ms": "3600000",
        "max.compaction.lag.ms": str(7 * DAY),
        "delete.retention.ms": str(7 * DAY),
    }


def test_a_topic_is_immutable_and_hashable() -> None:
    assert len(set(topics.CATALOGUE)) == len(topics.CATALOGUE)
    with pytest.raises(FrozenInstanceError):
        topics.LEARNING_EVENTS.partitions = 7  # type: ignore[misc]  # the point of the test
