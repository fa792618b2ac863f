"""From a gap in what people know to a bulletin: the text of the way forward, as a draft."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound
from bot.core.people import Permission
from bot.surveys.ways import Way, ways_of
from handlers.kit import payload
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw
from handlers.kit.routing import Route
from handlers.kit.suggestions import Suggest, Suggestion, suggested
from handlers.kit.windows import show
from handlers.kit.words import LANGUAGES, N_
from handlers.surveys import ids
from handlers.surveys.results.seen import Part, Reader
from handlers.surveys.results.targets import Target
from handlers.surveys.results.ways_views import bulletin

TITLE = N_("For your safety: please keep this in mind")


class Notices:
    """The button under a text that everybody should know."""

    def __init__(self, desk: Desk, suggest: Suggest) -> None:
        self._desk = desk
        self._reader = Reader(desk)
        self._suggest = suggest
        self.routes = (Route("action", ids.WAYS_NOTICE, self.wanted, changes=False),)

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """A draft with the very text that the window shows."""
        press = payload.press(body)
        target = Target.of(press.value)
        person = await self._desk.people.of(press.spot, Permission.SEND_BULLETINS)
        seen = await self._reader.see(person, target.campaign)
        way = self._way(seen.part(target.unit), target)
        spoken = [self._desk.speech.in_(language) for language in LANGUAGES]
        titles = {words.language: words.say(TITLE) for words in spoken}
        bodies = {words.language: bulletin(way, words) for words in spoken}
        async with self._desk.services.unit() as work:
            if await work.first_time(press.key):
                await self._suggest(work, person, Suggestion("", "survey", target.campaign, titles, bodies))
        await show(client, body, suggested(ids.WAYS_SHOWN, await self._desk.words_for(press.spot)))

    def _way(self, part: Part, target: Target) -> Way:
        known = self._desk.services.known
        ways = ways_of(part.score, known.company, known.cases.values()) if part.score else []
        found = next((one for one in ways if one.item.id == target.item and one.item.remedy == "awareness"), None)
        if found is None:
            raise NotFound("surveys.gone")
        return found
