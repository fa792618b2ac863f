"""From a warning to a bulletin that people confirm: the same words, as a draft."""

from __future__ import annotations

from collections.abc import Mapping

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.people import Permission
from handlers.kit import payload
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw
from handlers.kit.suggestions import Suggest, Suggestion, suggested
from handlers.kit.words import LANGUAGES
from handlers.mail_check import ids
from handlers.mail_check.kinds import kind_of_campaign
from handlers.mail_check.triage import Triage
from handlers.mail_check.warner import Warner
from handlers.mail_check.warnings import Warnings


class Notices:
    """The second button of the warning's form."""

    def __init__(self, desk: Desk, triage: Triage, warnings: Warnings, warner: Warner, suggest: Suggest) -> None:
        self._desk = desk
        self._triage = triage
        self._warnings = warnings
        self._warner = warner
        self._suggest = suggest

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """A draft with the words as they are typed now, and the picture where there is one."""
        press = payload.press(body)
        campaign, words = await self._triage.for_admin(press.value, press.spot)
        person = await self._desk.people.of(press.spot, Permission.SEND_BULLETINS)
        form, title = payload.submission(body), kind_of_campaign(campaign).beware
        titles = {language: self._desk.speech.in_(language).say(title) for language in LANGUAGES}
        first = dict(zip(LANGUAGES, await self._warnings.texts(campaign), strict=True))
        bodies = {language: form.values.get(language, first[language]) for language in LANGUAGES}
        picture = await self._warner.picture(campaign)
        suggestion = Suggestion("phishing-wave", "campaign", campaign.id, titles, _said(bodies), picture)
        async with self._desk.services.unit() as work:
            if await work.first_time(press.key):
                await self._suggest(work, person, suggestion)
        await client.views_update(view_id=press.view_id, view=suggested(ids.SHOW, words).view())


def _said(bodies: Mapping[str, str]) -> dict[str, str]:
    """What is said at all; English may be left out."""
    return {language: body for language, body in bodies.items() if body.strip()}
