"""Drills: an exercise runs the whole chain, says so on every message, and ends with a sheet of what it has shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound, Refused
from bot.core.people import Permission, Person, require
from bot.core.place import Place
from bot.core.unit import Work
from bot.incidents.cases import Incident, Timer, Via
from bot.incidents.drill import DRILL, end, result
from bot.incidents.level import floor_of
from bot.incidents.service import Report
from bot.incidents.store import IncidentStore, still_open
from bot.incidents.tables import incidents
from bot.incidents.timers import Timers
from handlers.incidents import ids
from handlers.incidents.aftermath import Aftermath
from handlers.incidents.board import Board
from handlers.incidents.cards import marked
from handlers.incidents.chain.drill_views import HOURS, drill_form, drill_home, ended_card, result_card, started_card
from handlers.incidents.work.owners import Owners
from handlers.kit import payload, replies
from handlers.kit.blocks import Block
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw, Submission
from handlers.kit.routing import Route
from handlers.kit.words import Words

COMMANDS = frozenset({"drill", "訓練"})
SHOWN = 3


class DrillSheet:
    """What follows the end of a drill, through whichever door it ended."""

    def __init__(self, desk: Desk, board: Board) -> None:
        self._desk = desk
        self._board = board

    async def follow(self, work: Work, before: Incident | None, after: Incident) -> None:
        """The sheet goes to the response channel, and to those who may run drills."""
        if not after.drill or before is None or not before.is_open or after.is_open:
            return
        await Timers(work.connection).cancel(after.id, DRILL)
        rung = self._desk.services.known.incidents.chain.rung(after.level)
        found = result(await IncidentStore(work.connection).dossier(after), rung, work.now)
        words = self._board.company_words
        key = f"incident-drill:{after.id}:{after.revision}"
        card = marked(after, result_card(after, found, self._board.views, words), words)
        work.outbox.put(replies.say(Place(self._board.channel), "", card, key))
        for person in self._desk.people.allowed(Permission.RUN_DRILLS):
            mine = self._board.words(person.id)
            sheet = result_card(after, found, self._board.views, mine)
            self._board.say(work, after, person.id, sheet, f"{key}:{person.id}")


class Drills:
    """Starting a drill and ending it."""

    def __init__(self, desk: Desk, board: Board, after: Aftermath) -> None:
        self._desk = desk
        self._board = board
        self._after = after
        self._service = desk.services.incidents
        self._owners = Owners(desk)
        self.routes = (
            Route("action", ids.DRILL, self.wanted),
            Route("view", ids.DRILL_FORM, self.started),
            Route("action", ids.DRILL_END, self.ended),
        )

    async def home(self, person: Person, words: Words) -> Sequence[Block]:
        """For those who may run drills: start one, and those that run."""
        if not person.may(Permission.RUN_DRILLS):
            return []
        running = (incidents.c.team == person.team) & incidents.c.drill & still_open()
        async with self._desk.services.database.read() as connection:
            found = await IncidentStore(connection).select(running, limit=SHOWN)
        return drill_home(found, words)

    async def take_command(self, body: Raw, client: AsyncWebClient) -> bool:
        """`/mamori drill` opens the form."""
        command = payload.command(body)
        if command.text.casefold() not in COMMANDS:
            return False
        await self._desk.people.of(command.spot, Permission.RUN_DRILLS)
        view = drill_form(self._board.views, await self._desk.words_for(command.spot), command.spot.user)
        await client.views_open(trigger_id=command.trigger_id, view=view.view())
        return True

    async def take(self, message: payload.Message) -> bool:
        """Nobody starts a drill by chance: a sentence is no order."""
        return False

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        await self._desk.people.of(press.spot, Permission.RUN_DRILLS)
        view = drill_form(self._board.views, await self._desk.words_for(press.spot), press.spot.user)
        await client.views_open(trigger_id=press.trigger_id, view=view.view())

    async def started(self, body: Raw, client: AsyncWebClient) -> None:
        """The exercise begins as a report does, and takes the same ways from there."""
        form = payload.submission(body)
        runner = await self._desk.people.of(form.spot, Permission.RUN_DRILLS)
        finder = await self._owners.chosen(form.spot, form.values.get("person") or runner.id)
        async with self._desk.services.unit() as work:
            if await work.first_time(form.key):
                await self._start(work, form, runner, finder)

    async def ended(self, body: Raw, client: AsyncWebClient) -> None:
        """Ends a drill by hand; whoever may run one may end it."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        require(person, Permission.RUN_DRILLS)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            before = await self._service.get(work, press.value)
            if not before.drill:
                raise NotFound("incidents.gone")
            if before.is_open:
                await self._after.changed(work, await end(self._service, work, before, person.id))
            if press.message_ts:
                words = self._board.words(person.id)
                card = marked(before, ended_card(before, words), words)
                work.outbox.put(replies.edit(press, card, f"incident-drill-over:{press.key}"[:255]))

    async def due(self, work: Work, incident: Incident, timer: Timer) -> None:
        """The time is over: the exercise ends by itself."""
        if incident.is_open:
            await self._after.changed(work, await end(self._service, work, incident, None))

    async def _start(self, work: Work, form: Submission, runner: Person, finder: Person) -> None:
        category = self._service.category(form.values.get("category", ""))
        level, hours = _number(form.values.get("level", "")), _number(form.values.get("hours", ""))
        if level < floor_of(category):
            raise Refused("incidents.below_floor", "level")
        words = self._board.words(finder.id)
        said = Report(
            team=form.spot.team,
            reporter=finder.id,
            category=category.id,
            text=form.values.get("text", "") or words.say("Drill: {title}", title=category.title.say(words.language)),
            language=words.language,
            via=Via.DRILL,
            drill=True,
        )
        incident = await self._service.report(work, said)
        if incident.level != level:
            reason = self._board.company_words.say("Chosen for the drill")
            incident = (await self._service.set_level(work, incident.id, runner, level, reason)).after
        until = work.now + timedelta(hours=hours if hours in HOURS else HOURS[0])
        await Timers(work.connection).set(incident.id, DRILL, until, since=work.now)
        await self._after.reported(work, incident)
        card = started_card(incident, until, self._board.words(runner.id))
        self._board.say(work, incident, runner.id, card, f"incident-drill-started:{incident.id}")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
