"""The bulletins that still hold, as a window: what each is called, since when, and whether the reader confirmed it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.bulletins.queries import Holding
from handlers.bulletins import ids
from handlers.bulletins.post_views import confirmed_line, do_by, heading
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.words import N_, Words

MOST: Final = 30
TITLE: Final = N_("Earlier bulletins")


def past_button(words: Words, place: str) -> Button:
    """Leads to the list."""
    return Button(f"{ids.PAST}.{place}", words.say(TITLE), "-")


def waiting_window(words: Words) -> Modal:
    """What stands there for a moment: Slack wants a window at once."""
    said = words.say("One moment, I am looking them up.")
    return Modal(ids.PAST_SHOWN, words.say(TITLE), [b.paragraph(said)], words.say("Close"))


def past_window(found: Sequence[Holding], words: Words, *, hidden: bool = False) -> Modal:
    """The list; `hidden` where Slack did not say who is in which channel."""
    shown: list[Block] = [b.context(words.say("What was sent to you or posted in your channels and still holds."))]
    if not found:
        shown.append(b.paragraph(words.say("At the moment no bulletin holds for you.")))
    for place, one in enumerate(found[:MOST]):
        button = Button(f"{ids.READ}.{place}", words.say("Read"), one.bulletin.id)
        shown.append(b.row("\n".join(filter(None, _lines(one, words))), button))
    if len(found) > MOST:
        shown.append(b.context(words.say("and {count} more", count=len(found) - MOST)))
    if hidden:
        shown.append(b.context(words.say("I could not see who is in which channel. Posts stand in the channels too.")))
    return Modal(ids.PAST_SHOWN, words.say(TITLE), shown, words.say("Close"))


def _lines(one: Holding, words: Words) -> list[str]:
    bulletin, opened = one.bulletin, one.bulletin.opened_at
    sent = words.say("Sent {moment}", moment=words.moment(opened)) if opened else ""
    return [heading(bulletin, words), words.say(", ").join(filter(None, [sent, _standing(one, words)])),
            "" if _confirmed(one) else do_by(bulletin, words)]  # fmt: skip


def _confirmed(one: Holding) -> bool:
    return one.reader is not None and one.reader.confirmed >= one.bulletin.edition


def _standing(one: Holding, words: Words) -> str:
    if not one.bulletin.content.asks:
        return words.say("Nothing to confirm")
    if one.reader and _confirmed(one):
        return confirmed_line(one.reader, words)
    return words.say("Not confirmed yet")
