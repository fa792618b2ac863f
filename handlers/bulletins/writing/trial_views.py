"""The test that somebody sends to themselves: the very message, with a button that works and records nothing."""

from __future__ import annotations

from datetime import datetime

from bot.bulletins.cases import Bulletin, Question, Standing
from handlers.bulletins.post_views import bulletin_card
from handlers.bulletins.preview_views import as_sent, harmless, only_channels, sender_of, under
from handlers.bulletins.writing import ids
from handlers.kit import blocks as b
from handlers.kit.blocks import Card, Modal
from handlers.kit.desk import Desk
from handlers.kit.words import N_, Words

TEST = N_("Test for yourself only: the button works, and nothing is recorded.")


def trial_card(bulletin: Bulletin, moment: datetime, desk: Desk, words: Words) -> Card:
    """The message with a button that works and records nothing."""
    together = Standing() if only_channels(bulletin) else None
    sender = sender_of(bulletin, words.language, desk)
    card = bulletin_card(as_sent(bulletin, moment), words, standing=together, sender=sender)
    return under(words.say(TEST), harmless(card))


def trial_form(bulletin: Bulletin, question: Question, words: Words) -> Modal:
    """The check question, as readers get it."""
    language = words.language
    options = [(f"{place}", one[language]) for place, one in enumerate(question.options)]
    shown = [b.context(words.say(TEST)), b.choice_input("answer", b.cut(question.ask[language], 300), options)]
    return Modal(
        ids.TESTED_FORM, words.say("Check question"), shown, words.say("Cancel"), words.say("Answer"), bulletin.id
    )
