"""Changes of a schema, and what every judge has to say to them."""

import copy
from collections.abc import Callable
from typing import Any

__all__ = ["ACCEPTED", "BASE", "REFUSED", "SUBJECT", "changed"]

SUBJECT = "example-value"
BASE: dict[str, Any] = {
    "type": "record",
    "name": "Example",
    "namespace": "test",
    "fields": [
        {"name": "id", "type": "string"},
        {"name": "count", "type": "long"},
        {"name": "note", "type": ["null", "string"], "default": None},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"]}},
        {
            "name": "open",
            "type": {"type": "enum", "name": "Open", "symbols": ["A", "OTHER"], "default": "OTHER"},
            "default": "OTHER",
        },
    ],
}

Change = Callable[[list[dict[str, Any]]], Any]

REFUSED: dict[str, tuple[Change, str]] = {
    "a required field removed": (lambda fields: fields.pop(0), "id"),
    "a type changed": (lambda fields: fields[1].update(type="string"), "string not compatible"),
    "a type widened": (lambda fields: fields[1].update(type="double"), "double not compatible|not compatible"),
    "a new field without a default": (lambda fields: fields.append({"name": "new", "type": "string"}), "new"),
    "a field renamed": (lambda fields: fields[0].update(name="identifier"), "identifier"),
    "a new symbol without a default": (lambda fields: fields[3]["type"]["symbols"].append("C"), "C"),
    "a field that may be null no more": (lambda fields: fields[2].update(type="string", default=""), "null|union"),
}
ACCEPTED: dict[str, Change] = {
    "nothing changed": lambda _: None,
    "a new optional field": lambda fields: fields.append({"name": "new", "type": ["null", "long"], "default": None}),
    "an optional field removed": lambda fields: fields.pop(2),
    "another doc": lambda fields: fields[0].update(doc="Identifies it."),
    "a new symbol beside a default": lambda fields: fields[4]["type"]["symbols"].append("C"),
}


def changed(change: Change) -> dict[str, Any]:
    schema = copy.deepcopy(BASE)
    change(schema["fields"])
    return schema
