"""What the doors may use: one typed field for each slice, and the ground they all stand on."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers.handovers import HandoverService
from bot.answers.service import AnswerService
from bot.bulletins.repeating import SeriesService
from bot.bulletins.service import BulletinService
from bot.config import Settings
from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.people import Directory
from bot.core.queue import Queue
from bot.core.unit import Unit
from bot.core.workdays import WorkDays
from bot.incidents.service import IncidentService
from bot.mail_check.campaigns import CampaignService
from bot.mail_check.service import MailService
from bot.surveys.service import SurveyService
from knowledge.reading import Knowledge


@dataclass(frozen=True)
class Services:
    settings: Settings
    known: Knowledge
    database: Database
    unit: Unit
    queue: Queue
    clock: Clock
    directory: Directory
    days: WorkDays
    answers: AnswerService
    handovers: HandoverService
    mail: MailService
    campaigns: CampaignService
    incidents: IncidentService
    surveys: SurveyService
    bulletins: BulletinService
    series: SeriesService
