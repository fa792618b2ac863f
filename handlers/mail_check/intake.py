"""The ways in: a dropped file, pasted text, a message, a command, a button; each becomes a check with a receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound
from bot.core.place import Place
from bot.mail_check.cases import SlackFile, Source
from bot.mail_check.recognise import is_mail_file, is_mail_words, is_worth_checking, looks_like_mail
from bot.mail_check.service import Received
from bot.mail_check.store import MailStore
from handlers.kit import blocks as b
from handlers.kit import payload, replies
from handlers.kit.blocks import Card, Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Message, Raw, Spot
from handlers.kit.routing import Answer
from handlers.kit.words import N_, Words
from handlers.mail_check import ids
from handlers.mail_check.forms import Walk, start_form, walk_form
from handlers.mail_check.views import MailViews

COMMAND = ("mail", "メール", "email")
TOO_LITTLE = N_(
    "That is too little to say anything about it. Paste the mail's own text, "
    "or leave this empty: then questions follow."
)


class Intake:
    """Receives mails; the analysis itself is the analyst's, after the commit."""

    def __init__(self, desk: Desk, views: MailViews, wake: Callable[[], None]) -> None:
        self._desk = desk
        self._views = views
        self._service = desk.services.mail
        self._wake = wake

    async def take(self, message: Message) -> bool:
        """Takes a message that is a mail; False leaves it to the policy desk, as it does words of emergency."""
        files = mail_files(message.files)
        key, spot = f"mail:{message.key}", message.spot
        if spot.thread_ts == message.ts:  # what only one person sees does not show in a thread that nobody has begun
            spot = replace(spot, thread_ts=None)
        if files:
            await self._receive(spot, key, files=files)
            return not await self._is_emergency(message)
        if not looks_like_mail(message.spelled):
            return False
        await self._receive(spot, key, text=message.spelled)
        return True

    async def started(self, body: Raw, client: AsyncWebClient) -> None:
        """The button "check a mail": a form for the text or the file, or neither."""
        press = payload.press(body)
        words = await self._desk.words_for(press.spot)
        await client.views_open(trigger_id=press.trigger_id, view=start_form(press.spot.channel or "", words).view())

    async def take_command(self, body: Raw, client: AsyncWebClient) -> bool:
        """`/mamori mail` opens the same form, `/mamori mail <text>` checks the text; anything else is a question."""
        command = payload.command(body)
        word, *rest = command.text.split(maxsplit=1)[:2] or [""]
        if word.casefold() not in COMMAND:
            return False
        if not rest:
            words = await self._desk.words_for(command.spot)
            await client.views_open(trigger_id=command.trigger_id, view=start_form("", words).view())
            return True
        text = payload.spelled(str(body.get("text") or "")).partition(word)[2].strip()
        if not is_mail_words(text):
            return False
        await self._receive(command.spot, command.key, text=text)
        return True

    async def start_given(self, body: Raw, client: AsyncWebClient) -> Answer:
        """With a file or text it is analysed; with neither the walk-through begins in the same window."""
        form = payload.submission(body)
        words = await self._desk.words_for(form.spot)
        text, files = form.values.get("text", ""), form.files.get("file", ())
        found = [file for raw in files if (file := slack_file(raw))]
        spot = Spot(form.spot.team, form.spot.user, form.metadata or None)
        if text and not found and not is_worth_checking(text):
            return {"response_action": "errors", "errors": {"text": words.say(TOO_LITTLE)}}
        if found or text:
            await self._receive(spot, form.key, files=found, text="" if found else text, whisper=False)
            return None if _is_own(spot) else {"response_action": "update", "view": _on_its_way(words).view()}
        await self._desk.people.of(form.spot)
        view = walk_form(self._service.content.walk, Walk(channel=form.metadata), words).view()
        return {"response_action": "update", "view": view}

    async def message_checked(self, body: Raw, client: AsyncWebClient) -> None:
        """The message shortcut: files in the message go first, else its text is the mail."""
        shortcut = payload.shortcut(body)
        files = mail_files(shortcut.files)
        if not files and not is_worth_checking(shortcut.spelled):
            raise NotFound("mail.nothing_to_check")
        await self._receive(shortcut.spot, shortcut.key, files=files, text="" if files else shortcut.spelled)

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
        self, spot: Spot, key: str, *, files: Sequence[SlackFile] = (), text: str = "", whisper: bool = True
    ) -> None:
        """Keeps each mail and says so, once however often Slack delivers it; `whisper` says where to look."""
        await self._desk.people.of(spot)
        words = await self._desk.words_for(spot)
        place = place_for(spot)
        async with self._desk.services.unit() as work:
            if not await work.first_time(key):
                return
            for file in files or (None,):
                source = Source.FILE if file else Source.TEXT
                received = Received(spot.team, spot.user, place, source, words.language, file, text)
                check = await self._service.receive(work, received)
                card = self._views.receipt(check, words)
                work.outbox.put(replies.say(place, spot.user, card, card_key(check.id)))
            if whisper and not str(spot.channel).startswith("D"):
                note = _note(words)
                work.outbox.put(replies.whisper(replies.place_of(spot), spot.user, note, f"mail-note:{key}"[:255]))
        self._wake()

    async def _is_emergency(self, message: Message) -> bool:
        """Whether the words beside the file say that something has happened: then they need their first steps too."""
        if not message.text:
            return False
        find = self._desk.services.answers.find
        language = await self._desk.people.language(message.spot)
        return (await self._desk.off_loop(find, message.text, None, language)).emergency


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


def _note(words: Words) -> Card:
    said = words.say("Thank you, I have the mail. The result comes in your direct messages.")
    return Card(said, [b.paragraph(said)])


def _on_its_way(words: Words) -> Modal:
    said = words.say("Thank you, I have the mail. The result comes in your direct messages.")
    hold = words.say("Until then, please open no link and no attachment.")
    return Modal(ids.SHOW, words.say("Check a mail"), [b.paragraph(said), b.context(hold)], close=words.say("Close"))
