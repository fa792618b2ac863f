"""The doors of the two windows: begun from a template or a draft, kept at every step, and looked at in the end."""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins import drafting
from bot.bulletins.access import check_write
from bot.bulletins.cases import BEFORE, Audience, Bulletin, BulletinState, Content, Wording
from bot.bulletins.store import BulletinStore
from bot.core.errors import NotFound, Refused
from bot.core.people import Permission, Person, require
from bot.core.unit import Work
from handlers.bulletins.board import Board
from handlers.bulletins.writing import ids
from handlers.bulletins.writing.aim import aim_from, aim_of, audience_of
from handlers.bulletins.writing.aim_views import Chosen, aim_form
from handlers.bulletins.writing.counter import Counter
from handlers.bulletins.writing.form_views import About, about, begun_note, note_of, start_form, words_form
from handlers.bulletins.writing.groups import Groups
from handlers.bulletins.writing.keys import once
from handlers.bulletins.writing.panels import Panels
from handlers.bulletins.writing.settling import Settling
from handlers.bulletins.writing.sheet import Reading, sheet_from, sheet_of
from handlers.kit import payload
from handlers.kit.blocks import Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Command, Raw, Spot
from handlers.kit.routing import Answer, Route
from handlers.kit.windows import redraw, show
from handlers.kit.words import Words

BLANK = Content({"ja": Wording("", "")})


class Forms:
    """From the first word to the preview."""

    def __init__(self, desk: Desk, board: Board, panels: Panels, counter: Counter) -> None:
        self._desk = desk
        self._board = board
        self._panels = panels
        self._settling = Settling(desk, board)
        self._counter = counter
        self._groups = Groups(desk.services.clock)
        self._service = desk.services.bulletins
        self.routes = (
            Route("action", ids.START, self.wanted, changes=False),
            Route("view", ids.START_FORM, self.begun),
            Route("action", ids.EDIT, self.resumed, changes=False),
            Route("action", ids.ASK, self.asked, changes=False),
            Route("view", ids.WORDS_FORM, self.worded),
            Route("action", ids.BACK, self.back, changes=False),
            Route("view", ids.AIM_FORM, self.aimed),
            Route("action", ids.PREVIEW, self.looked_at),
        )

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the first small window."""
        press = payload.press(body)
        await self._open(press.spot, press.trigger_id, client)

    async def commanded(self, command: Command, client: AsyncWebClient) -> None:
        """The same from `/mamori bulletin`."""
        await self._open(command.spot, command.trigger_id, client)

    async def begun(self, body: Raw, client: AsyncWebClient) -> Answer:
        """The form takes the place of the small window, filled in from the template."""
        form = payload.submission(body)
        await self._desk.people.of(form.spot, Permission.SEND_BULLETINS)
        words = await self._desk.words_for(form.spot)
        begun = About(template=form.values.get("template", ""))
        view = words_form(begun, sheet_of(self._from(begun)), words, self._note(begun, words))
        return {"response_action": "update", "view": view.view()}

    async def resumed(self, body: Raw, client: AsyncWebClient) -> None:
        """The form of a draft, with everything that was kept."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.SEND_BULLETINS)
        words = await self._desk.words_for(press.spot)
        await show(client, body, self.of(words, await self._found(person, press.value)))

    def of(self, words: Words, bulletin: Bulletin) -> Modal:
        """The form of one that exists."""
        return words_form(about(bulletin), sheet_of(bulletin.content), words, note_of(bulletin, words))

    async def asked(self, body: Raw, client: AsyncWebClient) -> None:
        """Draws the form anew, with the fields of the check question or without them."""
        press, form = payload.press(body), payload.submission(body)
        await self._desk.people.of(press.spot, Permission.SEND_BULLETINS)
        words = await self._desk.words_for(press.spot)
        begun = About.of(form.metadata)
        view = words_form(begun, sheet_from(form), words, self._note(begun, words))
        await redraw(client, press.view_id, view)

    async def worded(self, body: Raw, client: AsyncWebClient) -> Answer:
        """Keeps a draft, and asks to whom and when; what cannot be is said at its field, and the form stays open."""
        form = payload.submission(body)
        person = await self._desk.people.of(form.spot, Permission.SEND_BULLETINS)
        words, begun = await self._desk.words_for(form.spot), About.of(form.metadata)
        reading = Reading(sheet_from(form), self._desk, words)
        async with self._desk.services.unit() as work:
            was = await self._unchanged(work, person, begun) if begun.bulletin else None
            content = reading.content(was.content if was else self._from(begun))
            if reading.errors:
                return {"response_action": "errors", "errors": reading.errors}
            if not await work.first_time(form.key):
                return None
            if was and was.state is BulletinState.DRAFT and content == was.content:
                kept = was  # nothing was changed: what was looked at still holds
            elif was:
                kept = await self._service.rewrite(work, person, was.id, content, was.audience)
                await self._settling.rewritten(work, kept)
                await self._board.show(work, kept)
            else:
                kept = await self._service.draft(work, person, content, Audience())
                kept = await self._valid(work, kept)
        view = await self._aiming(kept, client, words)
        return {"response_action": "update", "view": view.view()}

    async def back(self, body: Raw, client: AsyncWebClient) -> None:
        """Keeps whom it is for, and shows the words once more."""
        press, form = payload.press(body), payload.submission(body)
        person = await self._desk.people.of(press.spot, Permission.SEND_BULLETINS)
        words = await self._desk.words_for(press.spot)
        async with self._desk.services.unit() as work:
            was = await self._unchanged(work, person, About.of(form.metadata))
            kept, audience = was, audience_of(form)
            if audience != was.audience:
                kept = await self._service.rewrite(work, person, was.id, was.content, audience)
                await self._settling.rewritten(work, kept)
        await redraw(client, press.view_id, self.of(words, kept))

    async def aimed(self, body: Raw, client: AsyncWebClient) -> Answer:
        """Keeps to whom and when, and brings the preview."""
        form = payload.submission(body)
        person = await self._desk.people.of(form.spot, Permission.SEND_BULLETINS)
        aim = aim_from(form, self._desk.services.clock.now(), self._desk.services.days)
        async with self._desk.services.unit() as work:
            was = await self._unchanged(work, person, About.of(form.metadata))
            if not await work.first_time(form.key):
                return None
            kept = await self._service.rewrite(work, person, was.id, was.content, audience_of(form))
            opens_at = aim.leaves_at(kept, work.now, self._desk.services.days) if aim.opens_at else None
            aim = replace(aim, opens_at=opens_at, wished=aim.opens_at if aim.opens_at != opens_at else None)
            kept = await self._service.time(work, person, kept.id, opens_at, aim.valid_until)
            await self._settling.drawn(work, kept)
            job = await self._panels.bring(work, kept, person.id, aim, once(form.key))
        self._counter.want(job)
        return None

    async def looked_at(self, body: Raw, client: AsyncWebClient) -> None:
        """The preview of a draft that says already to whom it goes."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.SEND_BULLETINS)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            found = await self._service.get(work, press.value)
            _check_writable(person, found)
            if found.audience.nobody:
                raise Refused("bulletins.no_audience", "audience")
            aim = aim_of(found, work.now, self._desk.services.days)
            job = await self._panels.bring(work, found, person.id, aim, once(press.key))
        self._counter.want(job)

    async def _open(self, spot: Spot, trigger: str, client: AsyncWebClient) -> None:
        require(await self._desk.people.of(spot), Permission.SEND_BULLETINS)
        words = await self._desk.words_for(spot)
        view = start_form(list(self._service.content.templates.values()), words)
        await client.views_open(trigger_id=trigger, view=view.view())

    def _note(self, begun: About, words: Words) -> str:
        return begun_note(self._service.content.templates.get(begun.template), words)

    def _from(self, begun: About) -> Content:
        """What stands in the form at first."""
        services = self._desk.services
        template = self._service.content.templates.get(begun.template)
        if template is None:
            return BLANK
        return drafting.from_template(template, services.known.company, services.clock.now(), services.days)

    async def _valid(self, work: Work, kept: Bulletin) -> Bulletin:
        """A draft from a template is valid for as long as bulletins of its kind are."""
        template = self._service.content.templates.get(kept.content.template)
        until = drafting.valid_until(template, work.now, self._desk.services.days) if template else None
        return await self._service.save(work, replace(kept, valid_until=until), "", None) if until else kept

    async def _aiming(self, bulletin: Bulletin, client: AsyncWebClient, words: Words) -> Modal:
        services = self._desk.services
        aim = aim_of(bulletin, services.clock.now(), services.days)
        chosen = Chosen(bulletin, bulletin.audience, aim, await self._groups.known(client))
        return aim_form(chosen, self._desk, words)

    async def _found(self, person: Person, bulletin_id: str) -> Bulletin:
        async with self._desk.services.database.read() as connection:
            found = await BulletinStore(connection).get(bulletin_id)
        if found is None:
            raise NotFound("bulletins.gone")
        _check_writable(person, found)
        return found

    async def _unchanged(self, work: Work, person: Person, begun: About) -> Bulletin:
        """The draft as the window shows it. Raises Refused when somebody else has changed it meanwhile."""
        found = await self._service.get(work, begun.bulletin)
        _check_writable(person, found)
        if found.revision != begun.revision:
            raise Refused("bulletins.rewritten_meanwhile")
        return found


def _check_writable(person: Person, bulletin: Bulletin) -> None:
    check_write(person, bulletin)
    if bulletin.state not in BEFORE:
        raise Refused("bulletins.moved_on")
