"""Who is asked for a token, what becomes of it, and what the page shows when something is not to be had.

The page is real, and so is the browser; the server is played, as no real one fails when it is told to.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, expect

from fleet.web.page.static import PageViews
from tests.page.browser import window

pytestmark = pytest.mark.asyncio(loop_scope="module")

NO_TOKEN = {"title": "The request has no token that is good here", "detail": "There is no token", "status": 401}
NOT_FOR_YOU = {"title": "The token does not allow this", "detail": "This is for: admin", "status": 403}
NOBODY = {"students": 0, "matched": 0, "overall": [0, 0, 0, 0], "components": {}, "rows": [], "next": None}
REFUSED = ("401", "403", "429", "503", "ERR_CONNECTION", "ERR_INCOMPLETE", "ERR_EMPTY", "Failed to load")
"""What the browser itself says of answers that are refused."""


class Server:
    """Knows one teacher, whose token is `good`."""

    def __init__(self) -> None:
        self.seen: set[str | None] = set()
        self.away = False
        self.full = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        token = request.headers.get("Authorization")
        self.seen.add(token)
        if self.away and request.transport is not None:
            request.transport.abort()
        if token != "Bearer good":
            return web.json_response(NO_TOKEN, status=401)
        if request.path.startswith(("/dead-letters", "/breakers")):
            return web.json_response(NOT_FOR_YOU, status=403)
        if request.path == "/live":
            return await self._live(request)
        if request.path == "/class":
            return web.json_response(NOBODY)
        return web.json_response({"detail": "nothing", "status": 503}, status=503)

    async def _live(self, request: web.Request) -> web.StreamResponse:
        if self.full:
            return web.json_response({"detail": "32 pages are open already", "status": 429}, status=429)
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        await asyncio.sleep(60)
        return stream


@pytest.fixture
def server() -> Server:
    return Server()


@pytest_asyncio.fixture(loop_scope="module")
async def url(server: Server) -> AsyncIterator[str]:
    app = web.Application()
    for route in PageViews().routes():
        app.router.add_get(route.path, route.handler)
    app.router.add_route("*", "/{rest:.*}", server.answer)
    async with TestServer(app) as made:
        yield str(made.make_url("")).rstrip("/")


async def storage(page: Any) -> tuple[str | None, int]:
    return await page.evaluate("[sessionStorage.getItem('fleet.token'), localStorage.length]")


async def test_a_token_is_asked_for_and_kept_in_this_tab(browser: Browser, server: Server, url: str) -> None:
    async with window(browser, url, expected=REFUSED) as one:
        page = one.page
        await page.goto(url)
        await expect(page.get_by_role("heading", level=1, name="Please sign in")).to_be_focused()
        assert await one.barriers() == []
        await page.get_by_label("Token").fill("bad")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Your token is not taken any more")
        assert await storage(page) == [None, 0]
        await page.get_by_label("Token").fill("Bearer good")  # as it stands in a header
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_text("No students yet")).to_be_visible()
        assert await storage(page) == ["good", 0]
        await page.reload()
        await expect(page.get_by_text("No students yet")).to_be_visible()
        assert server.seen == {None, "Bearer bad", "Bearer good"}
        await page.get_by_role("button", name="Sign out").click()
        await expect(page.get_by_role("heading", level=1, name="Please sign in")).to_be_visible()
        assert await storage(page) == [None, 0]


async def test_a_token_of_the_address_does_not_stay_there(browser: Browser, server: Server, url: str) -> None:
    async with window(browser, url, expected=REFUSED) as one:
        await one.page.goto(f"{url}/#token=good")
        await expect(one.page.get_by_text("No students yet")).to_be_visible()
        assert one.page.url == f"{url}/#/class"
        assert await storage(one.page) == ["good", 0]
        assert server.seen == {"Bearer good"}, "nothing is asked for before the token is known"
        await one.page.go_back()
        assert one.page.url == "about:blank", "and not in the history either"


async def test_what_a_token_does_not_allow_is_said_where_it_would_be(browser: Browser, url: str) -> None:
    async with window(browser, url, expected=REFUSED) as one:
        await one.page.goto(f"{url}/#token=good&operations")
        await expect(one.page.get_by_role("heading", level=1)).to_have_text("Operations")
        refused = one.page.get_by_role("alert").filter(has_text="This is for: admin")
        await expect(refused).to_have_count(2)  # dead letters and paused partitions
        assert await one.barriers() == []
        await one.page.get_by_role("link", name="Alerts").click()
        await expect(one.page.get_by_role("alert")).to_contain_text("nothing")  # a 503 in the server's words
        await expect(one.page.get_by_role("button", name="Try again")).to_be_visible()


async def test_a_server_that_is_away_is_waited_for(browser: Browser, server: Server, url: str) -> None:
    async with window(browser, url, expected=REFUSED) as one:
        server.away = True
        await one.page.goto(f"{url}/#token=good")
        await expect(one.page.get_by_role("alert")).to_contain_text("No connection")
        await expect(one.page.locator("#live-text")).to_have_text(re.compile("No connection|Connecting"))
        server.away = False
        await one.page.get_by_role("button", name="Try again").click()
        await expect(one.page.get_by_text("No students yet")).to_be_visible()


async def test_a_page_too_many_says_that_it_is_not_live(browser: Browser, server: Server, url: str) -> None:
    async with window(browser, url, expected=REFUSED) as one:
        server.full = True
        await one.page.goto(f"{url}/#token=good")
        await expect(one.page.locator("#live-text")).to_have_text("Not live: too many pages")
        await expect(one.page.get_by_text("No students yet")).to_be_visible()
