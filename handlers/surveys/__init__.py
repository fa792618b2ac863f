"""Surveys and checklists: asked, answered, counted, and what follows from them."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from handlers.kit.desk import Desk
from handlers.kit.feature import Feature, stacked
from handlers.kit.suggestions import Suggest
from handlers.surveys.campaigns import Campaigns
from handlers.surveys.filling import Filling
from handlers.surveys.results import Results
from handlers.surveys.results.notices import Notices


def feature(desk: Desk, client: AsyncWebClient, suggest: Suggest) -> Feature:
    """Every door of the surveys."""
    filling = Filling(desk)
    results = Results(desk, client)
    campaigns = Campaigns(desk, filling, results)
    return Feature(
        "surveys",
        (*filling.routes, *campaigns.routes, *results.routes, *Notices(desk, suggest).routes),
        stacked(filling.home, campaigns.home, results.home),
        (*campaigns.ticks, *results.ticks),
        campaigns.numbers,
        (*campaigns.workers, *results.workers),
        {"surveys": filling.home},
    )
