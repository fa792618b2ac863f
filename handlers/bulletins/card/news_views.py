"""What is told around a bulletin: its hour has passed, it is over, who is missing, what a press came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.bulletins.cases import Bulletin
from bot.bulletins.numbers import Figures
from bot.core.shares import percent
from handlers.bulletins.card import ids
from handlers.bulletins.card.buttons import call_off, file, let_go, missing, replan
from handlers.bulletins.card.labels import LONGEST_NAME, lasting, listing, title_of
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.words import N_, Words

MOST_NAMES = 120
"""So many people are named in one message; in each of several departments some."""
MOST_UNITS = 12
HEADS_MISSING = N_("The head of the department has not confirmed yet: {names}")
DEPUTIES_MISSING = N_("Whoever stands in for the head, who is away, has not confirmed yet: {names}")


def moved_card(bulletin: Bulletin, words: Words) -> Card:
    """In place of a card that was brought anew further down."""
    said = words.say("{title}: this card goes on further down.", title=title_of(bulletin, words))
    return Card(said, [b.context(said)])


def late_card(bulletin: Bulletin, words: Words) -> Card:
    """Its hour passed while nobody was running: somebody decides whether it is still true."""
    title = title_of(bulletin, words)
    moment = words.moment(bulletin.opens_at or bulletin.created_at)
    said = words.say(
        "{title} should have gone out on {moment}, but I was not running then. More than a day has passed, or it is no "
        "longer valid, so I have put it on hold: please see whether it is still right, and decide.",
        title=title, moment=moment,
    )  # fmt: skip
    pressable = [let_go(bulletin.id, words.say("Send it now")), replan(bulletin.id, words),
                 call_off(bulletin.id, words)]  # fmt: skip
    return Card(said, [b.paragraph(said), b.buttons(*pressable)])


def ended_card(bulletin: Bulletin, found: Figures, words: Words) -> Card:
    """It is over, with the figures."""
    said = words.say("{title} is over.", title=title_of(bulletin, words))
    if not found.asked:
        return Card(said, [b.paragraph(said)])
    line = words.say("Confirmed: {done} of {asked} ({percent}%)", done=found.confirmed, asked=found.asked,
                     percent=percent(found.confirmed, found.asked))  # fmt: skip
    lines = [line]
    if found.to_most is not None:
        lines.append(words.say("80% had confirmed after {time}", time=lasting(found.to_most, words)))
    pressable = [missing(bulletin.id, words)] if found.missing else []
    shown: list[Block] = [b.paragraph(said), b.bullets(lines), b.buttons(*pressable, file(bulletin.id, words))]
    return Card(words.say("{said} {line}", said=said, line=line), shown)


def missing_card(
    bulletin: Bulletin, units: Mapping[str, Sequence[str]], words: Words, *, own: bool, heads: bool
) -> Card:
    """Who has not confirmed yet, by department, each name as the company writes it.

    To a head of these departments, or to whoever wrote it, of those who have no head. `own` is whether the reader is
    among the missing too.
    """
    said = words.say("Some people have not confirmed this bulletin yet: {title}", title=title_of(bulletin, words))
    shown: list[Block] = [b.paragraph(said)]
    each = MOST_NAMES // max(1, min(len(units), MOST_UNITS))
    for unit, names in list(units.items())[:MOST_UNITS]:
        head = words.say("{unit} ({count})", unit=unit, count=len(names))
        shown.append(b.entry(head, listing([b.cut(one, LONGEST_NAME) for one in names], words, each)))
    if left := list(units.values())[MOST_UNITS:]:
        shown.append(b.paragraph(words.say("and {count} people in {units} more departments",
                                           count=sum(map(len, left)), units=len(left))))  # fmt: skip
    if own:
        shown.append(b.paragraph(words.say("Your own confirmation is open too.")))
    ask = words.say("They have been reminded. A word from you often helps more than one more message from me.")
    shown.append(b.context(ask) if heads else b.context(words.say("They are in no department that has a head.")))
    shown.append(b.buttons(Button(f"{ids.MISSING}.head", words.say("Show the list"), bulletin.id)))
    return Card(said, shown)


def heads_card(bulletin: Bulletin, heads: Sequence[str], deputies: Sequence[str], words: Words) -> Card:
    """To whoever wrote it: heads, and those who stand in for one, who have not confirmed; each with the department."""
    lines = [
        words.say(said, names=listing([b.cut(one, 2 * LONGEST_NAME) for one in names], words, MOST_UNITS))
        for said, names in ((HEADS_MISSING, heads), (DEPUTIES_MISSING, deputies))
        if names
    ]
    ask = b.context(
        words.say("They have been reminded. A word from you often helps more than one more message from me.")
    )
    button = Button(f"{ids.MISSING}.own", words.say("Show the list"), bulletin.id)
    shown = [b.strong(title_of(bulletin, words)), *map(b.paragraph, lines), ask, b.buttons(button)]
    return Card("\n".join(lines), shown)


def done_card(said: str) -> Card:
    """What a press came to, in one sentence."""
    return Card(said, [b.paragraph(said)])
