"""What the browser tests do again and again."""

from playwright.async_api import Locator, Page

from bot.playground.model import Message
from tests.browser.conftest import Desk


def composer(page: Page) -> Locator:
    return page.locator("main .composer textarea")


async def say(page: Page, text: str) -> None:
    await composer(page).fill(text)
    await composer(page).press("Enter")


def posted(desk: Desk, channel: str, text: str) -> None:
    slack = desk.playground.slack
    message = Message(slack.space.stamps.next(), channel, slack.space.app.bot_user, text, bot_id="B1")
    slack.posting.post(message)


def typed(desk: Desk, user: str, channel: str, text: str, thread_ts: str | None = None) -> str:
    slack = desk.playground.slack
    message = Message(slack.space.stamps.next(), channel, user, text, thread_ts=thread_ts)
    return slack.posting.post(message).ts
