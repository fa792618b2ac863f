"""What goes out for an incident: its card, the reporter's card, the calls; put on the caller's open unit of work."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.core.unit import Work
from bot.incidents.access import Act, may
from bot.incidents.cases import Incident, Kind, Notice
from bot.incidents.chain import RAISED, UNASKED, risen
from bot.incidents.glance import Glance, glance
from bot.incidents.store import IncidentStore
from handlers.incidents.cards import Views, marked
from handlers.incidents.chain.call_views import Call, call_card
from handlers.incidents.report.mine import MineCard, mine_key
from handlers.incidents.response.incident_views import hidden_card, incident_card, merged_mine_card
from handlers.incidents.work.owners import Owners
from handlers.incidents.work.step_views import Sheet, StepViews
from handlers.kit import replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.words import Words

_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{8,}")


class Board:
    """Draws and addresses."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        known = desk.services.known
        self.views = Views(known.incidents, known.company, desk.people)
        self._steps = StepViews(self.views, Owners(desk))
        self.channel = channel_of(known.company.channels.incidents)
        self.alert = channel_of(known.company.channels.alert)
        self._mine = MineCard(desk, self.views, self.alert)

    async def show(self, work: Work, incident: Incident) -> None:
        """Everything that shows this incident, as it now stands: posted once, edited ever after."""
        seen = await glance(work.connection, incident, self._desk.services.incidents.notifying, work.now)
        words = self.company_words
        card = incident_card(seen, self.views, words, self.steps_line(seen, words))
        public = hidden_card(incident, words) if incident.restricted else card
        self._card(work, incident, self.channel, card_key(incident), marked(incident, public, words))
        if incident.room.startswith(("C", "G")):
            self._card(work, incident, incident.room, f"incident-room:{incident.id}", marked(incident, card, words))
        await self._show_reporters(work, seen)
        await self._show_called(work, seen)

    async def call(self, work: Work, incident: Incident, notice: Notice) -> bool:
        """Tells somebody, and keeps that they were told; False when they had this very call already."""
        store = IncidentStore(work.connection)
        if not await store.tell(notice):
            return False
        card = await self._call(work, incident, notice, await store.notices(incident.id))
        call = replies.direct(notice.person, card, notice.key)
        work.outbox.put(replace(call, policy="duplicate"))  # twice is better than not at all
        return True

    def say(self, work: Work, incident: Incident, person: str, card: Card, key: str) -> None:
        """Writes to somebody about an incident; a drill says that it is one."""
        work.outbox.put(replies.direct(person, marked(incident, card, self.words(person)), key))

    def words(self, person: str) -> Words:
        return self._desk.speech.in_(self._desk.people.known_language(person))

    @property
    def company_words(self) -> Words:
        """The language of what stands in a channel."""
        return self._desk.speech.in_("ja")

    def steps_line(self, seen: Glance, words: Words) -> str:
        """How far the steps are, and which is next."""
        return self._steps.line(Sheet(seen.incident, seen.steps, seen.now), words)

    async def may_see(self, work: Work, incident: Incident, person: str) -> bool:
        """Whether the whole record is for somebody's eyes."""
        await self._desk.people.recall(work.connection, incident.team, [person])
        known = self._desk.people.known(person)
        return known is not None and may(known, Act.SEE, incident)

    async def _show_reporters(self, work: Work, seen: Glance) -> None:
        """The reporter's card; and those of the reporters whose reports go on as this one."""
        incident, store = seen.incident, IncidentStore(work.connection)
        goes_on = await store.get(incident.merged_into) if incident.merged_into else None
        if incident.reporter and goes_on:
            words = self.words(incident.reporter)
            card = marked(incident, merged_mine_card(incident, goes_on, self.views, words), words)
            self._card(work, incident, incident.reporter, mine_key(incident), card)
        elif incident.reporter:
            await self._mine.show(work, incident, seen.notices)
        for other in seen.merged:
            if other.reporter:
                words = self.words(other.reporter)
                card = marked(other, merged_mine_card(other, incident, self.views, words), words)
                key = mine_key(other)
                edit = replies.redraw(other.reporter, card, f"{key}:{incident.id}:{incident.revision}", key)
                work.outbox.put(edit)

    async def _show_called(self, work: Work, seen: Glance) -> None:
        incident = seen.incident
        for notice in (one for one in seen.notices if one.why != UNASKED):
            card = await self._call(work, incident, notice, seen.notices)
            if incident.restricted and not await self.may_see(work, incident, notice.person):
                words = self.words(notice.person)
                card = marked(incident, hidden_card(incident, words), words)
            work.outbox.put(replies.redraw(notice.person, card, f"{notice.key}:{incident.revision}", notice.key))

    async def _call(self, work: Work, incident: Incident, notice: Notice, told: Sequence[Notice]) -> Card:
        words, rise = self.words(notice.person), None
        if notice.why == RAISED:
            levels = await IncidentStore(work.connection).of_kind(incident.id, Kind.LEVEL)
            rise = risen(notice, levels)
        return marked(incident, call_card(incident, Call(notice, told, rise), self.views, words), words)

    def _card(self, work: Work, incident: Incident, channel: str, key: str, card: Card) -> None:
        work.outbox.put(replies.direct(channel, card, key))
        work.outbox.put(replies.redraw(channel, card, f"{key}:{incident.revision}", key))


def card_key(incident: Incident) -> str:
    """The outbox key of the card in the response channel."""
    return f"incident:{incident.id}"


def channel_of(named: str) -> str:
    """The channel as Slack wants it called: by id as it is, by name with its sign."""
    return named if _CHANNEL_ID.fullmatch(named) else f"#{named.removeprefix('#')}"
