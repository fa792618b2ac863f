"""All features, one line a slice."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.mail_check.worker import Analyst
from handlers import answers, bulletins, incidents, mail_check, surveys, upkeep
from handlers.home import Home
from handlers.kit.desk import Desk
from handlers.kit.feature import Feature, InTurn
from handlers.kit.routing import Route


def all_features(desk: Desk, client: AsyncWebClient, analyst: Analyst) -> list[Feature]:
    """The slices; what comes in as a message is looked at by the mail desk first, then it is a question."""
    (unread, bulletin_desk), notices, suggest = bulletins.feature(desk, client)
    happened, reports, lists = incidents.feature(desk, client, suggest, mail_check.follower(desk))
    mail, mails = mail_check.feature(desk, client, analyst, (reports, suggest))
    asked = surveys.feature(desk, client, suggest)
    behind = {**happened.doors, **bulletin_desk.doors, **asked.doors}
    return [  # in the order of the App Home: what has happened comes first
        happened,
        unread,
        answers.feature(desk, InTurn(mails, lists, reports, notices), mails.offer, behind),
        mail,
        bulletin_desk,
        asked,
        answers.shelf(desk),
        upkeep.feature(desk),
    ]


def all_routes(desk: Desk, features: Sequence[Feature]) -> list[Route]:
    """Every door of the house; a press on the App Home, or a form sent, draws it anew."""
    home = Home(desk, features)
    doors = [route for feature in features for route in feature.routes]
    return [
        Route("event", "app_home_opened", home.opened),
        *(home.refreshing(r) if r.changes and r.surface in {"action", "view"} else r for r in doors),
    ]
