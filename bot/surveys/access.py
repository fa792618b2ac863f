"""Who may do what with surveys: the only place where it is decided."""

from __future__ import annotations

from bot.core.errors import NotAllowed, NotFound
from bot.core.people import Permission, Person, require
from bot.surveys.cases import Campaign, CampaignState, Improvement, Sheet


def check_run(person: Person, campaign: Campaign | None = None) -> None:
    """Whoever runs surveys plans, reminds, closes and exports. Raises NotFound, NotAllowed."""
    _ours(person, campaign)
    require(person, Permission.RUN_SURVEYS)


def check_answer(person: Person, sheet: Sheet) -> None:
    """A sheet is filled in by whoever was asked; guests answer for nobody. Raises NotFound and NotAllowed."""
    if sheet.team != person.team:
        raise NotFound("surveys.gone")
    if sheet.person != person.id:
        raise NotAllowed("surveys.not_yours")
    if sheet.campaign and person.is_guest:
        raise NotAllowed("surveys.guest")


def sees_company(person: Person, campaign: Campaign, *, took_part: bool = False) -> bool:
    """Whoever runs surveys or answers for the company; when it is closed and meant to be seen, who took part."""
    if person.team != campaign.team or not person.active:
        return False
    if person.may(Permission.RUN_SURVEYS) or person.may(Permission.SEE_SURVEYS):
        return True
    return took_part and campaign.visible and campaign.state is CampaignState.CLOSED


def sees_unit(person: Person, campaign: Campaign, unit: str, heads: frozenset[str]) -> bool:
    """Everybody's units for those who run surveys or answer for the company; for a head, the own ones.

    `heads` are the departments that this person heads.
    """
    if person.may(Permission.RUN_SURVEYS) or person.may(Permission.SEE_SURVEYS):
        return person.team == campaign.team
    return person.team == campaign.team and person.active and not person.is_guest and unit in heads


def check_result(person: Person, campaign: Campaign, heads: frozenset[str], *, took_part: bool) -> None:
    """Whoever may see anything of a result. Raises NotFound, and NotAllowed."""
    _ours(person, campaign)
    own = any(sees_unit(person, campaign, unit.id, heads) for unit in campaign.units)
    if not own and not sees_company(person, campaign, took_part=took_part):
        raise NotAllowed("surveys.not_for_you")


def check_finish(person: Person, improvement: Improvement, *, stands_in: bool = False) -> None:
    """The owner, whoever stands in for them, and whoever runs surveys. Raises NotFound and NotAllowed."""
    if improvement.team != person.team:
        raise NotFound("surveys.gone")
    if improvement.owner != person.id and not stands_in:
        require(person, Permission.RUN_SURVEYS)


def _ours(person: Person, campaign: Campaign | None) -> None:
    if campaign is not None and campaign.team != person.team:
        raise NotFound("surveys.gone")
