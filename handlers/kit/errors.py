"""Whoever addresses the bot gets an answer or a reason: one table of codes, and the net under every listener."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError, SQLAlchemyError

from bot.core.errors import ServiceError
from bot.core.outbox import Message
from bot.core.unit import Unit
from handlers.kit import blocks as b
from handlers.kit import payload, replies
from handlers.kit.blocks import Card
from handlers.kit.people import People
from handlers.kit.routing import Answer, Route
from handlers.kit.words import N_, Speech

log = structlog.get_logger(__name__)

SENTENCES: Mapping[str, str] = {
    "answers.question_gone": N_("This question is no longer on record. Please ask it again."),
    "answers.walk_gone": N_("The rules behind these buttons have changed. Please ask again to get today's rules."),
    "answers.not_your_walk": N_(
        "These buttons belong to the person who asked. Ask me yourself and I will walk through it with you."
    ),
    "answers.walk_ended": N_('This decision is already on record. Press "Start over" to walk through it again.'),
    "answers.handover_gone": N_("This question is no longer on record."),
    "answers.handover_already": N_("Somebody was faster: this question is already taken care of."),
    "answers.nobody_to_tell": N_(
        "I found nobody on Slack to tell. Please call the system administrator or your department head yourself."
    ),
    "kit.gone": N_("The rules behind these buttons have changed. Please ask again to get today's rules."),
    "people.not_allowed": N_("You do not have permission for this. Please ask the security lead."),
    "people.stranger": N_("I can only advise members of this company. Please ask your contact here."),
    "people.unknown": N_("I cannot reach Slack to see who you are. Please try again in a moment."),
    "people.inactive": N_("Your account is switched off here. Please ask the system administrator."),
}
UNKNOWN_CODE = N_("That did not work. Please try again or ask the security lead.")
OUR_FAULT = (DataError, IntegrityError, ProgrammingError)
"""What the database refuses because of what we asked; it would refuse it again."""
LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})
TOO_LATE = N_("Slack closed the door before the form could open. Please press the button once more.")
BROKEN = N_(
    "Something went wrong on my side, and I am sorry. Please try again in a moment. "
    "If it happens again, give the system administrator this reference: {reference}"
)


class SafetyNet:
    """Catches what a listener raises and tells the person, in the right place and language."""

    def __init__(self, unit: Unit, people: People, speech: Speech) -> None:
        self._unit = unit
        self._people = people
        self._speech = speech

    async def __call__(self, route: Route, body: payload.Raw, client: AsyncWebClient) -> Answer:
        try:
            if route.surface != "event":
                await self._people.of(payload.spot(body))
            return await route.handle(body, client)
        except ServiceError as error:
            log.info("refused", route=route.id, code=error.code)
            return await self._tell(route, body, SENTENCES.get(error.code, UNKNOWN_CODE))
        except Exception as error:
            if isinstance(error, SQLAlchemyError) and not isinstance(error, OUR_FAULT):
                # Without a database nothing can be kept: no acknowledgement, so that Slack delivers it again.
                raise
            if isinstance(error, SlackApiError) and error.response.get("error") in LATE:
                return await self._tell(route, body, TOO_LATE)
            reference = secrets.token_hex(4)
            log.exception("listener_failed", route=route.id, reference=reference)
            return await self._tell(route, body, BROKEN, reference=reference)

    async def _tell(self, route: Route, body: payload.Raw, sentence: str, **values: object) -> Answer:
        spot = payload.spot(body)
        if not spot.user:
            return None
        words = self._speech.in_(await self._people.language(spot))
        said = words.say(sentence, **values)
        async with self._unit() as work:
            work.outbox.put(_apology(route, spot, Card(said, [b.paragraph(said)]), _once(body)))
        return None


def _once(body: payload.Raw) -> str:
    """A key that is the same when Slack delivers the same thing again: one reason is enough."""
    return f"reason:{payload.delivery(body) or secrets.token_hex(8)}"[:255]


def _apology(route: Route, spot: payload.Spot, card: Card, key: str) -> Message:
    if route.surface in ("action", "command", "shortcut") and spot.channel:
        return replies.whisper(replies.place_of(spot), spot.user, card, key)
    if route.surface == "event" and spot.channel:
        return replies.say(replies.place_of(spot), spot.user, card, key)
    return replies.direct(spot.user, card, key)
