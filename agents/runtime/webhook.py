"""Telling alarms to a URL: one POST of JSON, bounded in time."""

from collections.abc import Mapping
from typing import Any

import aiohttp

from agents.runtime.alarms import Tell, UntoldError
from schemas.canonical import dumps

__all__ = ["webhook"]

_PATIENCE = aiohttp.ClientTimeout(total=5.0)
"""Seconds for one call: chat services and alert managers answer within one."""

_REFUSED = 300
"""From this status on the call has failed: redirects are not followed, as they would lead the text elsewhere."""


def webhook(url: str) -> Tell:
    """What posts alarms to a URL."""

    async def tell(body: Mapping[str, Any]) -> None:
        headers = {"Content-Type": "application/json"}
        try:
            async with (
                aiohttp.ClientSession(timeout=_PATIENCE) as session,
                session.post(url, data=dumps(dict(body)), headers=headers, allow_redirects=False) as response,
            ):
                if response.status >= _REFUSED:
                    raise UntoldError(f"the webhook answers {response.status}")
        except TimeoutError:
            raise UntoldError("the webhook does not answer") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise UntoldError(f"the webhook cannot be reached: {type(error).__name__}") from None

    return tell
