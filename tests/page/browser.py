"""A real Chromium for the tests of the page: found here, never downloaded."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE_MS = 30_000  # for what takes a second on an idle machine


def chromium() -> str:
    """Its path; the test is skipped where there is none."""
    given = os.environ.get("FLEET_CHROMIUM")
    found = given or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None or shutil.which(found) is None:
        pytest.skip("NO CHROMIUM: the page is not tested. Install `chromium`, or name one by FLEET_CHROMIUM")
    return found


@asynccontextmanager
async def started() -> AsyncIterator[Browser]:
    """A browser, until the end."""
    path = chromium()
    async with async_playwright() as driver:
        # Root may not use Chromium's own sandbox; the pages are ours. Containers have a small /dev/shm.
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = await driver.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Window:
    """A window of the browser: its page, and what went wrong in it."""

    page: Page
    url: str
    wrong: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()  # parts of messages that a test provokes

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(part in message.text for part in self.expected):
            self.wrong.append(f"{message.text} ({message.location.get('url')})")

    async def open(self, view: str = "class") -> None:
        await self.page.goto(f"{self.url}/#/{view}")
        await self.page.get_by_role("heading", level=1).first.wait_for()

    async def barriers(self) -> list[str]:
        """Serious and critical findings of axe, each with where it is."""
        found = await Axe().run(self.page)
        return [
            f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
            for one in found.response["violations"]
            if one["impact"] in ("serious", "critical")
        ]

    async def overflow(self) -> int:
        """Pixels by which the page is wider than the window."""
        return int(await self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@asynccontextmanager
async def window(
    browser: Browser,
    url: str,
    *,
    width: int = 1200,
    height: int = 860,
    theme: Literal["light", "dark"] = "light",
    expected: tuple[str, ...] = (),
    **context: Any,
) -> AsyncIterator[Window]:
    """A window of its own; at its end nothing may have gone wrong in it."""
    made = await browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, locale="en", timezone_id="UTC", **context
    )
    try:
        one = Window(await made.new_page(), url, expected=expected)
        yield one
        assert one.wrong == []
    finally:
        await made.close()
