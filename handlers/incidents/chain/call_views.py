"""The call to somebody of the chain: what happened, that they are asked, and whom to phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.people import Role
from bot.incidents.cases import Entry, Incident, Notice
from bot.incidents.chain import ASKED, CLIMBS, RAISED, asks_now, being_asked, is_first, unanswered
from handlers.incidents import ids
from handlers.incidents.cards import Views
from handlers.incidents.labels import category_title, level_title, reason_line, status_of
from handlers.incidents.response.incident_views import told_blocks
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.roles import person_line, phone_line
from handlers.kit.words import N_, Words
from knowledge.documents import Company

SENTENCES = {
    "chain": N_("Please confirm: {level}. {title}"),
    "deputy": N_("Please confirm: {level}. {title}"),
    "again": N_("Still waiting for your confirmation: {level}. {title}"),
}
YOUR_TURN = N_("It is your turn now, please confirm: {level}. {title}")
"""For who has the whole card already, as information: two messages never begin alike."""
INFORMED = N_("For your information: {level}. {title}")
MOST_REASONS, LONGEST_REASON = 2, 300
INCIDENT_DESK = "incident-desk"
"""The contact of `company.yml` that answers when none of the people does."""


@dataclass(frozen=True)
class Call:
    """A message to somebody called: what is on record of it and of all the others, and the level that has risen."""

    notice: Notice
    told: Sequence[Notice]
    rise: Entry | None = None

    @property
    def confirmed(self) -> bool:
        return any(one.person == self.notice.person and one.confirmed_at for one in self.told)


def call_card(incident: Incident, call: Call, views: Views, words: Words) -> Card:
    """The first one says what happened, whom they stand in for, and whom to phone; each after it what is new."""
    if not is_first(call.notice, call.told):
        return _short_card(incident, call, views, words)
    notice = asks_now(call.notice, call.told)
    said = _said(incident, notice, views, words)
    shown: list[Block] = [
        b.header(b.cut(said, 150)),
        *told_blocks(incident),
        b.bullets(_lines(incident, notice, views, words)),
        *_what_next(incident, notice, call, views, words),
        b.context(*_phones(incident, notice, views, words), words.say("Reference {id}", id=incident.id)),
    ]
    return Card(said, [*shown, b.buttons(*_pressable(incident, call, views, words))])


def _short_card(incident: Incident, call: Call, views: Views, words: Words) -> Card:
    """One line: who has the whole card already reads no second one."""
    notice, more = call.notice, [words.say("Reference {id}", id=incident.id)]
    if notice.why == RAISED:
        said = _risen(incident, call.rise, views, words)
        more.insert(0, b.cut(incident.title, 100))
    elif notice.why in CLIMBS:
        level = level_title(views.content, incident.level, words)
        said = words.say(YOUR_TURN, level=level, title=b.cut(incident.title, 100))
    else:
        said = _said(incident, notice, views, words)
    shown = [b.paragraph(said), *_what_next(incident, notice, call, views, words), b.context(*more)]
    return Card(said, [*shown, b.buttons(*_pressable(incident, call, views, words))])


def _said(incident: Incident, notice: Notice, views: Views, words: Words) -> str:
    level = level_title(views.content, incident.level, words)
    return words.say(SENTENCES.get(notice.why, INFORMED), level=level, title=b.cut(incident.title, 100))


def _risen(incident: Incident, rise: Entry | None, views: Views, words: Words) -> str:
    """From which level to which, and why: what somebody wrote, else what asks for it as long as it is that level."""
    if rise is None:
        return words.say("The level has risen: {level}", level=level_title(views.content, incident.level, words))
    before, after = rise.data.get("before"), rise.data.get("after")
    reasons = [one for one in incident.reasons if one.level == after == incident.level][:MOST_REASONS]
    why = b.cut(rise.text, LONGEST_REASON) or " / ".join(reason_line(views.content, one, words) for one in reasons)
    if not why:
        return words.say("The level has risen from {before} to {after}.", before=before, after=after)
    return words.say("The level has risen from {before} to {after}: {why}", before=before, after=after, why=why)


def _pressable(incident: Incident, call: Call, views: Views, words: Words) -> list[Button]:
    """Who has confirmed goes on to what is to do."""
    opened = Button(ids.OPEN, words.say("Open"), incident.id)
    if not incident.is_open:
        return [opened]
    if not call.confirmed:
        return [_confirm(incident, words), opened]
    steps = [Button(ids.STEPS, words.say("See the steps"), incident.id)] if ids.STEPS in views.doors else []
    return [*steps, opened]


def desk_line(company: Company, words: Words) -> str:
    """The number that answers when none of the people does; "" when the company has none."""
    desk = next((one for one in company.contacts if one.id == INCIDENT_DESK), None)
    if desk is None or not desk.phone:
        return ""
    hours = desk.hours.say(words.language) if desk.hours else ""
    said = words.say("If nobody answers: {name} {phone}", name=desk.name.say(words.language), phone=desk.phone)
    return words.say("{said} ({note})", said=said, note=hours) if hours else said


def _lines(incident: Incident, notice: Notice, views: Views, words: Words) -> list[str]:
    name = views.name(incident.reporter, words)
    lines = [
        words.say("Kind: {title}", title=category_title(views.content, incident, words)),
        words.say("Reported by {name}, {moment}", name=name, moment=words.moment(incident.reported_at)),
        words.say("State: {status}", status=words.say(status_of(incident))),
    ]
    if incident.lead:
        lines.append(words.say("In charge: {name}", name=views.name(incident.lead, words)))
    if notice.person != incident.reporter and (phone := views.phone(incident.reporter)):
        lines.append(words.say("Phone of the reporter: {phone}", phone=phone))
    if notice.stands_for:
        absent = views.name(notice.stands_for, words)
        lines.append(words.say("You stand in for {name}, who is away.", name=absent))
    if notice.person == incident.reporter:
        lines.append(words.say("You reported this yourself; you are asked because nobody else can decide it."))
    return lines


def _what_next(incident: Incident, notice: Notice, call: Call, views: Views, words: Words) -> Sequence[Block]:
    if call.confirmed:
        said = words.say("You confirmed. Thank you.")
        return [b.strong(said), *map(b.paragraph, _still_asked(incident, call, views, words))]
    if notice.why not in ASKED or not incident.is_open:
        return []
    if incident.confirmed_at:
        return [b.context(words.say("It is being looked after. You need not confirm any more."))]
    return [b.context(words.say("If you do not confirm, the next person of the chain is asked."))]


def _still_asked(incident: Incident, call: Call, views: Views, words: Words) -> Iterator[str]:
    """Why the state still waits, for who has confirmed and cannot settle the level alone."""
    if incident.confirmed_at or not incident.is_open:
        return
    asked = being_asked(call.told) or unanswered(call.told)
    if asked:
        names = words.say(", ").join(dict.fromkeys(views.name(one.person, words) for one in asked))
        yield words.say("It is level {level}, so {names} was asked to confirm too.", level=incident.level, names=names)
    else:
        yield words.say("Somebody who decides on level {level} still has to confirm.", level=incident.level)


def _phones(incident: Incident, notice: Notice, views: Views, words: Words) -> list[str]:
    following = _next_in_line(incident, notice, views, words) if notice.why in ASKED else ""
    lines = (following or phone_line(views.people, words, notice.person), desk_line(views.company, words))
    return [line for line in lines if line]


def _next_in_line(incident: Incident, notice: Notice, views: Views, words: Words) -> str:
    """Whoever comes after them in the chain, with the phone number: to agree quickly on who takes it."""
    chain = views.content.chain.rung(incident.level).chain
    after = chain[chain.index(notice.role) + 1 :] if notice.role in chain else []
    for role in after:
        for one in views.people.holders(Role(role)):
            person = views.people.present(one.id)
            if person and person not in {notice.person, incident.reporter}:
                said = person_line(views.people, role, one.id, person, words)
                return words.say("Next in the chain: {person}", person=said)
    return ""


def _confirm(incident: Incident, words: Words) -> Button:
    """Once somebody looks after it nobody need confirm, but everybody called may still join in."""
    if incident.confirmed_at:
        return Button(ids.CONFIRM, words.say("I join in"), incident.id)
    return Button(ids.CONFIRM, words.say("I confirm and take care"), incident.id, style="primary")
