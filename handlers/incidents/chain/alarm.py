"""The whole chain was asked and nobody has confirmed: the alert channel hears of it, and the reporter is to phone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.core.place import Place
from bot.core.unit import Work
from bot.incidents.cases import Incident, Kind
from bot.incidents.chain import CHAIN, later
from bot.incidents.service import Line
from bot.incidents.timers import Timers
from handlers.incidents.board import Board
from handlers.incidents.cards import marked
from handlers.incidents.chain.call_views import desk_line
from handlers.incidents.chain.reminders import Reminders
from handlers.incidents.labels import level_title
from handlers.kit import blocks as b
from handlers.kit import replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.roles import phone_line
from handlers.kit.words import Words

ALERT = "alert:"
MOST = 5
"""So often it is repeated one after the other; after that once every working morning, for it must not be forgotten."""
AGAIN_MINUTES = 30


class Alarm:
    """Sounds, and sets when it sounds again."""

    def __init__(self, desk: Desk, board: Board) -> None:
        self._desk = desk
        self._board = board
        self._reminders = Reminders(board)
        self._content = desk.services.known.incidents

    async def sound(self, work: Work, incident: Incident, count: int) -> None:
        """Everybody in the alert channel hears that nobody in charge has confirmed; the reporter is told to phone."""
        rung = self._content.chain.rung(incident.level)
        channel = self._board.alert if rung.alert_channel else self._board.channel
        key = f"incident-alert:{incident.id}:{incident.level}:{count}"
        if await self._reminders.has_room_for_alert(work, incident, channel):
            words = self._board.company_words
            card = marked(incident, self._card(incident, words), words)
            # Said twice is better than not at all.
            work.outbox.put(replace(replies.say(Place(channel), "", card, key), policy="duplicate"))
        data = {"person": channel, "role": "alert", "why": "alert", "key": key}
        await self._desk.services.incidents.write(work, incident, Line(Kind.TOLD, None, data=data))
        if count == 1 and incident.reporter and not incident.drill and not incident.lead:
            mine = self._board.words(incident.reporter)
            key = f"incident-phone:{incident.id}:{incident.level}"
            self._board.say(work, incident, incident.reporter, self._please_phone(incident, mine), key)
        due = self._again(incident, work.now, count)
        await Timers(work.connection).set(incident.id, CHAIN, due, f"{ALERT}{count + 1}", work.now)

    def _again(self, incident: Incident, now: datetime, count: int) -> datetime:
        days = self._desk.services.days
        if count >= MOST:
            return days.morning_after(now, 1)
        return later(days, now, AGAIN_MINUTES, self._content.chain.rung(incident.level).hours)

    def _card(self, incident: Incident, words: Words) -> Card:
        """Many read this channel: it says how grave it is, never what happened or to whom."""
        level = level_title(self._content, incident.level, words)
        said = words.say("An incident waits, and nobody in charge has confirmed it yet: {level}.", level=level)
        if incident.lead:
            name = self._board.views.name(incident.lead, words)
            said = words.say(
                "{name} looks after an incident on which somebody has to decide: {level}.", name=name, level=level
            )
        ask = words.say("If you are near one of those in charge, please ask them to look at Slack or to phone.")
        reference = words.say("Reference {id}", id=incident.id)
        lines = (phone_line(self._desk.people, words), desk_line(self._board.views.company, words), reference)
        return Card(said, [b.header(b.cut(said, 150)), b.paragraph(ask), b.context(*filter(None, lines))])

    def _please_phone(self, incident: Incident, words: Words) -> Card:
        said = words.say("Nobody in charge has confirmed your report {id} yet. Please phone.", id=incident.id)
        more = words.say("I keep calling them, and #{channel} knows that somebody is needed.", channel=self._named())
        lines = (phone_line(self._desk.people, words), desk_line(self._board.views.company, words))
        return Card(said, [b.strong(said), b.bullets(filter(None, lines)), b.paragraph(more)])

    def _named(self) -> str:
        return self._board.views.company.channels.alert
