"""The topology as a Mermaid flowchart, for the docs. Pure."""

from collections.abc import Iterable, Sequence

from agents.runtime.spec import AgentSpec, table_specs

__all__ = ["mermaid"]


def mermaid(agents: Sequence[AgentSpec]) -> str:
    """Topics on the left, agents in the middle, tables with their projections on the right."""
    read = {topic.name for spec in agents for topic in spec.reads}
    written = {topic.name for spec in agents for topic in spec.writes}
    return "\n".join(
        [
            "flowchart LR",
            *(f"    {_id(name)}([{name}])" for name in sorted(read | written)),
            *_agents(agents),
            *_tables([table.name for table in table_specs(agents)]),
        ]
    )


def _agents(agents: Sequence[AgentSpec]) -> Iterable[str]:
    for spec in agents:
        agent = _id(f"{spec.name} agent")
        yield f"    {agent}[{spec.name} agent]"
        for topic in spec.reads:
            yield f"    {_id(topic.name)} --> {agent}"
        for topic in spec.writes:
            yield f"    {agent} --> {_id(topic.name)}"
        if spec.table is not None:
            yield f"    {agent} ==> {_id(f'{spec.table.name} table')}"


def _tables(tables: Sequence[str]) -> Iterable[str]:
    for table in tables:
        owned = _id(f"{table} table")
        changelog = _id(f"{table} changelog")
        yield f"    {owned}[({table} table, RocksDB)]"
        yield f"    {changelog}([{table} changelog])"
        yield f"    {owned} --- {changelog}"
    if "mastery" in tables:  # the one table that is public
        yield "    redis[(Redis mirror)]"
        yield f"    {_id('mastery changelog')} --> redis"
        yield f"    {_id('mastery table')} --> http{{{{HTTP}}}}"


def _id(name: str) -> str:
    """A name as Mermaid takes it; ends differ from `end` and other words of the language."""
    return "n_" + "".join(character if character.isalnum() else "_" for character in name)
