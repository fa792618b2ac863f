"""What is told around things that repeat: a draft is ready, it was too late, it has begun."""

from __future__ import annotations

from datetime import datetime

from bot.bulletins.cases import Bulletin, BulletinState, Series
from bot.bulletins.recurrence import rule_of
from bot.bulletins.repeating import Turn
from handlers.bulletins.planning import ids
from handlers.bulletins.planning.calendar_views import series_name
from handlers.bulletins.planning.labels import leaving_line, rule_line, time_line
from handlers.bulletins.writing.panel_views import cancel_button
from handlers.kit import blocks as b
from handlers.kit.blocks import Button, Card
from handlers.kit.desk import Desk
from handlers.kit.roles import ROLES
from handlers.kit.words import Words
from knowledge.bulletins import CalendarEntry


def draft_card(turn: Turn, entry: CalendarEntry | None, desk: Desk, words: Words) -> Card:
    """A draft is ready: why it comes, when it should go out, and whose task it is."""
    name = series_name(turn.series, desk, words)
    moment = time_line(turn.leaves, rule_of(turn.series), words)
    passed = turn.leaves <= desk.services.clock.now()
    if turn.late:
        said = words.say(
            "“{name}” should have gone out on {moment}, but I was not running then. I have not sent it so late: the "
            "draft below is for you to check, and to send or to call off.", name=name, moment=moment
        )  # fmt: skip
    elif passed:
        said = words.say(
            "“{name}” is due: its time was {moment}. The draft follows. Nothing is sent before you send it.",
            name=name, moment=moment,
        )  # fmt: skip
    else:
        said = words.say(
            "“{name}” comes on {moment}. The draft follows: please check it by then, change what you like, and "
            "send it on. Nothing is sent before you do.", name=name, moment=moment,
        )  # fmt: skip
    lines = [rule_line(rule_of(turn.series), words)]
    if entry:
        lines.append(words.say("In the company's calendar this is for: {role}", role=words.say(ROLES[entry.by])))
        lines += [words.say("Policy {clause}", clause=", ".join(entry.clauses))] if entry.clauses else []
    return Card(said, [b.paragraph(said), b.context(*lines)])


def begun_card(
    series: Series, coming: tuple[datetime, datetime] | None, desk: Desk, words: Words, begun: Bulletin | None
) -> Card:
    """It repeats from now on: the next time and when it leaves; `begun` is what it was begun from, if anew."""
    name, rule = series_name(series, desk, words), rule_of(series)
    said = words.say("“{name}” repeats from now on.", name=name) if begun else words.say(
        "“{name}” is changed.", name=name
    )  # fmt: skip
    lines = [rule_line(rule, words)]
    if coming:
        lines.append(words.say("Next: {moment}", moment=leaving_line(*coming, rule, words)))
    lines.append(_drafted(series, desk, words) if series.drafts else words.say("It is sent by itself, as it stands."))
    buttons = [Button(f"{ids.CALENDAR}.card", words.say("Open the calendar"), "card")]
    if begun and begun.state is BulletinState.DRAFT:
        lines.append(words.say("The draft you began from has not been sent. If it is not needed, press “{label}”.",
                               label=words.say("Discard the draft")))  # fmt: skip
        buttons.append(cancel_button({"b": begun.id, "r": begun.revision}, words))
    elif begun:
        lines.append(words.say("The bulletin you began from stays as it is."))
    return Card(said, [b.paragraph(said), b.bullets(lines), b.buttons(*buttons)])


def _drafted(series: Series, desk: Desk, words: Words) -> str:
    """When the draft comes; at once where its day has passed before anybody asked for it."""
    if series.next_at is None:
        return words.say("A draft comes to you before, and nothing is sent before you send it.")
    if series.next_at <= desk.services.clock.now():
        return words.say("The draft for it comes right away, because there is little time left to check it. Nothing is "
                         "sent before you send it.")  # fmt: skip
    day = words.weekday_of(series.next_at)
    return words.say("The draft for it comes to you on {day}. Nothing is sent before you send it.", day=day)
