"""Bulletins: the right warning, on time, once, and who has read it."""

from __future__ import annotations

from collections.abc import Mapping

from slack_sdk.web.async_client import AsyncWebClient

from handlers.bulletins.board import Board
from handlers.bulletins.census import Census
from handlers.bulletins.delivery import Delivering
from handlers.bulletins.feeds import Watch
from handlers.bulletins.look import Look
from handlers.bulletins.planning import Planning
from handlers.bulletins.tracking import Tracking
from handlers.bulletins.writing import Writing
from handlers.kit.desk import Desk
from handlers.kit.feature import Feature, FirstLook, stacked
from handlers.kit.suggestions import Suggest


def feature(desk: Desk, client: AsyncWebClient) -> tuple[tuple[Feature, Feature], FirstLook, Suggest]:
    """What is still to be read, which the App Home shows early; every door; the first look; a way in for drafts."""
    census, board = Census(desk, client), Board(desk)
    delivery = Delivering(desk, census, board)
    tracking = Tracking(desk, client, census, board, delivery)
    writing = Writing(desk, census, board, delivery)
    planning = Planning(desk, board, delivery, writing)
    watch = Watch(desk, client, writing)
    rooms = (delivery, writing, planning, tracking, watch)

    async def numbers() -> Mapping[str, int]:
        return {**await tracking.numbers(), **await watch.numbers()}

    at_work = stacked(writing.home, tracking.home, planning.home, watch.home)
    doors = Feature(
        "bulletins",
        [route for room in rooms for route in room.routes],
        at_work,
        (*delivery.ticks, *planning.ticks, *watch.ticks),
        numbers,
        (*delivery.workers, *writing.workers, *tracking.workers, *planning.workers, *watch.workers),
        {"bulletins": stacked(delivery.home, at_work)},
    )
    unread = Feature("bulletins_unread", (), delivery.home)
    return (unread, doors), Look(desk, delivery, watch, writing), writing.suggest
