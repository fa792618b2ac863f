"""The policy's list, a few short screens in one window; the answers count together with what the file showed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound, Refused
from bot.mail_check.cases import Source
from bot.mail_check.service import NO, UNSURE, YES, Received
from bot.mail_check.store import MailStore
from handlers.kit import payload, replies
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw, Spot, Submission
from handlers.kit.routing import Answer
from handlers.mail_check.forms import Walk, walk_form
from handlers.mail_check.intake import card_key, place_for
from handlers.mail_check.views import MailViews, is_open
from knowledge.mail import MailWalk


class Walking:
    def __init__(self, desk: Desk, views: MailViews) -> None:
        self._desk = desk
        self._views = views
        self._service = desk.services.mail

    @property
    def _walk(self) -> MailWalk:
        return self._service.content.walk

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the first screen, with what was answered before."""
        press = payload.press(body)
        async with self._desk.services.database.read() as connection:
            check = await MailStore(connection).check(press.value)
        if check is None or check.person != press.spot.user:
            raise NotFound("mail.check_gone")
        if not is_open(check):
            raise Refused("mail.already_reported")
        words = self._desk.speech.in_(check.language)
        await client.views_open(
            trigger_id=press.trigger_id, view=walk_form(self._walk, Walk.again(check), words).view()
        )

    async def stepped(self, body: Raw, client: AsyncWebClient) -> Answer:
        """The next screen in the same window; after the last one the result is posted."""
        form = payload.submission(body)
        at = told(self._walk, form)
        if at.step + 1 == len(self._walk.steps):
            await self._finish(form, at)
            return None
        words = await self._desk.words_for(form.spot)
        view = walk_form(self._walk, replace(at, step=at.step + 1), words).view()
        return {"response_action": "update", "view": view}

    async def back(self, body: Raw, client: AsyncWebClient) -> None:
        """The screen before; a window that was closed meanwhile is nobody's loss."""
        form = payload.submission(body)
        at = told(self._walk, form)
        words = await self._desk.words_for(form.spot)
        view = walk_form(self._walk, replace(at, step=max(0, at.step - 1)), words).view()
        with suppress(SlackApiError):
            await client.views_update(view_id=payload.press(body).view_id, view=view)

    async def _finish(self, form: Submission, at: Walk) -> None:
        await self._desk.people.of(form.spot)
        words = await self._desk.words_for(form.spot)
        answers = answers_of(self._walk, at)
        async with self._desk.services.unit() as work:
            if not await work.first_time(form.key):
                return
            if at.check:
                check = await self._service.answer(work, at.check, form.spot.user, answers)
                card, key = self._views.result(check, self._desk.speech.in_(check.language)), card_key(check.id)
                work.outbox.put(replies.say(check.place, check.person, card, key))  # anew if it is forgotten
                work.outbox.put(replies.edit_posted(check.place.channel, card, f"{key}:{check.revision}", key))
                return
            place = place_for(Spot(form.spot.team, form.spot.user, at.channel or None))
            received = Received(form.spot.team, form.spot.user, place, Source.WALK, words.language)
            check = await self._service.walked(work, received, answers)
            work.outbox.put(replies.say(place, check.person, self._views.result(check, words), card_key(check.id)))


def told(walk: MailWalk, form: Submission) -> Walk:
    """What somebody has said up to this screen; what it shows now replaces what they said on it before."""
    at = Walk.of(form.metadata)
    if not 0 <= at.step < len(walk.steps):
        raise NotFound("mail.check_gone")
    step = walk.steps[at.step]
    here = {item.id for item in step.items}
    chosen = {value for values in form.many.values() for value in values}
    unsure = at.unsure - {step.id} | ({step.id} if UNSURE in chosen else frozenset())
    return replace(at, yes=at.yes - here | (chosen & here), unsure=unsure)


def answers_of(walk: MailWalk, at: Walk) -> Mapping[str, str]:
    """Yes or no for every item of the list, and the screens where somebody was not sure."""
    items = {item.id: YES if item.id in at.yes else NO for step in walk.steps for item in step.items}
    return items | {step.id: UNSURE if step.id in at.unsure else NO for step in walk.steps}
