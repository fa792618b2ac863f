"""The ways in: a dropped file, pasted text, a message, a command, a button; each becomes a check with a receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound
from bot.core.place import Place
from bot.mail_check.cases import SlackFile, Source
from bot.mail_check.destinations import Familiar
from bot.mail_check.facts import lures_of
from bot.mail_check.recognise import is_mail_file, is_mail_words, is_worth_checking, looks_like_mail
from bot.mail_check.recognise_link import is_short_with_link, speaks_to_us, wants_check
from bot.mail_check.service import Received
from bot.mail_check.store import MailStore
from handlers.kit import blocks as b
from handlers.kit import payload, replies
from handlers.kit.blocks import Card, Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Command, Message, Raw, Spot
from handlers.kit.routing import Answer
from handlers.kit.words import N_, Words
from handlers.mail_check import ids
from handlers.mail_check.forms import Walk, start_form, walk_form
from handlers.mail_check.kinds import LINK, MAIL, Kind
from handlers.mail_check.link_views import offer
from handlers.mail_check.views import MailViews

COMMAND = ("mail", "メール", "email")
TOO_LITTLE = N_(
    "That is too little to say anything about it. Paste the mail's own text or the link, "
    "or leave this empty: then questions follow."
)


class Intake:
    """Receives mails; the analysis itself is the analyst's, after the commit."""

    def __init__(self, desk: Desk, views: MailViews, wake: Callable[[], None]) -> None:
        self._desk = desk
        self._views = views
        self._service = desk.services.mail
        self._wake = wake
        known = desk.services.known
        self._lures = lures_of(known.mail)
        self._links = Familiar.of(known.mail, known.company)

    async def take(self, message: Message) -> bool:
        """Takes a message that is a mail; False leaves it to the policy desk, as it does words of emergency."""
        files = mail_files(message.files)
        key, spot = f"mail:{message.key}", message.spot
        if spot.thread_ts == message.ts:  # what only one person sees does not show in a thread that nobody has begun
            spot = replace(spot, thread_ts=None)
        if files:
            await self._receive(spot, key, files=files)
            return not await self._is_emergency(message)
        if looks_like_mail(message.spelled):
            await self._receive(spot, key, text=message.spelled)
            return True
        if not wants_check(message.spelled, self._lures) or await self._has_happened(spot, message.spelled):
            return False
        await self._receive(spot, key, text=message.spelled, source=Source.LINK)
        return True

    async def offer(self, message: Message) -> None:
        """Below the policy desk's answer: a strange link in the question can be examined by one press."""
        links = self._links.strange(message.spelled)
        if not links:
            return
        words = await self._desk.words_for(message.spot)
        card, key = offer(links, words), f"mail-offer:{message.key}"[:255]
        place, user = replies.place_of(message.spot), message.spot.user
        private = str(message.spot.channel).startswith("D")
        async with self._desk.services.unit() as work:
            if await work.first_time(key):
                said = replies.say(place, user, card, key) if private else replies.whisper(place, user, card, key)
                work.outbox.put(said)

    async def link_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """The button below an answer."""
        press = payload.press(body)
        await self._receive(press.spot, press.key, text=press.value, source=Source.LINK)

    async def started(self, body: Raw, client: AsyncWebClient) -> None:
        """The button "check a mail": a form for the text or the file, or neither."""
        press = payload.press(body)
        words = await self._desk.words_for(press.spot)
        await client.views_open(trigger_id=press.trigger_id, view=start_form(press.spot.channel or "", words).view())

    async def take_command(self, body: Raw, client: AsyncWebClient) -> bool:
        """`/mamori mail` opens the same form, `/mamori mail <text>` checks the text; anything else is a question."""
        command = payload.command(body)
        word, *rest = command.text.split(maxsplit=1)[:2] or [""]
        whole = payload.spelled(str(body.get("text") or ""))
        if word.casefold() not in COMMAND:
            return await self._link_commanded(command, whole)
        if not rest:
            words = await self._desk.words_for(command.spot)
            await client.views_open(trigger_id=command.trigger_id, view=start_form("", words).view())
            return True
        text = whole.partition(word)[2].strip()
        if await self._link_commanded(command, text):
            return True
        if not is_mail_words(text):
            return False
        await self._receive(command.spot, command.key, text=text, source=source_of(text))
        return True

    async def _link_commanded(self, command: Command, text: str) -> bool:
        """`/mamori <link>`, with or without a word before it, checks the link."""
        if not wants_check(text, self._lures) or await self._has_happened(command.spot, text):
            return False
        await self._receive(command.spot, command.key, text=text, source=Source.LINK)
        return True

    async def start_given(self, body: Raw, client: AsyncWebClient) -> Answer:
        """With a file or text it is analysed; with neither the walk-through begins in the same window."""
        form = payload.submission(body)
        words = await self._desk.words_for(form.spot)
        text, files = form.values.get("text", ""), form.files.get("file", ())
        found = [file for raw in files if (file := slack_file(raw))]
        spot = Spot(form.spot.team, form.spot.user, form.metadata or None)
        if text and not found and not (is_worth_checking(text) or source_of(text) is Source.LINK):
            return {"response_action": "errors", "errors": {"text": words.say(TOO_LITTLE)}}
        if found or text:
            source = source_of(text)
            await self._receive(spot, form.key, files=found, text="" if found else text, source=source, whisper=False)
            kind = LINK if source is Source.LINK and not found else MAIL
            return None if _is_own(spot) else {"response_action": "update", "view": _on_its_way(kind, words).view()}
        await self._desk.people.of(form.spot)
        view = walk_form(self._service.content.walk, Walk(channel=form.metadata), words).view()
        return {"response_action": "update", "view": view}

    async def message_checked(self, body: Raw, client: AsyncWebClient) -> None:
        """The message shortcut: files in the message go first, else its text is the mail."""
        shortcut = payload.shortcut(body)
        files = mail_files(shortcut.files)
        if not files and not (is_worth_checking(shortcut.spelled) or source_of(shortcut.spelled) is Source.LINK):
            raise NotFound("mail.nothing_to_check")
        text = "" if files else shortcut.spelled
        await self._receive(shortcut.spot, shortcut.key, files=files, text=text, source=source_of(text))

    async def shown(self, body: Raw, client: AsyncWebClient) -> None:
        """The mail as text, in a window."""
        press = payload.press(body)
        async with self._desk.services.database.read() as connection:
            check = await MailStore(connection).check(press.value)
        if check is None or check.person != press.spot.user:
            raise NotFound("mail.check_gone")
        words = self._desk.speech.in_(check.language)
        await client.views_open(trigger_id=press.trigger_id, view=self._views.text_modal(check, words).view())

    async def _receive(
        self,
        spot: Spot,
        key: str,
        *,
        files: Sequence[SlackFile] = (),
        text: str = "",
        source: Source = Source.TEXT,
        whisper: bool = True,
    ) -> None:
        """Keeps each mail or link and says so, once however often Slack delivers it; `whisper` says where to look."""
        await self._desk.people.of(spot)
        words = await self._desk.words_for(spot)
        place = place_for(spot)
        async with self._desk.services.unit() as work:
            if not await work.first_time(key):
                return
            for file in files or (None,):
                came = Source.FILE if file else source
                received = Received(spot.team, spot.user, place, came, words.language, file, text)
                check = await self._service.receive(work, received)
                card = self._views.receipt(check, words)
                work.outbox.put(replies.say(place, spot.user, card, card_key(check.id)))
            if whisper and not str(spot.channel).startswith("D"):
                note = _note(LINK if source is Source.LINK and not files else MAIL, words)
                work.outbox.put(replies.whisper(replies.place_of(spot), spot.user, note, f"mail-note:{key}"[:255]))
        self._wake()

    async def _is_emergency(self, message: Message) -> bool:
        """Whether the words beside the file say that something has happened: then they need their first steps too."""
        return await self._speaks_of_emergency(message.spot, message.text)

    async def _has_happened(self, spot: Spot, text: str) -> bool:
        """Whether the person tells of an emergency around a link; a sender's alarming words are none."""
        return speaks_to_us(text, self._lures) and await self._speaks_of_emergency(spot, text)

    async def _speaks_of_emergency(self, spot: Spot, text: str) -> bool:
        if not text:
            return False
        find = self._desk.services.answers.find
        language = await self._desk.people.language(spot)
        return (await self._desk.off_loop(find, text, None, language)).emergency


def card_key(check_id: str) -> str:
    """The key under which a check's card was posted, and is edited for ever after."""
    return f"mail:{check_id}"


def place_for(spot: Spot) -> Place:
    """Where somebody is answered: what they doubt or did is between them and us, wherever they said it."""
    return Place(str(spot.channel), spot.thread_ts) if _is_own(spot) else Place(spot.user)


def mail_files(files: Iterable[Raw]) -> list[SlackFile]:
    """The mails among the files of a message."""
    found = ((slack_file(raw), str(raw.get("mimetype") or "")) for raw in files)
    return [file for file, kind in found if file and is_mail_file(file.name, kind)]


def slack_file(raw: Raw) -> SlackFile | None:
    """A file of a message as Slack describes it; None for one that is gone or hidden."""
    url = raw.get("url_private_download") or raw.get("url_private")
    if not raw.get("id") or not isinstance(url, str):
        return None
    size = raw.get("size")
    return SlackFile(str(raw["id"]), str(raw.get("name") or "")[:200], url, size if isinstance(size, int) else 0)


def _is_own(spot: Spot) -> bool:
    """Whether the spot is the person's own conversation with us; a shortcut may be used in any other too."""
    return bool(spot.channel) and str(spot.channel).startswith("D") and not spot.response_url


def source_of(text: str) -> Source:
    """What a text that somebody doubts is: a link or a short message with one, or else a mail's words."""
    return Source.LINK if is_short_with_link(text) else Source.TEXT


def _note(kind: Kind, words: Words) -> Card:
    said = words.say(kind.thanks_elsewhere)
    return Card(said, [b.paragraph(said)])


def _on_its_way(kind: Kind, words: Words) -> Modal:
    said, hold = words.say(kind.thanks_elsewhere), words.say(kind.hold)
    return Modal(ids.SHOW, words.say("Check a mail"), [b.paragraph(said), b.context(hold)], close=words.say("Close"))
