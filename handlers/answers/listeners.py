"""The doors of the policy desk: questions as they come in, and the buttons under their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.answers.finder import DOOR
from bot.answers.outcomes import Asked, Kind, Outcome, Question
from bot.answers.store import AnswerStore
from bot.core.errors import NotFound
from bot.core.people import Person
from bot.core.place import Place
from handlers.answers.door_views import HOMES, Reader
from handlers.answers.forms import cases_modal, clause_modal
from handlers.answers.views import Answers
from handlers.kit import blocks as b
from handlers.kit import payload, replies
from handlers.kit.blocks import Button, Card
from handlers.kit.desk import Desk
from handlers.kit.feature import Below, FirstLook, HomeCard
from handlers.kit.payload import Press, Raw, Spot
from handlers.kit.words import N_, Words
from handlers.mail_check.ids import START

TYPED = (None, "file_share", "thread_broadcast", "me_message")
"""Message subtypes that a person typed; edits, joins and the like are nobody addressing us."""

LONGEST_VIA = 20
SENT_DIRECT = N_("I have sent it to your direct messages with me: nobody else sees it there.")


class Questions:
    """Asks the service, records, replies: always in one transaction."""

    def __init__(
        self, desk: Desk, answers: Answers, first: FirstLook, below: Below, homes: Mapping[str, HomeCard]
    ) -> None:
        self._desk = desk
        self._answers = answers
        self._first = first
        self._below = below
        self._homes = homes
        self._service = desk.services.answers

    async def messaged(self, body: Raw, client: AsyncWebClient) -> None:
        """A message in the bot's DM, or in a channel where only threads that the bot is in concern it."""
        event = body["event"]
        if event.get("subtype") not in TYPED or event.get("bot_id"):
            return
        message = payload.message(body)
        if message.channel_type == "im":
            await self._message(message, "dm")
        elif message.spot.thread_ts and await self._last_here(message.spot):
            await self._message(message, "thread")

    async def mentioned(self, body: Raw, client: AsyncWebClient) -> None:
        if body["event"].get("bot_id"):  # two bots that mention each other would never end
            return
        message = payload.message(body)
        spot = replace(message.spot, thread_ts=message.spot.thread_ts or message.ts)
        await self._message(replace(message, spot=spot), "mention")

    async def commanded(self, body: Raw, client: AsyncWebClient) -> None:
        command = payload.command(body)
        if await self._first.take_command(body, client):
            return
        if command.text.casefold() in ("", "help", "ヘルプ", "使い方"):
            await self._help(command.spot, command.key)
        else:
            await self._ask(command.spot, command.text, "command", command.key)

    async def asked_about(self, body: Raw, client: AsyncWebClient) -> None:
        """The message shortcut: the message's text is the question, the answer is for the asker's eyes only."""
        shortcut = payload.shortcut(body)
        if shortcut.text:
            await self._ask(shortcut.spot, shortcut.text, "shortcut", shortcut.key)
        else:
            await self._help(shortcut.spot, shortcut.key, wordless=True)

    async def related(self, body: Raw, client: AsyncWebClient) -> None:
        """A button that names an answer: a related question, a prompt, or the choice among what was unsure."""
        press = payload.press(body)
        data = press.data()
        words = await self._desk.words_for(press.spot)
        entry, via = str(data.get("e", "")), str(data.get("via", "related"))[:LONGEST_VIA]
        known = self._service.known
        if not self._service.knows(entry):
            raise NotFound("kit.gone")
        emergency = entry in known.answers and known.answers[entry].emergency is not None
        kind = Kind.DOOR if entry.startswith(DOOR) else Kind.FOUND
        outcome = Outcome(kind, words.language, entry, confidence=1.0, emergency=emergency)
        text = self._answers.title_of(entry, words)
        place = replies.place_of(press.spot) if press.spot.channel else Place(press.spot.user)
        asked = Asked(press.spot.team, press.spot.user, text, _private_or_here(press, place), via, press.key)
        person = await self._desk.people.of(press.spot)
        await self._reply(asked, outcome, person, quoted=True, chosen_for=str(data.get("q") or ""))

    async def clause(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        data = press.data()
        words = self._desk.speech.in_(str(data.get("l") or (await self._desk.people.language(press.spot))))
        named = data.get("c")
        ids = map(str, named) if isinstance(named, list) else self._service.clauses_of(str(data.get("e", "")))
        clauses = [self._service.known.clauses[one] for one in ids if one in self._service.known.clauses]
        if not clauses:
            raise NotFound("kit.gone")
        await client.views_open(trigger_id=press.trigger_id, view=clause_modal(clauses, words).view())

    async def cases(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        data = press.data()
        answer = self._service.answer(str(data.get("e", "")))
        words = self._desk.speech.in_(str(data.get("l") or "ja"))
        cases = [self._service.known.cases[one] for one in self._answers.cases_for(answer)] if answer else []
        if not cases:
            raise NotFound("kit.gone")
        await client.views_open(trigger_id=press.trigger_id, view=cases_modal(cases, words).view())

    async def numbers(self) -> Mapping[str, int]:
        """How many questions ended how."""
        async with self._desk.services.database.read() as connection:
            return await AnswerStore(connection).count_by_outcome()

    async def _message(self, message: payload.Message, via: str) -> None:
        if await self._first.take(message):
            return
        if message.text:
            await self._ask(message.spot, message.text, via, message.key)
            await self._below(message)
        else:
            await self._help(message.spot, message.key, wordless=bool(message.files))

    async def _ask(self, spot: Spot, text: str, via: str, key: str) -> None:
        person = await self._desk.people.of(spot)
        before = await self._last_here(spot)
        outcome = await self._desk.off_loop(self._service.find, text, before.text if before else None, person.locale)
        asked = Asked(spot.team, spot.user, text, replies.place_of(spot), via, key)
        await self._reply(asked, outcome, person, quoted=via in ("command", "shortcut"))

    async def _reply(
        self, asked: Asked, outcome: Outcome, person: Person, *, quoted: bool = False, chosen_for: str = ""
    ) -> None:
        words = self._desk.speech.in_(outcome.language)
        reader = await self._reader(outcome, person, words)
        apart = self._is_own(outcome) and _others_read(asked.place)
        here, asked = asked.place, replace(asked, place=Place(asked.asker)) if apart else asked
        async with self._desk.services.unit() as work:
            if not await work.first_time(asked.event_key):
                return
            question = await self._service.record(work, asked, outcome)
            if chosen_for:
                await self._service.settle_own(work, chosen_for, asked.asker)
            card = self._answers.card(question, words, quoted=quoted or apart, reader=reader)
            work.outbox.put(replies.say(asked.place, asked.asker, card, f"answer:{question.id}"))
            if apart:
                said = words.say(SENT_DIRECT)
                note = Card(said, [b.paragraph(said)])
                work.outbox.put(replies.say(here, asked.asker, note, f"answer:{question.id}:direct"))

    async def _reader(self, outcome: Outcome, person: Person, words: Words) -> Reader:
        """What the Home tab shows this person behind the door that was found."""
        door = self._service.door(outcome.entry)
        names = [name for name in (door.opens if door else ()) if name in self._homes]
        return Reader(person.is_guest, {name: await self._homes[name](person, words) for name in names})

    def _is_own(self, outcome: Outcome) -> bool:
        """Whether what is answered is for the asker alone."""
        door, answer = self._service.door(outcome.entry), self._service.answer(outcome.entry)
        return bool(door and HOMES & set(door.opens)) or bool(answer and answer.confidential)

    async def _help(self, spot: Spot, key: str, *, wordless: bool = False) -> None:
        words = await self._desk.words_for(spot)
        async with self._desk.services.unit() as work:
            if await work.first_time(key):
                card = help_card(self._answers, words, wordless=wordless)
                work.outbox.put(replies.say(replies.place_of(spot), spot.user, card, f"help:{key}"))

    async def _last_here(self, spot: Spot) -> Question | None:
        if not spot.thread_ts or not spot.channel:
            return None
        async with self._desk.services.database.read() as connection:
            return await AnswerStore(connection).last_in_thread(spot.team, spot.channel, spot.thread_ts)


def help_card(answers: Answers, words: Words, *, wordless: bool = False) -> Card:
    """How to use the bot, in one glance; `wordless` when only a file or a picture came."""
    said = words.text("answers/texts/wordless.txt.j2" if wordless else "answers/texts/help.txt.j2")
    check = b.buttons(Button(f"{START}.help", words.say("Check a mail"), "help", style="primary" if wordless else None))
    return Card(said, [b.paragraph(said), check, answers.prompt_buttons(words, "help")])


def _others_read(place: Place) -> bool:
    """A channel is read by others; a DM, and what Slack shows to one person only, is not."""
    return place.response_url is None and place.channel.startswith(("C", "G"))


def _private_or_here(press: Press, place: Place) -> Place:
    """Where a pressed question is answered: beside the message, or privately when that one was private."""
    return place if press.spot.ephemeral else Place(place.channel, press.spot.thread_ts or _thread(press))


def _thread(press: Press) -> str | None:
    """In a channel the answer stays in the message's thread; a DM needs no threads."""
    in_channel = press.spot.channel is not None and not press.spot.channel.startswith("D")
    return press.message_ts if in_channel else None
