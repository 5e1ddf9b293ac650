"""A Confluent-compatible schema registry server instead of the repository's file. The only home of its client.

A worker asks the server when it starts, and then only for ids that it has never met: nothing waits for the server while
records are processed. What it has told is kept in a file too, so that a worker starts without it.
"""

import asyncio
import contextlib
import importlib
import json
import logging
from collections.abc import Awaitable, Iterable
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import unquote, urlsplit, urlunsplit

from fleet.settings import Settings
from schemas import canonical
from schemas.codec import Registry
from schemas.errors import RegistryError
from schemas.registry import FileRegistry, RegisteredSchema, RemoteRegistry, fingerprint

__all__ = ["RegistryAwayError", "RegistryServer", "keep_learning", "load_registry"]

log = logging.getLogger(__name__)

_LOOK_S: Final = 0.5
"""Seconds between looks whether an id is wanted: well below the first delay of a retry."""

_AWAY_S: Final = 5.0
"""Seconds between two attempts at a server that does not answer."""

_NOT_FOUND: Final = 404

_KEPT: Final = "schema-registry.json"

COMPATIBILITY: Final = "FULL_TRANSITIVE"
"""Of every subject: whatever any version wrote is read by every other. Some servers check nothing by default."""

_T = TypeVar("_T")


class RegistryAwayError(Exception):
    """The registry server does not answer. Bring it back, or correct FLEET_SCHEMA_REGISTRY_URL."""


class RegistryServer:
    """The fleet's side of a registry server.

    Args:
        url: with user and password, if it wants them.
        kept: file of what the server has told; None to keep nothing.

    Raises:
        RegistryError: the client is not installed, or the URL is none.
    """

    def __init__(self, url: str, kept: Path | None = None) -> None:
        self._kept = kept
        self._shown, conf = _configuration(url)
        try:
            self._library: Any = importlib.import_module("confluent_kafka.schema_registry")
        except ImportError as exc:
            raise RegistryError(
                "FLEET_SCHEMA_REGISTRY_URL needs the extra `registry`: install agent-fleet[registry]"
            ) from exc
        self._client: Any = self._library.AsyncSchemaRegistryClient(conf)

    async def load(self) -> RemoteRegistry:
        """Ask for the ids of the fleet's own schemas.

        Raises:
            RegistryAwayError: no answer, and nothing is kept from earlier.
            RegistryError: a schema is not registered.
        """
        own = list(FileRegistry.load())
        try:
            found = [await self._look_up(one) for one in own]
        except RegistryAwayError:
            kept = self._read(own)
            if kept is None:
                raise
            log.warning("the schema registry %s does not answer: its ids are those kept from earlier", self._shown)
            return kept
        registry = RemoteRegistry(found)
        self._write(registry)
        return registry

    async def register(self) -> list[RegisteredSchema]:
        """Register every version of every subject, oldest first, under full transitive compatibility.

        Raises:
            RegistryAwayError: no answer.
            RegistryError: the server refuses a schema.
        """
        found = []
        for one in sorted(FileRegistry.load(), key=lambda one: (one.subject, one.version)):
            try:
                await self._ask(self._client.set_compatibility(one.subject, COMPATIBILITY))
                await self._ask(self._client.register_schema(one.subject, self._schema(one)))
            except self._library.SchemaRegistryError as exc:
                raise RegistryError(f"{self._shown} refuses version {one.version} of {one.subject}: {exc}") from exc
            found.append(await self._look_up(one))
        return found

    async def check(self, schema: Any, subject: str) -> bool:
        """Whether the server takes a schema as the next version of a subject.

        Raises:
            RegistryAwayError: no answer.
        """
        text = canonical.dumps(schema).decode()
        candidate = self._library.Schema(text, "AVRO")
        try:
            return bool(await self._ask(self._client.test_compatibility_all_versions(subject, candidate)))
        except self._library.SchemaRegistryError:
            return False

    async def run(self, registry: RemoteRegistry) -> None:
        """Fetch the ids that are wanted, until cancelled."""
        away = False
        while True:
            pause = _LOOK_S
            for schema_id in registry.wanted():
                try:
                    found = await self._fetch(schema_id)
                except RegistryAwayError as exc:
                    if not away:
                        log.warning("%s: schema ids that are not known wait for it", exc)
                    away, pause = True, _AWAY_S
                    break
                away = False
                if found is None:
                    registry.forget(schema_id)
                else:
                    registry.add(found)
                    log.info("schema id %d is version %d of %s", found.id, found.version, found.subject)
                    self._write(registry)
            await asyncio.sleep(pause)

    async def aclose(self) -> None:
        """Disconnect."""
        await self._client.aclose()

    async def _look_up(self, one: RegisteredSchema) -> RegisteredSchema:
        try:
            found = await self._ask(self._client.lookup_schema(one.subject, self._schema(one)))
        except self._library.SchemaRegistryError as exc:
            if exc.http_status_code != _NOT_FOUND:
                raise RegistryError(f"the schema registry {self._shown} refuses: {exc}") from exc
            raise RegistryError(
                f"version {one.version} of {one.subject} is not registered at {self._shown}: "
                "run `python -m fleet schemas register`"
            ) from exc
        return RegisteredSchema(found.schema_id, one.subject, one.version, one.name, one.schema)

    async def _fetch(self, schema_id: int) -> RegisteredSchema | None:
        try:
            found = await self._ask(self._client.get_schema(schema_id))
            places = await self._ask(self._client.get_schema_versions(schema_id))
        except self._library.SchemaRegistryError as exc:
            if exc.http_status_code == _NOT_FOUND:
                return None
            raise RegistryAwayError(f"the schema registry {self._shown} refuses: {exc}") from exc
        schema = json.loads(found.schema_str)
        if not places or not isinstance(schema, dict) or schema.get("type") != "record":
            return None
        name = f"{schema['namespace']}.{schema['name']}" if schema.get("namespace") else schema["name"]
        return RegisteredSchema(schema_id, places[0].subject, places[0].version, name, schema)

    async def _ask(self, answer: Awaitable[_T]) -> _T:
        try:
            return await answer
        except self._library.SchemaRegistryError as exc:
            if exc.http_status_code >= 500:  # noqa: PLR2004 - the server's own trouble
                raise RegistryAwayError(f"the schema registry {self._shown} does not work: {exc}") from exc
            raise
        except Exception as exc:
            # Its HTTP library has many kinds of errors, none of which the client makes its own.
            raise RegistryAwayError(f"the schema registry {self._shown} does not answer: {type(exc).__name__}") from exc

    def _schema(self, one: RegisteredSchema) -> Any:
        return self._library.Schema(canonical.dumps(one.schema).decode(), "AVRO")

    # -- what is kept --------------------------------------------------------------------------------------------------
    def _write(self, registry: RemoteRegistry) -> None:
        if self._kept is None:
            return
        rows = [
            {"id": one.id, "subject": one.subject, "version": one.version, "name": one.name, "schema": one.schema}
            for one in registry.known()
        ]
        unfinished = self._kept.with_suffix(".unfinished")
        try:
            self._kept.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(canonical.dumps({"server": self._shown, "schemas": rows}))
            unfinished.replace(self._kept)
        except OSError as exc:
            log.warning("what the schema registry told cannot be kept: %s", exc)

    def _read(self, own: Iterable[RegisteredSchema]) -> RemoteRegistry | None:
        """What is kept from this server, if it has all of the fleet's own schemas."""
        if self._kept is None:
            return None
        with contextlib.suppress(OSError, canonical.JsonError, KeyError, TypeError):
            kept = canonical.loads(self._kept.read_bytes())
            if kept["server"] != self._shown:
                return None
            known = [
                RegisteredSchema(row["id"], row["subject"], row["version"], row["name"], row["schema"])
                for row in kept["schemas"]
            ]
            by_content = {(one.subject, fingerprint(one.schema)): one for one in known}
            found = [by_content[one.subject, fingerprint(one.schema)] for one in own]
            registry = RemoteRegistry(found)
            for one in known:
                registry.add(one)
            return registry
        return None


async def load_registry(settings: Settings) -> Registry:
    """The registry that the settings name.

    Raises:
        RegistryAwayError, RegistryError: see `RegistryServer.load`.
    """
    server = _server(settings)
    if server is None:
        return FileRegistry.load()
    async with contextlib.aclosing(server):
        return await server.load()


async def keep_learning(settings: Settings, registry: Registry) -> None:
    """Fetch what a registry of a server does not know, until cancelled; a file knows all there is."""
    server = _server(settings)
    if server is None or not isinstance(registry, RemoteRegistry):
        return
    async with contextlib.aclosing(server):
        await server.run(registry)


def _server(settings: Settings) -> RegistryServer | None:
    url = settings.schema_registry_url
    return None if url is None else RegistryServer(url, settings.data_dir / _KEPT)


def _configuration(url: str) -> tuple[str, dict[str, str]]:
    """The URL without its secrets, and the client's configuration."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise RegistryError("FLEET_SCHEMA_REGISTRY_URL is no http:// or https:// URL")
    shown = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    conf = {"url": shown}
    if parts.username is not None:
        conf["basic.auth.user.info"] = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return shown, conf
