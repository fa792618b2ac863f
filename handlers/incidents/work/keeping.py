"""A message becomes an entry of the timeline: its words as they stand now, its author, and where it was said."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound
from bot.core.people import Person
from bot.incidents.access import Act, may
from bot.incidents.cases import Incident
from bot.incidents.service import Changed
from bot.incidents.store import IncidentStore
from bot.incidents.timeline import LONGEST_ENTRY, Quote, Timeline
from handlers.incidents import ids
from handlers.incidents.aftermath import Aftermath
from handlers.incidents.work import step_ids
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import MANGLED, Raw, Submission
from handlers.kit.people import AWAY
from handlers.kit.routing import Answer, Route
from handlers.kit.words import Words

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Said:
    """Where a message stands, and who wrote it."""

    channel: str
    ts: str
    author: str

    def carried(self) -> str:
        return json.dumps([self.channel, self.ts, self.author], separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def of(cls, carried: str) -> Said:
        """What the window carried. Raises NotFound when it is not ours."""
        try:
            channel, ts, author = json.loads(carried)
            datetime.fromtimestamp(float(ts or 0), UTC)  # `at` must not fail later
            return cls(str(channel), str(ts), str(author))
        except MANGLED:
            raise NotFound("kit.gone") from None

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(float(self.ts or 0), UTC).replace(microsecond=0)


class Keeping:
    """The message shortcut "add to the timeline"."""

    def __init__(self, desk: Desk, after: Aftermath) -> None:
        self._desk = desk
        self._after = after
        self._timeline = Timeline(desk.services.incidents)
        self.routes = (
            Route("shortcut", ids.ADD_MESSAGE, self.wanted),
            Route("view", ids.ADD_MESSAGE_FORM, self.kept),
        )

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """The form: which incident, and the words; those of the room's own incident when it was said there."""
        shortcut = payload.shortcut(body)
        person = await self._desk.people.of(shortcut.spot)
        found = await self._open_to(person)
        if not found:
            raise NotFound("incidents.none_open")
        message = body.get("message") or {}
        author = str(message.get("user") or message.get("username") or message.get("bot_id") or "")
        said = Said(str(shortcut.spot.channel or ""), str(message.get("ts") or ""), author)
        here = next((one.id for one in found if one.room and one.room == said.channel), "")
        chosen = here or (found[0].id if len(found) == 1 else "")
        files = ", ".join(str(one.get("name") or one.get("title") or "") for one in shortcut.files)
        words = await self._desk.words_for(shortcut.spot)
        modal = keep_form(found, chosen, said, shortcut.text or files, words)
        await client.views_open(trigger_id=shortcut.trigger_id, view=modal.view())

    async def kept(self, body: Raw, client: AsyncWebClient) -> Answer:
        """Keeps the words as they are now; the link leads to where they stand."""
        form = payload.submission(body)
        said = Said.of(form.metadata)
        words = await self._desk.words_for(form.spot)
        link = await _permalink(client, said)
        incident = await self._keep(form, said, link)
        sees = may(await self._desk.people.of(form.spot), Act.SEE, incident)
        return {"response_action": "update", "view": kept_modal(incident, words, sees=sees).view()}

    async def _keep(self, form: Submission, said: Said, link: str) -> Incident:
        person = await self._desk.people.of(form.spot)
        quote = Quote(form.values.get("text", ""), said.author, said.at, link)
        async with self._desk.services.unit() as work:
            chosen = form.values.get("incident", "")
            if not await work.first_time(form.key):
                return await self._desk.services.incidents.for_act(work, chosen, person, Act.ADD)
            incident = await self._timeline.keep(work, chosen, person, quote)
            return await self._after.changed(work, Changed(incident, incident))

    async def _open_to(self, person: Person) -> list[Incident]:
        """The open incidents that somebody sees and may add to."""
        async with self._desk.services.database.read() as connection:
            found = await IncidentStore(connection).open(person.team)
        return [one for one in found if may(person, Act.ADD, one)]


def keep_form(found: list[Incident], chosen: str, said: Said, text: str, words: Words) -> Modal:
    """Which incident a message belongs to, and what of it is kept."""
    options = [(one.id, words.say("{title} ({id})", title=b.cut(one.title, 55), id=one.id)) for one in found]
    shown: list[Block] = [
        b.select_input("incident", words.say("To which incident does it belong?"), options, chosen),
        b.text_input("text", words.say("What the message says"), multiline=True, longest=LONGEST_ENTRY, initial=text),
        b.context(
            words.say(
                "These words are kept as they are, even if the message changes later. {moment}",
                moment=words.moment(said.at),
            )
        ),
    ]
    title, cancel = words.say("Add to the timeline"), words.say("Cancel")
    return Modal(ids.ADD_MESSAGE_FORM, title, shown, cancel, words.say("Keep"), said.carried())


def kept_modal(incident: Incident, words: Words, *, sees: bool) -> Modal:
    """It is in the timeline."""
    shown: list[Block] = [
        b.strong(words.say("It is in the timeline of: {title}", title=b.cut(incident.title, 80))),
        *([b.buttons(Button(ids.TIMELINE, words.say("See the timeline"), incident.id))] if sees else []),
        b.context(words.say("Reference {id}", id=incident.id)),
    ]
    return Modal(step_ids.TIMELINE_SHOWN, words.say("Kept"), shown, words.say("Close"))


async def _permalink(client: AsyncWebClient, said: Said) -> str:
    """Where the message stands; "" where Slack does not tell, as in channels that we are not in."""
    try:
        answer = await client.chat_getPermalink(channel=said.channel, message_ts=said.ts)
    except AWAY as trouble:
        log.info("no_permalink", error=str(trouble)[:200])
        return ""
    return str(answer.get("permalink") or "")
