"""Whether what one JSON Schema allows another may refuse, as far as the schemas of pydantic models go. Pure.

Keywords that are not looked at (`format`, `if`, `not`) refuse nothing here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["Documents", "refusals"]

Schema = Mapping[str, Any]

_LEAST: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_MOST: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")

_DEEPEST: Final = 12
"""Levels of a schema: one that contains itself has no end."""


def refusals(
    written: Schema, read: Schema, resolve_written: Any, resolve_read: Any, *, answer: bool
) -> Iterator[tuple[str, str]]:
    """Pairs of a path and a reason why a reader may refuse, or miss, what a writer sends.

    Args:
        written: schema of who writes.
        read: schema of who reads.
        resolve_written: follows a `$ref` of the writer's document.
        resolve_read: of the reader's.
        answer: whether the reader is an old client, which passes over what it does not know but misses what is gone;
            else the reader is the new server, which does not know fields that it has no more.
    """
    yield from _Comparison(resolve_written, resolve_read, answer).run(written, read, "", 0)


@dataclass(frozen=True)
class _Comparison:
    resolve_written: Any
    resolve_read: Any
    answer: bool

    def run(self, written: Schema, read: Schema, path: str, depth: int) -> Iterator[tuple[str, str]]:
        if depth > _DEEPEST:
            return
        written, read = self.resolve_written(written), self.resolve_read(read)
        ways, wanted = _alternatives(written), _alternatives(read)
        if ways == [written] and wanted == [read]:
            yield from self._plain(written, read, path, depth)
            return
        for way in ways:
            # One of the reader's alternatives has to take it; if none does, tell what is wrong with the nearest.
            complaints = [list(self.run(way, one, path, depth + 1)) for one in wanted]
            yield from min(complaints, key=len)

    def _plain(self, written: Schema, read: Schema, path: str, depth: int) -> Iterator[tuple[str, str]]:
        kinds, wanted = _types(written), _types(read)
        if not kinds <= wanted:
            yield path, f"may be {_or(kinds - wanted)}, where {_or(wanted)} was agreed"
            return
        if not self.answer:
            yield from self._narrowed(written, read, path)
        yield from self._object(written, read, path, depth)
        if "items" in read:
            yield from self.run(written.get("items", {}), read["items"], f"{path}[]", depth + 1)

    def _narrowed(self, written: Schema, read: Schema, path: str) -> Iterator[tuple[str, str]]:
        """Only of requests: an answer that leaves earlier bounds is still what it was to a client."""
        allowed = _values(read)
        if allowed is not None:
            given = _values(written)
            lost = None if given is None else sorted(str(one) for one in given if one not in allowed)
            if lost is None or lost:
                yield path, f"may not be {', '.join(lost)} any more" if lost else "may be certain values only"
        for name in _LEAST:
            if name in read and (name not in written or written[name] < read[name]):
                yield path, f"{name} is {read[name]}"
        for name in _MOST:
            if name in read and (name not in written or written[name] > read[name]):
                yield path, f"{name} is {read[name]}"
        if "pattern" in read and read["pattern"] != written.get("pattern"):
            yield path, f"has to match {read['pattern']}"

    def _object(self, written: Schema, read: Schema, path: str, depth: int) -> Iterator[tuple[str, str]]:
        sent, wanted = written.get("properties", {}), read.get("properties", {})
        sure, needed = set(written.get("required", ())), set(read.get("required", ()))
        for name in sorted(sent.keys() & wanted.keys()):
            yield from self.run(sent[name], wanted[name], _below(path, name), depth + 1)
        if self.answer:
            for name in sorted(wanted.keys() - sent.keys()):
                yield _below(path, name), "is gone"
            for name in sorted((needed - sure) & sent.keys()):
                yield _below(path, name), "may be missing now"
        else:
            for name in sorted(sent.keys() - wanted.keys()):
                yield _below(path, name), "is gone"
            for name in sorted(needed - sure):
                yield _below(path, name), "is required now"
            if read.get("additionalProperties") is False and written.get("additionalProperties") is not False:
                yield path, "other fields are refused now"
        others, expected = written.get("additionalProperties"), read.get("additionalProperties")
        if isinstance(others, Mapping) and isinstance(expected, Mapping):
            yield from self.run(others, expected, f"{path}{{}}", depth + 1)


def _alternatives(schema: Schema) -> list[Schema]:
    """The schema's ways to be met: `anyOf` and `oneOf`, and several types, each with what stands beside them."""
    for name in ("anyOf", "oneOf"):
        if name in schema:
            beside = {key: value for key, value in schema.items() if key != name}
            return [{**beside, **one} for one in schema[name]]
    kinds = schema.get("type")
    return [{**schema, "type": one} for one in kinds] if isinstance(kinds, list) else [schema]


_ANY: Final = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})


def _types(schema: Schema) -> frozenset[str]:
    if "type" in schema:
        return frozenset({"number", "integer"} if schema["type"] == "number" else {schema["type"]})
    values = _values(schema)
    return _ANY if values is None else frozenset(map(_type_of, values))


def _type_of(value: Any) -> str:
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", type(None): "null"}
    return names.get(type(value), "object")


def _values(schema: Schema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    return list(schema["enum"]) if "enum" in schema else None


def _or(kinds: frozenset[str]) -> str:
    return "anything" if kinds == _ANY else " or ".join(sorted(kinds))


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


@dataclass(frozen=True)
class Documents:
    """Two OpenAPI documents and the schemas that they refer to."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]

    def old(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        """A part of the old document, its `$ref` followed."""
        return _followed(self.before, part)

    def new(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        """A part of the new document, its `$ref` followed."""
        return _followed(self.after, part)

    def request(self, old: Schema, new: Schema) -> Iterator[tuple[str, str]]:
        """What the new server may refuse of an old client's request."""
        yield from refusals(old, new, self.old, self.new, answer=False)

    def answer(self, old: Schema, new: Schema) -> Iterator[tuple[str, str]]:
        """What an old client may not understand of a new server's answer."""
        yield from refusals(new, old, self.new, self.old, answer=True)


def _followed(document: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in part:
        found: Any = document
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        beside = {key: value for key, value in part.items() if key != "$ref"}
        part = {**found, **beside}
    return part
