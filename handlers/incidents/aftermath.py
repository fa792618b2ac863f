"""What follows whenever an incident is reported or changes: each part does its share, then all cards are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.core.unit import Work
from bot.incidents.cases import Incident
from bot.incidents.service import Changed
from handlers.incidents.board import Board
from handlers.kit.desk import Desk


class Part(Protocol):
    """Something that follows an incident; `before` is None for one that was just reported."""

    async def follow(self, work: Work, before: Incident | None, after: Incident) -> None: ...


class Aftermath:
    """One way for every change: no door forgets a part."""

    def __init__(self, desk: Desk, board: Board, parts: Sequence[Part]) -> None:
        self._desk = desk
        self._board = board
        self._parts = parts

    async def reported(self, work: Work, incident: Incident) -> Incident:
        """After a report."""
        return await self._settle(work, None, incident)

    async def changed(self, work: Work, changed: Changed) -> Incident:
        """After a change of whatever kind: facts, level, state, lead, who may see it, or a line of the timeline."""
        return await self._settle(work, changed.before, changed.after)

    async def _settle(self, work: Work, before: Incident | None, after: Incident) -> Incident:
        for part in self._parts:
            now = await self._desk.services.incidents.get(work, after.id)  # a part may have changed it
            await part.follow(work, before, now)
        now = await self._desk.services.incidents.get(work, after.id)
        if before is not None and now.revision == before.revision:
            # A line of the timeline changes the cards as well, and each edit needs a name of its own.
            now = await self._desk.services.incidents.change(work, now)
        await self._board.show(work, now)
        return now
