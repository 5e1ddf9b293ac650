"""ruff on a text, by a warm process for each set of rules."""

import atexit
import json
import os
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from ruff import find_ruff_bin

from agents.linting.findings import Finding, Report
from agents.linting.language_server import LanguageServer, ServerError
from agents.linting.silencers import unsilenced

__all__ = ["DEADLINE_S", "Rules", "lint"]

DEADLINE_S: Final = 2.0
"""Seconds for one text: the largest that agents accept take under 0.1 s, so that more means a process that hangs."""

_RULES_S: Final = 10.0
"""Seconds for the list of rules, which is asked for once: it takes 0.05 s."""

_SERVERS_MAX: Final = 4
"""Warm processes of 8 MB each; more sets of rules than that would be a mistake of ours."""


@dataclass(frozen=True)
class Rules:
    """What ruff looks for. Syntax errors are found whatever is selected.

    Attributes:
        select: codes and prefixes of codes, as on ruff's command line.
        ignore: the same, taken away again.
        line_length: for `E501`.
        max_args: for `PLR0913`.
        preview: lets rules be selected that ruff calls previews, each by its full code; `E1`, `E2` and `E3` are.
    """

    select: tuple[str, ...]
    ignore: tuple[str, ...] = ()
    line_length: int = 100
    max_args: int = 5
    preview: bool = False

    def options(self) -> dict[str, Any]:
        """The language server's settings. Nothing is read from files."""
        lint = {
            "select": self.select,
            "ignore": self.ignore,
            "preview": self.preview,
            "explicit-preview-rules": True,
            "pylint": {"max-args": self.max_args},
        }
        configuration = {"target-version": "py311", "line-length": self.line_length, "lint": lint}
        return {
            "settings": {
                "configurationPreference": "editorOnly",
                "showSyntaxErrors": True,
                "configuration": configuration,
            }
        }


class _Warm:
    """The processes of this process. A forked child makes its own: two readers on one pipe would mix answers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._servers: dict[Rules, LanguageServer] = {}
        self._pid = os.getpid()

    @cached_property
    def _command(self) -> list[str]:
        return [find_ruff_bin(), "server", "--isolated"]

    @cached_property
    def codes(self) -> dict[str, str]:
        """Name -> code of every rule: with previews allowed, the server tells names."""
        command = [find_ruff_bin(), "rule", "--all", "--output-format", "json"]
        told = subprocess.run(command, capture_output=True, check=True, env={}, timeout=_RULES_S)  # noqa: S603 - ruff's own
        return {rule["name"]: rule["code"] for rule in json.loads(told.stdout) if rule["code"]}

    def diagnostics(self, text: str, rules: Rules, seconds: float) -> list[dict[str, Any]]:
        """See `LanguageServer`. A process that had died while idle is replaced once."""
        deadline = time.monotonic() + seconds
        if not self._lock.acquire(timeout=seconds):
            raise ServerError("others were first for too long")
        try:
            if self._pid != os.getpid():
                self._servers, self._pid = {}, os.getpid()
            server = self._servers.pop(rules, None)
            if server is not None:
                try:
                    return self._use(server, text, rules, deadline)
                except ServerError:
                    if time.monotonic() >= deadline:
                        raise
            while len(self._servers) >= _SERVERS_MAX:
                self._servers.pop(next(iter(self._servers))).kill()
            return self._use(LanguageServer(self._command, rules.options(), deadline), text, rules, deadline)
        finally:
            self._lock.release()

    def close(self) -> None:
        """End this process's servers. They would end by themselves, but nobody would have waited for them."""
        if self._pid == os.getpid():
            while self._servers:
                self._servers.popitem()[1].kill()

    def _use(self, server: LanguageServer, text: str, rules: Rules, deadline: float) -> list[dict[str, Any]]:
        try:
            found = server.diagnostics(text, deadline)
        except BaseException:
            server.kill()
            raise
        self._servers[rules] = server
        return found


_WARM = _Warm()
atexit.register(_WARM.close)


def lint(text: str, rules: Rules, seconds: float = DEADLINE_S) -> Report:
    """What ruff says of a text.

    Args:
        text: its lines end with a line feed alone.
        rules: see `Rules`.
        seconds: the deadline.
    """
    try:
        found = _WARM.diagnostics(unsilenced(text), rules, seconds)
        codes = _WARM.codes if rules.preview else {}
        return Report(tuple(sorted(_finding(item, codes) for item in found)))
    except (ServerError, OSError, subprocess.SubprocessError, KeyError, TypeError, ValueError) as error:
        return Report(left_out=f"ruff did not answer ({str(error) or type(error).__name__})")


def _finding(item: dict[str, Any], codes: Mapping[str, str]) -> Finding:
    rule = str(item.get("code") or "invalid-syntax")
    start, end = item["range"]["start"], item["range"]["end"]
    return Finding(
        start["line"] + 1,
        start["character"] + 1,
        end["line"] + 1,
        end["character"] + 1,
        codes.get(rule, rule),
        item["message"].partition("\n")[0],  # further lines are ruff's own help
    )
