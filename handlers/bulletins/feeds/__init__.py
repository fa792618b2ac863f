"""Feeds: what concerns the company comes as a card or in a digest; somebody decides, and a bulletin may come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins.feeds.advisories import AdvisoryService
from bot.bulletins.feeds.advisory_store import AdvisoryStore
from bot.bulletins.feeds.fetching import Fetcher, agent_of
from bot.bulletins.feeds.looking import Lookout
from bot.bulletins.feeds.watching import Collector
from bot.core.people import Permission, Person
from handlers.bulletins.feeds import ids
from handlers.bulletins.feeds.board import AdvisoryBoard
from handlers.bulletins.feeds.collecting import LOOK, Collecting, digest_job
from handlers.bulletins.feeds.doors import FeedDoors
from handlers.bulletins.feeds.files import FeedFiles
from handlers.bulletins.feeds.labels import Labels
from handlers.bulletins.feeds.room import Room
from handlers.bulletins.feeds.views import list_button
from handlers.bulletins.writing import Writing
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button
from handlers.kit.desk import Desk
from handlers.kit.feature import Tick, Worker
from handlers.kit.payload import Message
from handlers.kit.routing import Route
from handlers.kit.words import Words


class Watch:
    """What comes of the public feeds."""

    def __init__(self, desk: Desk, client: AsyncWebClient, writing: Writing) -> None:
        services = desk.services
        content, company = services.known.bulletins, services.known.company
        service, labels = AdvisoryService(content, company.products), Labels(content, desk.people)
        board = AdvisoryBoard(desk, service, labels)
        fetcher = Fetcher(agent=agent_of(company.own_domains), proxy=services.settings.proxy_url)
        lookout = Lookout(fetcher)
        collector = Collector(content.feeds.sources, services.unit, services.database, lookout)
        room = Room(desk, service, labels, board, collector)
        self._desk = desk
        self._files = FeedFiles(room, client)
        self.collecting = Collecting(room)
        self.routes = _routes(FeedDoors(room, writing))
        self.ticks = (
            Tick(LOOK, self.collecting.looked),
            Tick(digest_job(services.settings.timezone), self.collecting.digest),
        )
        self.workers: tuple[Worker, ...] = (self.collecting,)

    async def home(self, person: Person, words: Words) -> Sequence[Block]:
        """For whoever writes bulletins: how many items wait, and the buttons that show them and their rules."""
        if not person.may(Permission.SEND_BULLETINS):
            return ()
        async with self._desk.services.database.read() as connection:
            counts = await AdvisoryStore(connection).counts(person.team)
        waiting, held = counts.get("new", 0), counts.get("held", 0)
        said = words.say("{waiting} items wait for a decision, {held} are on hold.", waiting=waiting, held=held)
        if not waiting and not held:
            said = words.say("Nothing waits for a decision.")
        doors = b.buttons(
            list_button(words),
            Button(ids.RULES, words.say("What is not relevant"), "home"),
            Button(ids.SOURCES, words.say("Sources"), "home"),
        )
        return [b.header(words.say("News from the feeds")), b.paragraph(said), doors]

    async def take_file(self, message: Message) -> bool:
        """A feed file that somebody dropped on the bot; False when it is none, or not from somebody who may."""
        return await self._files.take(message)

    async def numbers(self) -> Mapping[str, int]:
        """Counts for the operator."""
        async with self._desk.services.database.read() as connection:
            store = AdvisoryStore(connection)
            return {f"advisories_{state}": count for state, count in (await store.counts()).items()}


def _routes(doors: FeedDoors) -> tuple[Route, ...]:
    return (
        Route("action", ids.SEND, doors.sent),
        Route("action", ids.HOLD, doors.held),
        Route("action", ids.IRRELEVANT, doors.wants_rule),
        Route("view", ids.IRRELEVANT_FORM, doors.put_aside),
        Route("action", ids.LIST, doors.list_wanted, changes=False),
        Route("action", ids.FILTER, doors.turned, changes=False),
        Route("action", ids.PAGE, doors.turned, changes=False),
        Route("action", ids.ONE, doors.one_wanted, changes=False),
        Route("action", ids.RULES, doors.rules_wanted, changes=False),
        Route("action", ids.UNDO, doors.undone),
        Route("action", ids.SOURCES, doors.sources_wanted, changes=False),
    )
