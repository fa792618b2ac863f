"""Delivery: the clock that sends, reminds and ends; the button that readers press; the Home of those still to read."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins.cases import Bulletin, BulletinState, Standing
from bot.bulletins.queries import BulletinQueries
from bot.bulletins.store import BulletinStore
from bot.core.people import Person
from bot.core.unit import Work
from handlers.bulletins.board import Board
from handlers.bulletins.census import Census
from handlers.bulletins.delivery.clock import DeliveryClock
from handlers.bulletins.delivery.past import Past
from handlers.bulletins.delivery.past_views import past_button
from handlers.bulletins.delivery.posts import Posts
from handlers.bulletins.delivery.reading import Reading
from handlers.bulletins.delivery.reading_views import home_cards
from handlers.kit import blocks as b
from handlers.kit.blocks import Block
from handlers.kit.desk import Desk
from handlers.kit.payload import Command
from handlers.kit.words import Words


class Delivering:
    """What happens to a bulletin once it is planned."""

    def __init__(self, desk: Desk, census: Census, board: Board) -> None:
        self._desk = desk
        self._posts = Posts(desk)
        self._clock = DeliveryClock(desk, census, board, self._posts)
        self._past = Past(desk, census)
        self.routes = (*Reading(desk, self._posts).routes, *self._past.routes)
        self.ticks = self._clock.ticks
        self.workers = (self._clock,)

    def wake(self) -> None:
        """Something may be due: look now. Call it after the commit."""
        self._clock.wake()

    async def redraw(self, work: Work, bulletin: Bulletin) -> None:
        """Every message that was posted, as the bulletin now stands: corrected, or withdrawn.

        Whoever confirmed an edition that meant something else is told so in a message of its own, and so is everybody
        who got an urgent one that was withdrawn.
        """
        await self._posts.redraw(work, bulletin)
        if bulletin.state is BulletinState.WITHDRAWN and bulletin.content.severity == "urgent":
            await self._posts.withdrawn(work, bulletin)
        if bulletin.open and bulletin.edition > 1:
            await self._posts.notes.notice(work, bulletin)

    async def standing(self, work: Work, bulletin: Bulletin) -> Standing:
        """What its posts in channels say of how many have confirmed."""
        return await self._posts.standing(work, bulletin)

    async def resend(self, work: Work, bulletin: Bulletin, targets: Sequence[str]) -> None:
        """Puts the messages for these deliveries (state `waiting`, a new attempt) into the outbox."""
        waiting = await BulletinStore(work.connection).deliveries_of(bulletin.id, "waiting")
        await self._posts.out(work, bulletin, [one for one in waiting if one.target in {*targets}])

    async def remind(self, work: Work, bulletin: Bulletin, people: Sequence[str]) -> None:
        """A reminder to each of these, in their own language, with the button."""
        await self._posts.notes.remind(work, bulletin, people)

    async def home(self, person: Person, words: Words) -> Sequence[Block]:
        """What somebody still has to read, what is mandatory first; and the way to what they have read."""
        async with self._desk.services.database.read() as connection:
            unread = await BulletinStore(connection).to_read(person.team, person.id)
            held = await BulletinQueries(connection).holding(person.team, person.id)
        past = [b.buttons(past_button(words, "home"))] if held else []
        return [*home_cards(unread, words), *past]

    async def past(self, command: Command, client: AsyncWebClient) -> None:
        """The bulletins that still hold for whoever typed a command."""
        await self._past.commanded(command, client)
