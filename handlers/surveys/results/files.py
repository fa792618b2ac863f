"""A result as a file: a spreadsheet for those who run surveys, a printable sheet for those who answer for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.audit import Entry as AuditEntry
from bot.core.errors import NotAllowed, NotFound
from bot.core.handouts import Handout
from bot.core.people import Permission, Person
from bot.surveys.cases import Campaign
from bot.surveys.store import SurveyStore
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Modal
from handlers.kit.courier import Courier, File, Maker
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw, Spot
from handlers.kit.routing import Answer, Route
from handlers.kit.windows import show
from handlers.kit.words import LANGUAGES, N_, Words
from handlers.surveys import ids
from handlers.surveys.papers.sheet import result_page, to_docx, to_pdf
from handlers.surveys.papers.tables import to_csv, to_xlsx
from handlers.surveys.results.card_lines import subject
from handlers.surveys.results.papering import Source, book_of, items_sheet, sheet_of
from handlers.surveys.results.seen import Reader
from handlers.surveys.results.targets import Target

FILE: Final = "surveys.file"
PDF: Final = "pdf"
KINDS: Mapping[str, str] = {
    PDF: N_("PDF, to print"),
    "docx": N_("Word, to edit"),
    "xlsx": N_("Excel: figures, comments, improvements"),
    "csv": N_("CSV: the items, for other programs"),
}
SPOKEN = {"ja": N_("In Japanese"), "en": N_("In English")}
MAKE: Mapping[str, Callable[[Source, Words], bytes]] = {
    PDF: lambda source, words: to_pdf(result_page(sheet_of(source, words))),
    "docx": lambda source, words: to_docx(result_page(sheet_of(source, words))),
    "xlsx": lambda source, words: to_xlsx(book_of(source, words)),
    "csv": lambda source, words: to_csv(items_sheet(source, words)),
}


class Printer:
    """Makes the file from what stands on record when it is made."""

    def __init__(self, desk: Desk, reader: Reader) -> None:
        self._desk = desk
        self._reader = reader
        self.maker = Maker(self.make, self.otherwise)

    async def make(self, wanted: Handout) -> File:
        """The file. Raises NotAllowed for whoever may no longer have it, NotFound, Unavailable without a font."""
        spot, kind, language = Spot(wanted.team, wanted.person), wanted.about["kind"], wanted.about["language"]
        person = await self._desk.people.of(spot)
        source = await self._source(person, wanted.about["campaign"], kind, language)
        spoken = self._desk.speech.in_(language)
        data = await self._desk.off_loop(MAKE[kind], source, spoken)
        words = await self._desk.words_for(spot)
        title = spoken.say("Result: {title}", title=subject(source.seen.campaign, spoken))
        said = words.say("Here is the result. It is meant for those responsible: please share it with care.")
        return File(file_name(source.seen.campaign, kind, language), title, data, said)

    def otherwise(self, wanted: Handout, words: Words) -> str:
        """The way that needs no permission of Slack's."""
        command = "mamori surveys report {campaign} --format {kind} --language {language}".format(**wanted.about)
        return words.say("Whoever runs Mamori can make the same file on the command line: {command}", command=command)

    async def _source(self, person: Person, campaign: str, kind: str, language: str) -> Source:
        if kind not in kinds_for(person):
            raise NotAllowed("people.not_allowed")
        seen = await self._reader.see(person, campaign)
        async with self._desk.services.database.read() as connection:
            notes = await SurveyStore(connection).notes(campaign) if seen.scope.runs else []
        users = {one.owner for one in seen.improvements}
        users |= set() if seen.campaign.anonymous else {sheet.person for sheet, _ in notes if sheet.person}
        await self._desk.people.meet(person.team, users)
        names = {user: self._desk.people.called(user, language) for user in users}
        return Source(seen, self._desk.services.known, self._desk.services.clock.now(), names, notes)


class FileDoor:
    """The button and the form; who took what is in the sealed log."""

    def __init__(self, desk: Desk, reader: Reader, courier: Courier) -> None:
        self._desk = desk
        self._reader = reader
        self._courier = courier
        self.routes = (
            Route("action", ids.FILE, self.wanted, changes=False),
            Route("view", ids.FILE_FORM, self.chosen, changes=False),
        )

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Asks which kind, in which language."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.SEE_SURVEYS)
        seen = await self._reader.see(person, Target.of(press.value).campaign)
        words = await self._desk.words_for(press.spot)
        await show(client, body, file_form(seen.campaign.id, kinds_for(person), words))

    async def chosen(self, body: Raw, _client: AsyncWebClient) -> Answer:
        """Orders the file; the window says that it comes."""
        form = payload.submission(body)
        kind, language = form.values.get("kind", ""), form.values.get("language", "")
        person = await self._desk.people.of(form.spot, Permission.SEE_SURVEYS)
        if kind not in kinds_for(person):
            raise NotAllowed("people.not_allowed")
        if language not in LANGUAGES:
            raise NotFound("kit.gone")
        campaign = (await self._reader.see(person, form.metadata)).campaign
        about = {"campaign": campaign.id, "kind": kind, "language": language}
        async with self._desk.services.unit() as work:
            if await work.first_time(form.key):
                await self._courier.order(work, Handout(person.team, person.id, FILE, about))
                work.audit.put(AuditEntry(person.team, person.id, "survey.exported", campaign.id, about))
        self._courier.wake()
        return {"response_action": "update", "view": coming_modal(await self._desk.words_for(form.spot)).view()}


def file_name(campaign: Campaign, kind: str, language: str) -> str:
    return f"survey-{campaign.id}-{language}.{kind}"


def kinds_for(person: Person) -> tuple[str, ...]:
    """Everything for those who run surveys; the printable sheet for who answers for the company."""
    if person.may(Permission.RUN_SURVEYS):
        return tuple(KINDS)
    return (PDF,) if person.may(Permission.SEE_SURVEYS) else ()


def file_form(campaign: str, kinds: tuple[str, ...], words: Words) -> Modal:
    """Which file is wanted."""
    shown = [
        b.choice_input("kind", words.say("Which file?"), [(one, words.say(KINDS[one])) for one in kinds]),
        b.select_input("language", words.say("Language"), [(one, words.say(SPOKEN[one])) for one in LANGUAGES],
                       words.language),
        b.context(words.say("It comes to your direct messages with me in a moment.")),
    ]  # fmt: skip
    title, cancel = words.say("Files"), words.say("Cancel")
    return Modal(ids.FILE_FORM, title, shown, cancel, words.say("Send it to me"), campaign)


def coming_modal(words: Words) -> Modal:
    said = words.say("I am making the file. It comes to you as a direct message in a moment.")
    return Modal(ids.RESULT_SHOWN, words.say("Files"), [b.paragraph(said)], words.say("Close"))
