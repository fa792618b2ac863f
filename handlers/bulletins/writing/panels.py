"""Every message to those who write and release: previews, panels, proposals; edited in place as things go on."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.bulletins.cases import Bulletin, BulletinState, Standing
from bot.core.outbox import posts_like
from bot.core.unit import Work
from handlers.bulletins.census import Reach
from handlers.bulletins.preview_views import CHANNEL, as_sent, previews
from handlers.bulletins.release_views import settled_card
from handlers.bulletins.releasing import releasers
from handlers.bulletins.writing.aim import Aim
from handlers.bulletins.writing.panel_views import Panel, panel_card, proposal_card
from handlers.kit import replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.words import Words

PREVIEW, PANEL, PROPOSAL, DRAFT = "bulletin-preview", "bulletin-panel", "bulletin-proposal", "bulletin-draft"
Line = Callable[[Words], str]


@dataclass(frozen=True)
class Job:
    """A bulletin, in one revision, whose people are to be counted."""

    bulletin: str
    revision: int
    aim: Aim


class Panels:
    """Draws and addresses; every message is put on the caller's open unit of work."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def bring(self, work: Work, bulletin: Bulletin, person: str, aim: Aim, once: str) -> Job:
        """The preview and the panel under it, at the end of somebody's conversation; older panels point to it."""
        await self.outdate(work, bulletin)
        words, key = await self._words(work, bulletin, person), f"{bulletin.id}:{bulletin.revision}:{person}:{once}"
        moment = aim.leaves_at(bulletin, work.now, self._desk.services.days) or work.now
        for name, card in previews(as_sent(bulletin, moment), self._desk, words, Standing()):
            work.outbox.put(replies.direct(person, card, f"{PREVIEW}:{key}:{name}"))
        card = panel_card(self.panel(work, bulletin, aim), self._desk, words)
        work.outbox.put(replies.direct(person, card, f"{PANEL}:{key}"))
        return Job(bulletin.id, bulletin.revision, aim)

    async def propose(
        self, work: Work, bulletin: Bulletin, aim: Aim, releasing: Mapping[str, str | None], again: str = ""
    ) -> Job:
        """The preview and the two answers for each of those who may release it; with whom they stand in for.

        `again` names why somebody gets it once more.
        """
        panel = self.panel(work, bulletin, aim)
        moment = panel.leaves or work.now
        for person in releasing:
            words = await self._words(work, bulletin, person)
            key = f"{bulletin.id}:{bulletin.revision}:{person}:{again}"
            for name, card in previews(as_sent(bulletin, moment), self._desk, words, Standing()):
                work.outbox.put(replies.direct(person, card, f"{PREVIEW}:{key}:{name}"))
            card = proposal_card(panel, self._desk, words, self._called(releasing[person], words))
            work.outbox.put(replies.direct(person, card, f"{PROPOSAL}:{key}"))
        return Job(bulletin.id, bulletin.revision, aim)

    async def counted(self, work: Work, bulletin: Bulletin, aim: Aim, reach: Reach | None) -> None:
        """The panels of this revision with the number, or with the reason why there is none."""
        panel = self.panel(work, bulletin, aim, reach, failed=reach is None)
        if reach:
            await self._desk.people.recall(work.connection, bulletin.team, reach.readers)
            await self._number(work, panel, reach)
        proposed = bulletin.state is BulletinState.PROPOSED
        for person, key in await posts_like(work.connection, f"{PANEL}:{bulletin.id}:{bulletin.revision}:"):
            words = await self._words(work, bulletin, person)
            self._edit(work, person, panel_card(panel, self._desk, words), key)
        releasing = releasers(self._desk, bulletin.team, bulletin.by) if proposed else {}
        for person, key in await posts_like(work.connection, f"{PROPOSAL}:{bulletin.id}:{bulletin.revision}:"):
            words = await self._words(work, bulletin, person)
            card = proposal_card(panel, self._desk, words, self._called(releasing.get(person), words))
            self._edit(work, person, card, key)

    async def _number(self, work: Work, panel: Panel, reach: Reach) -> None:
        """Puts into the preview of a post what it will say of how many have confirmed."""
        bulletin = panel.bulletin
        most = self._desk.services.bulletins.content.habits.counts_in_channels
        if not (bulletin.content.asks and 0 < len(reach.channels) <= most):
            return
        standing = Standing(units={"": (0, len(reach.readers))})
        for person, key in await posts_like(work.connection, f"{PREVIEW}:{bulletin.id}:{bulletin.revision}:"):
            words = await self._words(work, bulletin, person)
            shown = dict(previews(as_sent(bulletin, panel.leaves or work.now), self._desk, words, standing))
            if key.endswith(f":{CHANNEL}"):
                self._edit(work, person, shown[CHANNEL], key)

    async def outdate(self, work: Work, bulletin: Bulletin) -> None:
        """Panels and proposals of what was written before: nothing can be sent from them any more."""
        await self._settle(work, bulletin, (PANEL, PROPOSAL), _outdated)

    async def settle(self, work: Work, bulletin: Bulletin, line: Line, more: str = "") -> None:
        """Says on every card of it what became of it."""
        await self._settle(work, bulletin, (PANEL, PROPOSAL, DRAFT), line, more)

    def panel(
        self, work: Work, bulletin: Bulletin, aim: Aim, reach: Reach | None = None, *, failed: bool = False
    ) -> Panel:
        services = self._desk.services
        leaves = aim.leaves_at(bulletin, work.now, services.days)
        return Panel(bulletin, aim, leaves, services.bulletins.needs_release(bulletin), reach, failed)

    async def _settle(self, work: Work, bulletin: Bulletin, kinds: tuple[str, ...], line: Line, more: str = "") -> None:
        for kind in kinds:
            for person, key in await posts_like(work.connection, f"{kind}:{bulletin.id}:"):
                words = await self._words(work, bulletin, person)
                self._edit(work, person, settled_card(bulletin, line(words), words, more), key)

    async def _words(self, work: Work, bulletin: Bulletin, person: str) -> Words:
        people = self._desk.people
        await people.recall(work.connection, bulletin.team, {person, bulletin.by})
        return self._desk.speech.in_(people.known_language(person))

    def _called(self, person: str | None, words: Words) -> str:
        return self._desk.people.called(person, words.language) if person else ""

    @staticmethod
    def _edit(work: Work, person: str, card: Card, key: str) -> None:
        work.outbox.put(replies.edit_posted(person, card, f"{key}:{secrets.token_hex(6)}", key))


def _outdated(words: Words) -> str:
    return words.say("It has been changed since. A newer preview follows, or the draft waits on the App Home.")
