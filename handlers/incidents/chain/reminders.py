"""Reminders that stay readable: when dozens of incidents ask at once, one message stands for the rest of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.outbox import count_posts
from bot.core.place import Place
from bot.core.unit import Work
from bot.incidents.cases import Incident
from handlers.incidents import ids
from handlers.incidents.board import Board
from handlers.incidents.cards import marked
from handlers.kit import blocks as b
from handlers.kit import replies
from handlers.kit.blocks import Button, Card

A_WHILE = timedelta(minutes=10)
MOST, MOST_ALERTS = 5, 3
"""So many reminders, or alerts, are read in a while; of more than that nobody reads any."""
REPEATED = ("incident-call:%:again:%", "incident-step:%", "incident-situation:%")
"""What asks again; the first word on an incident always arrives."""
ALERTS = ("incident-alert:%",)


class Reminders:
    """Says whether there is room for one more, and where there is none that more is waiting."""

    def __init__(self, board: Board) -> None:
        self._board = board

    async def has_room(self, work: Work, incident: Incident, person: str) -> bool:
        """Whether somebody can be reminded of one thing more; else they hear, once in a while, that the list has it."""
        if await count_posts(work.connection, person, REPEATED, work.now - A_WHILE) < MOST:
            return True
        words = self._board.words(person)
        said = words.say("More incidents are waiting for you. The list shows all of them.")
        see = Button(f"{ids.LIST}.more", words.say("See the list"), "more")
        key = self._key(incident, "waiting", person, work.now)
        self._board.say(work, incident, person, Card(said, [b.paragraph(said), b.buttons(see)]), key)
        return False

    async def has_room_for_alert(self, work: Work, incident: Incident, channel: str) -> bool:
        """The same for a whole channel, of incidents that nobody in charge has confirmed."""
        if await count_posts(work.connection, channel, ALERTS, work.now - A_WHILE) < MOST_ALERTS:
            return True
        words = self._board.company_words
        said = words.say("More incidents wait as well, and nobody in charge has confirmed them yet.")
        card = marked(incident, Card(said, [b.paragraph(said)]), words)
        work.outbox.put(replies.say(Place(channel), "", card, self._key(incident, "alerts", channel, work.now)))
        return False

    def _key(self, incident: Incident, what: str, to: str, now: datetime) -> str:
        """The same for everything of one while."""
        kind = "drill" if incident.drill else "real"
        return f"incident-{what}:{kind}:{to}:{int(now.timestamp() // A_WHILE.total_seconds())}"
