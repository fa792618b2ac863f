"""A bulletin exactly as people will see it, before they do: when it is to be sent, and when it is to be corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.bulletins.cases import Bulletin, BulletinState, Standing
from handlers.bulletins import ids
from handlers.bulletins.card.ids import TESTED
from handlers.bulletins.post_views import bulletin_card
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Card
from handlers.kit.desk import Desk
from handlers.kit.words import LANGUAGES, N_, Words

CHANNEL = "channel"
PREVIEWED = "preview"
"""Behind the name of the test's door: the button stands in a preview."""
LABELS = {
    CHANNEL: N_("Preview: the post in a channel (readers do not see this line)"),
    "ja": N_("Preview: the message to a person, in Japanese (readers do not see this line)"),
    "en": N_("Preview: the message to a person, in English (readers do not see this line)"),
}


def as_sent(bulletin: Bulletin, moment: datetime) -> Bulletin:
    """The bulletin as it will stand when it has gone out."""
    return replace(bulletin, state=BulletinState.OPEN, opened_at=moment, said_at=moment, change="")


def previews(coming: Bulletin, desk: Desk, words: Words, standing: Standing) -> list[tuple[str, Card]]:
    """What people will see, each as a message of its own under one line that says what it is; by a name.

    Its buttons say that it is a preview, and record nothing. `coming` is the bulletin as it will stand, `standing`
    what a post in a channel says of how many have confirmed.
    """
    shown = []
    if coming.audience.channels:
        card = bulletin_card(coming, desk.speech.in_("ja"), standing=standing, sender=sender_of(coming, "ja", desk))
        shown.append((CHANNEL, under(words.say(LABELS[CHANNEL]), card)))
    for language in () if only_channels(coming) else LANGUAGES:
        card = bulletin_card(coming, desk.speech.in_(language), sender=sender_of(coming, language, desk))
        shown.append((language, under(words.say(LABELS[language]), card)))
    return [(name, harmless(card, preview=True)) for name, card in shown]


def under(line: str, card: Card) -> Card:
    """A card under a line that says what it is."""
    return replace(card, text=f"{line}\n{card.text}", blocks=[b.context(line), *card.blocks])


def harmless(card: Card, *, preview: bool = False) -> Card:
    """A card whose button says that it works, or that this is only a preview, and records nothing."""
    return replace(card, blocks=[_harmless(block, preview=preview) for block in card.blocks])


def only_channels(bulletin: Bulletin) -> bool:
    """Whether nobody gets it in person."""
    return replace(bulletin.audience, channels=()).nobody


def sender_of(bulletin: Bulletin, language: str, desk: Desk) -> str:
    """The name of whoever wrote it; "" when we have not met them."""
    name = desk.people.called(bulletin.by, language)
    return "" if name == bulletin.by else name


def _harmless(block: Block, *, preview: bool) -> Block:
    """The readers' button with the test's door behind it."""
    if block["type"] != "actions":
        return block
    door = f"{TESTED}.{PREVIEWED}" if preview else TESTED
    found = (
        one | {"action_id": door} if str(one.get("action_id", "")).startswith(ids.CONFIRM) else one
        for one in block["elements"]
    )
    return block | {"elements": [*found]}
