"""A channel where much was said stays calm: only what is new or changed is drawn."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Page, expect

from bot.playground.cast import GENERAL, RANDOM, SATO, TANAKA
from bot.playground.model import Message
from tests.browser.conftest import Desk
from tests.browser.crowd import fill
from tests.browser.hands import posted

NEW = "all => all.filter(node => !node.old).map(node => node.dataset.ts)"
MARK = "all => all.forEach(node => { node.old = true; })"


@pytest_asyncio.fixture(loop_scope="session")
async def page(desk: Desk) -> AsyncIterator[Page]:
    fill(desk.playground, GENERAL, [TANAKA.id, SATO.id], 1000)
    page = await desk.at(TANAKA.id, f"#{GENERAL}")
    await expect(page.get_by_text("999 件目")).to_be_in_viewport()
    await page.locator(".message").evaluate_all(MARK)
    yield page


def said(desk: Desk, text: str) -> Message:
    found = desk.playground.slack.space.channels[GENERAL].messages.values()
    return next(message for message in found if message.text.startswith(text))


async def drawn_anew(page: Page) -> list[str]:
    found: list[str] = await page.locator("main .message").evaluate_all(NEW)
    return found


async def test_a_new_message_draws_only_itself(desk: Desk, page: Page) -> None:
    posted(desk, GENERAL, "いま届いた")
    await expect(page.get_by_text("いま届いた").last).to_be_in_viewport()
    assert await drawn_anew(page) == [said(desk, "いま届いた").ts]


async def test_a_changed_message_draws_only_itself(desk: Desk, page: Page) -> None:
    changed = said(desk, "998 番目")
    desk.playground.slack.posting.change(changed, "書き直しました", [], [])
    await expect(page.locator("main .message", has_text="書き直しました")).to_have_count(1)
    assert await drawn_anew(page) == [changed.ts]


async def test_a_reaction_or_a_reply_draws_only_its_message(desk: Desk, page: Page) -> None:
    liked, answered = said(desk, "997 番目"), said(desk, "995 番目")
    slack = desk.playground.slack
    slack.posting.react(liked, SATO.id, "tada", add=True)
    slack.posting.post(Message(slack.space.stamps.next(), GENERAL, SATO.id, "はい", thread_ts=answered.ts))
    await expect(page.locator(f".message[data-ts='{liked.ts}'] .reaction")).to_be_visible()
    await expect(page.locator(f".message[data-ts='{answered.ts}'] .replies")).to_be_visible()
    assert await drawn_anew(page) == [answered.ts, liked.ts]


async def test_earlier_messages_come_without_moving_what_is_read(page: Page) -> None:
    first = page.locator("main .message").first
    await first.scroll_into_view_if_needed()
    await page.get_by_role("button", name="以前のメッセージを表示").scroll_into_view_if_needed()
    before = await page.locator("main .message >> nth=2").bounding_box()
    known = await page.locator("main .message >> nth=2").get_attribute("data-ts")
    await page.get_by_role("button", name="以前のメッセージを表示").click()
    after = await page.locator(f".message[data-ts='{known}']").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 40


async def test_a_channel_that_was_read_once_is_not_fetched_again(desk: Desk, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for place in (RANDOM, GENERAL, RANDOM, GENERAL):
        posted(desk, RANDOM, "留守の間に")
        await page.locator(f"#side [data-channel='{place}']").click()
        await expect(page.locator(f"#side [data-channel='{place}']")).to_have_attribute("aria-current", "page")
    await expect(page.get_by_text("999 件目")).to_be_in_viewport()
    assert [url for url in asked if "/messages?" in url and GENERAL in url] == []
    assert len([url for url in asked if "/messages?" in url]) == 1
    await page.locator(f"#side [data-channel='{RANDOM}']").click()
    await expect(page.locator("main .message")).to_have_count(4)


LISTEN = """
log => {
  log.heard = [];
  const note = () => log.heard.push(log.getAttribute('aria-live'));
  new MutationObserver(note).observe(log, { childList: true, subtree: true });
}
"""


async def test_only_what_is_new_is_read_out(desk: Desk, page: Page) -> None:
    log = page.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await log.evaluate(LISTEN)
    await page.get_by_role("button", name="以前のメッセージを表示").click()
    desk.playground.slack.posting.react(said(desk, "999 番目"), SATO.id, "tada", add=True)
    await expect(page.locator(".reaction", has_text="🎉")).to_be_visible()
    assert set(await log.evaluate("log => log.heard")) == {"off"}
    posted(desk, GENERAL, "至急です")
    await expect(page.locator("main .message", has_text="至急です")).to_be_attached()
    assert (await log.evaluate("log => log.heard"))[-1] == "polite"
