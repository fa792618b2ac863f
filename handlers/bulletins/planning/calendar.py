"""The doors of the calendar: opened, turned, and what its menus do."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins.access import check_write
from bot.bulletins.cases import Audience, Bulletin, Series
from bot.bulletins.drafting import from_template
from bot.bulletins.repeating import Wish
from bot.bulletins.series_store import SeriesStore
from bot.core.errors import NotFound
from bot.core.people import Permission, Person
from bot.core.unit import Work
from handlers.bulletins.board import Board
from handlers.bulletins.planning import ids
from handlers.bulletins.planning.agenda import Rows, agenda, rows
from handlers.bulletins.planning.calendar_views import (
    PAGE,
    SURE,
    YEAR,
    Deed,
    Shown,
    calendar_home,
    calendar_modal,
    page_of,
    series_name,
    sure_modal,
)
from handlers.bulletins.planning.clock import SeriesClock
from handlers.bulletins.planning.repeat import Repeats
from handlers.bulletins.writing import Writing
from handlers.bulletins.writing.settling import Settling
from handlers.kit import payload
from handlers.kit.blocks import Block
from handlers.kit.desk import Desk
from handlers.kit.payload import MANGLED, Raw
from handlers.kit.routing import Route
from handlers.kit.windows import beneath, redraw, show
from handlers.kit.words import Words
from knowledge.bulletins import CalendarEntry

Done = Callable[[Work, Person, Deed], Awaitable[object]]


class Calendar:
    """What comes, and what somebody does about it."""

    def __init__(self, desk: Desk, board: Board, writing: Writing, clock: SeriesClock, repeats: Repeats) -> None:
        self._desk = desk
        self._board = board
        self._writing = writing
        self._clock = clock
        self._repeats = repeats
        self._service = desk.services.series
        settling = Settling(desk, board)
        self._deeds: dict[str, Done] = {
            "pause": lambda work, person, deed: self._service.pause(work, person, deed.id),
            "resume": lambda work, person, deed: self._service.resume(work, person, deed.id),
            "end": lambda work, person, deed: self._service.end(work, person, deed.id),
            "skip": lambda work, person, deed: self._service.skip(
                work, person, deed.id, datetime.fromtimestamp(deed.at, UTC)
            ),
            "hold": self._told(desk.services.bulletins.pause),
            "go": self._told(desk.services.bulletins.resume),
            "cancel": lambda work, person, deed: settling.call_off(work, person, deed.id),
        }
        self.routes = (
            Route("action", ids.CALENDAR, self.opened, changes=False),
            Route("action", ids.PAGE, self.turned, changes=False),
            Route("action", ids.LINE, self.chosen),
            Route("action", ids.USE, self.used),
            Route("view", ids.SURE_FORM, self.sure),
            Route("view", ids.REPEAT_FORM, self.repeated),
        )

    async def home(self, person: Person, words: Words) -> list[Block]:
        """The next few; worked out at once, because a Home should not wait for anything."""
        services = self._desk.services
        found = await self._rows(person)
        entries = services.known.bulletins.calendar.entries
        lines = agenda(found, services.series, entries, services.clock.now())
        return calendar_home(Shown(lines, self._desk, person.may(Permission.SEND_BULLETINS)), words)

    async def _seen(self, person: Person, page: int = 0) -> Shown:
        """The calendar as somebody may see it; what takes long where much repeats is worked out beside the loop."""
        services = self._desk.services
        found = await self._rows(person)
        entries = services.known.bulletins.calendar.entries
        lines = await self._desk.off_loop(agenda, found, services.series, entries, services.clock.now())
        return Shown(lines, self._desk, person.may(Permission.SEND_BULLETINS), page)

    async def _rows(self, person: Person) -> Rows:
        async with self._desk.services.database.read() as connection:
            found = await rows(connection, person.team)
            await self._desk.people.recall(connection, person.team, {one.by for one in found.bulletins})
        return found

    async def opened(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.SEE_BULLETINS)
        words = await self._desk.words_for(press.spot)
        seen = await self._seen(person)
        if press.value == YEAR and seen.offered:
            seen = replace(seen, page=seen.offered[0] // PAGE)
        await show(client, body, calendar_modal(seen, words))

    async def turned(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.SEE_BULLETINS)
        page = int(press.value) if press.value.isascii() and press.value.isdecimal() and len(press.value) < 4 else 0
        await self._drawn(client, press.view_id, person, page, await self._desk.words_for(press.spot))

    async def chosen(self, body: Raw, client: AsyncWebClient) -> None:
        """An entry of a line's menu: done at once, or after a question, or in a window of its own."""
        press, deed = payload.press(body), Deed.of(payload.press(body).value)
        person = await self._desk.people.of(press.spot, Permission.SEND_BULLETINS)
        words = await self._desk.words_for(press.spot)
        page = page_of((body.get("view") or {}).get("private_metadata") or "")
        if deed.do == "change":
            await show(client, body, await self._repeats.of_series(person, words, deed.id, page))
        elif deed.do == "edit":
            await show(client, body, await self._writing.form(person, words, await self._bulletin(person, deed.id)))
        elif deed.do in SURE:
            name, leaves = await self._about(person, deed, words)
            await show(client, body, sure_modal(deed, name, words.moment(leaves), page, words))
        else:
            await self._do(person, deed, press.key)
            await self._drawn(client, press.view_id, person, page, words)

    async def sure(self, body: Raw, client: AsyncWebClient) -> None:
        """Somebody is sure: done, and the calendar underneath shows it."""
        form = payload.submission(body)
        person = await self._desk.people.of(form.spot, Permission.SEND_BULLETINS)
        try:
            deed = Deed.of(str(json.loads(form.metadata)["d"]))
        except MANGLED:
            raise NotFound("bulletins.series_gone") from None
        await self._do(person, deed, form.key)
        await self._drawn(client, beneath(body), person, page_of(form.metadata), await self._desk.words_for(form.spot))

    async def repeated(self, body: Raw, client: AsyncWebClient) -> None:
        """A repetition is begun, or changed from the calendar, which then shows it."""
        form = payload.submission(body)
        person = await self._desk.people.of(form.spot, Permission.SEND_BULLETINS)
        carried = await self._repeats.keep(form, person)
        if not carried.bulletin:
            words = await self._desk.words_for(form.spot)
            await self._drawn(client, beneath(body), person, carried.page, words)

    async def used(self, body: Raw, client: AsyncWebClient) -> None:
        """Switches an entry of the company's calendar on: from now on its drafts come by themselves."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.SEND_BULLETINS)
        entries = self._desk.services.known.bulletins.calendar.entries
        entry = next((one for one in entries if one.id == press.value), None)
        if entry is None:
            raise NotFound("bulletins.entry_gone")
        words, note = await self._desk.words_for(press.spot), ""
        async with self._desk.services.unit() as work:
            if await work.first_time(press.key):
                made = await self._service.create(work, person, self._wish(entry, work.now))
                note = self._begun(made, entry, words)
        self._clock.wake()
        page = page_of((body.get("view") or {}).get("private_metadata") or "")
        seen = replace(await self._seen(person, page), note=note)
        await redraw(client, press.view_id, calendar_modal(seen, words))

    def _begun(self, made: Series, entry: CalendarEntry, words: Words) -> str:
        """When the first draft comes, and to whom as things stand now."""
        if made.next_at is None:
            return ""
        name = self._desk.people.called(self._clock.responsible(made, entry), words.language)
        if made.next_at <= self._desk.services.clock.now():
            return words.say("It is in use now. The first draft comes to {name} right away.", name=name)
        day = words.day_of(made.next_at)
        return words.say("It is in use now. On {day} the draft comes to {name}.", day=day, name=name)

    async def _drawn(
        self, client: AsyncWebClient, view_id: str | None, person: Person, page: int, words: Words
    ) -> None:
        await redraw(client, view_id, calendar_modal(await self._seen(person, page), words))

    async def _do(self, person: Person, deed: Deed, key: str) -> None:
        done = self._deeds.get(deed.do)
        if done is None:
            raise NotFound("bulletins.series_gone")
        async with self._desk.services.unit() as work:
            if await work.first_time(key):
                await done(work, person, deed)
        self._clock.wake()

    def _told(self, act: Callable[[Work, Person, str], Awaitable[Bulletin]]) -> Done:
        """Something done with a bulletin, which its cards show too."""

        async def done(work: Work, person: Person, deed: Deed) -> None:
            await self._board.show(work, await act(work, person, deed.id))

        return done

    async def _bulletin(self, person: Person, name: str) -> Bulletin:
        async with self._desk.services.unit() as work:
            found = await self._desk.services.bulletins.get(work, name)
        check_write(person, found)
        return found

    async def _about(self, person: Person, deed: Deed, words: Words) -> tuple[str, datetime]:
        """What a deed is done to: its name, and when it would leave."""
        at = datetime.fromtimestamp(deed.at, UTC)
        if deed.do == "cancel":
            return (await self._bulletin(person, deed.id)).content.wording(words.language).title, at
        async with self._desk.services.database.read() as connection:
            found = await SeriesStore(connection).get(deed.id)
        if found is None or found.team != person.team:
            raise NotFound("bulletins.series_gone")
        return series_name(found, self._desk, words), self._service.times.leaves(found, at)

    def _wish(self, entry: CalendarEntry, now: datetime) -> Wish:
        services = self._desk.services
        template = services.known.bulletins.templates[entry.template]
        content = from_template(template, services.known.company, now, services.days)
        audience = Audience(roles=tuple(entry.roles)) if entry.roles else Audience(everyone=True)
        return Wish(entry.name.ja, content, audience, entry.rule, ahead=entry.ahead, entry=entry.id)
