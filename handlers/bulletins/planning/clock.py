"""Does what is due for what repeats, each in a transaction of its own; drafts come to whoever is responsible."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

import structlog

from bot.bulletins.cases import Content, Origin, Series
from bot.bulletins.drafting import from_template
from bot.bulletins.repeating import Turn
from bot.bulletins.series_store import SeriesStore
from bot.core.errors import NotFound
from bot.core.people import Permission, Role
from bot.core.schedule import Every, Job
from bot.core.unit import Work
from handlers.bulletins.board import Board
from handlers.bulletins.delivery import Delivering
from handlers.bulletins.planning.news_views import draft_card
from handlers.bulletins.writing import Writing
from handlers.kit import replies
from handlers.kit.desk import Desk
from handlers.kit.feature import Tick
from handlers.kit.poller import Poller
from knowledge.bulletins import CalendarEntry

LOOK: Final = Job("bulletins.series", Every(timedelta(minutes=1)), catch_up="once")

log = structlog.get_logger(__name__)


class SeriesClock(Poller):
    """What waits is rows: whoever runs replicas, each time is taken once, by whoever has the series' lock."""

    def __init__(self, desk: Desk, board: Board, delivery: Delivering, writing: Writing) -> None:
        super().__init__()
        self._desk = desk
        self._board = board
        self._delivery = delivery
        self._writing = writing
        self._service = desk.services.series
        self.tick = Tick(LOOK, self.looked)

    async def look(self) -> bool:
        """Does what is due now; False when nothing was."""
        async with self._desk.services.database.read() as connection:
            await self._desk.people.note_absences(connection)
            due = await SeriesStore(connection).due(self._desk.services.clock.now())
        for series in due:
            if not self._stopping:
                await self._one(series)
        if due:
            self._delivery.wake()
        return bool(due)

    async def _one(self, series: str) -> None:
        try:
            async with self._desk.services.unit() as work:
                for turn in await self._service.due(work, series):
                    await self._follow(work, turn)
        except Exception as trouble:
            log.exception("series_failed", series=series, error=str(trouble)[:200])
            async with self._desk.services.unit() as work:
                await self._service.put_off(work, series)

    async def _follow(self, work: Work, turn: Turn) -> None:
        """One that goes out by itself comes as a card to whoever made it; of the others a draft is laid."""
        if turn.bulletin:
            await self._board.bring(work, turn.bulletin, turn.series.by, "first")
            return
        series, entry = turn.series, self._entry(turn.series)
        await self._desk.people.recall(work.connection, series.team, [series.by])
        person = self.responsible(series, entry)
        words = self._desk.speech.in_(self._desk.people.known_language(person))
        card = draft_card(turn, entry, self._desk, words)
        key = f"bulletin-series:{series.id}:{turn.fire.timestamp():.0f}:draft"
        work.outbox.put(replies.direct(person, card, key))
        content = self._says(turn, entry)
        if entry:
            content = replace(content, origin=Origin("calendar", entry.id))
        draft = await self._writing.offer(work, person, series.team, content, series.audience)
        await self._service.laid(work, turn, draft)

    def _says(self, turn: Turn, entry: CalendarEntry | None) -> Content:
        """An entry of the calendar says what its template says by then: the company may have changed it meanwhile."""
        services = self._desk.services
        template = services.known.bulletins.templates.get(entry.template) if entry else None
        if template is None:
            return self._service.times.says(turn.series, turn.fire)
        return from_template(template, services.known.company, turn.leaves, services.days)

    def _entry(self, series: Series) -> CalendarEntry | None:
        entries = self._desk.services.known.bulletins.calendar.entries
        return next((one for one in entries if one.id == series.entry), None)

    def responsible(self, series: Series, entry: CalendarEntry | None) -> str:
        """Who gets the draft: the role that the calendar names, or whoever made it, where they are there and may.

        Else the security lead or who stands in, and better one who is away than nobody.
        """
        people, lead = self._desk.people, Role.SECURITY_LEAD
        mine = [] if entry else [people.present(series.by)]
        roles = [Role(entry.by), lead] if entry else [lead]
        there = [one.id for role in roles for one, _ in people.there(role, Permission.SEND_BULLETINS)]
        away = [one.id for one in people.holders(lead)]
        for user in filter(None, (*mine, *there, *away)):
            known = people.known(user)
            if known and known.active and known.may(Permission.SEND_BULLETINS):
                return user
        raise NotFound("bulletins.nobody_responsible")
