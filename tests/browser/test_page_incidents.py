"""Somebody who has never used it reports a lost phone: counted in taps and texts, on the genuine product."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from bot.playground.cast import EMMA, SUZUKI, TANAKA
from tests.kit.incidents import latest, until_told
from tests.kit.stage import Stage, stage

MOST_TAPS, MOST_TEXTS = 4, 2


@dataclass
class Hand:
    """One finger, and how often it was needed."""

    page: Page
    taps: int = 0
    texts: int = 0

    async def tap(self, where: Locator) -> None:
        self.taps += 1
        await where.click()

    async def write(self, where: Locator, words: str) -> None:
        self.texts += 1
        await where.fill(words)


@pytest_asyncio.fixture(loop_scope="session")
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as opened:
        yield opened


async def at_home(scene: Stage, browser: Browser, user: str, width: int) -> Hand:
    page = await browser.new_page(viewport={"width": width, "height": 844})
    await page.goto(f"{scene.slack.url}/?user={user}#home")
    await page.locator(".home .button").first.wait_for()
    return Hand(page)


@pytest.mark.parametrize("width", [1280, 390], ids=["desktop", "phone"])
async def test_a_lost_phone_is_reported_in_four_taps(scene: Stage, browser: Browser, width: int) -> None:
    hand = await at_home(scene, browser, TANAKA.id, width)
    await hand.tap(hand.page.get_by_role("button", name="なくした・盗まれた"))
    dialog = hand.page.get_by_role("dialog")
    await expect(dialog.get_by_text("遠隔でのロック")).to_be_in_viewport()
    assert hand.taps == 1
    await hand.write(dialog.get_by_label("何がありましたか？"), "電車に会社のスマホを忘れました")
    await hand.write(dialog.get_by_label("いつ、どこで？（わかれば）"), "今朝8時ごろ、長野線の車内")
    await hand.tap(dialog.get_by_role("button", name="報告する", exact=True))
    await expect(dialog.get_by_text("報告を受け付けました")).to_be_visible()
    await hand.tap(dialog.get_by_role("button", name="あとで", exact=True))
    assert await until_told(scene, SUZUKI.id, "電車に会社のスマホを")
    found = await latest(scene)
    assert (found.category, found.level, found.where) == ("loss", 2, "今朝8時ごろ、長野線の車内")
    assert hand.taps <= MOST_TAPS
    assert hand.texts <= MOST_TEXTS
    await hand.page.close()


async def test_the_same_in_english(scene: Stage, browser: Browser) -> None:
    hand = await at_home(scene, browser, EMMA.id, 1280)
    await hand.tap(hand.page.get_by_role("button", name="Lost or stolen"))
    dialog = hand.page.get_by_role("dialog")
    await expect(dialog.get_by_text("remote lock")).to_be_in_viewport()
    await hand.write(dialog.get_by_label("What happened?"), "I left my company phone on the train")
    await hand.tap(dialog.get_by_role("button", name="Report", exact=True))
    await expect(dialog.get_by_text("Reported, thank you")).to_be_visible()
    await hand.tap(dialog.get_by_role("button", name="Later", exact=True))
    assert (await latest(scene)).text == "I left my company phone on the train"
    assert hand.taps <= MOST_TAPS
    assert hand.texts <= MOST_TEXTS
    await hand.page.close()


async def test_a_time_in_the_future_is_said_at_its_field_and_nothing_typed_is_lost(
    scene: Stage, browser: Browser
) -> None:
    hand = await at_home(scene, browser, TANAKA.id, 1280)
    await hand.tap(hand.page.get_by_role("button", name="なくした・盗まれた"))
    dialog = hand.page.get_by_role("dialog")
    await hand.write(dialog.get_by_label("何がありましたか？"), "USBメモリをなくしました")
    await hand.tap(dialog.get_by_role("button", name="報告する", exact=True))
    await dialog.get_by_label("100人まで").check()
    await dialog.get_by_label("いつ起きましたか？").fill("2099-01-01T09:00")
    await hand.tap(dialog.get_by_role("button", name="送信", exact=True))
    await expect(dialog.get_by_text("未来の日時")).to_be_visible()
    await expect(dialog.get_by_label("100人まで")).to_be_checked()
    await dialog.get_by_label("いつ起きましたか？").fill("2020-01-06T09:00")
    await hand.tap(dialog.get_by_role("button", name="送信", exact=True))
    await expect(dialog.get_by_text("レベル3")).to_be_visible()
    assert (await latest(scene)).level == 3
    await hand.page.close()
