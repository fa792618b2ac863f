"""All features, one line a slice."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import answers, upkeep
from handlers.home import Home
from handlers.kit.desk import Desk
from handlers.kit.feature import Feature
from handlers.kit.routing import Route


def all_features(desk: Desk) -> list[Feature]:
    return [
        answers.feature(desk),
        upkeep.feature(desk),
    ]


def all_routes(desk: Desk, features: Sequence[Feature]) -> list[Route]:
    """Every door of the house; a press on the App Home draws it anew."""
    home = Home(desk, features)
    doors = [route for feature in features for route in feature.routes]
    return [
        Route("event", "app_home_opened", home.opened),
        *(home.refreshing(route) if route.surface == "action" else route for route in doors),
    ]
