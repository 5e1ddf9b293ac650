"""The page in a real Chromium, before a real fleet."""

import re
import time
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.page.browser import PATIENCE_MS, window
from tests.page.conftest import STUDENTS
from tests.stack.support import Fleet, Worker, until

pytestmark = [pytest.mark.stack, pytest.mark.asyncio(loop_scope="module")]

VIEWS = ("class", "alerts", "playground", "operations")
LOW = {"completion": 0.2, "quiz": 0.1, "quality": 0.2, "consistency": 0.3}
expect.set_options(timeout=PATIENCE_MS)

PAINTED = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const rows = document.querySelectorAll("table.heat tbody tr").length;
  return [Math.round(page.loadEventEnd), Math.round(performance.now()), rows];
}"""


async def report(worker: Worker, student: str, scores: dict[str, float], component: str = "basics") -> None:
    status, said = await worker.post(f"/progress/{student}", {"component": component, "scores": scores})
    assert status == 202, said


async def test_the_page_loads_and_shows_the_class(
    browser: Browser, worker: Worker, record_testsuite_property: Any
) -> None:
    async with window(browser, worker.url) as one:
        await one.open()
        await one.page.locator("table.heat tbody tr").first.wait_for()
        loaded, filled, rows = await one.page.evaluate(PAINTED)
        print(f"loaded after {loaded} ms, filled after {filled} ms")  # noqa: T201 - a figure, not a judgement
        record_testsuite_property("page_loaded_ms", loaded)
        assert rows == 50
        assert loaded < PATIENCE_MS
        await expect(one.page.get_by_text(re.compile(rf"^{STUDENTS} students, \d components\.$"))).to_be_visible()
        await expect(one.page.locator("#live-text")).to_have_text("Live")


async def test_counts_lead_to_students_and_pages_to_all_of_them(browser: Browser, worker: Worker) -> None:
    async with window(browser, worker.url) as one:
        await one.open()
        page = one.page
        region = page.get_by_role("navigation", name="Pages of students")
        button = page.get_by_role("button", name=re.compile(r"^[1-9]\d* \w+ in Basics: show them")).first
        count, level = str(await button.get_attribute("aria-label")).split()[:2]
        await button.click()
        await expect(page.get_by_label("Level", exact=True)).to_have_value(level)
        await expect(region).to_contain_text(f"of {count}")
        cells = page.locator("table.heat td[data-component='basics']")
        found = {await cells.nth(at).get_attribute("class") for at in range(await cells.count())}
        assert found == {f"mastery level-{level}"}
        await page.reload()
        await expect(page.get_by_label("Level", exact=True)).to_have_value(level)  # the address names what is shown
        await page.get_by_label("Level", exact=True).select_option("")
        await page.get_by_label("Order", exact=True).select_option("student")
        names: list[str] = []
        _, whole = await worker.get("/class?limit=1")
        total = whole["students"]
        await expect(region).to_contain_text(f"1 to 50 of {total}")
        names += await page.locator("table.heat tbody a").all_inner_texts()
        await region.get_by_role("button", name="Next").click()
        await expect(region).to_contain_text(f"51 to {total} of {total}")
        names += await page.locator("table.heat tbody a").all_inner_texts()
        assert len(set(names)) == total
        assert names == sorted(names)


async def test_a_student_who_falls_back_is_seen_without_a_reload(browser: Browser, worker: Worker) -> None:
    async with window(browser, worker.url) as one:
        await one.open("class?search=fresh")
        await expect(one.page.get_by_text("Nobody matches")).to_be_visible()
        await expect(one.page.locator("#live-text")).to_have_text("Live")
        await report(worker, "stu-fresh", LOW)
        row = one.page.locator("tr[data-row='stu-fresh']")
        await expect(row).to_contain_text("0.18")  # 0.4 * 0.2 + 0.3 * 0.1 + 0.2 * 0.2 + 0.1 * 0.3
        await expect(row.locator("td[data-component='basics']")).to_have_class(re.compile("level-beginner"))
        await report(worker, "stu-fresh", dict.fromkeys(LOW, 0.95))
        await expect(row.locator("td[data-component='basics']")).to_have_class(re.compile("level-mastered"))
        await row.get_by_role("link").click()
        await expect(one.page.get_by_role("heading", level=1)).to_have_text("stu-fresh")
        await expect(one.page.get_by_role("img", name="Overall mastery by day")).to_be_visible()
        await report(worker, "stu-fresh", LOW, "oop")
        await expect(one.page.get_by_role("rowheader", name="Oop")).to_be_visible()
        await one.page.get_by_text("The same as a table").click()
        await expect(one.page.get_by_role("table", name="Mastery by day")).to_contain_text("0.95")


async def test_who_struggles_is_told_with_evidence_until_they_succeed(browser: Browser, worker: Worker) -> None:
    async with window(browser, worker.url) as one:
        await one.open("alerts")
        await expect(one.page.locator("#live-text")).to_have_text("Live")
        alert = one.page.get_by_role("listitem").filter(has=one.page.get_by_role("link", name="stu-struggling"))
        await expect(alert).to_have_count(0)
        begun = time.monotonic()
        await report(worker, "stu-struggling", LOW)
        await expect(alert).to_contain_text("Low quiz score")
        print(f"an alert is seen {time.monotonic() - begun:.2f} s after its event")  # noqa: T201 - as above
        await alert.get_by_text("Evidence").click()
        await expect(alert.locator(".evidence li")).to_have_count(1)
        await alert.get_by_role("link").click()
        await expect(one.page.get_by_role("region", name="Alerts")).to_contain_text("Low quiz score")
        await report(worker, "stu-struggling", dict.fromkeys(LOW, 0.95))
        await expect(one.page.get_by_role("region", name="Alerts")).to_contain_text("No open alerts")


async def test_a_dead_letter_is_replayed_and_another_discarded(browser: Browser, worker: Worker) -> None:
    async with window(browser, worker.url) as one:
        await one.open("operations")
        page = one.page
        letters = page.locator("table.letters tbody tr")
        await letters.first.wait_for()
        first = (await letters.first.locator("summary").inner_text()).strip()
        await page.get_by_role("button", name=f"Replay {first}", exact=True).click()
        dialog = page.get_by_role("dialog", name="Replay this record?")
        await expect(dialog).to_contain_text("It would fail again")
        await dialog.get_by_label("Who you are").fill("Ada")
        await dialog.get_by_role("button", name="Replay").click()
        await expect(dialog).to_be_visible()  # without a reason nothing is done
        await dialog.get_by_label("Reason").fill("the schema is mended")
        await dialog.get_by_role("button", name="Replay").click()
        await expect(dialog).to_be_hidden()
        await expect(page.locator("#notice")).to_have_text("It is on its way.")

        async def tried() -> bool:
            _, entry = await worker.get(f"/dead-letters/{first}")
            return "Ada" in {step.get("actor") for step in entry["history"]} and entry["retry_count"] == 1

        await until("the replay is in the history", tried)
        second = (await letters.nth(1).locator("summary").inner_text()).strip()
        await page.get_by_role("button", name=f"Discard {second}", exact=True).click()
        dialog = page.get_by_role("dialog", name="Discard this record?")
        await dialog.get_by_label("Reason").fill("test data")
        await dialog.get_by_role("button", name="Discard").click()
        await expect(page.get_by_role("button", name=f"Discard {second}", exact=True)).to_have_count(0)
        _, entry = await worker.get(f"/dead-letters/{second}")
        assert entry["state"] == "discarded"


async def test_the_playground_answers_as_a_student_sees_it(browser: Browser, worker: Worker) -> None:
    async with window(browser, worker.url) as one:
        await one.open("playground")
        page = one.page
        await page.get_by_role("button", name="Find what is wrong").click()
        await expect(page.get_by_role("tabpanel", name="Debug")).to_contain_text("The colon at the end of this")
        await expect(page.locator("pre.numbered .marked").first).to_contain_text("for i in range(1, 4)")
        await page.get_by_role("button", name="Show a hint").click()
        await expect(page.locator(".steps li")).to_have_count(1)
        await page.get_by_role("tab", name="Review").click()
        await page.get_by_role("button", name="Review it").click()
        await expect(page.get_by_role("tabpanel", name="Review")).to_contain_text("Score 0.")
        await page.get_by_role("tab", name="Explain").click()
        await page.get_by_role("button", name="Explain").click()
        await expect(page.get_by_role("tabpanel", name="Explain").get_by_role("heading").first).to_contain_text("loop")
        await page.get_by_role("tab", name="Exercise").click()
        panel = page.get_by_role("tabpanel", name="Exercise")
        await panel.get_by_role("button", name="Get an exercise").click()
        await expect(panel.get_by_role("heading", name=re.compile("An exercise on"))).to_be_visible()
        await panel.get_by_role("button", name="Show a hint").click()
        await expect(panel.locator(".steps li")).to_have_count(1)
        await panel.get_by_label("Your solution").fill("x = 1\n")
        await panel.get_by_role("button", name="Check the solution").click()
        await expect(panel.get_by_role("group", name="Verdict")).to_contain_text(re.compile(r"0 of \d+ tests passed"))


@pytest.mark.parametrize(("theme", "width"), [("light", 1200), ("dark", 1200), ("light", 320), ("dark", 320)])
async def test_there_are_no_barriers(browser: Browser, worker: Worker, theme: Any, width: int) -> None:
    _, students = await worker.get("/class?limit=1")
    async with window(browser, worker.url, theme=theme, width=width) as one:
        for view in (*VIEWS, f"student/{students['rows'][0]['student_id']}"):
            await one.open(view)
            await expect(one.page.locator(".loading")).to_have_count(0)
            assert await one.barriers() == [], view
            assert await one.overflow() <= 0, view


async def test_everything_is_reached_by_keyboard(browser: Browser, worker: Worker) -> None:
    async with window(browser, worker.url) as one:
        await one.open()
        page = one.page
        await page.locator("table.heat tbody tr").first.wait_for()
        press = page.keyboard.press
        await press("Tab")
        await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        await press("Enter")
        await expect(page.locator("main")).to_be_focused()
        await page.get_by_role("link", name=re.compile("^Operations")).focus()
        await press("Enter")
        await expect(page.get_by_role("heading", level=1, name="Operations")).to_be_focused()
        button = page.get_by_role("button", name=re.compile("^Replay ")).first
        await button.focus()
        await press("Enter")
        await expect(page.get_by_label("Reason")).to_be_visible()
        await press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(button).to_be_focused()
        await page.get_by_role("link", name="Playground").focus()
        await press("Enter")
        await page.get_by_role("tab", name="Debug").focus()
        await press("ArrowRight")
        await expect(page.get_by_role("tab", name="Review")).to_be_focused()
        await expect(page.get_by_role("tabpanel", name="Review")).to_be_visible()
        await press("Tab")
        await expect(page.get_by_label("Code").last).to_be_focused()


async def test_themes_can_be_chosen_and_stay(browser: Browser, worker: Worker) -> None:
    async with window(browser, worker.url, theme="dark") as one:
        await one.open()
        ground = "getComputedStyle(document.body).backgroundColor"
        dark = await one.page.evaluate(ground)
        button = one.page.get_by_role("button", name=re.compile("^Colours"))
        await button.click()
        await expect(button).to_have_accessible_name("Colours: light")
        light = await one.page.evaluate(ground)
        assert light != dark
        await one.page.reload()
        assert await one.page.evaluate(ground) == light


async def test_several_workers_are_one_class(browser: Browser, fleet: Fleet, worker: Worker) -> None:
    """Last: partitions move to a second worker, whose page shows what the first one has."""
    other = fleet.worker("worker-2")
    await other.ready()

    async def spread() -> bool:
        return len((await other.health())["partitions"]["owned"]) == 3 and (await worker.health()).get("ready", False)

    await until("the partitions are spread", spread)
    async with window(browser, other.url) as one:
        await one.open("class?search=shared")
        await expect(one.page.locator("#live-text")).to_have_text("Live")
        names = [f"stu-shared-{number}" for number in range(12)]
        for name in names:
            await report(worker, name, LOW)
        for name in names:
            await expect(one.page.locator(f"tr[data-row='{name}']")).to_contain_text("0.18")
    assert worker.stop() == 0  # a stream that is open does not hold it up
