"""What the reporter adds later: answers, times, or that it was nothing after all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.unit import Work
from bot.incidents.access import Act
from bot.incidents.cases import Incident
from bot.incidents.chain import ASKED
from bot.incidents.store import IncidentStore
from bot.incidents.telling import Telling, Told
from handlers.incidents import ids
from handlers.incidents.aftermath import Aftermath
from handlers.incidents.board import Board
from handlers.incidents.labels import level_title
from handlers.incidents.report.forms import facts_form, nothing_form, thanks
from handlers.incidents.report.mine_views import nothing_card
from handlers.incidents.response.incident_views import note_card
from handlers.incidents.work.owners import Owners
from handlers.kit import payload
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw, Submission
from handlers.kit.routing import Answer, Route
from handlers.kit.windows import moment_of, show

UNNAMED = "/unnamed"
"""Marks the window of whoever told a near miss without a name: even the name of a responder is not kept there."""


class MineDoors:
    """What the reporter adds: answers, times, or that it was nothing after all."""

    def __init__(self, desk: Desk, board: Board, after: Aftermath) -> None:
        self._desk = desk
        self._board = board
        self._after = after
        self._service = desk.services.incidents
        self._telling = Telling(desk.services.incidents)
        self._owners = Owners(desk)
        self.routes = (
            Route("action", ids.FACTS, self.facts_wanted, changes=False),
            Route("view", ids.FACTS_FORM, self.facts_told),
            Route("action", ids.NOTHING, self.nothing_wanted, changes=False),
            Route("view", ids.NOTHING_FORM, self.nothing_told),
        )

    async def facts_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        words = await self._desk.words_for(press.spot)
        # A near miss without a name is answered from the window in which it was told, and nowhere else.
        here = (body.get("view") or {}).get("callback_id") == ids.SHOW
        async with self._desk.services.unit() as work:
            incident = await self._service.get(work, press.value, lock=False)
            unnamed = here and incident.reporter is None
            if not unnamed:
                await self._service.for_act(work, press.value, person, Act.ADD)
        category = self._service.category(incident.category)
        form = facts_form(incident, category, self._board.views, words)
        await show(client, body, replace(form, metadata=incident.id + UNNAMED) if unnamed else form)

    async def facts_told(self, body: Raw, client: AsyncWebClient) -> Answer:
        """Facts move the level; whoever must hear of the new one is told."""
        form = payload.submission(body)
        words = await self._desk.words_for(form.spot)
        incident = await self._keep(form)
        return {"response_action": "update", "view": thanks(incident, self._board.views, words).view()}

    async def nothing_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        words = await self._desk.words_for(press.spot)
        async with self._desk.services.unit() as work:
            incident = await self._service.for_act(work, press.value, person, Act.ADD)
        await show(client, body, nothing_form(incident, words))

    async def nothing_told(self, body: Raw, client: AsyncWebClient) -> None:
        """Those who respond are asked to decide; the report itself is never taken back in silence."""
        form = payload.submission(body)
        person = await self._desk.people.of(form.spot)
        why = form.values.get("why", "")
        async with self._desk.services.unit() as work:
            if not await work.first_time(form.key):
                return
            changed = await self._telling.nothing(work, form.metadata, person, why)
            incident = await self._after.changed(work, changed)
            await self._ask(work, incident, why)

    async def _ask(self, work: Work, incident: Incident, why: str) -> None:
        notices = await IncidentStore(work.connection).notices(incident.id)
        asked = dict.fromkeys(one.person for one in notices if one.why in ASKED)
        for person in [incident.lead] if incident.lead else asked:
            card = nothing_card(incident, why, self._board.views, self._board.words(person))
            self._board.say(work, incident, person, card, f"incident-nothing:{incident.id}:{person}")

    async def _keep(self, form: Submission) -> Incident:
        person = await self._desk.people.of(form.spot)
        answers = _answers(form.values)
        incident_id, unnamed, _ = form.metadata.partition(UNNAMED)
        async with self._desk.services.unit() as work:
            if not await work.first_time(form.key):
                return await self._service.get(work, incident_id)
            if unnamed:
                changed = await self._telling.tell_unnamed(work, incident_id, answers)
            else:
                changed = await self._telling.tell(work, incident_id, person, answers)
            after = await self._after.changed(work, changed)
            if changed.after.level > changed.before.level and not after.is_open:
                self._tell_graver(work, after, form.key)
            return after

    def _tell_graver(self, work: Work, incident: Incident, key: str) -> None:
        """It has ended, and nobody is called any more: whoever led decides whether it is to be opened again."""
        for person in self._owners.leading(incident):
            words = self._board.words(person)
            level = level_title(self._board.views.content, incident.level, words)
            said = words.say(
                "New answers make {id} graver, although it has ended: {level}", id=incident.id, level=level
            )
            ask = words.say("Please look whether it has to be opened again.")
            card = note_card(incident, said, words, ask)
            self._board.say(work, incident, person, card, f"incident-graver:{key}:{person}"[:255])


def _answers(values: Mapping[str, str]) -> Told:
    chosen = {name: value for name, value in values.items() if name.startswith("fact-") and value}
    facts = {name.removeprefix("fact-"): value for name, value in chosen.items()}
    return Told(facts, moment_of(values.get("happened", "")), moment_of(values.get("noticed", "")))
