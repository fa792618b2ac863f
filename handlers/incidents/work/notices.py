"""From an incident to a bulletin against a repeat: its title and kind, and nothing else of it."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.people import Permission
from bot.incidents.access import Act
from bot.incidents.cases import Incident
from handlers.incidents.work import step_ids
from handlers.incidents.work.learning import Learning
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw
from handlers.kit.routing import Route
from handlers.kit.suggestions import Suggest, Suggestion, suggested
from handlers.kit.windows import show
from handlers.kit.words import LANGUAGES


class Notices:
    """The button beside what is learned."""

    def __init__(self, desk: Desk, learning: Learning, suggest: Suggest) -> None:
        self._desk = desk
        self._learning = learning
        self._suggest = suggest
        self.routes = (Route("action", step_ids.LEARN_NOTICE, self.wanted, changes=False),)

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """A draft from the template of lessons."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.SEND_BULLETINS)
        incident, _ = await self._learning.case(press.value, person, Act.WORK)
        titles = {language: self._title(incident, language) for language in LANGUAGES}
        async with self._desk.services.unit() as work:
            if await work.first_time(press.key):
                suggestion = Suggestion("incident-lesson", "incident", incident.id, titles)
                await self._suggest(work, person, suggestion)
        await show(client, body, suggested(step_ids.LEARN_SHOWN, await self._desk.words_for(press.spot)))

    def _title(self, incident: Incident, language: str) -> str:
        """Its kind, and its title where everybody may know it."""
        words, content = self._desk.speech.in_(language), self._desk.services.known.incidents
        kind = next((one for one in content.categories.categories if one.id == incident.category), None)
        about = kind.title.say(language) if kind else words.say("an incident")
        if not incident.restricted:
            about = words.say("{kind}: {title}", kind=about, title=b.cut(incident.title, 60))
        return words.say("What we learned ({about})", about=about)
