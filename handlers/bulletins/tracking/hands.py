"""What whoever looks after a bulletin does with one press: look, remind, send again, hold, let go, call off, end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins import access
from bot.core.people import Permission, Person
from bot.core.unit import Work
from handlers.bulletins.board import Board
from handlers.bulletins.card import ids
from handlers.bulletins.card.labels import title_of
from handlers.bulletins.card.news_views import done_card
from handlers.bulletins.delivery import Delivering
from handlers.bulletins.writing.settling import Settling
from handlers.kit import payload, replies
from handlers.kit.desk import Desk
from handlers.kit.payload import Press, Raw
from handlers.kit.routing import Route

Deed = Callable[[Work, Person, Press], Awaitable[None]]


class Hands:
    """The buttons of the card."""

    def __init__(self, desk: Desk, board: Board, delivery: Delivering) -> None:
        self._desk = desk
        self._board = board
        self._settling = Settling(desk, board)
        self._delivery = delivery
        self._service = desk.services.bulletins
        self.routes = (
            Route("action", ids.DESK, self._once(self._look, Permission.SEE_BULLETINS), changes=False),
            Route("action", ids.REMIND, self._once(self._remind)),
            Route("action", ids.AGAIN, self._once(self._again)),
            Route("action", ids.END, self._once(self._end)),
            Route("action", ids.PAUSE, self._once(self._pause)),
            Route("action", ids.RESUME, self._once(self._resume)),
            Route("action", ids.CANCEL, self._once(self._cancel)),
        )

    def _once(
        self, deed: Deed, permission: Permission = Permission.SEND_BULLETINS
    ) -> Callable[[Raw, AsyncWebClient], Awaitable[None]]:
        """A press that counts once, by somebody who may."""

        async def pressed(body: Raw, _client: AsyncWebClient) -> None:
            press = payload.press(body)
            person = await self._desk.people.of(press.spot, permission)
            async with self._desk.services.unit() as work:
                if await work.first_time(press.key):
                    await deed(work, person, press)
            self._delivery.wake()

        return pressed

    async def _look(self, work: Work, person: Person, press: Press) -> None:
        """Brings the card, whoever wrote the bulletin."""
        bulletin = await self._service.get(work, press.value)
        access.check_see(person, bulletin)
        await self._board.bring(work, bulletin, person.id, f"{work.now.timestamp():.0f}:{press.key}")

    async def _remind(self, work: Work, person: Person, press: Press) -> None:
        bulletin, missing = await self._service.remind(work, person, press.value)
        await self._delivery.remind(work, bulletin, [one.person for one in missing])
        await self._board.show(work, bulletin)
        words = self._board.words(person.id)
        said = words.say("{title}: I reminded those who have not confirmed yet ({count}).",
                         title=title_of(bulletin, words), count=len(missing))  # fmt: skip
        self._whisper(work, person, press, said)

    async def _again(self, work: Work, person: Person, press: Press) -> None:
        bulletin, again = await self._service.send_again(work, person, press.value)
        await self._delivery.resend(work, bulletin, [one.target for one in again])
        await self._board.show(work, bulletin)

    async def _end(self, work: Work, person: Person, press: Press) -> None:
        bulletin = await self._service.end(work, person, press.value)
        await self._delivery.redraw(work, bulletin)
        await self._board.show(work, bulletin)

    async def _pause(self, work: Work, person: Person, press: Press) -> None:
        await self._board.show(work, await self._service.pause(work, person, press.value))

    async def _resume(self, work: Work, person: Person, press: Press) -> None:
        await self._board.show(work, await self._service.resume(work, person, press.value))

    async def _cancel(self, work: Work, person: Person, press: Press) -> None:
        await self._settling.call_off(work, person, press.value)

    @staticmethod
    def _whisper(work: Work, person: Person, press: Press, said: str) -> None:
        key, card = f"bulletin-done:{press.key}"[:255], done_card(said)
        place = replies.place_of(press.spot)
        work.outbox.put(
            replies.whisper(place, person.id, card, key) if press.spot.channel else replies.direct(person.id, card, key)
        )
