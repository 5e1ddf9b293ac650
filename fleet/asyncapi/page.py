"""The topics' document as a page for people: made from the document, so that both say the same. Pure."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["asyncapi_page"]


def asyncapi_page(api: Mapping[str, Any]) -> str:
    """An AsyncAPI document as Markdown."""
    parts = [
        "# Topics for other programs",
        "The same as an AsyncAPI 3.0 document: [asyncapi.json](asyncapi.json); a worker serves it at `/asyncapi.json`.",
        "Made from the catalogue, the topology and the schemas by `python -m fleet.reference`: change those.",
        api["info"]["description"],
    ]
    for name, channel in api["channels"].items():
        parts += _channel(name, channel, api)
    for group, trait in api["components"]["messageTraits"].items():
        found = trait["headers"]["properties"]
        rows = ((f"`{one}`", schema["description"]) for one, schema in found.items())
        parts += [f"## {group}", _table(("header", "meaning"), rows)]
    return "\n\n".join(parts) + "\n"


def _channel(name: str, channel: Mapping[str, Any], api: Mapping[str, Any]) -> list[str]:
    binding = channel["bindings"]["kafka"]
    parts = [
        f"## {name}",
        f"{channel['description']} {binding['partitions']} partitions.",
        _table(("by", "does", "what for"), _operations(name, api)),
    ]
    messages = [_resolved(one, api) for one in channel["messages"].values()]
    rows = [(one["title"], str(one["x-schema-id"]), f"`{one['x-subject']}`", one["summary"]) for one in messages]
    parts.append(_table(("message", "schema id", "subject", "what it is"), rows))
    by_major = {one["title"].rpartition(" ")[2].partition(".")[0]: one for one in messages}  # the newest of each
    for newest in by_major.values():
        head = (f"field of {newest['title']}", "Avro type", "default", "meaning")
        fields = _resolved(newest["payload"], api)["schema"]["fields"]
        rows = [(f"`{one['name']}`", _kind(one["type"]), _default(one), one.get("doc", "")) for one in fields]
        parts.append(_table(head, rows))
    groups = [one["$ref"].rpartition("/")[2] for one in messages[-1].get("traits", ())]
    if groups:
        parts.append(f"Headers: {', '.join(f'[{one}](#{one})' for one in groups)}.")
    shown = [example["payload"] for one in messages for example in one.get("examples", ())]
    return [*parts, *(f"```json\n{json.dumps(one, indent=2, ensure_ascii=False)}\n```" for one in shown)]


def _operations(name: str, api: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    for operation in api["operations"].values():
        if operation["channel"]["$ref"].removeprefix("#/channels/") == name:
            by = operation["tags"][0]["name"]
            does = {"send": "writes", "receive": "reads"}[operation["action"]]
            answered = operation.get("reply", {}).get("channel", {}).get("$ref", "").removeprefix("#/channels/")
            also = f" Answers on `{answered}`. {operation['description']}" if answered else ""
            yield by, does, f"{operation['summary']}{also}"


def _resolved(part: Mapping[str, Any], api: Mapping[str, Any]) -> Any:
    found: Any = part
    while "$ref" in found:
        target: Any = api
        for step in found["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        found = target
    return found


def _kind(kind: Any) -> str:
    """An Avro type in one cell."""
    if isinstance(kind, str):
        return kind
    if isinstance(kind, list):
        return " or ".join(map(_kind, kind))
    if kind["type"] == "record":
        return f"{kind['name']}: " + ", ".join(f"`{one['name']}` {_kind(one['type'])}" for one in kind["fields"])
    if kind["type"] == "enum":
        return " / ".join(f"`{one}`" for one in kind["symbols"])
    if kind["type"] in ("array", "map"):
        return f"{kind['type']} of {_kind(kind.get('items', kind.get('values')))}"
    return f"{kind['type']}, {kind['logicalType']}" if "logicalType" in kind else str(kind["type"])


def _default(field: Mapping[str, Any]) -> str:
    return f"`{json.dumps(field['default'])}`" if "default" in field else ""


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *(tuple(map(_cell, row)) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
