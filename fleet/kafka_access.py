"""What each role may do on the brokers: drawn from the topology, printed as `kafka-acls` commands, checked at start.

Roles are those of the spec: the progress agent writes the state, the others read it; all agents read events and write
responses. A worker runs all agents in one process as one user, so that its role is the union of theirs.
"""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from agents.runtime.spec import AgentSpec, table_specs
from fleet.settings import Settings
from fleet.topology import AGENTS
from schemas.topics import (
    AGENT_RESPONSES,
    CATALOGUE,
    DEAD_LETTER_STATUS,
    DEAD_LETTERS,
    LEARNING_EVENTS,
    STRUGGLE_ALERTS,
    changelog,
)
from tables.kafka.access import AccessDeniedError, may_join, may_transact, operations
from tables.kafka.login import login_of
from tables.mastery import MASTERY

__all__ = ["ROLES", "Grant", "check_access", "commands", "grants", "merged"]

Operation = Literal["Read", "Write", "Create", "Describe", "DescribeConfigs", "AlterConfigs", "All"]
Resource = Literal["topic", "group", "transactional-id", "cluster"]

_CLUSTER: Final = "kafka-cluster"
"""Kafka's name for the cluster as a resource; there is no other."""

_READ: Final = frozenset[Operation]({"Read", "Describe"})
_WRITE: Final = frozenset[Operation]({"Write", "Describe"})
_LOOK: Final = frozenset[Operation]({"Describe", "DescribeConfigs"})

ROLES: Final[Mapping[str, str]] = {
    "worker": "a worker with all agents",
    "archive": "`fleet archive`: everything that PostgreSQL holds",
    "mirror": "whoever follows the mastery table's changelog, as the Redis mirror of a worker does; `fleet verify`",
    "producer": "services that report progress, ask agents, and read the answers",
    "admin": "`fleet topics create`: makes topics and sees to their settings",
}
"""What each is for. Beside them, every agent has a role of its own, under its name."""


@dataclass(frozen=True, order=True)
class Grant:
    """What somebody may do with one resource.

    Attributes:
        resource: its kind.
        name: its name, or the beginning of it.
        operations: by Kafka's names.
        prefixed: whether every resource is meant whose name begins so.
    """

    resource: Resource
    name: str
    operations: frozenset[Operation]
    prefixed: bool = False


def grants(role: str, settings: Settings, agents: Sequence[AgentSpec] = AGENTS) -> list[Grant]:
    """What a role needs, and nothing more, sorted.

    Args:
        role: one of `ROLES`, or the name of an agent.
        settings: with the application id.
        agents: the topology.

    Raises:
        KeyError: no such role.
    """
    by_name = {spec.name: spec for spec in agents}
    if role in by_name:
        return merged(_agent(by_name[role], settings))
    state = changelog(settings.app_id, MASTERY.name).name
    needed: Mapping[str, Iterable[Grant]] = {
        "worker": [
            *(one for spec in agents for one in _agent(spec, settings)),
            *_topics(_LOOK, _every(settings, agents)),  # a worker compares them with the catalogue at its start
            Grant("cluster", _CLUSTER, frozenset({"Describe"})),  # how much room topics take, for its metrics alone
        ],
        "archive": _topics(_READ, [LEARNING_EVENTS.name, DEAD_LETTERS.name, state]),
        "mirror": _topics(_READ, [state]),
        "producer": [
            *_topics(_WRITE, [LEARNING_EVENTS.name, *_requests(agents)]),
            *_topics(_READ, [AGENT_RESPONSES.name, STRUGGLE_ALERTS.name]),
        ],
        "admin": _topics(_LOOK | {"Create", "AlterConfigs"}, _every(settings, agents)),
    }
    return merged(needed[role])


def _agent(spec: AgentSpec, settings: Settings) -> list[Grant]:
    sources = [topic.name for topic in spec.reads]
    found = [
        *_topics(_READ, [LEARNING_EVENTS.name, *sources]),
        *_topics(_WRITE, [topic.name for topic in spec.writes]),
        # What stands on a wrong partition is sent on; what fails is a dead letter, and tried again.
        *_topics(_WRITE, [*sources, DEAD_LETTERS.name, DEAD_LETTER_STATUS.name]),
        # The state: every agent reads it where it lies, in the worker that owns the partition.
        *_topics(_READ, [changelog(settings.app_id, MASTERY.name).name]),
        Grant("group", settings.app_id, frozenset({"Read"})),
    ]
    if spec.table is not None:
        found += [
            *_topics(_READ | _WRITE, [changelog(settings.app_id, spec.table.name).name]),
            Grant("transactional-id", f"{settings.app_id}-{spec.table.name}-", _WRITE, prefixed=True),
        ]
    return found


def _topics(operations_: frozenset[Operation], names: Iterable[str]) -> list[Grant]:
    return [Grant("topic", name, operations_) for name in names]


def _every(settings: Settings, agents: Sequence[AgentSpec]) -> list[str]:
    tables = [changelog(settings.app_id, table.name).name for table in table_specs(agents)]
    return [*(topic.name for topic in CATALOGUE), *tables]


def _requests(agents: Sequence[AgentSpec]) -> list[str]:
    return sorted({topic.name for spec in agents for topic in spec.reads if topic.free_text})


def merged(found: Iterable[Grant]) -> list[Grant]:
    """One grant for each resource."""
    by_resource: dict[tuple[Resource, str, bool], frozenset[Operation]] = {}
    for one in found:
        place = one.resource, one.name, one.prefixed
        by_resource[place] = by_resource.get(place, frozenset()) | one.operations
    return sorted(Grant(kind, name, allowed, prefixed) for (kind, name, prefixed), allowed in by_resource.items())


def commands(found: Sequence[Grant], user: str, options: Sequence[str]) -> list[str]:
    """`kafka-acls` commands that give a user these grants: one for all topics with the same operations.

    Args:
        found: what the user needs.
        user: as Kafka knows it, such as `User:fleet-worker`.
        options: how to reach the brokers.
    """
    together: dict[tuple[Resource, tuple[Operation, ...], bool], list[str]] = {}
    for one in found:
        together.setdefault((one.resource, tuple(sorted(one.operations)), one.prefixed), []).append(one.name)
    return [
        shlex.join(
            [
                *("kafka-acls", *options, "--add", "--allow-principal", user),
                *(word for one in allowed for word in ("--operation", one)),
                *(word for name in names for word in ((f"--{kind}", name) if kind != "cluster" else ("--cluster",))),
                *(("--resource-pattern-type", "prefixed") if prefixed else ()),
            ]
        )
        for (kind, allowed, prefixed), names in together.items()
    ]


async def check_access(settings: Settings, agents: Sequence[AgentSpec] = AGENTS) -> None:
    """See at a worker's start whether the brokers let it do what it will have to. Asks nothing without a login.

    Raises:
        AccessDeniedError: they do not; names what is missing and who may give it.
        BrokerUnavailableError: no broker answers.
    """
    brokers = settings.kafka_brokers or ""
    login = login_of(brokers)
    if login.protocol == "PLAINTEXT":
        return
    needed = grants("worker", settings, agents)
    topics = {one.name: one.operations for one in needed if one.resource == "topic"}
    allowed = await operations(brokers, topics)
    missing = [
        f"{', '.join(sorted(operations_ - allowed[name]))} on topic {name}"
        for name, operations_ in topics.items()
        if name in allowed and not operations_ <= allowed[name]
    ]
    if not await may_join(brokers, settings.app_id):
        missing.append(f"Read on group {settings.app_id}")
    ids = [f"{settings.app_id}-{table.name}-" for table in table_specs(agents)]
    missing += [f"Write on transactional ids {one}*" for one in ids if not await may_transact(brokers, f"{one}access")]
    if missing:
        more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        raise AccessDeniedError(
            f"the brokers do not grant {login.user or 'this client'} {missing[0]}{more}: "
            "`python -m fleet topics acls --role worker` prints the commands that do"
        )
