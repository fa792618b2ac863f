"""Tells the result of a campaign that has closed: to each as far as they see, in their own language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.handouts import Handout
from bot.core.people import Permission, Person
from bot.core.unit import Work
from bot.surveys.cases import Campaign, Sheet
from handlers.kit import replies
from handlers.kit.blocks import Card
from handlers.kit.courier import Courier
from handlers.kit.desk import Desk
from handlers.surveys import keys
from handlers.surveys.results.cards import result_card
from handlers.surveys.results.charts import CHARTS
from handlers.surveys.results.pictures import drawings
from handlers.surveys.results.seen import Part, Reader, Scope, Seen, took_part


class Announcer:
    """Writes the cards; the pictures follow under those of whoever answers for the result."""

    def __init__(self, desk: Desk, reader: Reader, courier: Courier) -> None:
        self._desk = desk
        self._reader = reader
        self._courier = courier

    async def announce(self, work: Work, campaign: Campaign, sheets: Sequence[Sheet]) -> None:
        """Puts a card out for everybody who may see something of it."""
        people = self._desk.people
        taken = {one.person for one in sheets if one.person and took_part(one)} if campaign.visible else set()
        await people.recall(work.connection, campaign.team, {campaign.by, *taken})
        result, improvements = await self._reader.load(work.connection, campaign)
        cards: dict[tuple[Scope, str, str], Card] = {}
        narrow: dict[Scope, Seen] = {}
        for person in self._readers(campaign, taken):
            scope = self._reader.scope(person, campaign, took_part=person.id in taken)
            if scope.nothing:
                continue
            seen = narrow.setdefault(scope, self._reader.narrowed(result, improvements, scope))
            language = people.known_language(person.id)
            for part in seen.parts:
                drawn = scope, part.id, language
                if drawn not in cards:
                    cards[drawn] = result_card(seen, part, self._desk.speech.in_(language))
                await self._put(work, seen, part, person, cards[drawn])
        self._courier.wake()

    async def _put(self, work: Work, seen: Seen, part: Part, person: Person, card: Card) -> None:
        """The card, and the pictures where the reader answers for it."""
        answers = seen.scope.answers or part.unit is not None
        key = card_key(seen.campaign, part, person.id, answers=answers)
        work.outbox.put(replies.direct(person.id, card, key))
        if answers and drawings(seen, part, self._desk.speech.in_("ja")):
            about = {"campaign": seen.campaign.id, "unit": part.id, "under": key}
            await self._courier.order(work, Handout(person.team, person.id, CHARTS, about))

    def _readers(self, campaign: Campaign, taken: set[str]) -> Iterator[Person]:
        """Whoever started it, those who answer for the company, the heads of its units, those who took part."""
        people = self._desk.people
        units = {unit.id for unit in campaign.units}
        heads = (one for one in self._desk.services.directory.everyone if one.heads & units)
        users = dict.fromkeys(
            [
                campaign.by,
                *(one.id for one in people.allowed(Permission.SEE_SURVEYS)),
                *(user for one in heads if (user := people.account_of(one.email))),
                *sorted(taken),
            ]
        )
        for user in users:
            person = people.known(user)
            if person and person.active and not person.is_guest and person.team == campaign.team:
                yield person


def card_key(campaign: Campaign, part: Part, person: str, *, answers: bool) -> str:
    """That somebody without an office got a card tells that they took part: it goes with the campaign's messages."""
    if answers:
        return f"survey-result:{campaign.id}:{part.id}:{person}"
    return keys.of_campaign(campaign.id, "result", part.id, person)
