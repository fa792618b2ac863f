"""Mamori at work on the page: the main screens at three widths, light and dark, kept as pictures to look at."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.playground.cast import EMMA, GENERAL, TANAKA
from tests.browser.conftest import Desk
from tests.browser.hands import say
from tests.kit.stage import ROOT, Stage, stage

PICTURES = Path(os.environ.get("MAMORI_TEST_PICTURES") or ROOT / ".pictures")
WIDTHS = {"narrow": (360, 740), "phone": (390, 844), "desktop": (1280, 800)}
LAPTOP = {TANAKA.id: "ノートパソコンを社外に持ち出してもいいですか？", EMMA.id: "May I take this laptop out?"}
# What can be pressed and is cut off, beside what one scrolls to in a box of its own.
CUT = """
() => [...document.querySelectorAll('button, a.button, select, summary, [role=menuitem]')]
  .filter((node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
  .filter((node) => !node.closest('.scroll-x, .chips, #side, .offers'))
  .filter((node) => {
    const { left, right, width } = node.getBoundingClientRect();
    return left < -1 || right > innerWidth + 1 || (node.localName !== 'select' && node.scrollWidth > width + 2);
  })
  .map((node) => node.outerHTML.slice(0, 120))
"""


class Camera:
    """One browser window of the product's page."""

    def __init__(self, desk: Desk, page: Page, name: str) -> None:
        self.desk = desk
        self.page = page
        self.name = name

    async def go(self, path: str) -> None:
        await self.page.goto("about:blank")  # a new hash alone would not load the page again
        await self.page.goto(f"{self.desk.playground.url}/{path}")

    async def take(self, name: str) -> None:
        """Keeps the picture; nothing on it may be cut off or wider than the window."""
        await expect(self.page.locator("[aria-busy]")).to_have_count(0)
        await self.page.screenshot(path=PICTURES / f"{name}-{self.name}.png", animations="disabled")
        assert await self.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
        assert await self.page.evaluate(CUT) == [], name


@pytest.fixture(scope="session", autouse=True)
def _folder() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def at_work(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("pictures")) as scene:
        yield scene


@pytest_asyncio.fixture(loop_scope="session", params=[(w, t) for w in WIDTHS for t in ("light", "dark")], ids="-".join)
async def camera(request: pytest.FixtureRequest, at_work: Stage, browser: Browser) -> AsyncIterator[Camera]:
    width, theme = request.param
    wide, high = WIDTHS[width]
    small = width != "desktop"
    context = await browser.new_context(
        viewport={"width": wide, "height": high},
        color_scheme=theme,
        has_touch=small,
        is_mobile=small,
        locale="ja-JP",
        reduced_motion="reduce",
    )
    desk = Desk(at_work.slack, context)
    page = await desk.open("/", wide, high)
    yield Camera(desk, page, f"{width}-{theme}")
    await context.close()
    assert desk.complaints == []


async def test_the_first_screen(camera: Camera) -> None:
    await camera.page.locator(".person").first.wait_for()
    await camera.take("chooser")


@pytest.mark.parametrize("user", LAPTOP, ids=["ja", "en"])
async def test_an_answer_in_a_direct_message(camera: Camera, user: str) -> None:
    page = camera.page
    await camera.go(f"?user={user}")
    await page.locator(".chip").first.wait_for()
    before = await page.locator(".message .b-header").count()
    await say(page, LAPTOP[user])
    await expect(page.locator(".message .b-header")).to_have_count(before + 1)
    await camera.take(f"answer-{'ja' if user == TANAKA.id else 'en'}")


async def test_a_thread_beside_its_channel(camera: Camera) -> None:
    page = camera.page
    await camera.go(f"?user={TANAKA.id}#{GENERAL}")
    before = await page.locator("main .message").count()
    await say(page, "@Mamori 私物のスマートフォンを業務で使ってもいいですか？")
    replied = page.locator("main .message").nth(before).get_by_role("button", name="件の返信")
    await replied.click()
    await expect(page.locator("#thread .b-header").first).to_be_visible()
    await camera.take("thread")


async def test_the_home_tab(camera: Camera) -> None:
    await camera.go(f"?user={TANAKA.id}#home")
    await camera.page.locator(".home .button").first.wait_for()
    await camera.take("home")


async def test_the_menu_of_shortcuts(camera: Camera) -> None:
    await camera.go(f"?user={TANAKA.id}")
    await camera.page.get_by_role("button", name="ショートカット").click()
    await camera.page.get_by_role("menuitem").first.wait_for()
    await camera.take("shortcuts")


async def test_a_modal_that_says_what_is_wrong(camera: Camera) -> None:
    page = camera.page
    await camera.go(f"?user={TANAKA.id}")
    await page.locator(".chip").first.wait_for()
    before = await page.locator(".message .b-header").count()
    await say(page, LAPTOP[TANAKA.id])
    await expect(page.locator(".message .b-header")).to_have_count(before + 1)
    await page.get_by_role("button", name="人に聞く").last.click()
    dialog = page.get_by_role("dialog")
    await dialog.locator("textarea").first.fill("とても長い事情です。" * 400)
    await dialog.locator("button[type=submit]").click()
    await expect(dialog.locator(".error:visible").first).to_be_visible()
    await camera.take("modal")
    await page.keyboard.press("Escape")  # it would still be open for the next one
    await expect(dialog).to_have_count(0)
