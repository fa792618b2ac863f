"""The incident desk without Slack: the real parts on a real database, a clock that a story moves, and the post."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select, update

from bot import wiring
from bot.config import Settings
from bot.core.absences import Absence, Absences
from bot.core.people import PeopleStore, Person, Profile
from bot.core.tables import outbox
from bot.core.unit import Work
from bot.incidents.cases import Incident, Kind, Notice, State, Timer, Via
from bot.incidents.chain import ASKED, CHAIN, PING, REACH, SITUATION
from bot.incidents.drill import DRILL, end
from bot.incidents.service import Report
from bot.incidents.store import IncidentStore
from bot.incidents.timers import Timers
from bot.playground.cast import EMMA, SATO, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from handlers.incidents.aftermath import Aftermath
from handlers.incidents.board import Board
from handlers.incidents.chain.auditor import Auditor
from handlers.incidents.chain.calls import Caller
from handlers.incidents.chain.clockwork import Clockwork
from handlers.incidents.chain.drills import DrillSheet
from handlers.incidents.chain.situation import Situation
from handlers.kit.desk import Desk
from handlers.kit.people import People
from handlers.kit.words import Speech
from knowledge.documents import Company
from tests.kit.database import TestClock, create_tables
from tests.kit.stage import finder

TEAM = "T1"
CAST = (TANAKA, EMMA, SATO, SUZUKI, TAKAHASHI, WATANABE)


class Office:
    """Everybody of the cast at work."""

    def __init__(self, database: str, clock: TestClock, company: Company | None = None) -> None:
        self.clock = clock
        self.seconds = 0.0
        self.unreachable: set[str] = set()
        settings = Settings.load(database_url=database, audit_key="a key for tests only")
        services = wiring.services_of(settings, clock, lambda: None, finder())
        if company:
            known = replace(services.known, company=company)
            services = replace(services, known=known, directory=wiring.directory_of(company))
        self.services = services
        self.people = People(services.known.company, services.directory, services.database, clock)
        desk = Desk(services, self.people, Speech("Asia/Tokyo"))
        self.board = Board(desk)
        self.caller, situation = Caller(desk, self.board), Situation(desk, self.board)
        self.after = Aftermath(desk, self.board, (self.caller, situation, DrillSheet(desk, self.board)))
        runs = {
            CHAIN: self.caller.chain_due,
            PING: self.caller.ping_due,
            REACH: self.caller.reach_due,
            SITUATION: situation.due,
            DRILL: self._drill_over,
        }
        self.clockwork = Clockwork(desk, runs)
        self.auditor = Auditor(desk, self.board, self.clockwork, lambda: self.seconds)

    async def meet(self, absent: Collection[str] = ()) -> None:
        """Everybody has an account; those named have none any more."""
        async with self.services.unit() as work:
            for one in CAST:
                profile = Profile(TEAM, one.id, one.name, one.email, one.locale, one.tz, False, True, self.clock.now())
                await PeopleStore(work.connection).save(replace(profile, active=one.id not in absent))
        await self.people.meet(TEAM, [one.id for one in CAST])

    async def report(self, level: int = 2, by: str | None = TANAKA.id, *, drill: bool = False) -> str:
        """Somebody reports an incident of this level; its number."""
        said = Report(TEAM, by, "loss", "スマホを忘れました", "ja", Via.HOME, drill=drill)
        async with self.services.unit() as work:
            incident = await self.services.incidents.report(work, said)
            incident = await self.services.incidents.change(work, incident, level=level)
            await self.after.reported(work, incident)
        return incident.id

    async def confirm(self, incident: str, user: str) -> None:
        """Somebody presses the button."""
        async with self.services.unit() as work:
            changed = await self.services.incidents.confirm(work, incident, self.person(user))
            await self.caller.confirmed(work, changed)
            await self.after.changed(work, changed)

    async def level(self, incident: str, level: int, by: str = WATANABE.id) -> None:
        async with self.services.unit() as work:
            changed = await self.services.incidents.set_level(work, incident, self.person(by), level, "わかったこと")
            await self.after.changed(work, changed)

    async def move(self, incident: str, state: State, by: str = WATANABE.id) -> None:
        async with self.services.unit() as work:
            changed = await self.services.incidents.move(work, incident, self.person(by), state, "済んだ")
            await self.after.changed(work, changed)

    async def leave(self, user: str, deputy: str | None = None, days: float = 1) -> None:
        """Somebody says that they are away."""
        async with self.services.unit() as work:
            until = work.now + timedelta(days=days)
            await Absences(work.connection).say(Absence(TEAM, user, deputy, work.now, until))
            for one in await IncidentStore(work.connection).open(TEAM):
                await self.caller.gone_away(work, one, user)

    async def back(self, user: str) -> None:
        async with self.services.unit() as work:
            await Absences(work.connection).end(TEAM, user)

    async def pass_time(self, **time: float) -> None:
        """Time goes by as it does: whatever is due on the way is run at its own moment."""
        until = self.clock.now() + timedelta(**time)
        while (due := await self._next_due()) is not None and due <= until:
            self.clock.moment = max(self.clock.now(), due)
            await self.deliver()
            await self.clockwork.look()
        self.clock.moment = until

    async def jump(self, **time: float) -> None:
        """The clock is moved at one stroke; then whatever is due is run."""
        await self.deliver()
        self.clock.move(**time)
        while await self.clockwork.look():
            pass

    async def deliver(self) -> None:
        """Slack takes all posts, but for those to people whom it does not reach."""
        async with self.services.unit() as work:
            mine = (outbox.c.kind == "post") & (outbox.c.state == "todo")
            dead = {"state": "dead", "last_error": "account_inactive"}
            await work.connection.execute(
                update(outbox).where(mine, outbox.c.channel.in_(self.unreachable)).values(dead)
            )
            await work.connection.execute(update(outbox).where(mine).values(state="sent"))

    async def audit(self) -> list[str]:
        """What lacks its next step."""
        async with self.services.database.read() as connection:
            found = await self.auditor.without_next_step(connection, self.clock.now())
        return [one.id for one in found]

    async def notices(self, incident: str) -> list[Notice]:
        async with self.services.database.read() as connection:
            return await IncidentStore(connection).notices(incident)

    async def asked(self, incident: str, *whys: str) -> list[str]:
        """Who was asked, in this order; again and again only where the test says so."""
        wanted = whys or tuple(ASKED - {"again"})
        return [one.person for one in await self.notices(incident) if one.why in wanted]

    async def alarms(self, incident: str) -> int:
        """How often the alert channel was told."""
        return len([one for one in await self.posts(self.board.alert) if one.startswith(f"incident-alert:{incident}")])

    async def posts(self, channel: str) -> list[str]:
        """The keys of what was posted there."""
        async with self.services.database.read() as connection:
            mine = (outbox.c.channel == channel) & (outbox.c.kind == "post")
            return list((await connection.execute(select(outbox.c.key).where(mine).order_by(outbox.c.id))).scalars())

    async def messages(self) -> list[tuple[str, str, str]]:
        """Everything that was said: the key, where, and what."""
        async with self.services.database.read() as connection:
            rows = await connection.execute(select(outbox.c.key, outbox.c.channel, outbox.c.payload))
            return [(row.key, row.channel, str(row.payload)) for row in rows]

    async def get(self, incident: str) -> Incident:
        async with self.services.database.read() as connection:
            found = await IncidentStore(connection).get(incident)
        assert found is not None
        return found

    async def timeline(self, incident: str, kind: Kind) -> list[str]:
        """Who is named in the entries of a kind."""
        async with self.services.database.read() as connection:
            lines = await IncidentStore(connection).timeline(incident)
        return [str(one.data.get("person", one.text)) for one in lines if one.kind is kind]

    def person(self, user: str) -> Person:
        found = self.people.known(user)
        assert found is not None
        return found

    async def _next_due(self) -> datetime | None:
        async with self.services.database.read() as connection:
            return min((one.due_at for one in await Timers(connection).all_waiting()), default=None)

    async def _drill_over(self, work: Work, incident: Incident, timer: Timer) -> None:
        await self.after.changed(work, await end(self.services.incidents, work, incident, None))


@asynccontextmanager
async def office(
    database: str = "sqlite://",
    clock: TestClock | None = None,
    company: Company | None = None,
    absent: Collection[str] = (),
) -> AsyncIterator[Office]:
    """Opens the office on an empty database."""
    opened = Office(database, clock or TestClock(), company)
    await opened.services.database.start()
    async with opened.services.database.write() as connection:
        await connection.run_sync(create_tables)
    await opened.meet(absent)
    yield opened
    await opened.services.database.stop()
