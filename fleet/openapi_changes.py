"""Whether a client of one version of the HTTP interface can go on with another one: what breaks it, by place.

A body travels from whoever writes it to whoever reads it: a request from the old client to the new server, an answer
from the new server to the old client. A change breaks something if the reader's schema can refuse what the writer's
allows, or if a field is gone. Clients pass over fields and enum values that they do not know. Pure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fleet.schema_changes import Documents

__all__ = ["Breach", "breaches"]

_METHODS: Final = ("get", "post", "put", "patch", "delete", "head", "options")

_OK: Final = re.compile("2..")
"""Statuses whose answers clients read; how a request fails may change."""


@dataclass(frozen=True)
class Breach:
    """A change that breaks a client.

    Attributes:
        operation: method and path.
        where: the part of it, such as `answer 200: levels`; empty for the whole.
        what: is different.
    """

    operation: str
    where: str
    what: str

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.operation, self.where, self.what)))


def breaches(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Breach]:
    """What of `new` breaks clients that were made for `old`, both OpenAPI 3.1 documents."""
    found = []
    kept = {_shape(path): methods for path, methods in new["paths"].items()}
    for path, methods in old["paths"].items():
        there = kept.get(_shape(path))
        for method in _METHODS:
            if method not in methods:
                continue
            name = f"{method.upper()} {path}"
            if there is None or method not in there:
                found.append(Breach(name, "", "is gone"))
                continue
            pair = methods[method], there[method]
            found += [Breach(name, where, what) for where, what in _operation(*pair, Documents(old, new))]
    return found


def _shape(path: str) -> str:
    """A path without the names of its parameters, which no client sends."""
    return re.sub(r"{\w+}", "{}", path)


def _operation(old: Mapping[str, Any], new: Mapping[str, Any], api: Documents) -> Iterator[tuple[str, str]]:
    if new.get("operationId") != old.get("operationId"):  # generated clients have it as the name of a method
        yield "operationId", f"was {old.get('operationId')}"
    if new.get("security") and not old.get("security"):
        yield "security", "credentials are needed now"
    yield from _parameters(old.get("parameters", ()), new.get("parameters", ()), api)
    yield from _body(api.old(old.get("requestBody", {})), api.new(new.get("requestBody", {})), api)
    for status, answer in old.get("responses", {}).items():
        if not _OK.fullmatch(status):
            continue
        if status not in new.get("responses", {}):
            yield f"answer {status}", "is gone"
            continue
        before, after = api.old(answer), api.new(new["responses"][status])
        for kind, content in before.get("content", {}).items():
            if kind not in after.get("content", {}):
                yield f"answer {status}", f"is not {kind} any more"
                continue
            pair = content.get("schema", {}), after["content"][kind].get("schema", {})
            yield from _at(f"answer {status}", api.answer(*pair))


def _parameters(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], api: Documents
) -> Iterator[tuple[str, str]]:
    def by_place(many: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], Mapping[str, Any]]:
        return {(one["in"], one["name"]): one for one in many if one["in"] != "path"}

    before, after = by_place(old), by_place(new)
    for (place, name), one in before.items():
        if (place, name) not in after:
            yield f"{place} {name}", "is gone"  # an unknown one is refused
        else:
            yield from _at(f"{place} {name}", api.request(one.get("schema", {}), after[place, name].get("schema", {})))
    for (place, name), one in after.items():
        if one.get("required") and not before.get((place, name), {}).get("required"):
            yield f"{place} {name}", "is required now"


def _body(old: Mapping[str, Any], new: Mapping[str, Any], api: Documents) -> Iterator[tuple[str, str]]:
    if new.get("required") and not old.get("required"):
        yield "body", "is required now"
    for kind, content in old.get("content", {}).items():
        if kind not in new.get("content", {}):
            yield "body", f"may not be {kind} any more"
        else:
            yield from _at("body", api.request(content.get("schema", {}), new["content"][kind].get("schema", {})))


def _at(where: str, found: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for path, what in found:
        yield f"{where}: {path}" if path else where, what
