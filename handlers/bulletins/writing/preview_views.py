"""A bulletin before it is sent, exactly as people will see it; and the test, whose button records nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.bulletins.cases import Bulletin, BulletinState, Question, Standing
from handlers.bulletins import ids as reader_ids
from handlers.bulletins.post_views import bulletin_card
from handlers.bulletins.writing import ids
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Card, Modal
from handlers.kit.desk import Desk
from handlers.kit.words import LANGUAGES, N_, Words

CHANNEL = "channel"
LABELS = {
    CHANNEL: N_("Preview: the post in a channel (readers do not see this line)"),
    "ja": N_("Preview: the message to a person, in Japanese (readers do not see this line)"),
    "en": N_("Preview: the message to a person, in English (readers do not see this line)"),
}
TEST = N_("Test for yourself only: the button works, and nothing is recorded.")


def as_sent(bulletin: Bulletin, moment: datetime) -> Bulletin:
    """The bulletin as it will stand when it has gone out."""
    return replace(bulletin, state=BulletinState.OPEN, opened_at=moment, said_at=moment, change="")


def previews(
    bulletin: Bulletin, moment: datetime, desk: Desk, words: Words, standing: Standing
) -> list[tuple[str, Card]]:
    """Exactly what people will see, each as a message of its own under one line that says what it is; by a name.

    `standing` is what a post in a channel says of how many have confirmed.
    """
    sent = as_sent(bulletin, moment)
    shown = []
    if bulletin.audience.channels:
        card = bulletin_card(sent, desk.speech.in_("ja"), standing=standing, sender=_sender(bulletin, "ja", desk))
        shown.append((CHANNEL, _under(words.say(LABELS[CHANNEL]), card)))
    for language in () if _only_channels(bulletin) else LANGUAGES:
        card = bulletin_card(sent, desk.speech.in_(language), sender=_sender(bulletin, language, desk))
        shown.append((language, _under(words.say(LABELS[language]), card)))
    return shown


def trial_card(bulletin: Bulletin, moment: datetime, desk: Desk, words: Words) -> Card:
    """The message with a button that works and records nothing."""
    sent = as_sent(bulletin, moment)
    together = Standing() if _only_channels(bulletin) else None
    card = bulletin_card(sent, words, standing=together, sender=_sender(bulletin, words.language, desk))
    return _under(words.say(TEST), replace(card, blocks=[_harmless(block) for block in card.blocks]))


def trial_form(bulletin: Bulletin, question: Question, words: Words) -> Modal:
    """The check question, as readers get it."""
    language = words.language
    options = [(f"{place}", one[language]) for place, one in enumerate(question.options)]
    shown = [b.context(words.say(TEST)), b.choice_input("answer", b.cut(question.ask[language], 300), options)]
    return Modal(
        ids.TESTED_FORM, words.say("Check question"), shown, words.say("Cancel"), words.say("Answer"), bulletin.id
    )


def _under(line: str, card: Card) -> Card:
    return replace(card, text=f"{line}\n{card.text}", blocks=[b.context(line), *card.blocks])


def _only_channels(bulletin: Bulletin) -> bool:
    return replace(bulletin.audience, channels=()).nobody


def _sender(bulletin: Bulletin, language: str, desk: Desk) -> str:
    name = desk.people.called(bulletin.by, language)
    return "" if name == bulletin.by else name


def _harmless(block: Block) -> Block:
    """The readers' button with a door of its own behind it."""
    elements = [
        one | {"action_id": ids.TESTED} if str(one.get("action_id", "")).startswith(reader_ids.CONFIRM) else one
        for one in block.get("elements", ())
    ]
    return block | {"elements": elements} if block["type"] == "actions" else block
