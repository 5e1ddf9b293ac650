"""Reading an identity provider's keys over HTTP."""

from typing import Final

import aiohttp

__all__ = ["fetch"]

_SECONDS: Final = 5.0
"""For the whole answer: requests wait for it where a token names an unknown key."""

_MOST_BYTES: Final = 1 << 20
"""Of a document: a provider's has some kilobytes."""


async def fetch(url: str) -> bytes:
    """The document.

    Raises:
        OSError: the provider is away, or answers with something else.
        TimeoutError: it takes too long.
    """
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as response:
            if response.status != 200:  # noqa: PLR2004 - OK
                raise OSError(f"it answers with HTTP {response.status}")
            document = await response.content.read(_MOST_BYTES + 1)
            while len(document) <= _MOST_BYTES and (more := await response.content.read(_MOST_BYTES)):
                document += more
    except aiohttp.ClientError as error:
        raise OSError(f"it cannot be reached: {type(error).__name__}") from error
    if len(document) > _MOST_BYTES:
        raise OSError(f"its document has more than {_MOST_BYTES} bytes")
    return document
