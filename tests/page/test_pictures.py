"""The pictures of the documentation, taken when asked: `FLEET_SCREENSHOTS=docs/images pytest tests/page`."""

import os
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest
from playwright.async_api import Browser, expect

from tests.page.browser import Window, window
from tests.stack.support import ROOT, Worker

pytestmark = [pytest.mark.stack, pytest.mark.asyncio(loop_scope="module")]

LARGEST = 200_000  # bytes: somebody reads these pages on a train


class Picture(NamedTuple):
    name: str
    view: str
    theme: Literal["light", "dark"] = "light"
    width: int = 1200


PICTURES = [
    Picture("page-class", "class"),
    Picture("page-alerts", "alerts"),
    Picture("page-student", "student/{busiest}", "dark"),
    Picture("page-playground", "playground"),
    Picture("page-operations", "operations"),
    Picture("page-phone", "class", "dark", 375),
]


BROKEN = "marks = [3, 5, 4]\nfor place in range(4):\n    print(marks[place])\n"


async def struggle(worker: Worker, students: list[str]) -> None:
    """What students really do: the same error again and again, wrong solutions, a call for help, a bad quiz."""
    same, failing, stuck, quizzed = students
    made = await ask(worker, "/exercise/generate", failing, query="Something to practise", topic="loops")
    for _ in range(5):
        exercise = made["metadata"]["exercise_id"]
        await ask(worker, "/exercise/verify", failing, exercise_id=exercise, code="def solve(*_):\n    return None\n")
    for _ in range(3):
        await ask(worker, "/debug/analyze", same, query="Why does it stop?", code=BROKEN)
    await ask(worker, "/concepts/explain", stuck, query="I'm stuck, how does a while loop end?")
    scores = {"completion": 0.4, "quiz": 0.2, "quality": 0.5, "consistency": 0.6}
    await worker.post(f"/progress/{quizzed}", {"component": "functions", "scores": scores})


async def ask(worker: Worker, path: str, student: str, **body: str) -> Any:
    status, said = await worker.post(path, {"student_id": student, **body})
    assert status == 200, said
    return said


async def prepare(one: Window, name: str) -> None:
    if name == "page-alerts":
        for reason in (
            "Low quiz score",
            "Says that they are stuck",
            "The same error again and again",
            "Failed runs in a row",
        ):
            await one.page.locator("li.alert").get_by_text(reason).first.wait_for()
        await one.page.get_by_text("Evidence").first.click()
    if name == "page-playground":
        await one.page.get_by_role("button", name="Find what is wrong").click()
        await one.page.locator("pre.numbered").wait_for()
    await expect(one.page.locator(".loading")).to_have_count(0)
    await one.page.locator("#live[data-state='live']").wait_for()
    await one.page.evaluate("document.activeElement.blur()")


@pytest.mark.skipif("FLEET_SCREENSHOTS" not in os.environ, reason="taken when FLEET_SCREENSHOTS names a folder")
@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
async def test_a_picture(browser: Browser, worker: Worker, picture: Picture) -> None:
    folder = ROOT / Path(os.environ["FLEET_SCREENSHOTS"])
    _, students = await worker.get("/class?sort=recent&limit=60")
    busiest = max(students["rows"], key=lambda row: len(row["mastery"]))["student_id"]
    if picture.name == "page-alerts":
        await struggle(worker, [row["student_id"] for row in students["rows"][:4]])
    async with window(browser, worker.url, theme=picture.theme, width=picture.width, height=800) as one:
        await one.open(picture.view.format(busiest=busiest))
        await prepare(one, picture.name)
        file = folder / f"{picture.name}.png"
        await one.page.screenshot(path=file, animations="disabled")
        assert file.stat().st_size < LARGEST
