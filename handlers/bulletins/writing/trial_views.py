"""The test that somebody sends to themselves: the very message, with a button that works and records nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.bulletins.cases import Bulletin, Question, Standing
from handlers.bulletins.delivery.reading_views import question_form
from handlers.bulletins.post_views import bulletin_card
from handlers.bulletins.preview_views import as_sent, harmless, only_channels, sender_of, under
from handlers.bulletins.writing import ids
from handlers.kit import blocks as b
from handlers.kit.blocks import Card, Modal
from handlers.kit.desk import Desk
from handlers.kit.words import N_, Words

TEST = N_("Test for yourself only: the button works, and nothing is recorded.")
TESTED = N_("The button works. This was a test, so nothing was recorded.")
RIGHT = N_("That is right. In earnest it is now confirmed. This was a test, so nothing was recorded.")
PREVIEW = N_("This is a preview. Nobody has got it yet.")


def trial_card(bulletin: Bulletin, moment: datetime, desk: Desk, words: Words) -> Card:
    """The message with a button that works and records nothing."""
    together = Standing() if only_channels(bulletin) else None
    sender = sender_of(bulletin, words.language, desk)
    card = bulletin_card(as_sent(bulletin, moment), words, standing=together, sender=sender)
    return under(words.say(TEST), harmless(card))


def trial_form(bulletin: Bulletin, question: Question, words: Words, *, wrong: bool = False) -> Modal:
    """The check question just as readers get it, under a line that says that it counts nothing."""
    form = question_form(bulletin, question, words, bulletin.id, wrong=wrong)
    return replace(form, callback_id=ids.TESTED_FORM, blocks=[b.context(words.say(TEST)), *form.blocks])
