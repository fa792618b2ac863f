"""Makes the incident report: for the window, and as a file for somebody who may have it."""

from __future__ import annotations

from datetime import datetime

from bot.core.errors import NotFound
from bot.core.handouts import Handout
from bot.core.people import Person
from bot.incidents import access
from bot.incidents.access import Act
from bot.incidents.cases import Dossier, Incident
from bot.incidents.store import IncidentStore
from handlers.incidents.naming import people_in
from handlers.incidents.papers.document import DocumentView, report_page
from handlers.incidents.papers.paper_views import FORMATS, Choice, file_name
from handlers.kit.courier import File, Maker
from handlers.kit.desk import Desk
from handlers.kit.documents.page import Page
from handlers.kit.payload import Spot
from handlers.kit.people import People
from handlers.kit.words import Words
from knowledge.reading import Knowledge


class Printer:
    """Every way to the report begins here, with the permission."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.maker = Maker(self.make, self.otherwise)

    async def make(self, wanted: Handout) -> File:
        """The file, from the record as it now stands. Raises NotFound and NotAllowed for who may no longer have it."""
        choice, kind = Choice(wanted.about["incident"], wanted.about["language"]), wanted.about["format"]
        spot = Spot(wanted.team, wanted.person)
        person, words = await self._desk.people.of(spot), await self._desk.words_for(spot)
        page = await self.page(person, choice)
        data = await self._desk.off_loop(FORMATS[kind].make, page)
        said = words.say(
            "Incident {id}: here is the report as of {moment}. It may hold personal data: please pass it on only to "
            "those who need it.",
            id=choice.incident,
            moment=words.moment(page.made_at),
        )
        title = " ".join((*page.marks, page.title))
        mark = words.say("[DRILL]") if page.drill else ""
        return File(file_name(choice, kind), title, data, f"{mark} {said}".strip())

    def otherwise(self, wanted: Handout, words: Words) -> str:
        """What helps whoever cannot have the file from here."""
        command = "mamori incidents report {incident} --format {format} --language {language}".format(**wanted.about)
        return words.say(
            "The window of the report shows its main points. Whoever runs Mamori can make the same file on the command "
            "line: {command}",
            command=command,
        )

    async def page(self, person: Person, choice: Choice) -> Page:
        """The report as it now stands. Raises NotFound and NotAllowed."""
        async with self._desk.services.database.read() as connection:
            store = IncidentStore(connection)
            dossier = await store.dossier(await _allowed(store, person, choice.incident))
        services = self._desk.services
        view = await view_of(dossier, choice.language, self._desk.people, services.known, services.clock.now())
        return await self._desk.off_loop(report_page, dossier, view, self._desk.speech.in_(choice.language))

    async def entries(self, person: Person, incident_id: str) -> int:
        """How long the record is. Raises NotFound and NotAllowed."""
        async with self._desk.services.database.read() as connection:
            store = IncidentStore(connection)
            return await store.count_entries((await _allowed(store, person, incident_id)).id)


async def view_of(dossier: Dossier, language: str, people: People, known: Knowledge, now: datetime) -> DocumentView:
    """What the report needs beyond the record; the names are looked up here, so that it can be written anywhere."""
    users = people_in(dossier)
    await people.meet(dossier.incident.team, users)
    names = {user: people.called(user, language) for user in users}
    company = known.company.name.say(language)
    return DocumentView(company, lambda user: names.get(user, user), known.incidents, now)


async def _allowed(store: IncidentStore, person: Person, incident_id: str) -> Incident:
    incident = await store.get(incident_id)
    if incident is None:
        raise NotFound("incidents.gone")
    access.check(person, Act.EXPORT, incident)
    return incident
