"""Bulletins as files for a spreadsheet: one bulletin person by person, or all of a year line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins import access
from bot.bulletins.cases import Bulletin, Reader
from bot.bulletins.numbers import Figures
from bot.bulletins.store import BulletinStore
from bot.core.audit import Entry as AuditEntry
from bot.core.errors import NotFound
from bot.core.handouts import Handout
from bot.core.people import Permission
from bot.core.shares import parts
from handlers.bulletins.card import ids
from handlers.bulletins.card.labels import title_of, unit_name
from handlers.bulletins.card.news_views import done_card
from handlers.bulletins.tracking.year import Year, rows_of, year_of
from handlers.kit import payload, replies
from handlers.kit.cells import csv_file
from handlers.kit.courier import Courier, File, Maker
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw, Spot
from handlers.kit.people import People
from handlers.kit.routing import Route
from handlers.kit.words import N_, Words

PEOPLE: Final = "bulletins.people"
NUMBERS: Final = "bulletins.numbers"
PERSON_HEAD = (
    N_("Department"), N_("Name"), N_("State"), N_("Asked on"), N_("Confirmed on"), N_("Hours until confirmed"),
    N_("Wrong answers"), N_("Edition confirmed"),
)  # fmt: skip
YEAR_HEAD = (
    N_("Bulletin"), N_("Title"), N_("Sent on"), N_("Delivered"), N_("Not delivered"), N_("Asked"), N_("Confirmed"),
    N_("Read rate (%)"), N_("Median hours"), N_("Hours until 80% had confirmed"),
)  # fmt: skip


class Papers:
    """Makes the files from what stands on record when they are made."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.makers: Mapping[str, Maker] = {
            PEOPLE: Maker(self.people, self.otherwise),
            NUMBERS: Maker(self.numbers, self.otherwise),
        }

    async def people(self, wanted: Handout) -> File:
        """One bulletin, person by person. Raises NotAllowed for whoever may no longer have it, or NotFound."""
        spot = Spot(wanted.team, wanted.person)
        person, words = await self._desk.people.of(spot), await self._desk.words_for(spot)
        async with self._desk.services.database.read() as connection:
            bulletin = await BulletinStore(connection).get(wanted.about["bulletin"])
            if bulletin is None:
                raise NotFound("bulletins.gone")
            access.check_see(person, bulletin)
            readers = await BulletinStore(connection).readers_of(bulletin.id)
            await self._desk.people.recall(connection, bulletin.team, [one.person for one in readers])
        zone = ZoneInfo(self._desk.services.settings.timezone)
        data = await self._desk.off_loop(people_csv, bulletin, readers, self._desk.people, words, zone)
        title = words.say("Confirmations: {title}", title=title_of(bulletin, words))
        said = words.say("Here is who has confirmed and who has not. It holds names: please pass it on with care.")
        return File(f"bulletin-{bulletin.id}.csv", title, data, said)

    async def numbers(self, wanted: Handout) -> File:
        """The last twelve months, line by line."""
        spot = Spot(wanted.team, wanted.person)
        person = await self._desk.people.of(spot, Permission.SEE_BULLETINS)
        words, now = await self._desk.words_for(spot), self._desk.services.clock.now()
        async with self._desk.services.database.read() as connection:
            rows = await rows_of(connection, person.team, now)
        year = await self._desk.off_loop(year_of, rows)
        zone = ZoneInfo(self._desk.services.settings.timezone)
        data = await self._desk.off_loop(year_csv, year, words, zone)
        said = words.say("Here are the figures of the last twelve months.")
        return File("bulletins.csv", words.say("Figures of the bulletins"), data, said)

    def otherwise(self, wanted: Handout, words: Words) -> str:
        """The way that needs no permission of Slack's."""
        command = f"mamori bulletins report {wanted.about.get('bulletin', '')}".strip() + " --csv bulletins.csv"
        return words.say("Whoever runs Mamori can make the same file on the command line: {command}", command=command)


class FileDoor:
    """The buttons that order them; who took what is in the sealed log."""

    def __init__(self, desk: Desk, courier: Courier) -> None:
        self._desk = desk
        self._courier = courier
        self.routes = (
            Route("action", ids.FILE, self.people_wanted, changes=False),
            Route("action", ids.NUMBERS_FILE, self.numbers_wanted, changes=False),
        )

    async def people_wanted(self, body: Raw, _client: AsyncWebClient) -> None:
        await self._order(body, PEOPLE, {"bulletin": payload.press(body).value})

    async def numbers_wanted(self, body: Raw, _client: AsyncWebClient) -> None:
        await self._order(body, NUMBERS, {})

    async def _order(self, body: Raw, maker: str, about: dict[str, str]) -> None:
        press = payload.press(body)
        person, words = await self._desk.people.of(press.spot), await self._desk.words_for(press.spot)
        async with self._desk.services.unit() as work:
            if maker == PEOPLE:
                bulletin = await self._desk.services.bulletins.get(work, about["bulletin"])
                access.check_see(person, bulletin)
            else:
                await self._desk.people.of(press.spot, Permission.SEE_BULLETINS)
            if not await work.first_time(press.key):
                return
            await self._courier.order(work, Handout(person.team, person.id, maker, about))
            work.audit.put(AuditEntry(person.team, person.id, "bulletin.exported", about.get("bulletin", "-"), {}))
            said = done_card(words.say("I am making the file. It comes to you as a direct message in a moment."))
            key = f"bulletin-file:{press.key}"[:255]
            place = replies.place_of(press.spot)
            work.outbox.put(
                replies.whisper(place, person.id, said, key)
                if press.spot.channel else replies.direct(person.id, said, key)
            )  # fmt: skip
        self._courier.wake()


def people_csv(
    bulletin: Bulletin, readers: Sequence[Reader], people: People, words: Words, zone: ZoneInfo
) -> bytes:  # fmt: skip
    """Everybody who is asked; a confirmation of an older edition stands with its number."""

    def row(one: Reader) -> tuple[str, ...]:
        since = max(one.since, bulletin.said_at or one.since)
        newest = one.confirmed_at if one.confirmed >= bulletin.edition else None
        return (
            unit_name(one.unit, people.company, words),
            people.called(one.person, words.language),
            words.say(_state(one, bulletin)),
            _moment(one.since, zone),
            _moment(one.confirmed_at, zone),
            _hours(max(newest - since, timedelta(0))) if newest else "",
            str(one.wrong),
            str(one.confirmed or ""),
        )

    return csv_file([words.say(one) for one in PERSON_HEAD], map(row, readers))


def _state(reader: Reader, bulletin: Bulletin) -> str:
    if reader.confirmed >= bulletin.edition:
        return N_("Has confirmed")
    if reader.left_at:
        return N_("Account closed")
    return N_("To be confirmed again") if reader.confirmed else N_("Not confirmed")


def year_csv(year: Year, words: Words, zone: ZoneInfo) -> bytes:
    """Every bulletin of a year, one a line."""

    def row(one: Bulletin) -> tuple[str, ...]:
        found, (sent, failed) = year.figures.get(one.id, Figures()), year.delivered.get(one.id, (0, 0))
        rate = "" if found.rate is None else f"{parts(found.confirmed, found.asked, 1000) / 10:.1f}"
        return (
            one.id,
            one.content.wording(words.language).title,
            _moment(one.opened_at, zone),
            *map(str, (sent, failed, found.asked, found.confirmed)),
            rate,
            _hours(found.middle),
            _hours(found.to_most),
        )

    return csv_file([words.say(one) for one in YEAR_HEAD], map(row, year.bulletins))


def _moment(moment: datetime | None, zone: ZoneInfo) -> str:
    """As spreadsheets read it, in the company's zone."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""


def _hours(time: timedelta | None) -> str:
    return "" if time is None else f"{time.total_seconds() / 3600:.1f}"
