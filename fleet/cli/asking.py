"""How commands ask a worker: with a token, and what comes back as a line."""

from collections.abc import Callable
from typing import Any, Final

import click

from fleet.access.development import development_token
from fleet.settings import load_settings
from fleet.web_client import WebClient, web_url

__all__ = ["client", "token_option"]

Command = Callable[..., Any]

_GIVEN: Final = "fleet.cli.asking"


def token_option(command: Command) -> Command:
    """Add `--token`, for `client`."""

    def keep(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
        ctx.meta[_GIVEN] = value

    return click.option(
        "--token",
        envvar="FLEET_TOKEN",
        show_envvar=True,
        expose_value=False,
        callback=keep,
        help="Bearer token; without it one is made with the secret of the data folder, if there is one.",
    )(command)


def client(url: str | None = None, subject: str | None = None) -> WebClient:
    """A client with the token of the running command.

    Args:
        url: the worker's; by the settings without.
        subject: whom a token names that is made here; the user without.
    """
    settings = load_settings()
    url = url or web_url(settings)
    given = click.get_current_context().meta.get(_GIVEN)
    return WebClient(url, given or development_token(settings, url, subject), settings.web_tls_ca)
