"""What every part of the feeds' room works with."""

from __future__ import annotations

from dataclasses import dataclass

from bot.bulletins.feeds.advisories import AdvisoryService
from bot.bulletins.feeds.watching import Collector
from handlers.bulletins.feeds.board import AdvisoryBoard
from handlers.bulletins.feeds.labels import Labels
from handlers.kit.desk import Desk


@dataclass(frozen=True)
class Room:
    desk: Desk
    service: AdvisoryService
    labels: Labels
    board: AdvisoryBoard
    collector: Collector
