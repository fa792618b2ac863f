"""The App Home and the first hello: each feature's card, stacked; prompts in the person's own language."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.outbox import Message, spoken_to
from handlers.kit import blocks as b
from handlers.kit import payload, replies
from handlers.kit.blocks import Block, Card
from handlers.kit.desk import Desk
from handlers.kit.feature import Feature
from handlers.kit.payload import Raw, Spot
from handlers.kit.people import AWAY
from handlers.kit.routing import Answer, Handle, Route
from handlers.kit.words import N_, Words

log = structlog.get_logger(__name__)

MOST_BLOCKS = 100
PROMPTS = (
    (N_("May I take this out?"), N_("May I take this laptop out of the office?")),
    (N_("A strange mail came"), N_("I got a strange mail. What should I do?")),
    (N_("I lost something"), N_("I lost my company phone.")),
    (N_("Install software"), N_("May I install an application on my PC?")),
)


class Home:
    """Draws the App Home of a person from the features' cards."""

    def __init__(self, desk: Desk, features: Sequence[Feature]) -> None:
        self._desk = desk
        self._features = features

    async def opened(self, body: Raw, client: AsyncWebClient) -> Answer:
        """The Home tab is drawn anew; the Messages tab gets prompts, and a newcomer a first hello."""
        opened = payload.opened(body)
        if opened.tab == "home":
            await self.publish(opened.spot, f"home:{body.get('event_id')}")
        else:
            await self._greet(opened.spot, client)
        return None

    def refreshing(self, route: Route) -> Route:
        """A door that changes what the Home shows: a press there, or a form that was sent."""
        return Route(route.surface, route.id, self._then_publish(route.handle))

    async def publish(self, spot: Spot, key: str) -> None:
        person = await self._desk.people.of(spot)
        words = self._desk.speech.in_(await self._desk.people.language(spot))
        cards: list[Block] = []
        for feature in self._features:
            if feature.home:
                cards += await feature.home(person, words)
        view = {"type": "home", "blocks": cards[:MOST_BLOCKS]}
        async with self._desk.services.unit() as work:
            work.outbox.put(Message("publish", spot.user, {"view": view}, key))

    def _then_publish(self, handle: Handle) -> Handle:
        async def handled(body: Raw, client: AsyncWebClient) -> Answer:
            answer = await handle(body, client)
            if body.get("type") == "view_submission" and answer is None:
                form = payload.submission(body)
                await self.publish(form.spot, f"home:{form.key}")
            elif (body.get("view") or {}).get("type") == "home":
                press = payload.press(body)
                await self.publish(press.spot, f"home:{press.key}")
            return answer

        return handled

    async def _greet(self, spot: Spot, client: AsyncWebClient) -> None:
        words = await self._desk.words_for(spot)
        async with self._desk.services.unit() as work:
            first = await work.first_time(f"hello:{spot.team}:{spot.user}")
            # After an alert or an answer a hello would only be in the way.
            if first and not await spoken_to(work.connection, spot.user, spot.channel or spot.user):
                work.outbox.put(replies.direct(spot.user, hello_card(words), f"hello:{spot.team}:{spot.user}"))
        prompts = [{"title": words.say(title), "message": words.say(message)} for title, message in PROMPTS]
        try:
            # Pinned above the conversation; without the agent scope or an agent app the hello has to do.
            await client.api_call(
                "assistant.threads.setSuggestedPrompts", json={"channel_id": spot.channel, "prompts": prompts}
            )
        except AWAY as trouble:
            log.info("no_prompts", error=str(trouble)[:200])


def hello_card(words: Words) -> Card:
    """The first words to somebody who opens the conversation."""
    said = words.text("home/texts/hello.txt.j2")
    return Card(said, [b.paragraph(said)])
