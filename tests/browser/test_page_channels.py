"""Channels on the page: what happens to them, and what stays at hand in them."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.cast import EMMA, SATO, SECURITY_TEAM, TANAKA, sample_workspace
from bot.playground.limits import Pace
from bot.playground.server import Playground, start
from tests.browser.conftest import Desk


@pytest_asyncio.fixture(loop_scope="session")
async def playground() -> AsyncIterator[Playground]:
    running = await start(workspace=sample_workspace(), pace=Pace(enabled=False))
    yield running
    await running.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def app(playground: Playground) -> AsyncWebClient:
    """An app that may do everything, without a listener."""
    return AsyncWebClient(playground.bot_token, base_url=playground.api_url)


async def test_what_happens_to_a_channel_stands_in_it_as_quiet_lines(desk: Desk, app: AsyncWebClient) -> None:
    page = await desk.at(TANAKA.id)
    channel = (await app.conversations_create(name="事故対応", is_private=True))["channel"]["id"]
    await app.conversations_invite(channel=channel, users=[TANAKA.id, SATO.id])
    await page.get_by_role("link", name="事故対応").click()
    await app.conversations_setTopic(channel=channel, topic="影響を確認中")
    await app.conversations_rename(channel=channel, name="事故対応-完了")
    await app.conversations_kick(channel=channel, user=SATO.id)
    lines = page.locator(".system")
    await expect(lines).to_have_count(6)
    await expect(lines.nth(1)).to_contain_text("田中 美咲 さんが Sample Bot の招待で参加しました")
    await expect(lines.nth(3)).to_contain_text("トピックを変更しました：影響を確認中")
    await expect(lines.nth(4)).to_contain_text("「事故対応」から「事故対応-完了」に変更しました")
    await expect(lines.nth(5)).to_contain_text("佐藤 健一 さんをチャンネルから外しました")
    await expect(page.get_by_role("heading", level=1)).to_have_text("事故対応-完了")
    await app.conversations_archive(channel=channel)
    await expect(page.get_by_placeholder("このチャンネルはアーカイブされています。")).to_be_disabled()


async def test_pins_bookmarks_and_groups_are_shown(desk: Desk, app: AsyncWebClient) -> None:
    channel = (await app.conversations_create(name="desk"))["channel"]["id"]
    page = await desk.at(EMMA.id, f"#{channel}")
    await page.get_by_role("button", name="Join this channel").click()
    await expect(page.get_by_placeholder("Message #desk")).to_be_enabled()
    words = f"Please unplug it, <!subteam^{SECURITY_TEAM.id}>"
    ts = (await app.chat_postMessage(channel=channel, text=words))["ts"]
    await app.pins_add(channel=channel, timestamp=ts)
    await app.bookmarks_add(channel_id=channel, title="Manual", type="link", link="https://example.com/manual")
    message = page.locator(f'[data-ts="{ts}"]')
    await expect(message).to_contain_text("Please unplug it, @security-team")
    await expect(message.locator(".pinned")).to_have_text("Pinned")
    bookmark = page.get_by_role("navigation", name="Bookmarks").get_by_role("link", name="Manual")
    await expect(bookmark).to_have_attribute("href", "https://example.com/manual")
    await page.get_by_role("textbox").fill("@sec")
    await page.get_by_role("option", name="@security-team").click()
    await page.keyboard.press("Enter")
    await expect(page.locator(".message").last.locator(".mention")).to_have_text("@security-team")


async def test_replies_stay_under_a_deleted_message(desk: Desk, app: AsyncWebClient) -> None:
    channel = (await app.conversations_create(name="desk"))["channel"]["id"]
    await app.conversations_invite(channel=channel, users=TANAKA.id)
    page = await desk.at(TANAKA.id, f"#{channel}")
    parent = (await app.chat_postMessage(channel=channel, text="古い案内"))["ts"]
    reply = (await app.chat_postMessage(channel=channel, text="返信", thread_ts=parent))["ts"]
    await app.chat_delete(channel=channel, ts=parent)
    stone = page.locator(f'main [data-ts="{parent}"]')
    await expect(stone).to_contain_text("このメッセージは削除されました。")
    await stone.get_by_role("button", name="1 件の返信").click()
    await expect(page.locator("#thread").get_by_text("返信", exact=True)).to_be_visible()
    await app.chat_delete(channel=channel, ts=reply)
    await expect(stone).to_have_count(0)


async def test_a_private_channel_leaves_the_page_with_its_member(desk: Desk, app: AsyncWebClient) -> None:
    channel = (await app.conversations_create(name="secret", is_private=True))["channel"]["id"]
    await app.conversations_invite(channel=channel, users=EMMA.id)
    page = await desk.at(EMMA.id, f"#{channel}")
    await expect(page.get_by_role("heading", name="secret")).to_be_visible()
    await app.conversations_kick(channel=channel, user=EMMA.id)
    await expect(page.get_by_text("You are no longer a member of “secret”.")).to_be_visible()
    await expect(page.get_by_role("link", name="secret")).to_have_count(0)
    await expect(page.get_by_role("heading", name="secret")).to_have_count(0)


async def test_a_group_conversation_bears_the_names_of_its_people(desk: Desk, app: AsyncWebClient) -> None:
    page = await desk.at(TANAKA.id)
    group = (await app.conversations_open(users=[TANAKA.id, SATO.id]))["channel"]["id"]
    await app.chat_postMessage(channel=group, text="お二人へ")
    await page.get_by_role("link", name="佐藤 健一、Sample Bot").click()
    await expect(page.get_by_role("log").get_by_text("お二人へ")).to_be_visible()
