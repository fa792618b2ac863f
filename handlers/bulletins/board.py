"""The live card of a bulletin: one for each person who looks after it, edited in place as it goes on."""

from __future__ import annotations

from bot.bulletins.cases import Bulletin
from bot.core.unit import Work
from handlers.kit.desk import Desk


class Board:
    """Draws and addresses; every message is put on the caller's open unit of work."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def bring(self, work: Work, bulletin: Bulletin, person: str, occasion: str) -> None:
        """The card, anew at the end of somebody's conversation; `occasion` names why, once."""

    async def show(self, work: Work, bulletin: Bulletin) -> None:
        """Every live card as the bulletin now stands; one that already looks like this is left alone."""

    async def late(self, work: Work, bulletin: Bulletin) -> None:
        """Tells whoever wrote it that its hour passed while nobody was running, and asks whether to send it."""

    async def ended(self, work: Work, bulletin: Bulletin) -> None:
        """Tells whoever wrote it that it is over, with the figures."""

    async def heads(self, work: Work, bulletin: Bulletin, people: list[str]) -> None:
        """Tells the heads of departments who of theirs has not confirmed yet: these people."""
