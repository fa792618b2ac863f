"""What the policy asks for every year: whoever holds the role is reminded in that month, unless it was done."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.core.people import Permission, Role
from bot.core.schedule import Every, Job
from bot.core.unit import Work
from bot.surveys.store import SurveyStore
from handlers.kit.desk import Desk
from handlers.kit.words import Words
from handlers.surveys.campaigns.board import Board
from handlers.surveys.campaigns.labels import survey_title
from handlers.surveys.campaigns.news_views import season_card
from knowledge.surveys import Season, Survey

MONTHS_BEFORE = 6


class Seasons:
    """Looks while people are at work; what was said once this year is not said again."""

    def __init__(self, desk: Desk, board: Board) -> None:
        self._desk = desk
        self._board = board
        self.job = Job("surveys.season", Every(timedelta(minutes=5)))

    async def look(self, work: Work) -> None:
        """On the first working day of the month from the morning on, or the first one on which somebody runs this."""
        days = self._desk.services.days
        today = days.day_of(work.now)
        if not days.works(today) or not days.opening(today) <= work.now <= days.end_after(work.now, 0):
            return
        for survey in self._desk.services.surveys.offered():
            if survey.season and survey.season.month == today.month:
                await self._remind(work, survey, survey.season, today)

    async def _remind(self, work: Work, survey: Survey, season: Season, today: date) -> None:
        people = self._desk.people
        role = Role(season.role)
        found = [profile for profile, _ in people.there(role, Permission.RUN_SURVEYS)] or people.holders(role)
        for profile in found:
            if await SurveyStore(work.connection).asked_since(profile.team, survey.family, self._since(today)):
                return
            words = self._board.words(profile.id)
            card = season_card(survey_title(survey, words), survey.id, self._clause(season, words), words)
            # The key is the memory: a second message of the same key has no effect.
            self._board.tell(work, profile.id, card, f"season:{survey.family}:{today.year}:{profile.id}")

    def _since(self, today: date) -> datetime:
        months = today.year * 12 + today.month - 1 - MONTHS_BEFORE
        return self._desk.services.days.opening(date(months // 12, months % 12 + 1, 1))

    def _clause(self, season: Season, words: Words) -> str:
        rule = self._desk.services.known.clauses[season.clause]
        return words.say("Policy {id} {title}", id=season.clause, title=rule.title.say(words.language))
