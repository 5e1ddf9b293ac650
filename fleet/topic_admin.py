"""Which topics the fleet needs, and whether those on a broker will do. The worker and `topics` stand on this."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from agents.runtime.spec import AgentSpec, table_specs
from fleet.settings import Settings
from fleet.topology import AGENTS
from schemas.topics import CATALOGUE, Topic, changelog
from tables.kafka.admin import FoundTopic, WantedTopic, create_topics, describe_topics

__all__ = ["Finding", "TopicReport", "all_topics", "check_topics", "ensure_topics", "judge"]

_EQUAL: Final = ("cleanup.policy", "message.timestamp.type")
"""Settings that must be exactly those of the catalogue; without a word there, the broker's value is right."""

_AT_LEAST: Final = ("max.message.bytes", "delete.retention.ms", "min.compaction.lag.ms")
"""Settings below which the fleet would fail later: a refused dead letter, a deletion never heard of."""

_ADVISED: Final = ("retention.ms", "max.compaction.lag.ms")
"""Settings without which the fleet works all the same: less retention loses history sooner than the spec says, a later
compaction keeps what was erased for longer."""

_AT_MOST: Final = ("max.compaction.lag.ms",)

_UNLIMITED: Final = -1
_HOUR_MS: Final = 3_600_000


@dataclass(frozen=True)
class Finding:
    """Something about a topic that is not as it should be.

    `fatal` findings keep a worker from starting. `text` names the topic, what it is and what it must be.
    """

    topic: str
    text: str
    fatal: bool


@dataclass(frozen=True)
class TopicReport:
    """The state of the fleet's topics on a broker."""

    missing: tuple[Topic, ...]
    findings: tuple[Finding, ...]

    @property
    def fatal(self) -> tuple[Finding, ...]:
        """What keeps a worker from starting, apart from missing topics."""
        return tuple(finding for finding in self.findings if finding.fatal)


def all_topics(app_id: str, agents: Sequence[AgentSpec] = AGENTS) -> tuple[Topic, ...]:
    """The catalogue and the changelog of every table."""
    return (*CATALOGUE, *(changelog(app_id, table.name) for table in table_specs(agents)))


async def check_topics(brokers: str, settings: Settings, agents: Sequence[AgentSpec] = AGENTS) -> TopicReport:
    """Compare what is on the broker with what is wanted."""
    wanted = all_topics(settings.app_id, agents)
    found = await describe_topics(brokers, {topic.name for topic in wanted})
    return judge(wanted, found, settings)


async def ensure_topics(
    brokers: str, settings: Settings, agents: Sequence[AgentSpec] = AGENTS
) -> tuple[TopicReport, list[str]]:
    """Create what is missing, unless something that exists is wrong. Returns the report after it, and what was made.

    Raises:
        AdminError: the broker refuses to create a topic.
    """
    report = await check_topics(brokers, settings, agents)
    if report.fatal or not report.missing:
        return report, []
    created = await create_topics(brokers, [_wanted(topic, settings) for topic in report.missing])
    return await check_topics(brokers, settings, agents), created


def judge(wanted: Sequence[Topic], found: Mapping[str, FoundTopic], settings: Settings) -> TopicReport:
    """Compare topics as they are with the catalogue. Pure."""
    findings: list[Finding] = []
    for topic in wanted:
        if topic.name in found:
            findings += _judge_one(topic, found[topic.name], settings)
    return TopicReport(tuple(topic for topic in wanted if topic.name not in found), tuple(findings))


def _judge_one(topic: Topic, found: FoundTopic, settings: Settings) -> list[Finding]:
    name = topic.name
    findings = []
    if found.partitions != topic.partitions:
        findings.append(
            Finding(
                name,
                f"topic {name} has {found.partitions} partitions and must have {topic.partitions}: delete it and run "
                "`python -m fleet topics create`, or use another broker",
                fatal=True,
            )
        )
    if found.replication < settings.replication_factor:
        findings.append(
            Finding(
                name,
                f"topic {name} has {found.replication} replicas and must have {settings.replication_factor}: "
                "reassign its partitions, or lower FLEET_REPLICATION_FACTOR",
                fatal=True,
            )
        )
    for key, value in _config(topic, settings).items():
        actual = found.config.get(key, "")
        exactly = topic.free_text and key in _ADVISED  # what students wrote is not kept longer than was said
        bound = "" if exactly else _bound(key)
        if not (actual == value or (not exactly and _will_do(key, actual, value))):
            findings.append(
                Finding(
                    name,
                    f"topic {name} has {key}={actual} and must have {bound}{value}: correct it with "
                    f"`kafka-configs --alter --topic {name} --add-config {key}={value}`",
                    fatal=key not in _ADVISED,
                )
            )
    return findings


def _will_do(key: str, actual: str, wanted: str) -> bool:
    if key in _AT_MOST:
        return actual.isdigit() and int(actual) <= int(wanted)
    if key in _AT_LEAST or key in _ADVISED:
        unlimited = key in _ADVISED and actual == str(_UNLIMITED)
        return unlimited or (actual.isdigit() and int(actual) >= int(wanted))
    return actual == wanted


def _bound(key: str) -> str:
    return "" if key in _EQUAL else "at most " if key in _AT_MOST else "at least "


def _wanted(topic: Topic, settings: Settings) -> WantedTopic:
    return WantedTopic(topic.name, topic.partitions, settings.replication_factor, _config(topic, settings))


def _config(topic: Topic, settings: Settings) -> dict[str, str]:
    return topic.config(settings.max_payload_bytes, settings.request_retention_hours * _HOUR_MS)
