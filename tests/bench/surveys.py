"""Processor time of a poll in a whole company, and the pace at which Slack takes it: `python -m tests.bench.surveys`.

The poll is the self-diagnosis, answered by everybody; the pace is that of the playground with Slack's limits.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import click
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, insert, select

from bot import wiring
from bot.config import Settings
from bot.core.db import metadata
from bot.core.migrate import load_tables
from bot.core.outbox import Message
from bot.core.people import PeopleStore, Permission, Person, Profile, Role
from bot.core.tables import outbox
from bot.playground.model import User
from bot.services import Services
from bot.surveys.cases import Campaign, SheetState, Unit, Wish, names_of
from bot.surveys.results import result_of
from bot.surveys.store import SurveyStore
from bot.surveys.tables import answers, sheets
from handlers.kit.desk import Desk
from handlers.kit.people import People
from handlers.kit.words import Speech
from handlers.surveys.campaigns.asked import Roll
from handlers.surveys.campaigns.board import Board
from handlers.surveys.campaigns.desk_views import campaign_card
from handlers.surveys.campaigns.rounds import Rounds
from handlers.surveys.filling import Filling
from handlers.surveys.results import Results
from handlers.surveys.results.pictures import drawings
from handlers.surveys.results.seen import Scope, Seen
from knowledge.documents import Company, Department, Member
from tests.kit.database import TestClock
from tests.kit.stage import finder, stage

TEAM, LEAD, SURVEY = "T1", "U0", "self-diagnosis-3-1"
T = TypeVar("T")


async def measured(name: str, work: Awaitable[T]) -> T:
    """Does it once, and says what it took."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = await work
    click.echo(f"{name:52} {time.process_time() - cpu:6.2f} s CPU {time.perf_counter() - wall:6.2f} s")
    return found


def company(people: int, departments: int) -> Company:
    """So many people, spread over the departments."""
    known = finder().known.company
    each = [{"id": f"dept-{n}", "name": {"ja": f"第{n}部", "en": f"Department {n}"}} for n in range(departments)]
    listed = [
        {
            "id": f"person-{n}", "name": {"ja": f"社員 {n}", "en": f"Person {n}"}, "email": f"p{n}@example.co.jp",
            "department": f"dept-{n % departments}", "roles": ["employee", "security_lead"] if n == 0 else ["employee"],
        }
        for n in range(people)
    ]  # fmt: skip
    found = [Department.model_validate(one) for one in each], [Member.model_validate(one) for one in listed]
    return known.model_copy(update={"departments": found[0], "people": found[1]})


class Bench:
    """The parts without Slack, on a database in memory."""

    def __init__(self, made: Company) -> None:
        settings = Settings.load(database_url="sqlite://", audit_key="a key for benches only")
        self.clock = TestClock()
        services = wiring.services_of(settings, self.clock, lambda: None, finder())
        known = replace(services.known, company=made)
        self.services = replace(services, known=known, directory=wiring.directory_of(made))
        self.people = People(made, self.services.directory, self.services.database, self.clock)
        self.desk = Desk(self.services, self.people, Speech("Asia/Tokyo"))
        self.board = Board(self.desk)
        self.filling = Filling(self.desk)
        results = Results(self.desk, AsyncWebClient())
        self.rounds = Rounds(self.desk, self.board, Roll(self.desk), self.filling, results)
        self.lead = Person(TEAM, LEAD, "p0", roles=frozenset({Role.EMPLOYEE, Role.SECURITY_LEAD}))
        assert self.lead.may(Permission.RUN_SURVEYS)

    async def meet(self) -> None:
        """Everybody has an account, and this process has just started."""
        load_tables()
        await self.services.database.start()
        async with self.services.database.write() as connection:
            await connection.run_sync(metadata.create_all)
            for n, one in enumerate(self.services.known.company.people):
                known = Profile(TEAM, f"U{n}", one.name.ja, one.email, "ja-JP", None, False, True, self.clock.now())
                await PeopleStore(connection).save(known)

    async def open(self) -> Campaign:
        """The poll is planned, opened, and everybody is invited."""
        units = tuple(Unit(one.id, names_of(one.name)) for one in self.services.known.company.departments)
        due = self.services.days.end_after(self.clock.now(), 10)
        wish = Wish(SURVEY, "poll", units, self.clock.now(), due)
        async with self.services.unit() as work:
            campaign = await self.services.surveys.plan(work, self.lead, wish)
            await self.board.bring(work, campaign, LEAD, "first")
            opened = await self.services.surveys.due(work, campaign.id)
            assert opened
            await self.rounds.follow(work, opened)
            return await self.services.surveys.get(work, campaign.id)

    async def answer(self, campaign: Campaign) -> None:
        """Everybody has answered everything; all but a few have sent it in."""
        dice, options = Random(7), [one.id for one in campaign.survey.answers]
        async with self.services.database.write() as connection:
            made = await SurveyStore(connection).sheets_of(campaign.id)
            rows: list[dict[str, Any]] = [
                {"sheet": one.id, "item": item.id, "answer": dice.choice(options), "text": "", "link": "", "files": [],
                 "by": None, "at": None}
                for one in made for item in campaign.survey.items
            ]  # fmt: skip
            await connection.execute(insert(answers), rows)
            few = [one.id for one in made[:20]]
            done = sheets.update().values(state=SheetState.DONE.value).where(sheets.c.id.not_in(few))
            await connection.execute(done)

    async def result(self, campaign: Campaign) -> Seen:
        async with self.services.database.read() as connection:
            found = await result_of(connection, campaign)
        return Seen(found, Scope(company=True, units=tuple(one.id for one in campaign.units)))

    async def charts(self, seen: Seen) -> int:
        words = self.desk.speech.in_("ja")
        return sum(len(one.draw()) for one in drawings(seen, seen.part(""), words))

    async def card(self, campaign: Campaign) -> dict[str, Any]:
        async with self.services.database.read() as connection:
            seen = await self.board.standing(connection, campaign)
        return campaign_card(seen, self.people, self.desk.speech.in_("ja")).payload()

    async def remind(self, campaign: Campaign) -> int:
        """As if nobody had answered: everybody is reminded."""
        async with self.services.database.write() as connection:
            await connection.execute(sheets.update().values(state=SheetState.WAITING.value))
        async with self.services.unit() as work:
            late = await self.services.surveys.unfinished(work, campaign)
            await self.filling.remind(work, campaign, late)
        return len(late)


@click.command()
@click.option("--people", default=2000, show_default=True, help="How many are asked.")
@click.option("--departments", default=20, show_default=True, help="How many departments they are in.")
@click.option("--seconds", default=30, show_default=True, help="How long Slack's pace is watched; 0 leaves it out.")
def main(people: int, departments: int, seconds: int) -> None:
    """A poll among a whole company, from its opening to its result."""
    asyncio.run(_cpu(people, departments))
    if seconds:
        asyncio.run(_pace(seconds))


async def _cpu(people: int, departments: int) -> None:
    bench = Bench(company(people, departments))
    await bench.meet()
    campaign = await measured(f"opened: {people} sheets and invitations", bench.open())
    await bench.answer(campaign)
    seen = await measured(f"tally and result of {people * len(campaign.survey.items)} answers", bench.result(campaign))
    await measured("charts, the first time (fonts are read)", bench.charts(seen))
    await measured("charts again", bench.charts(seen))
    card = await measured("progress card", bench.card(campaign))
    click.echo(f"  {len(card['blocks'])} blocks, {len(str(card['blocks']))} characters")
    await measured(f"reminders to {people}", bench.remind(campaign))
    async with bench.services.database.read() as connection:
        count = (await connection.execute(select(func.count()).select_from(outbox))).scalar_one()
    click.echo(f"  {count} messages in the outbox")
    await bench.services.database.stop()


async def _pace(seconds: int) -> None:
    """Posts to different people, as reminders are, at Slack's pace: five a second after the first hundred."""
    joined = [User(f"U0P{n:08}", f"p{n}", f"p{n}", "", f"p{n}@example.co.jp") for n in range(1000)]
    with TemporaryDirectory() as folder:
        async with stage(Path(folder), people=joined, limits=True) as scene:
            async with scene.house.services.unit() as work:
                for one in joined:
                    work.outbox.put(Message("post", one.id, {"text": "reminder"}, f"bench:{one.id}"))
            await asyncio.sleep(seconds / 2)
            first = await _sent(scene.house.services)
            await asyncio.sleep(seconds / 2)
            last = await _sent(scene.house.services)
            calls = [one for one in scene.slack.slack.log.select("api") if one.name == "chat.postMessage"]
            refused = sum(1 for one in calls if one.outcome != "ok")
    click.echo(f"posts: {first} in {seconds / 2:.0f} s, then {(last - first) / (seconds / 2):.1f} a second; "
               f"{refused} of {len(calls)} calls were refused as too fast and tried again")  # fmt: skip


async def _sent(services: Services) -> int:
    async with services.database.read() as connection:
        statement = select(func.count()).where(outbox.c.state == "sent", outbox.c.key.startswith("bench:"))
        return int((await connection.execute(statement)).scalar_one())


if __name__ == "__main__":
    main()
