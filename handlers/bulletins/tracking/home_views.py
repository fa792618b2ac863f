"""On the App Home: what runs and how far it is, and for a head who of their department is missing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bulletins.cases import Bulletin
from handlers.bulletins.card import ids
from handlers.bulletins.card.labels import listing, title_of
from handlers.bulletins.card.seen import Seen
from handlers.bulletins.card.views import confirmed_line, sent_line, state_line
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button
from handlers.kit.people import People
from handlers.kit.words import Words

MOST_AT_HOME = 4
MOST_NAMES = 10


def desk_home(running: Sequence[Seen], count: int, words: Words) -> list[Block]:
    """For those who may see them: what is planned and running."""
    shown: list[Block] = [b.header(words.say("Bulletins under way"))]
    if not running:
        shown.append(b.context(words.say("No bulletin is planned or open.")))
    for seen in running[:MOST_AT_HOME]:
        lines = [title_of(seen.bulletin, words), state_line(seen, words)]
        if seen.standing.waiting:
            lines.append(sent_line(seen, words))
        elif seen.standing.asked:
            lines.append(confirmed_line(seen.standing, words))
        if seen.waiting:
            lines.append(words.say("A correction waits for a second person's release"))
        if seen.standing.failed:
            lines.append(words.say("Not delivered: {count}", count=seen.standing.failed))
        shown.append(b.row("\n".join(lines), Button(f"{ids.DESK}.home", words.say("Open"), seen.bulletin.id)))
    if count > MOST_AT_HOME:
        shown.append(b.context(words.say("and {count} more", count=count - MOST_AT_HOME)))
    shown.append(b.buttons(Button(f"{ids.NUMBERS}.home", words.say("See the read rates"), "-")))
    return shown


def head_home(missing: Sequence[tuple[Bulletin, Sequence[str]]], people: People, words: Words) -> list[Block]:
    """For a head: who of their people has not confirmed what is open."""
    shown: list[Block] = [b.header(words.say("Your department: bulletins not confirmed yet"))] if missing else []
    for bulletin, users in missing[:MOST_AT_HOME]:
        names = [b.cut(people.called(one, words.language), 50) for one in users]
        said = words.say("{title} ({count}): {names}", title=title_of(bulletin, words), count=len(users),
                         names=listing(names, words, MOST_NAMES))  # fmt: skip
        if len(users) > MOST_NAMES:
            button = Button(f"{ids.MISSING}.home", words.say("Show the list"), bulletin.id)
            shown.append(b.row(said, button))
        else:
            shown.append(b.paragraph(said))
    if len(missing) > MOST_AT_HOME:
        shown.append(b.context(words.say("and {count} more", count=len(missing) - MOST_AT_HOME)))
    return shown
