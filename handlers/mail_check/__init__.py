"""The mail desk's doors and words."""

from __future__ import annotations

from collections.abc import Mapping

from slack_sdk.web.async_client import AsyncWebClient

from bot.mail_check.campaign_store import CampaignStore
from bot.mail_check.store import MailStore
from bot.mail_check.worker import Analyst
from handlers.kit.desk import Desk
from handlers.kit.feature import Feature, Tick
from handlers.kit.routing import Route
from handlers.kit.suggestions import Suggest
from handlers.mail_check import ids
from handlers.mail_check.analyst import MailWorker
from handlers.mail_check.board import Board
from handlers.mail_check.escalation import Escalated, Escalation, Incidents
from handlers.mail_check.home import HomeCard
from handlers.mail_check.intake import Intake
from handlers.mail_check.notices import Notices
from handlers.mail_check.reminders import JOB, Reminders
from handlers.mail_check.triage import Triage
from handlers.mail_check.views import MailViews
from handlers.mail_check.walking import Walking
from handlers.mail_check.warner import Warner
from handlers.mail_check.warnings import Warnings


def follower(desk: Desk) -> Escalated:
    """What follows when a mail becomes an incident."""
    views = _views(desk)
    return Escalated(desk, views, Board(desk, views))


def feature(
    desk: Desk, client: AsyncWebClient, analyst: Analyst, onward: tuple[Incidents, Suggest]
) -> tuple[Feature, Intake]:
    """Every door of the mail desk; the intake looks at messages before the policy desk does.

    With the ways `onward` a mail becomes an incident, and a warning a bulletin.
    """
    happened, suggest = onward
    views = _views(desk)
    worker = MailWorker(desk, views, client, analyst)
    board = Board(desk, views)
    intake, walking = Intake(desk, views, worker.wake), Walking(desk, views)
    triage = Triage(desk, views, board, Escalation(desk, views, happened))
    warner = Warner(desk, views, board, client)
    warnings = Warnings(desk, views, board, triage, warner)
    routes = (
        Route("action", ids.START, intake.started),
        Route("view", ids.START_FORM, intake.start_given),
        Route("shortcut", ids.CHECK_MESSAGE, intake.message_checked),
        Route("action", ids.TEXT, intake.shown),
        Route("action", ids.LINK, intake.link_wanted),
        Route("action", ids.WALK, walking.wanted),
        Route("view", ids.WALK_FORM, walking.stepped),
        Route("action", ids.WALK_BACK, walking.back),
        Route("action", ids.DEED, triage.deed_told),
        Route("action", ids.TAKE, triage.taken),
        Route("action", ids.DECIDE, triage.wants_decision),
        Route("view", ids.DECIDE_FORM, triage.decided),
        Route("action", ids.WARN, warnings.wanted),
        Route("view", ids.WARN_FORM, warnings.given),
        Route("view", ids.WARN_PREVIEW, warnings.confirmed),
        Route("action", ids.WARN_AGAIN, warnings.again),
        Route("action", ids.WARN_NOTICE, Notices(desk, triage, warnings, warner, suggest).wanted, changes=False),
        Route("action", ids.MEMO, triage.wants_memo),
        Route("view", ids.MEMO_FORM, triage.memo_given),
        Route("action", ids.NUMBERS, triage.numbers_wanted),
        Route("action", ids.REPORTS, triage.reports_wanted),
    )

    async def numbers() -> Mapping[str, int]:
        async with desk.services.database.read() as connection:
            return await MailStore(connection).counts() | await CampaignStore(connection).counts()

    ticks = (Tick(JOB, Reminders(desk, board).run),)
    return Feature("mail_check", routes, HomeCard(desk), ticks, numbers, (worker, warner)), intake


def _views(desk: Desk) -> MailViews:
    known = desk.services.known
    return MailViews(desk.services.mail, desk.people, known.company, known.incidents)
