"""Surveys and checklists: asked, answered, counted, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.people import Person
from handlers.kit import blocks as b
from handlers.kit.blocks import Block
from handlers.kit.desk import Desk
from handlers.kit.feature import Feature, HomeCard, stacked
from handlers.kit.suggestions import Suggest
from handlers.kit.words import Words
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
        _headed(stacked(filling.home, campaigns.home, results.home)),
        (*campaigns.ticks, *results.ticks),
        campaigns.numbers,
        (*campaigns.workers, *results.workers),
        {"surveys": _headed(filling.home)},
    )


def _headed(card: HomeCard) -> HomeCard:
    """The same under one heading; nothing where there is nothing."""

    async def shown(person: Person, words: Words) -> Sequence[Block]:
        found = await card(person, words)
        return [b.header(words.say("Surveys")), *found] if found else []

    return shown
