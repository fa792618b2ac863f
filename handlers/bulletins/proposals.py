"""Corrections that wait for a second person: laid before those who may release them, and settled when it is decided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.bulletins.cases import Bulletin, Standing
from bot.bulletins.edition_store import EditionStore
from bot.bulletins.editions import Fate, Proposal
from bot.core.outbox import posts_like
from bot.core.unit import Work
from handlers.bulletins.preview_views import previews
from handlers.bulletins.proposal_views import correction_card, fate_line, go_on, own_card
from handlers.bulletins.release_views import settled_card, told_card
from handlers.kit import payload, replies
from handlers.kit.desk import Desk
from handlers.kit.words import Words

ASKED, OWN, PREVIEW = "bulletin-correction", "bulletin-correction-own", "bulletin-correction-preview"
HEARD: frozenset[Fate] = frozenset({"released", "returned", "corrected", "withdrawn", "ended"})
"""What the author is told in a message of its own; the rest they did themselves."""


@dataclass(frozen=True)
class Pointer:
    """Which proposal of which bulletin a button or a form carries."""

    bulletin: str
    number: int

    @classmethod
    def read(cls, text: str) -> Pointer:
        """What was carried; what cannot be read is a bulletin that there is not."""
        try:
            held = json.loads(text)
            return cls(str(held["b"])[:20], min(max(int(held["c"]), 0), 10**6))
        except payload.MANGLED:
            return cls("?", 0)


class Proposals:
    """Draws and addresses; every message is put on the caller's open unit of work."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def ask(
        self, work: Work, bulletin: Bulletin, proposal: Proposal, asked: Mapping[str, str | None], standing: Standing,
        again: str = "",
    ) -> None:  # fmt: skip
        """The text exactly as people will see it and the two answers, for each of these; with whom they stand in for.

        The button in it records nothing: whoever looks at what will be said has not read what is said now. `standing`
        is what posts in channels will say of how many have confirmed, `again` why somebody gets it anew.
        """
        await self._desk.people.recall(work.connection, bulletin.team, {*asked, proposal.by, bulletin.by})
        coming = proposal.correction.of(bulletin, work.now)
        for person, absent in asked.items():
            words, key = self._words(person), f"{bulletin.id}:{proposal.number}:{person}:{again}"
            for name, card in previews(coming, self._desk, words, standing):
                work.outbox.put(replies.direct(person, card, f"{PREVIEW}:{key}:{name}"))
            away = self._called(absent, words) if absent else ""
            card = correction_card(bulletin, proposal, self._called(proposal.by, words), words, away)
            work.outbox.put(replies.direct(person, card, f"{ASKED}:{key}"))

    async def answer(self, work: Work, bulletin: Bulletin, proposal: Proposal, asked: Mapping[str, str | None]) -> None:
        """Tells the author at once whom it waits for."""
        await self._desk.people.recall(work.connection, bulletin.team, {*asked, proposal.by})
        words = self._words(proposal.by)
        names = words.say(", ").join(self._called(one, words) for one in asked)
        key = f"{OWN}:{bulletin.id}:{proposal.number}:"
        work.outbox.put(replies.direct(proposal.by, own_card(bulletin, proposal, names, words), key))

    async def settle(self, work: Work, bulletin: Bulletin) -> None:
        """Says of every correction that this unit of work has decided what became of it, on its cards and by name."""
        for proposal in await EditionStore(work.connection).decided(bulletin.id, work.now):
            await self._settle(work, bulletin, proposal)

    async def _settle(self, work: Work, bulletin: Bulletin, proposal: Proposal) -> None:
        people = self._desk.people
        mine = f"{bulletin.id}:{proposal.number}:"
        posted = [one for kind in (ASKED, OWN) for one in await posts_like(work.connection, f"{kind}:{mine}")]
        named = {proposal.by, bulletin.by, *(person for person, _ in posted), *filter(None, [proposal.decided_by])}
        await people.recall(work.connection, bulletin.team, named)
        for person, key in posted:
            words = self._words(person)
            card = settled_card(bulletin, self._line(proposal, words), words, proposal.reason)
            work.outbox.put(replies.redraw(person, card, f"{key}:{proposal.fate}", key))
        if proposal.fate in HEARD and proposal.decided_by != proposal.by:
            words = self._words(proposal.by)
            button = go_on(bulletin, proposal, words)
            card = told_card(bulletin, self._line(proposal, words), words, proposal.reason, button)
            work.outbox.put(replies.direct(proposal.by, card, f"bulletin-correction-told:{mine}"))

    def _line(self, proposal: Proposal, words: Words) -> str:
        return fate_line(proposal, self._called(proposal.decided_by, words) if proposal.decided_by else "", words)

    def _called(self, person: str, words: Words) -> str:
        return self._desk.people.called(person, words.language)

    def _words(self, person: str) -> Words:
        return self._desk.speech.in_(self._desk.people.known_language(person))
