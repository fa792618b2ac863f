"""The doors of level and state: set with a reason, moved by the table, closed with what was learned of the cause."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound
from bot.incidents.access import Act
from bot.incidents.cases import Incident, Kind, Outcome, State
from bot.incidents.glance import glance
from bot.incidents.steps import StepState, state_of
from bot.incidents.store import IncidentStore
from handlers.incidents import ids
from handlers.incidents.labels import fact_line
from handlers.incidents.naming import Naming
from handlers.incidents.response.hub import Hub
from handlers.incidents.response.move_forms import close_form, level_form, move_form
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.payload import Raw
from handlers.kit.routing import Route
from handlers.kit.windows import show
from handlers.kit.words import Words

MOST_LEFT = 8
DIGITS = {str(level): level for level in range(4)}


class Moves:
    """How grave, how far, and the end."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._service = hub.desk.services.incidents
        self.routes = (
            Route("action", ids.LEVEL, self.level_wanted),
            Route("view", ids.LEVEL_FORM, self.level_set),
            Route("action", ids.MOVE, self.move_wanted),
            Route("view", ids.MOVE_FORM, self.moved),
            Route("action", ids.CLOSE, self.close_wanted),
            Route("view", ids.CLOSE_FORM, self.closed),
        )

    async def level_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        asked = await self._hub.asked(press.spot, press.value, Act.LEVEL)
        async with self._hub.desk.services.database.read() as connection:
            decided = await IncidentStore(connection).newest(asked.incident.id, Kind.LEVEL)
        await show(client, body, level_form(asked.incident, decided, self._hub.board.views, asked.words))

    async def level_set(self, body: Raw, client: AsyncWebClient) -> None:
        """Whoever must hear of the new level is told, and what is due follows it."""
        form = payload.submission(body)
        level, reason = DIGITS.get(form.values.get("level", "")), form.values.get("reason", "")
        if level is None:
            raise NotFound("kit.gone")
        chosen = level
        await self._hub.kept(
            body, client, lambda work, who: self._service.set_level(work, form.metadata, who, chosen, reason)
        )

    async def move_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """The next state; for one that has ended, opening it again."""
        press = payload.press(body)
        asked = await self._hub.asked(press.spot, press.value, Act.SEE)
        act = Act.MOVE if asked.incident.is_open else Act.REOPEN
        asked = await self._hub.asked(press.spot, press.value, act)
        await show(client, body, move_form(asked.incident, asked.words))

    async def moved(self, body: Raw, client: AsyncWebClient) -> None:
        form = payload.submission(body)
        state, note = _state(form.values.get("state", State.CONFIRMED.value)), form.values.get("note", "")
        await self._hub.kept(body, client, lambda work, who: self._service.move(work, form.metadata, who, state, note))

    async def close_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """What is known is filled in; what is still open is named, so that nobody closes it by mistake."""
        press = payload.press(body)
        asked = await self._hub.asked(press.spot, press.value, Act.MOVE)
        known, left, facts = await self._known(asked.incident, asked.words)
        await show(client, body, close_form(asked.incident, known, left, facts, asked.words))

    async def closed(self, body: Raw, client: AsyncWebClient) -> None:
        form = payload.submission(body)
        outcome = Outcome(**{name: form.values.get(name, "") for name in ("cause", "damage", "prevention")})
        await self._hub.kept(body, client, lambda work, who: self._service.close(work, form.metadata, who, outcome))

    async def _known(self, incident: Incident, words: Words) -> tuple[Outcome, list[str], list[str]]:
        """What the form can be filled with: what was said before, else follow-ups; what is open; and the facts."""
        desk = self._hub.desk
        async with desk.services.database.read() as connection:
            rows = await IncidentStore(connection).steps(incident.id)
            seen = await glance(connection, incident, self._service.notifying, desk.services.clock.now())
        naming = Naming(lambda user: self._hub.board.views.name(user, words), self._service.content, incident.category)
        actions = "\n".join(row.text for row in rows if row.source == "action" and not row.skipped)
        answers = (naming.fact(name, chosen, words) for name, chosen in incident.facts.items())
        facts = [fact_line(subject, answer, words) for subject, answer in answers]
        said = incident.outcome
        known = Outcome(said.cause, said.damage, said.prevention or actions)
        open_steps = [row for row in rows if row.source != "action" and state_of(row) is StepState.OPEN]
        left = [b.cut(naming.step(row.ref, row.text, words), 150) for row in open_steps]
        more = len(left) - MOST_LEFT
        left = [*left[:MOST_LEFT], *([words.say("{count} more steps", count=more)] if more > 0 else [])]
        if seen.duties:
            left.append(words.say("To notify: {count}", count=seen.duties))
        return known, left, facts


def _state(chosen: str) -> State:
    try:
        return State(chosen)
    except ValueError:
        raise NotFound("kit.gone") from None
