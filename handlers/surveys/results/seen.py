"""What one reader may see of a campaign's result: the only way to it, with the permission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import NotFound, Refused
from bot.core.people import Permission, Person
from bot.surveys import access
from bot.surveys.cases import Campaign, CampaignState, Improvement, Sheet, SheetState, Unit
from bot.surveys.improvements import ImprovementStore
from bot.surveys.results import Result, Round, limited, result_of
from bot.surveys.scoring import Score
from bot.surveys.store import SurveyStore
from handlers.kit.desk import Desk


@dataclass(frozen=True, slots=True)
class Scope:
    """How far somebody sees: the company's figures, these units; whether they run surveys, or answer for all."""

    company: bool
    units: tuple[str, ...]
    runs: bool = False
    answers: bool = False

    @property
    def nothing(self) -> bool:
        return not self.company and not self.units


@dataclass(frozen=True, slots=True)
class Part:
    """What is judged: the company (no unit), or a unit; no score where nobody answered, or too few to be shown."""

    unit: Unit | None
    score: Score | None
    hidden: bool = False

    @property
    def id(self) -> str:
        return self.unit.id if self.unit else ""

    def of(self, one: Round) -> Score | None:
        """The same part in another round."""
        return one.units.get(self.unit.id) if self.unit else one.company


@dataclass(frozen=True, slots=True)
class Seen:
    """A result as far as its reader sees it, with what was decided in this round and before."""

    result: Result
    scope: Scope
    improvements: tuple[Improvement, ...] = ()

    @property
    def campaign(self) -> Campaign:
        return self.result.campaign

    @property
    def parts(self) -> tuple[Part, ...]:
        """The company where it may be seen, else the reader's own units."""
        found = [Part(None, self._company)] if self.scope.company else []
        own = [unit for unit in self.campaign.units if unit.id in self.scope.units]
        if not self.scope.answers:
            found += [Part(unit, self.result.units.get(unit.id), unit.id in self.result.hidden) for unit in own]
        return tuple(found)

    def part(self, unit: str) -> Part:
        """One of them by its unit; for those who answer for the company any unit. Raises NotFound."""
        whole = next((one for one in self.parts if one.id == unit), None)
        if whole is None and unit in self.result.units:
            whole = Part(self.campaign.unit(unit), self.result.units[unit])
        if whole is None:
            raise NotFound("surveys.gone")
        return whole

    def decided(self, part: Part) -> list[Improvement]:
        """What was decided about a part in this round; the company's includes that of its units."""
        mine = [one for one in self.improvements if one.campaign == self.campaign.id]
        return [one for one in mine if part.unit is None or one.unit == part.id]

    @property
    def before(self) -> list[Improvement]:
        """What was decided in earlier rounds."""
        earlier = {one.campaign.id for one in self.result.earlier}
        return [one for one in self.improvements if one.campaign in earlier]

    @property
    def _company(self) -> Score | None:
        empty = not any(self.result.people.values()) or self.result.too_few
        return None if empty else self.result.company


class Reader:
    """Looks results up for people."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def see(self, person: Person, campaign_id: str) -> Seen:
        """A result for somebody. Raises NotFound, NotAllowed; Refused while an anonymous campaign is open."""
        async with self._desk.services.database.read() as connection:
            campaign = await SurveyStore(connection).get(campaign_id)
            if campaign is None:
                raise NotFound("surveys.gone")
            took_part = await self._took_part(connection, person, campaign)
            access.check_result(person, campaign, self.heads(person.id), took_part=took_part)
            result, improvements = await self.load(connection, campaign)
        return self.narrowed(result, improvements, self.scope(person, campaign, took_part=took_part))

    @staticmethod
    async def load(connection: AsyncConnection, campaign: Campaign) -> tuple[Result, list[Improvement]]:
        """The whole result; nobody sees it but through `narrowed`. Raises Refused while an anonymous one is open."""
        if campaign.state not in {CampaignState.OPEN, CampaignState.CLOSED}:
            raise Refused("surveys.no_result")
        if campaign.anonymous and campaign.open:
            # Two looks with one more answer between them would tell what that one was.
            raise Refused("surveys.not_closed")
        result = await result_of(connection, campaign)
        decided = await ImprovementStore(connection).of_family(campaign.team, campaign.survey.family)
        ours = {campaign.id, *(one.campaign.id for one in result.earlier)}
        return result, [one for one in decided if one.campaign in ours]

    def scope(self, person: Person, campaign: Campaign, *, took_part: bool) -> Scope:
        """How far somebody sees."""
        heads = self.heads(person.id)
        runs = person.may(Permission.RUN_SURVEYS)
        return Scope(
            access.sees_company(person, campaign, took_part=took_part),
            tuple(unit.id for unit in campaign.units if access.sees_unit(person, campaign, unit.id, heads)),
            runs=runs,
            answers=runs or person.may(Permission.SEE_SURVEYS),
        )

    @staticmethod
    def narrowed(result: Result, improvements: Sequence[Improvement], scope: Scope) -> Seen:
        """The result as far as the scope goes."""
        mine = (one for one in improvements if one.unit in scope.units or (scope.company and not one.unit))
        return Seen(limited(result, scope.units), scope, tuple(mine))

    def heads(self, user: str) -> frozenset[str]:
        """The departments that somebody heads."""
        listed = self._desk.people.listed(user)
        return listed.heads if listed else frozenset()

    async def latest(self, person: Person, most: int = 3) -> list[Campaign]:
        """The newest closed campaigns whose result somebody may see."""
        async with self._desk.services.database.read() as connection:
            closed = await SurveyStore(connection).closed(person.team)
            taken = [await self._took_part(connection, person, one) for one in closed]
        scoped = zip(closed, taken, strict=True)
        return [one for one, took_part in scoped if not self.scope(person, one, took_part=took_part).nothing][:most]

    @staticmethod
    async def _took_part(connection: AsyncConnection, person: Person, campaign: Campaign) -> bool:
        """Whether somebody answered; of an anonymous campaign nobody knows, so whoever belongs to its units did."""
        if person.is_guest:
            return False
        if campaign.anonymous:
            return any(unit.id == person.department for unit in campaign.units)
        return await SurveyStore(connection).took_part(campaign.id, person.id)


def in_full(result: Result, improvements: Sequence[Improvement]) -> Seen:
    """Everything that anybody may see: for whoever reads the database itself."""
    units = tuple(unit.id for unit in result.campaign.units)
    return Reader.narrowed(result, improvements, Scope(company=True, units=units, runs=True, answers=True))


def took_part(sheet: Sheet) -> bool:
    """Whether somebody has answered anything."""
    return sheet.state is not SheetState.WAITING
