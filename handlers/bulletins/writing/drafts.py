"""All drafts of somebody as a window: to go on with one, or to put away what will never be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins.cases import Bulletin, BulletinState
from bot.bulletins.store import BulletinStore
from bot.core.people import Permission, Person
from handlers.bulletins.post_views import heading
from handlers.bulletins.writing import ids
from handlers.bulletins.writing.home_views import standing
from handlers.bulletins.writing.panel_views import cancel_button
from handlers.bulletins.writing.sending import Sending
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw
from handlers.kit.routing import Route
from handlers.kit.windows import redraw, show
from handlers.kit.words import Words

UNSENT: Final = (BulletinState.DRAFT, BulletinState.PROPOSED)
MOST: Final = 500
PAGE: Final = 12


class Drafts:
    """The list behind the button of the App Home."""

    def __init__(self, desk: Desk, sending: Sending) -> None:
        self._desk = desk
        self._sending = sending
        self.routes = (
            Route("action", ids.DRAFTS, self.wanted, changes=False),
            Route("action", ids.DISCARD, self.discarded),
        )

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the window, or turns its page."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.SEND_BULLETINS)
        modal = drafts_modal(await self._of(person), _page(press.value), await self._desk.words_for(press.spot))
        view = body.get("view") or {}
        if view.get("callback_id") == ids.DRAFTS_SHOWN:
            await redraw(client, str(view["id"]), modal)
        else:
            await show(client, body, modal)

    async def discarded(self, body: Raw, client: AsyncWebClient) -> None:
        """Puts one away; the window shows the rest."""
        press = payload.press(body)
        await self._sending.discard(press)
        person = await self._desk.people.of(press.spot, Permission.SEND_BULLETINS)
        page = _page(str((body.get("view") or {}).get("private_metadata") or ""))
        words = await self._desk.words_for(press.spot)
        await redraw(client, press.view_id, drafts_modal(await self._of(person), page, words))

    async def _of(self, person: Person) -> list[Bulletin]:
        async with self._desk.services.database.read() as connection:
            return await BulletinStore(connection).in_state(person.team, UNSENT, MOST, by=person.id)


def drafts_modal(drafts: Sequence[Bulletin], page: int, words: Words) -> Modal:
    """A page of them, the newest first."""
    last = max(0, (len(drafts) - 1) // PAGE)
    page = min(page, last)
    said = words.say("Your drafts: {count}", count=len(drafts)) if drafts else words.say("You have no drafts.")
    shown: list[Block] = [b.strong(said)]
    for draft in drafts[page * PAGE : (page + 1) * PAGE]:
        go_on = Button(f"{ids.EDIT}.{draft.id}", words.say("Go on writing"), draft.id)
        away = cancel_button({"b": draft.id, "r": draft.revision}, words)
        away = replace(away, action_id=f"{ids.DISCARD}.{draft.id}", style=None)  # a page of red buttons is no list
        lines = f"{b.cut(heading(draft, words), 150)}\n{standing(draft, words)}"
        shown += [b.divider(), b.paragraph(lines), b.buttons(go_on, away)]
    if last:
        ways = ((words.say("Previous page"), page - 1), (words.say("Next page"), page + 1))
        turns = [Button(f"{ids.DRAFTS}.{to}", name, str(to)) for name, to in ways if 0 <= to <= last]
        shown += [b.divider(), b.context(words.say("Page {page} of {pages}", page=page + 1, pages=last + 1))]
        shown.append(b.buttons(*turns))
    return Modal(ids.DRAFTS_SHOWN, words.say("Drafts"), shown, words.say("Close"), metadata=str(page))


def _page(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
