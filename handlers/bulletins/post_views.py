"""A bulletin as its readers see it: the post in a channel, the message to a person, and after a press."""

from __future__ import annotations

from bot.bulletins.cases import Bulletin, Reader, Standing
from handlers.kit import blocks as b
from handlers.kit.blocks import Card
from handlers.kit.words import Words


def bulletin_card(
    bulletin: Bulletin, words: Words, *, reader: Reader | None = None, standing: Standing | None = None
) -> Card:
    """What one person reads, in their language; with `standing` the post of a channel, in both languages."""
    wording = bulletin.content.wording(words.language)
    return Card(wording.title, [b.header(wording.title), b.paragraph(wording.body)])
