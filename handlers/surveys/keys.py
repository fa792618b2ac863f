"""Keys of the messages about surveys: those of a campaign begin alike, so that an anonymous one can be forgotten."""

from __future__ import annotations

from bot.surveys.cases import Sheet


def of_campaign(campaign: str, *parts: object) -> str:
    """A message about a campaign."""
    return ":".join(["survey", campaign, *map(str, parts)])


def of_sheet(sheet: Sheet, *parts: object) -> str:
    """A message about somebody's sheet."""
    return of_campaign(sheet.campaign or "alone", sheet.id, *parts)
