"""The ways in: a button, a shortcut, a message, a command; each opens a form whose first answer is a report."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.answers.store import AnswerStore
from bot.core.errors import NotAllowed
from bot.core.unit import Work
from bot.incidents.access import Act, may
from bot.incidents.cases import Incident, Kind, Origin, Via
from bot.incidents.service import Line, Report
from bot.incidents.store import IncidentStore
from bot.mail_check.store import MailStore
from handlers.incidents import ids
from handlers.incidents.aftermath import Aftermath
from handlers.incidents.board import Board
from handlers.incidents.chain.calls import Caller
from handlers.incidents.report.draft import Draft
from handlers.incidents.report.forms import choose_form, facts_form, received, start_form, thanks
from handlers.incidents.response.doors import COMMAND, NEAR_MISS_COMMAND, near_miss_of
from handlers.kit import payload
from handlers.kit.blocks import Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Message, Raw, Spot, Submission
from handlers.kit.people import AWAY
from handlers.kit.routing import Answer, Route
from handlers.kit.words import Words
from knowledge.incidents import Category

TWO_WORDS = re.compile(r"^near\s+miss\b", re.IGNORECASE)
PATIENCE = 1.5
"""Seconds for the address of a message: whoever sent the form waits three at most."""


class Intake:
    """Receives reports."""

    def __init__(self, desk: Desk, board: Board, after: Aftermath, caller: Caller) -> None:
        self._desk = desk
        self._board = board
        self._after = after
        self._caller = caller
        self._service = desk.services.incidents
        self._content = desk.services.known.incidents
        self.routes = (
            # Opening a form changes nothing; and no row shall tell who opened the one that needs no name.
            Route("action", ids.START, self.started, changes=False),
            Route("action", ids.CATEGORY, self.chosen, changes=False),
            Route("view", ids.START_FORM, self.reported),
            Route("shortcut", ids.REPORT, self.shortcut),
            Route("shortcut", ids.REPORT_MESSAGE, self.from_message),
        )

    async def started(self, body: Raw, client: AsyncWebClient) -> None:
        """A button that reports: with a kind the form is there at once, without one it is chosen first."""
        press = payload.press(body)
        data = press.data()
        draft = Draft(str(data.get("c", "")), Via(data.get("v", Via.HOME)), str(data.get("m", "")))
        draft = replace(draft, question=str(data.get("q", "")))
        await self._open(client, press.spot, press.trigger_id, draft, str(data.get("t", "")))

    async def shortcut(self, body: Raw, client: AsyncWebClient) -> None:
        """The global shortcut."""
        shortcut = payload.shortcut(body)
        await self._open(client, shortcut.spot, shortcut.trigger_id, Draft(via=Via.SHORTCUT))

    async def from_message(self, body: Raw, client: AsyncWebClient) -> None:
        """The message shortcut: the message's words, its files and its place come along."""
        shortcut = payload.shortcut(body)
        draft = Draft.of_message(body, shortcut)
        await self._open(client, shortcut.spot, shortcut.trigger_id, draft, shortcut.text)

    async def take(self, message: Message) -> bool:
        """Words are the policy desk's: it knows the wish to report, and what has happened."""
        return False

    async def take_command(self, body: Raw, client: AsyncWebClient) -> bool:
        """`/mamori incident` opens the form, with what follows as its first words."""
        command = payload.command(body)
        said = TWO_WORDS.sub("near-miss", command.text)
        word, *rest = said.split(maxsplit=1)[:2] or [""]
        near = word.casefold() in NEAR_MISS_COMMAND
        if not near and word.casefold() not in COMMAND:
            return False
        draft = Draft(near_miss_of(self._content) if near else "", Via.COMMAND)
        await self._open(client, command.spot, command.trigger_id, draft, rest[0] if rest else "")
        return True

    async def chosen(self, body: Raw, client: AsyncWebClient) -> None:
        """A kind was pressed: its first response takes the place of the list, and what was typed stays."""
        press = payload.press(body)
        words = await self._desk.words_for(press.spot)
        form = payload.submission(body)
        before = Draft.of(form.metadata)
        draft = replace(before, category=press.value, where=form.values.get("where", before.where))
        view = self._form(draft, words, form.values.get("text", "")).view()
        await client.views_update(view_id=str(press.view_id), view=view)

    async def reported(self, body: Raw, client: AsyncWebClient) -> Answer:
        """The first answer is the report: it is kept, those in charge are told, then the facts are asked."""
        form = payload.submission(body)
        await self._may_report(form.spot)
        words = await self._desk.words_for(form.spot)
        draft = Draft.of(form.metadata)
        link = await _permalink(client, draft)
        async with self._desk.services.unit() as work:
            if not await work.first_time(form.key):
                return {"response_action": "update", "view": received(words).view()}
            earlier = await self._of_mail(work, draft, form.spot)
            incident = earlier or await self.keep(work, await self._asked(work, self._said(form, draft, link, words)))
        category = self._service.category(incident.category)
        if incident.is_near_miss or earlier or not category.facts:
            view = thanks(incident, self._board.views, words)
        else:
            view = facts_form(incident, category, self._board.views, words, fresh=True)
        return {"response_action": "update", "view": view.view()}

    async def keep(self, work: Work, said: Report) -> Incident:
        """Keeps a report, tells those in charge, and sets what is due: all of it, or nothing."""
        incident = await self._service.report(work, said)
        origin = said.origin
        if origin.channel:
            data = {"permalink": origin.permalink, "author": origin.author}
            await self._service.write(work, incident, Line(Kind.MESSAGE, said.reporter, origin.words, data))
        return await self._after.reported(work, incident)

    async def taken(self, work: Work, incident_id: str, user: str) -> None:
        """Somebody of the chain looks after what an incident came from: that is their confirmation."""
        incident = await self._service.get(work, incident_id)
        await self._desk.people.recall(work.connection, incident.team, [user])
        person = self._desk.people.known(user)
        if person is None or incident.confirmed_at or not may(person, Act.CONFIRM, incident):
            return
        changed = await self._service.confirm(work, incident_id, person)
        await self._caller.confirmed(work, changed)
        await self._after.changed(work, changed)

    async def _open(self, client: AsyncWebClient, spot: Spot, trigger: str, draft: Draft, text: str = "") -> None:
        await self._may_report(spot)
        words = await self._desk.words_for(spot)
        await client.views_open(trigger_id=trigger, view=self._form(draft, words, text).view())

    async def _may_report(self, spot: Spot) -> None:
        if (await self._desk.people.of(spot)).is_guest:
            raise NotAllowed("incidents.guest")

    async def _of_mail(self, work: Work, draft: Draft, spot: Spot) -> Incident | None:
        """The incident that this mail check has become already: there is only one of each."""
        if not draft.mail_check:
            return None
        # Whoever reports the same check at the same moment waits here.
        check = await MailStore(work.connection).check(draft.mail_check, lock=True)
        if check is None or check.person != spot.user:
            raise NotAllowed("mail.not_yours")
        store = IncidentStore(work.connection)
        found = (await store.of_mails([check.id])).get(check.id)
        return await store.get(found) if found else None

    async def _asked(self, work: Work, said: Report) -> Report:
        """With what was given to a person before, when the question behind it had been."""
        handover = said.origin.question and await AnswerStore(work.connection).handover_of(said.origin.question)
        return replace(said, origin=replace(said.origin, handover=handover.id)) if handover else said

    def _said(self, form: Submission, draft: Draft, link: str, words: Words) -> Report:
        category = self._content.category(draft.category) or self._unknown_kind()
        anonymous = category.presumed == 0 and self._content.chain.anonymous_near_misses
        nameless = anonymous and "yes" in form.many.get("anonymous", ())
        origin = Origin(link, draft.files, draft.mail_check, draft.words, draft.author, draft.channel, draft.question)
        return Report(
            team=form.spot.team,
            reporter=None if nameless else form.spot.user,
            category=category.id,
            text=form.values.get("text", ""),
            language=words.language,
            via=draft.via,
            where=form.values.get("where", draft.where),
            origin=replace(origin, mail_check="", question="") if nameless else origin,
        )

    def _unknown_kind(self) -> Category:
        """For whoever does not know what it is, or whose window is older than the content."""
        return self._content.category("other") or self._content.categories.categories[-1]

    def _form(self, draft: Draft, words: Words, text: str) -> Modal:
        category = self._content.category(draft.category)
        if category is None:
            return choose_form(draft, self._board.views, words, text)
        return start_form(draft, category, self._board.views, words, text)


async def _permalink(client: AsyncWebClient, draft: Draft) -> str:
    """The address of the message behind a report; "" where we may not look."""
    if not draft.ts:
        return ""
    try:
        async with asyncio.timeout(PATIENCE):
            return str((await client.chat_getPermalink(channel=draft.channel, message_ts=draft.ts))["permalink"])
    except AWAY:
        return ""
