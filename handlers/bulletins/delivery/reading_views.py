"""What readers see beside the bulletin itself: the text in a window, the question, a reminder, their Home."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.bulletins.cases import Bulletin, Question, Reader
from handlers.bulletins import ids
from handlers.bulletins.address_views import steps, unarmed
from handlers.bulletins.post_views import bulletin_card, confirm_button, confirmed_line, do_by, heading, no_longer
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card, Modal
from handlers.kit.words import N_, Words

MOST_AT_HOME: Final = 8
THANKS: Final = N_("Thank you. Your confirmation is on record ({moment}).")


def window(bulletin: Bulletin, words: Words, reader: Reader | None, sender: str, *, newer: bool = False) -> Modal:
    """The bulletin as it is now, to be read and confirmed; `newer` for somebody who pressed under an older text."""
    shown = list(bulletin_card(bulletin, words, reader=reader, sender=sender).blocks)
    if newer:
        shown.insert(0, b.strong(words.say("What you had before you is no longer the newest. This is how it is now:")))
    return Modal(ids.READ, words.say("A bulletin"), shown, words.say("Close"))


def question_form(bulletin: Bulletin, question: Question, words: Words, carried: str, *, wrong: bool = False) -> Modal:
    """The check question; after a wrong answer with the lines that hold the right one, to be tried again."""
    ask = question.ask.get(words.language) or question.ask["ja"]
    options = [(str(n), one.get(words.language) or one["ja"]) for n, one in enumerate(question.options)]
    field = b.choice_input("answer", ask, options)
    shown: list[Block] = [b.paragraph(words.say("One question, and you are done."))]
    if wrong:
        shown = _once_more(bulletin, words)
    return Modal(
        ids.QUESTION, words.say("Check question"), [*shown, field], words.say("Cancel"), words.say("Answer"), carried
    )


def _once_more(bulletin: Bulletin, words: Words) -> list[Block]:
    wording = bulletin.content.wording(words.language)
    said = words.say("That is not quite right, and it does no harm. Please read these lines once more and try again.")
    lines = steps(wording.actions, bulletin.content.links) if wording.actions else b.quote(unarmed(wording.body))
    return [b.strong(said), lines]


def thanks(bulletin: Bulletin, reader: Reader, words: Words) -> Modal:
    """After the last step in a window."""
    moment = words.moment(reader.confirmed_at) if reader.confirmed_at else ""
    shown = [b.paragraph(f"✅ {words.say(THANKS, moment=moment)}"), b.context(heading(bulletin, words))]
    return Modal(ids.READ, words.say("A bulletin"), shown, words.say("Close"))


def whisper_card(bulletin: Bulletin, reader: Reader, words: Words) -> Card:
    """For one pair of eyes in a channel, where the post itself stays as it is for the others."""
    moment = words.moment(reader.confirmed_at) if reader.confirmed_at else ""
    said = words.say(THANKS, moment=moment)
    return Card(said, [b.paragraph(f"✅ {said}"), b.context(heading(bulletin, words))])


def reminder_card(
    bulletin: Bulletin, words: Words, reader: Reader | None = None, head_at: datetime | None = None
) -> Card:
    """For somebody who has not confirmed yet; once they have, what it turns into.

    `head_at` is when the head of their department hears of it, where no reminder comes before.
    """
    if reader and reader.confirmed >= bulletin.edition:
        said = f"✅ {confirmed_line(reader, words)}"
        return Card(said, [b.paragraph(heading(bulletin, words)), b.context(said)])
    if not bulletin.open:
        said = words.say("This bulletin is over; nothing is left to confirm.")
        return Card(said, [b.paragraph(heading(bulletin, words)), b.context(said)])
    said = words.say("A reminder: you have not confirmed this bulletin yet.")
    if head_at:
        head = words.say("The head of your department is told on {day}.", day=words.weekday_of(head_at))
        said = f"{said}\n{head}"
    lines = [b.paragraph(said), b.strong(heading(bulletin, words))]
    return Card(f"{said}\n{heading(bulletin, words)}", [*lines, *_due(bulletin, words), _ways(bulletin, words)])


def changed_card(bulletin: Bulletin, words: Words) -> Card:
    """For somebody who confirmed an earlier edition: what changed, so that they notice."""
    said = words.say("A bulletin that you have confirmed has changed. Please read it once more and confirm it.")
    changed = b.entry(words.say("What changed"), bulletin.why(words.language))
    lines = [b.paragraph(said), b.strong(heading(bulletin, words)), changed]
    return Card(f"{said}\n{heading(bulletin, words)}", [*lines, *_due(bulletin, words), _ways(bulletin, words)])


def withdrawn_card(bulletin: Bulletin, words: Words) -> Card:
    """For somebody who has read what was urgent and holds no longer."""
    title = bulletin.content.wording(words.language).title
    said = words.say("Withdrawn: {title}. Why: {reason}", title=title, reason=bulletin.why(words.language))
    return Card(said, [b.paragraph(said), b.context(no_longer(bulletin, words))])


def home_cards(found: Sequence[Bulletin], words: Words) -> list[Block]:
    """What somebody still has to read; what is mandatory first."""
    if not found:
        return []
    ordered = sorted(found, key=lambda one: not one.content.mandatory)
    shown: list[Block] = [b.header(words.say("📣 To be read: {count}", count=len(found)))]
    for place, one in enumerate(ordered[:MOST_AT_HOME]):
        mandatory = [words.say("Required reading")] if one.content.mandatory else []
        said = "\n".join(filter(None, [heading(one, words), *mandatory, do_by(one, words)]))
        shown.append(b.row(said, Button(f"{ids.READ}.{place}", words.say("Read"), one.id, style="primary")))
    if len(found) > MOST_AT_HOME:
        shown.append(b.context(words.say("And {count} more; they move up.", count=len(found) - MOST_AT_HOME)))
    return shown


def _due(bulletin: Bulletin, words: Words) -> list[Block]:
    due = do_by(bulletin, words)
    return [b.context(f"📅 {due}")] if due else []


def _ways(bulletin: Bulletin, words: Words) -> Block:
    """To read it here again, or to confirm at once."""
    confirm = confirm_button(bulletin, words, note=True)
    return b.buttons(Button(ids.READ, words.say("Read it"), bulletin.id), confirm)
