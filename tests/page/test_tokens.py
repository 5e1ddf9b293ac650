"""The page before a real fleet that asks for tokens: what each role sees there, and what an old token leads to."""

import time

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from agents.runtime.access import Role
from fleet.access.config import rules
from fleet.access.tokens import mint
from fleet.settings import Settings
from tests.page.browser import PATIENCE_MS, window
from tests.page.conftest import STUDENTS
from tests.stack.support import Fleet, Worker, until

pytestmark = [pytest.mark.stack, pytest.mark.asyncio(loop_scope="module")]

SECRET = "forty characters that nobody has guessed"
HOUR = 3600
expect.set_options(timeout=PATIENCE_MS)


def token(role: Role, *, made: float = 0.0) -> str:
    """Good for an hour, from so many seconds after now."""
    student = "stu-00001" if role is Role.STUDENT else None
    now = time.time() + made
    return mint(SECRET, rules(Settings()), subject=f"the {role}", role=role, seconds=HOUR, now=now, student_id=student)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worker(fleet: Fleet) -> Worker:
    """As in `conftest`, but it asks who is there."""
    one = fleet.worker(FLEET_AUTH="required", FLEET_AUTH_SECRET=SECRET)
    one.token = token(Role.ADMIN)
    await one.ready()
    await one.read(await fleet.simulate(2500, students=STUDENTS))
    return one


async def sign_in(page: Page, role: Role) -> None:
    await page.get_by_label("Token").fill(token(role))
    await page.get_by_role("button", name="Sign in").click()


async def shows_the_class(page: Page) -> None:
    await expect(page.get_by_text(f"{STUDENTS} students, ")).to_be_visible()
    await expect(page.locator("table.heat tbody tr").first).to_be_visible()
    await expect(page.locator("#live-text")).to_have_text("Live")


async def test_a_teacher_signs_in_and_sees_the_class(browser: Browser, worker: Worker) -> None:
    async with window(browser, worker.url, expected=("401",)) as one:  # what the browser says of the first request
        await one.page.goto(worker.url)
        await expect(one.page.get_by_role("heading", level=1, name="Please sign in")).to_be_visible()
        await sign_in(one.page, Role.TEACHER)
        await shows_the_class(one.page)
    async with window(browser, worker.url) as one:  # nothing is wrong from here on
        await one.page.goto(f"{worker.url}/#token={token(Role.TEACHER)}")
        await shows_the_class(one.page)
        await one.page.locator("table.heat tbody a").first.click()
        await expect(one.page.get_by_role("img", name="Overall mastery by day")).to_be_visible()
        await one.page.get_by_role("link", name="Alerts").click()
        await expect(one.page.get_by_role("heading", level=1, name="Alerts")).to_be_visible()
        await expect(one.page.locator(".loading")).to_have_count(0)
        await expect(one.page.get_by_role("alert")).to_have_count(0)


async def test_dead_letters_are_an_admins(browser: Browser, worker: Worker) -> None:
    async with window(browser, worker.url, expected=("403",)) as one:
        await one.page.goto(f"{worker.url}/#token={token(Role.TEACHER)}&operations")
        refused = one.page.get_by_role("alert").filter(has_text="This is for: admin")
        await expect(refused.first).to_contain_text("Ask for one with the right role")
        await expect(one.page.get_by_role("button", name="Replay")).to_have_count(0)
    async with window(browser, worker.url) as one:
        page = one.page
        await page.goto(f"{worker.url}/#token={token(Role.ADMIN)}&operations")
        letter = (await page.locator("table.letters tbody summary").first.inner_text()).strip()
        await page.get_by_role("button", name=f"Replay {letter}").click()
        dialog = page.get_by_role("dialog", name="Replay this record?")
        await expect(dialog).to_contain_text("It would fail again")
        await expect(dialog.get_by_label("Who you are")).to_have_count(0)  # the token says it
        await dialog.get_by_label("Reason").fill("the schema is mended")
        await dialog.get_by_role("button", name="Replay").click()
        await expect(page.locator("#notice")).to_have_text("It is on its way.")

        async def tried() -> bool:
            _, entry = await worker.get(f"/dead-letters/{letter}")
            steps = {step.get("actor") for step in entry["history"]}
            return "the admin" in steps and entry["retry_count"] == 1

        await until("the replay is in the history, by the token's subject", tried)


async def test_a_student_is_told_that_the_class_is_not_for_them(browser: Browser, worker: Worker) -> None:
    async with window(browser, worker.url, expected=("403",)) as one:
        await one.page.goto(f"{worker.url}/#token={token(Role.STUDENT)}")
        refused = one.page.get_by_role("alert")
        await expect(refused).to_contain_text("Not for you")
        await expect(refused).to_contain_text("Ask for one with the right role")
        await expect(one.page.locator("table.heat")).to_have_count(0)
        assert await one.barriers() == []
        await one.page.get_by_role("link", name="Playground").click()  # this is
        await one.page.get_by_label("Student").fill("stu-00001")
        await one.page.get_by_role("button", name="Find what is wrong").click()
        await expect(one.page.get_by_role("tabpanel", name="Debug")).to_contain_text("The colon at the end of this")


async def test_an_expired_token_asks_for_a_new_one(browser: Browser, worker: Worker) -> None:
    async with window(browser, worker.url, expected=("401",)) as one:
        page = one.page
        await page.goto(f"{worker.url}/#token={token(Role.TEACHER)}")
        await shows_the_class(page)
        old = token(Role.TEACHER, made=-2 * HOUR)
        await page.evaluate("(old) => sessionStorage.setItem('fleet.token', old)", old)  # as if the tab had been left
        await page.reload()
        await expect(page.get_by_role("heading", level=1, name="Your token is not taken any more")).to_be_focused()
        await expect(page.locator("form.sign-in")).to_contain_text("expired")
        assert await page.evaluate("sessionStorage.getItem('fleet.token')") is None
        await sign_in(page, Role.TEACHER)
        await shows_the_class(page)
