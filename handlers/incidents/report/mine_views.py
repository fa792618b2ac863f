"""What the reporter sees: one calm card of their own, and the news in its thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.incidents.cases import Entry, Incident, Kind, Notice, State
from handlers.incidents import ids
from handlers.incidents.cards import Views, asked_lines
from handlers.incidents.chain.call_views import desk_line
from handlers.incidents.labels import level_title, questions_label, reason_line
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.roles import phone_line
from handlers.kit.words import N_, Words

LONG_WAIT = timedelta(hours=2)
"""No level waits as long as this in working hours: nights and holidays lie between."""


@dataclass(frozen=True)
class Ahead:
    """Who is asked next, and when, if nobody confirms before; nobody left means the alert channel."""

    due: datetime
    people: tuple[str, ...] = ()
    channel: str = ""


@dataclass(frozen=True)
class Told:
    """What the reporter's card rests on besides the incident."""

    notices: Sequence[Notice]
    ahead: Ahead | None = None
    nothing: Entry | None = None
    """The note in which the reporter said that it was nothing after all."""


CONFIRMED = N_("{name} has confirmed your report and looks after it.")
JOINED = N_("{name} has joined in too.")
SEEN = N_("{name} has read your report. Those in charge are being asked.")
AGAIN = N_("{name} looks after it again.")
NEWS = {
    State.CONTAINED: N_("{name} has contained it: the damage does not spread any further."),
    State.RECOVERED: N_("{name}: everything works again as before."),
    State.CLOSED: N_("{name} has closed it. Thank you for reporting it: you helped everybody here."),
    State.REJECTED: N_("{name} has looked at it: it is no incident. Reporting it was right all the same. Thank you."),
}
STANDS = {
    State.CONFIRMED: N_("{name} looks after it. I will tell you here whenever something changes."),
    State.CONTAINED: N_("It is contained, and {name} goes on with it. I will tell you here."),
    State.RECOVERED: N_("Everything works again. {name} finishes the rest."),
    State.CLOSED: N_("It is closed. Thank you for reporting it: you helped everybody here."),
    State.REJECTED: N_("It was looked at, and is no incident. Reporting it was right all the same. Thank you."),
}


def mine_card(incident: Incident, told: Told, views: Views, words: Words) -> Card:
    """The reporter's own card: thanks, what to do first, how grave it is, who is on it, and what happens next."""
    if incident.drill:
        return _finder_card(incident, words)
    said = words.say("Thank you for telling us. Your report has the reference {id}.", id=incident.id)
    shown: list[Block] = [b.strong(said), b.quote(b.cut(incident.title, 200))]
    if not incident.is_open:
        return Card(said, [*shown, b.paragraph(_stands(incident, views, words))])
    if incident.is_near_miss:
        more = words.say("It is counted, so that it happens to nobody else. You need do nothing more.")
        return Card(said, [*shown, b.paragraph(more), _buttons(incident, told, views, words)])
    shown += [*_first(incident, views, words), *_level(incident, views, words)]
    shown += [b.strong(words.say("What happens next")), b.bullets(_next(incident, told, views, words))]
    if told.nothing:
        shown.append(
            b.paragraph(words.say("You said that it was nothing after all. Those in charge take a last look."))
        )
    phones = (phone_line(views.people, words, incident.reporter), desk_line(views.company, words))
    shown += [b.context(*filter(None, phones)), _buttons(incident, told, views, words)]
    return Card(said, shown)


def _finder_card(incident: Incident, words: Words) -> Card:
    """In a drill somebody plays who found it: they have reported nothing, and have nothing to do."""
    said = words.say("In a drill you play the one who found it. There is nothing for you to do.")
    over = [] if incident.is_open else [b.paragraph(words.say("The drill is over. Thank you for taking part."))]
    shown = [b.strong(said), b.quote(b.cut(incident.title, 200)), *over]
    return Card(said, [*shown, b.context(words.say("Reference {id}", id=incident.id))])


def news_card(incident: Incident, entry: Entry, views: Views, words: Words) -> Card | None:
    """What the reporter hears of an entry of the timeline; None when it is nothing for them."""
    said = None if incident.drill else _news(incident, entry, views.name(entry.by, words), words)
    if said is None:
        return None
    return Card(said, [b.paragraph(said), b.context(words.say("Reference {id}", id=incident.id))])


def nothing_card(incident: Incident, why: str, views: Views, words: Words) -> Card:
    """For those who respond: the reporter thinks that it was nothing; the decision is theirs."""
    name = views.name(incident.reporter, words)
    said = words.say("{name} says that it was nothing after all: {title}", name=name, title=b.cut(incident.title, 80))
    ask = words.say("Please take a last look, and then say that it is no incident, or go on with it.")
    quote = [b.quote(b.cut(why, 1000))] if why else []
    opens = b.buttons(Button(ids.OPEN, words.say("Open"), incident.id, style="primary"))
    shown = [b.strong(said), *quote, b.paragraph(ask), opens, b.context(words.say("Reference {id}", id=incident.id))]
    return Card(said, shown)


def _news(incident: Incident, entry: Entry, name: str, words: Words) -> str | None:
    if entry.kind is Kind.CONFIRMED:
        if incident.lead is None:
            return words.say(SEEN, name=name)
        return words.say(CONFIRMED if incident.lead == entry.by else JOINED, name=name)
    if entry.kind is not Kind.STATE:
        return None
    before, after = State(entry.data["before"]), State(entry.data["after"])
    if after is State.CONFIRMED:
        return words.say(CONFIRMED if before is State.REPORTED else AGAIN, name=name)
    return words.say(NEWS[after], name=name) if after in NEWS else None


def _stands(incident: Incident, views: Views, words: Words) -> str:
    if incident.is_near_miss and incident.state is State.CLOSED:
        return words.say("It was looked at. Thank you: you helped everybody here.")
    return words.say(STANDS[incident.state], name=views.name(incident.lead, words))


def _first(incident: Incident, views: Views, words: Words) -> list[Block]:
    """The first response, as long as nobody has stopped the damage."""
    category = views.content.category(incident.category)
    if category is None or incident.state not in {State.REPORTED, State.CONFIRMED}:
        return []
    if incident.origin.mail_check:  # two lists of first steps would be one too many
        return [b.paragraph(words.say("Your first steps stand in the result of the mail check."))]
    return [b.strong(words.say("Do this now")), b.bullets(category.first.say(words.language), ordered=True)]


def _level(incident: Incident, views: Views, words: Words) -> list[Block]:
    parts = "、" if words.language == "ja" else ", "
    why = parts.join(reason_line(views.content, one, words) for one in incident.reasons)
    return [b.strong(level_title(views.content, incident.level, words)), b.context(words.say("Why: {why}", why=why))]


def _next(incident: Incident, told: Told, views: Views, words: Words) -> list[str]:
    lines = asked_lines(told.notices, views, words)
    if incident.state in STANDS:
        lines.append(_stands(incident, views, words))
    elif incident.lead:
        name = views.name(incident.lead, words)
        lines.append(words.say("{name} looks after it. Somebody who decides on it is being asked as well.", name=name))
    elif told.ahead:
        lines.append(_ahead(told.ahead, views, words))
        asked = max((one.told_at for one in told.notices), default=incident.reported_at)
        if told.ahead.due - asked > LONG_WAIT:
            lines.append(words.say("That is after a night or days off. Do not wait for it: please phone."))
    return lines or [words.say("Those in charge see it now.")]


def _ahead(ahead: Ahead, views: Views, words: Words) -> str:
    moment = words.moment(ahead.due)
    if not ahead.people:
        return words.say("If nobody confirms by {moment}, I ask in {channel}.", moment=moment, channel=ahead.channel)
    names = ("、" if words.language == "ja" else ", ").join(views.name(one, words) for one in ahead.people)
    return words.say("If nobody confirms by {moment}, I ask {names} next.", moment=moment, names=names)


def _buttons(incident: Incident, told: Told, views: Views, words: Words) -> Block:
    category = views.content.category(incident.category)
    each = []
    if category and category.facts:
        label = questions_label(views.content, incident, words)
        style = None if incident.is_near_miss or incident.facts else "primary"
        each.append(Button(ids.FACTS, label, incident.id, style=style))
    each.append(Button(ids.ADD_ENTRY, words.say("Tell more"), incident.id))
    if not incident.is_near_miss and not told.nothing:
        each.append(Button(ids.NOTHING, words.say("It was nothing after all"), incident.id))
    return b.buttons(*each)
