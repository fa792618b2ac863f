"""A page whose app is away says so: a message without an answer must not look like one that was heard."""

from playwright.async_api import expect

from bot.playground.cast import TANAKA
from tests.browser.conftest import Desk


async def test_the_page_says_when_no_app_is_connected_and_when_it_is_back(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    line = page.get_by_text("アプリが接続されていません")
    await expect(line).to_be_hidden()
    desk.playground.slack.stream.push_all({"type": "connection", "connected": False})
    await expect(line).to_be_visible()
    desk.playground.slack.stream.push_all({"type": "connection", "connected": True})
    await expect(line).to_be_hidden()
