"""What a campaign came to, and how it stands against earlier rounds; reads, and writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.surveys.cases import Campaign, Progress, Unit
from bot.surveys.scoring import ItemScore, Score, combined, score_of
from bot.surveys.store import SurveyStore
from bot.surveys.tally import Tally, merged

FEWEST: Final = 3
"""In an anonymous poll a unit in which fewer people answered an item is not shown: they could be told apart."""


@dataclass(frozen=True, slots=True)
class Round:
    """A closed round of the same family about the same subject; `units` holds those that may be shown."""

    campaign: Campaign
    company: Score
    units: Mapping[str, Score]

    @property
    def edition(self) -> str:
        return self.campaign.survey.edition

    @property
    def closed_at(self) -> datetime:
        return self.campaign.closed_at or self.campaign.due_at


@dataclass(frozen=True, slots=True)
class Change:
    """An item against the round before."""

    item: str
    before: Fraction
    after: Fraction


@dataclass(frozen=True, slots=True)
class Result:
    """A campaign's result: the company, its units, and the rounds before, oldest first.

    `units` holds what may be shown; `hidden` names units with too few answers to be shown, `silent` those without any.
    """

    campaign: Campaign
    company: Score
    units: Mapping[str, Score]
    hidden: tuple[str, ...]
    silent: tuple[str, ...]
    progress: Mapping[str, Progress]
    people: Mapping[str, int]
    earlier: tuple[Round, ...] = ()
    shown: tuple[Unit, ...] = field(default_factory=tuple)
    too_few: bool = False
    """Whether so few answered an anonymous poll that not even its total may be shown."""

    @property
    def previous(self) -> Round | None:
        return self.earlier[-1] if self.earlier else None

    @property
    def same_edition(self) -> bool:
        """Whether the round before was asked in the same edition, so that the totals can be compared."""
        return self.previous is not None and self.previous.edition == self.campaign.survey.edition

    @property
    def asked_otherwise(self) -> bool:
        """Whether the round before asked other units, or in another way: then a difference says less."""
        if self.previous is None:
            return False
        before, now = self.previous.campaign, self.campaign
        units = ({unit.id for unit in one.units} for one in (before, now))
        return next(units) != next(units) or (before.who, before.combine) != (now.who, now.combine)

    @property
    def change(self) -> Fraction | None:
        """Percent points of the total against the round before; None without one."""
        return self.company.total.percent - self.previous.company.total.percent if self.previous else None

    def changes(self) -> list[Change]:
        """The items of both rounds whose points moved, the biggest step first."""
        if self.previous is None:
            return []
        before, after = self.previous.company.items, self.company.items
        both = [name for name in after if name in before and compares(before[name], after[name])]
        found = [Change(name, before[name].points, after[name].points) for name in both]
        moved = [one for one in found if one.before != one.after]
        return sorted(moved, key=lambda one: -abs(one.after - one.before))


def compares(before: ItemScore, after: ItemScore) -> bool:
    """Whether an item was counted both times; one that did not apply had no points, not none of them."""
    return "left_out" not in {before.state, after.state}


async def result_of(connection: AsyncConnection, campaign: Campaign) -> Result:
    """The result as it now stands."""
    store = SurveyStore(connection)
    tally = await store.tally(campaign.id)
    rounds = await store.rounds(campaign.team, campaign.survey.family, campaign.subject)
    before = [one for one in rounds if one.id != campaign.id and one.opens_at < campaign.opens_at]
    counted = [(one, await store.tally(one.id)) for one in before]
    earlier = tuple(_round(one, tally) for one, tally in counted if not is_too_small(one, tally))
    return result_from(campaign, tally, await store.progress(campaign.id), earlier)


def limited(result: Result, only: Collection[str]) -> Result:
    """The same with these units alone, in earlier rounds too: what a department head sees."""
    return replace(
        result,
        units={name: score for name, score in result.units.items() if name in only},
        hidden=tuple(name for name in result.hidden if name in only),
        silent=tuple(name for name in result.silent if name in only),
        shown=tuple(unit for unit in result.shown if unit.id in only),
        earlier=tuple(
            replace(one, units={name: score for name, score in one.units.items() if name in only})
            for one in result.earlier
        ),
    )


def hidden_units(campaign: Campaign, people: Mapping[str, int]) -> tuple[str, ...]:
    """Units of an anonymous poll that are too small to be shown, and with them the next smallest.

    What is hidden follows from the total and from what is shown: so it is never one unit alone, nor few people.
    """
    if not campaign.anonymous:
        return ()
    answered = sorted((count, unit.id) for unit in campaign.units if (count := people.get(unit.id, 0)))
    hidden = [one for one in answered if one[0] < FEWEST]
    while hidden and len(hidden) < len(answered) and (len(hidden) == 1 or sum(count for count, _ in hidden) < FEWEST):
        hidden.append(answered[len(hidden)])
    return tuple(unit for _, unit in hidden)


def is_too_small(campaign: Campaign, tally: Tally) -> bool:
    """Whether an anonymous poll has answers, and some from so few people that nothing of it may be shown."""
    return campaign.anonymous and 0 < tally.least < FEWEST


def result_from(
    campaign: Campaign, tally: Tally, progress: Mapping[str, Progress], earlier: tuple[Round, ...]
) -> Result:
    """The result of answers that were counted already."""
    whole = _round(campaign, tally)
    hidden = hidden_units(campaign, tally.behind)
    return Result(
        campaign,
        whole.company,
        whole.units,
        tuple(unit.id for unit in campaign.units if unit.id in hidden),
        tuple(unit.id for unit in campaign.units if not tally.people.get(unit.id)),
        progress,
        tally.people,
        earlier,
        tuple(unit for unit in campaign.units if unit.id not in hidden),
        is_too_small(campaign, tally),
    )


def _round(campaign: Campaign, tally: Tally) -> Round:
    survey = campaign.survey
    units = {unit.id: score_of(survey, tally.units[unit.id]) for unit in campaign.units if unit.id in tally.units}
    if hidden := hidden_units(campaign, tally.behind):
        pooled = score_of(survey, merged(tally, hidden))
        open_units = {name: score for name, score in units.items() if name not in hidden}
        rest = Unit("hidden", {}, sum(unit.head_count for unit in campaign.units if unit.id in hidden))
        together = (*(unit for unit in campaign.units if unit.id not in hidden), rest)
        company = combined(survey, {**open_units, rest.id: pooled}, together, campaign.combine)
        return Round(campaign, company, open_units)
    return Round(campaign, combined(survey, units, campaign.units, campaign.combine), units)
