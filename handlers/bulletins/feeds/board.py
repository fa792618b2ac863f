"""What goes out to those who decide: the card of each advisory, edited in place, and the digest."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bulletins.feeds.advisories import AdvisoryService, Digest, Taken
from bot.bulletins.feeds.items import Advisory
from bot.core.outbox import posts_like
from bot.core.people import Permission, Role
from bot.core.unit import Work
from handlers.bulletins.feeds.labels import Labels
from handlers.bulletins.feeds.views import advisory_card, digest_card, worse_card
from handlers.kit import replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.words import Words


class AdvisoryBoard:
    """Draws and addresses; every message is put on the caller's open unit of work."""

    def __init__(self, desk: Desk, service: AdvisoryService, labels: Labels) -> None:
        self._desk = desk
        self._service = service
        self._labels = labels

    def leads(self) -> list[str]:
        """Those who look after security and may send bulletins; for the absent whoever stands in."""
        people = self._desk.people
        roles = (Role.SECURITY_LEAD, Role.SYSTEM_ADMIN)
        there = [one.id for role in roles for one, _ in people.there(role, Permission.SEND_BULLETINS)]
        anybody = [one.id for role in roles for one in people.holders(role)]
        return list(dict.fromkeys(there or anybody))

    def team(self) -> str | None:
        """The workspace of those who decide; None while we have met nobody."""
        return next((one.team for user in self.leads() if (one := self._desk.people.known(user))), None)

    async def show(self, work: Work, advisory: Advisory) -> None:
        """Every card of it as it now stands."""
        for person, key in await posts_like(work.connection, f"advisory:{advisory.id}:"):
            work.outbox.put(replies.redraw(person, self.card(advisory, self.words(person)), _edit(key, advisory), key))

    async def digest(self, work: Work, digest: Digest, morning: str) -> None:
        """What waits, the gravest first: a word before, and each with its own card."""
        if digest.told:
            for person in self.leads():
                key = f"advisory-digest:{morning}:{person}"
                work.outbox.put(replies.direct(person, digest_card(digest, self.words(person)), key))
        await self.cards(work, digest)

    async def cards(self, work: Work, digest: Digest) -> None:
        """The cards alone, where something else has been said before them."""
        for one in digest.told:
            await self._post(work, one)

    async def follow(self, work: Work, taken: Sequence[Taken]) -> None:
        """Brings the cards that are there up to date, and says a word where something has become graver."""
        for one in taken:
            if one.what not in {"new", "quiet"}:
                await self.show(work, one.advisory)
            if one.what == "worse" and (one.advisory.told_at or one.advisory.state != "new"):
                self._tell(work, one.advisory)

    def card(self, advisory: Advisory, words: Words) -> Card:
        return advisory_card(advisory, self._labels, words, urgent=self._service.is_urgent(advisory))

    def words(self, person: str) -> Words:
        return self._desk.speech.in_(self._desk.people.known_language(person))

    async def _post(self, work: Work, advisory: Advisory) -> None:
        """A card at the end of each conversation; one from an earlier time is brought up to date."""
        await self.show(work, advisory)
        for person in self.leads():
            key = f"advisory:{advisory.id}:{advisory.revision}:{person}"
            work.outbox.put(replies.direct(person, self.card(advisory, self.words(person)), key))

    def _tell(self, work: Work, advisory: Advisory) -> None:
        for person in self.leads():
            card = worse_card(advisory, self._labels, self.words(person))
            work.outbox.put(replies.direct(person, card, f"advisory-worse:{advisory.id}:{advisory.revision}:{person}"))


def _edit(key: str, advisory: Advisory) -> str:
    return f"{key}:{advisory.revision}"
