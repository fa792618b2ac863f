"""What somebody may see of the incidents, as a CSV file in their own direct messages."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.audit import Entry as AuditEntry
from bot.core.handouts import Handout
from bot.core.people import Permission, Person
from bot.incidents.access import Act, may
from bot.incidents.cases import Incident
from bot.incidents.filters import Filters
from bot.incidents.numbers import Rules, year
from bot.incidents.queries import Lists
from handlers.incidents import ids
from handlers.incidents.lists.doors import ListDoors
from handlers.incidents.lists.fields import YEARS, carried, recalled, wanted
from handlers.incidents.papers.export import Sheet, csv_of, file_name
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Modal
from handlers.kit.courier import Courier, File, Maker
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw, Spot
from handlers.kit.routing import Route
from handlers.kit.words import Words

CSV = "incidents.csv"


class Spreadsheet:
    """Makes the file from what stands on record when it is made."""

    def __init__(self, desk: Desk, lists: ListDoors) -> None:
        self._desk = desk
        self._lists = lists
        self._zone = ZoneInfo(desk.services.settings.timezone)
        self.maker = Maker(self.make, self.otherwise)

    async def make(self, wanted: Handout) -> File:
        """The file. Raises NotAllowed for somebody who may no longer read incidents."""
        spot = Spot(wanted.team, wanted.person)
        person = await self._desk.people.of(spot, Permission.READ_INCIDENTS)
        words = await self._desk.words_for(spot)
        what = wanted.about.get("year", "")
        cases = await self._cases(person, what, wanted.about.get("filters", ""))
        sheet = await self._sheet(person, cases, words)
        data = await self._desk.off_loop(csv_of, sorted(cases, key=lambda one: one.reported_at), sheet, words)
        said = words.say(
            "{count} incidents, for a spreadsheet. They are confidential: keep them well.", count=len(cases)
        )
        return File(file_name(sheet.rules.now, self._zone, what), words.say("Incidents"), data, said)

    def otherwise(self, _wanted: Handout, words: Words) -> str:
        """The way that needs no permission of Slack's."""
        return words.say("Whoever runs Mamori can make the same file on the command line: mamori incidents csv")

    async def _cases(self, person: Person, what: str, filters: str) -> list[Incident]:
        """The year that the numbers show, or what the filters of the list leave; of that what may be taken along."""
        found, _ = await self._lists.listing(person, Filters() if what else recalled(filters)[0])
        if what:
            period = year(int(what), self._zone, self._desk.services.clock.now())
            found = [one for one in found if period.holds(one)]
        return [one for one in found if may(person, Act.EXPORT, one)]

    async def _sheet(self, person: Person, cases: list[Incident], words: Words) -> Sheet:
        services = self._desk.services
        people = {user for one in cases for user in (one.lead, one.reporter) if user}
        await self._desk.people.meet(person.team, people)
        names = {user: self._desk.people.called(user, words.language) for user in people}
        async with services.database.read() as connection:
            lists = Lists(connection, person.team, person)
            moved, due = await lists.levels_before(), await lists.next_due(cases)
        rules = Rules(services.known.incidents.chain, services.days, self._zone, services.clock.now())
        return Sheet(services.known.incidents, names, rules, moved, due)


class FileDoor:
    """The button; who took what is in the sealed log."""

    def __init__(self, desk: Desk, courier: Courier) -> None:
        self._desk = desk
        self._courier = courier
        self.routes = (Route("action", ids.CSV, self.taken, changes=False),)

    async def taken(self, body: Raw, client: AsyncWebClient) -> None:
        """A window says at once that the file comes; the courier brings it, or says why not."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.READ_INCIDENTS)
        words = await self._desk.words_for(press.spot)
        said = words.say("I am making the file. It comes to you as a direct message in a moment.")
        modal = Modal(ids.SHOW, words.say("File"), [b.paragraph(said)], words.say("Close"))
        await client.views_push(trigger_id=press.trigger_id, view=modal.view())
        about = _about(press.value, body)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            await self._courier.order(work, Handout(person.team, person.id, CSV, about))
            work.audit.put(AuditEntry(person.team, person.id, "incident.csv", "-", about))
        self._courier.wake()


def _about(value: str, body: Raw) -> dict[str, str]:
    if value in YEARS:
        return {"year": value}
    filters, _, _ = wanted(body.get("view") or {})
    return {"filters": carried(filters)}
