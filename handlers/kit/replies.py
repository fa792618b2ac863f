"""Cards on their way: each becomes an outbox message for the place where somebody waits for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.core.outbox import Message
from bot.core.place import Place
from handlers.kit.blocks import Card
from handlers.kit.payload import Press, Spot


def place_of(spot: Spot) -> Place:
    return Place(spot.channel or spot.user, spot.thread_ts, spot.response_url)


def say(place: Place, user: str, card: Card, key: str) -> Message:
    """Answers where it was asked: in the channel or thread, or for one pair of eyes where that is how it came.

    `user` gets it in person when the bot is no longer in the channel.
    """
    if place.response_url:
        return whisper(place, user, card, key)
    return Message("post", place.channel, _payload(card, thread_ts=place.thread_ts, user=user), key)


def whisper(place: Place, user: str, card: Card, key: str, *, replace: bool = False) -> Message:
    """Shows a card to one person only; twice is better than never, since nobody can look it up."""
    if place.response_url:
        where = {"response_url": place.response_url, "thread_ts": place.thread_ts}
        payload = _payload(card, replace_original=replace, user=user, **where)
        return Message("respond", place.channel, payload, key, policy="duplicate")
    payload = _payload(card, user=user, thread_ts=place.thread_ts)
    return Message("ephemeral", place.channel, payload, key, policy="duplicate")


def direct(user: str, card: Card, key: str) -> Message:
    """Writes to somebody's own conversation with the bot."""
    return Message("post", user, _payload(card), key)


def edit(press: Press, card: Card, key: str) -> Message:
    """Changes the message whose button was pressed."""
    if press.spot.ephemeral and press.spot.response_url:
        return whisper(place_of(press.spot), press.spot.user, card, key, replace=True)
    return Message("update", press.spot.channel or "", _payload(card), key, ts=press.message_ts)


def edit_posted(channel: str, card: Card, key: str, posted: str) -> Message:
    """Changes a message by the key it was put into the outbox with, even before it has been posted."""
    return Message("update", channel, _payload(card), key, update_of=posted)


def redraw(channel: str, card: Card, key: str, posted: str) -> Message:
    """Like edit_posted, for a card that nothing else edits: one that already looks like this is left alone."""
    return replace(edit_posted(channel, card, key, posted), if_changed=True)


def _payload(card: Card, **more: Any) -> dict[str, Any]:
    return card.payload() | {name: value for name, value in more.items() if value is not None}
