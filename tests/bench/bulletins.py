"""Processor time of a bulletin to a whole company, for whoever looks after it: `python -m tests.bench.bulletins`."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import click
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import update

from bot.bulletins.cases import Bulletin, Delivery, Reader
from bot.bulletins.editions import Correction
from bot.bulletins.queries import BulletinQueries
from bot.bulletins.store import BulletinStore
from bot.bulletins.tables import deliveries
from bot.core.people import PeopleStore
from handlers.bulletins.board import Board
from handlers.bulletins.census import Census
from handlers.bulletins.delivery import Delivering
from handlers.bulletins.tracking import Tracking
from handlers.bulletins.tracking.figures import figures_modal
from handlers.bulletins.tracking.files import people_csv, year_csv
from handlers.bulletins.tracking.missing import MissingDoor, missing_modal
from handlers.bulletins.tracking.year import Year, rows_of, year_of
from tests.bench.surveys import LEAD, TEAM, Bench, company, measured
from tests.kit import bulletins as kit


class Looked:
    """A company with a year of bulletins on record, the newest of them open."""

    def __init__(self, people: int, departments: int, bulletins: int) -> None:
        self.base = Bench(company(people, departments))
        self.desk, self.services, self.clock = self.base.desk, self.base.services, self.base.clock
        self.board = Board(self.desk)
        census = Census(self.desk, AsyncWebClient())
        self.delivery = Delivering(self.desk, census, self.board)
        self.tracking = Tracking(self.desk, AsyncWebClient(), census, self.board, self.delivery)
        self.words = self.desk.speech.in_("ja")
        self.lead = replace(self.base.lead, id=LEAD)
        self.bulletins = bulletins

    @property
    def units(self) -> dict[str, str]:
        return {f"U{n}": one.department for n, one in enumerate(self.services.known.company.people)}

    async def write(self) -> Bulletin:
        """The year: of each bulletin most have read, some sooner, some later, and a few messages failed."""
        dice, newest = Random(7), None
        for number in range(self.bulletins):
            at = self.clock.now() - timedelta(days=5 * number)
            made = kit.open_bulletin(team=TEAM, by=LEAD, opened_at=at, said_at=at)
            readers = [
                Reader(made.id, user, unit, at, 1, at + timedelta(hours=dice.expovariate(0.1)))
                if dice.random() < 0.85 else Reader(made.id, user, unit, at)
                for user, unit in self.units.items()
            ]  # fmt: skip
            sent = [Delivery(made.id, one.person, "person", "sent", channel="D1", ts="1.2", at=at) for one in readers]
            sent[:20] = [replace(one, state="failed", error="user_disabled") for one in sent[:20]]
            async with self.services.database.write() as connection:
                store = BulletinStore(connection)
                await store.add(made)
                await store.add_readers(readers)
                await store.add_deliveries(sent)
            newest = newest or made
        assert newest
        return newest

    async def brought(self, bulletin: Bulletin) -> None:
        async with self.services.unit() as work:
            await self.board.bring(work, bulletin, LEAD, "first")

    async def drawn(self, bulletin: Bulletin) -> None:
        async with self.services.unit() as work:
            await self.board.show(work, bulletin)

    async def listed(self, bulletin: Bulletin) -> int:
        found = await MissingDoor(self.desk)._found(self.lead, bulletin.id, 0)
        return len(str(missing_modal(found, self.desk.people, self.words).view()))

    async def counted(self) -> Year:
        async with self.services.database.read() as connection:
            return year_of(await rows_of(connection, TEAM, self.clock.now()))

    async def filed(self, bulletin: Bulletin) -> int:
        async with self.services.database.read() as connection:
            readers = await BulletinStore(connection).readers_of(bulletin.id)
            await self.desk.people.recall(connection, TEAM, [one.person for one in readers])
        return len(people_csv(bulletin, readers, self.desk.people, self.words, ZoneInfo("Asia/Tokyo")))

    async def headed(self, bulletin: Bulletin) -> None:
        async with self.services.unit() as work:
            await self.board.heads(work, bulletin, [*self.units])

    async def reminded(self, bulletin: Bulletin) -> int:
        async with self.services.unit() as work:
            changed, missing = await self.services.bulletins.remind(work, self.lead, bulletin.id)
            await self.delivery.remind(work, changed, [one.person for one in missing])
        return len(missing)

    async def sent_again(self, bulletin: Bulletin) -> None:
        async with self.services.database.write() as connection:
            failed = {"state": "failed", "error": "is_archived"}
            await connection.execute(update(deliveries).where(deliveries.c.bulletin == bulletin.id).values(failed))
        async with self.services.unit() as work:
            changed, again = await self.services.bulletins.send_again(work, self.lead, bulletin.id)
            await self.delivery.resend(work, changed, [one.target for one in again])

    async def corrected(self, bulletin: Bulletin) -> None:
        async with self.services.unit() as work:
            content = kit.content("期限が早まりました")
            changed = await self.services.bulletins.correct(
                work, self.lead, bulletin.id, Correction(content, "期限を変えました", anew=True)
            )
            await self.delivery.redraw(work, changed)


@click.command()
@click.option("--people", default=2000, show_default=True, help="How many read.")
@click.option("--departments", default=50, show_default=True, help="How many departments they are in.")
@click.option("--bulletins", default=60, show_default=True, help="How many were sent in a year.")
def main(people: int, departments: int, bulletins: int) -> None:
    """Cards, lists, files and figures of a whole company."""
    asyncio.run(_run(people, departments, bulletins))


async def _run(people: int, departments: int, bulletins: int) -> None:
    looked = Looked(people, departments, bulletins)
    await looked.base.meet()
    async with looked.services.database.read() as connection:
        assert await PeopleStore(connection).get(TEAM, LEAD)
    bulletin = await measured(f"written: {bulletins} bulletins to {people} people", looked.write())
    await looked.desk.people.meet(TEAM, [LEAD])
    await measured("card, brought", looked.brought(bulletin))
    await measured("card, drawn anew and found unchanged", looked.drawn(bulletin))
    await measured("App Home of a lead", looked.tracking.home(looked.lead, looked.words))
    size = await measured("list of those who are missing, first page", looked.listed(bulletin))
    click.echo(f"  {size} characters")
    await measured("CSV by person, names recalled one by one", looked.filed(bulletin))
    await measured("CSV by person again", looked.filed(bulletin))
    year = await measured(f"figures of {bulletins * people} confirmations", looked.counted())
    modal = figures_modal(year, 0, looked.services.known.company, looked.words).view()
    click.echo(f"  {len(str(modal))} characters; CSV {len(year_csv(year, looked.words, ZoneInfo('Asia/Tokyo')))} bytes")
    await measured("heads told who is missing", looked.headed(bulletin))
    count = await measured("reminder by hand", looked.reminded(bulletin))
    click.echo(f"  {count} reminded")
    await measured(f"{people} messages sent again", looked.sent_again(bulletin))
    await measured(f"correction of {people} messages", looked.corrected(bulletin))
    async with looked.services.database.read() as connection:
        await measured("steps of the reminders", BulletinQueries(connection).steps(bulletin))
    await looked.services.database.stop()


if __name__ == "__main__":
    main()
