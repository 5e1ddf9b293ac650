"""Where words go: results to standard output, progress and errors to standard error."""

import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click
from rich.console import Console, RenderableType
from rich.text import Text

__all__ = ["Output", "json_option"]

Command = Callable[..., Any]

_PIPE_WIDTH = 200
"""Columns where there is no terminal to ask: tables in a file or a pipe must not be cut to 80."""


def json_option(command: Command) -> Command:
    """Add `--json`, given to the command as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, and no progress.")(command)


class Output:
    """One command's way to its user. A terminal that was closed meanwhile is no error: there is nobody to tell."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.console = _console(stderr=False)
        self.errors = _console(stderr=True)

    @property
    def live(self) -> bool:
        """Whether a line may be redrawn in place."""
        return not self.as_json and self.errors.is_terminal

    def say(self, text: str) -> None:
        """Tell what happens; silent with `--json`."""
        if not self.as_json:
            with contextlib.suppress(OSError):
                self.errors.print(text, markup=False)

    def tell(self, text: str) -> None:
        """Print a result for people; silent with `--json`."""
        if not self.as_json:
            with contextlib.suppress(OSError):
                self.console.print(text, markup=False)

    def result(self, value: Mapping[str, Any] | Sequence[Any], shown: RenderableType | None = None) -> None:
        """Print what the command was asked for: JSON, or `shown` for people."""
        with contextlib.suppress(OSError):
            if self.as_json or shown is None:
                click.echo(json.dumps(value, ensure_ascii=False, default=str))
            else:
                self.console.print(Text(shown) if isinstance(shown, str) else shown)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Go on without a reader; Rich would end the program, and with it what is still to be stopped."""
        self.quiet = True


def _console(*, stderr: bool) -> Console:
    console = _Console(stderr=stderr, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    return console
