"""What whoever sends a bulletin should mind before: addresses, and readers whose language it does not speak."""

from __future__ import annotations

from collections.abc import Iterator

from bot.bulletins import drafting
from bot.bulletins.cases import Content
from handlers.bulletins.address_views import defanged_in
from handlers.bulletins.census import Reach
from handlers.kit import blocks as b
from handlers.kit.blocks import Block
from handlers.kit.people import People
from handlers.kit.words import Words

LONGEST = 600


def minded(content: Content, reach: Reach | None, people: People, words: Words) -> Iterator[Block]:
    """Nothing of it keeps anybody from sending."""
    if disguised := [one.url for one in content.links if not one.bad and drafting.is_disguised(one.url)]:
        warning = words.say(
            "⚠️ Please look at this address once more: its letters can look like those of another one. {urls}",
            urls=words.say(", ").join(disguised),
        )
        yield b.paragraph(warning)
    if shown := defanged_in(content):
        said = words.say(
            "Addresses in the text are sent so that nobody can press them. What people should open belongs into "
            "“Links”. {urls}",
            urls=words.say(", ").join(b.cut(one, LONGEST) for one in shown),
        )
        yield b.paragraph(said)
    if "en" not in content.wordings:
        yield from _japanese_only(reach, people, words)


def _japanese_only(reach: Reach | None, people: People, words: Words) -> Iterator[Block]:
    if reach is None:
        yield b.paragraph(words.say("There is no English text: those who read English get the Japanese one, too."))
    elif count := sum(people.known_language(one) == "en" for one in reach.readers):
        yield b.paragraph(words.say(
            "There is no English text: {count} people who read English get the Japanese one, too.", count=count,
        ))  # fmt: skip
