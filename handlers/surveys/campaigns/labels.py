"""What surveys, rules of combination, states and units are called."""

from __future__ import annotations

from bot.core import shares
from bot.surveys.cases import SUBJECT, Campaign, CampaignState, Combine, Unit
from handlers.kit import blocks as b
from handlers.kit.words import N_, Words
from knowledge.surveys import Survey

RULES: dict[Combine, tuple[str, str]] = {
    "mean": (N_("Mean"), N_("Every department counts the same")),
    "weighted": (N_("Weighted by head count"), N_("Larger departments count more")),
    "minimum": (N_("Minimum"), N_("The weakest department sets the value of each item")),
}
STATES = {
    CampaignState.PLANNED: N_("Planned"),
    CampaignState.OPEN: N_("Running"),
    CampaignState.CLOSED: N_("Survey closed"),
    CampaignState.CANCELLED: N_("Called off"),
}
LONGEST_NAME = 60
BAR, SHORT_BAR = 10, 5


def survey_title(survey: Survey, words: Words) -> str:
    """The survey with its edition, which every result is stamped with."""
    title = survey.title.say(words.language)
    return words.say("{title}, edition {edition}", title=title, edition=survey.edition)


def campaign_title(campaign: Campaign, words: Words) -> str:
    """What a campaign asks, and about whom where it is about somebody."""
    title = campaign.survey.title.say(words.language)
    if not campaign.subject:
        return title
    return words.say("{title}: {subject}", title=title, subject=b.cut(campaign.subject, LONGEST_NAME))


def unit_name(unit: Unit, words: Words) -> str:
    return b.cut(unit.name(words.language), LONGEST_NAME)


def bar(part: int, whole: int, length: int = BAR) -> str:
    """A share as text that reads without colour; full only when nobody is missing."""
    return shares.bar(part, whole, length)


def is_about_units(campaign: Campaign) -> bool:
    """Whether departments were asked; else it is about one thing."""
    return all(one.id != SUBJECT for one in campaign.units)
