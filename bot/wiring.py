"""The composition root: settings become engine, services, features and the Bolt app; only here things are built."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from aiohttp import ClientSession, ClientTimeout
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.answers.finder import Finder
from bot.answers.handovers import HandoverService
from bot.answers.outcomes import Outcome
from bot.answers.service import AnswerService
from bot.bulletins.repeating import SeriesService
from bot.bulletins.service import BulletinService
from bot.config import Settings
from bot.core.clock import Clock, ShiftedClock, SystemClock, steady
from bot.core.db import Database
from bot.core.people import Directory, Listed, Role
from bot.core.queue import Queue
from bot.core.unit import Unit
from bot.core.workdays import WorkDays
from bot.incidents.service import IncidentService
from bot.mail_check.campaigns import CampaignService
from bot.mail_check.service import MailService
from bot.mail_check.worker import Analyst
from bot.services import Services
from bot.surveys.service import SurveyService
from handlers.features import all_features, all_routes
from handlers.kit.desk import Desk
from handlers.kit.errors import SafetyNet
from handlers.kit.feature import Feature, Worker
from handlers.kit.once import OneAtATime
from handlers.kit.ops import Ops
from handlers.kit.people import People
from handlers.kit.routing import Route, register
from handlers.kit.sender import Sender
from handlers.kit.ticks import Ticker
from handlers.kit.words import Speech
from knowledge.documents import Company
from knowledge.loader import PACKAGED, load
from knowledge.reading import Knowledge
from knowledge.vectors import load_encoder

WARM_UP = "ウォームアップ warm-up"

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class House:
    """The product, built and not yet running."""

    settings: Settings
    services: Services
    desk: Desk
    app: AsyncApp
    client: AsyncWebClient
    sender: Sender
    ticker: Ticker
    door: OneAtATime
    features: list[Feature]
    routes: list[Route]

    @property
    def workers(self) -> list[Worker]:
        return [worker for feature in self.features for worker in feature.workers]


def knowledge_of(settings: Settings) -> Knowledge:
    """The company's own content, or the packaged sample. Raises ContentError."""
    return load(settings.content or PACKAGED)


def finder_of(settings: Settings, known: Knowledge) -> Finder:
    """The search over the content; its vectors are computed once and kept by content hash."""
    encoder = load_encoder() if settings.semantic_search else None
    return Finder.build(known, encoder, settings.cache)


def directory_of(company: Company) -> Directory:
    """The company's list of people as the core knows it."""
    return Directory(
        Listed(
            name=person.name.ja,
            email=person.email,
            department=person.department,
            roles=frozenset({Role.EMPLOYEE} | {Role(role) for role in person.roles}),
            slack_id=person.slack_id,
            heads=frozenset(each.id for each in company.departments if each.head == person.id),
        )
        for person in company.people
    )


def services_of(
    settings: Settings, clock: Clock, on_commit: Callable[[], None], finder: Finder | None = None
) -> Services:
    """Everything below the doors."""
    finder = finder or finder_of(settings, knowledge_of(settings))
    known = finder.known
    database = Database(settings.database)
    answers, mail, days = AnswerService(known, finder), MailService(known.mail), WorkDays(settings.timezone)
    return Services(
        settings=settings,
        known=known,
        database=database,
        unit=Unit(database, clock, settings.audit_secret(), on_commit),
        queue=Queue(database, settings.timing),
        clock=clock,
        directory=directory_of(known.company),
        days=days,
        answers=answers,
        handovers=HandoverService(answers),
        mail=mail,
        campaigns=CampaignService(mail),
        incidents=IncidentService(known.incidents, days),
        surveys=SurveyService(known.surveys, days),
        bulletins=BulletinService(known.bulletins, days),
        series=SeriesService(known.bulletins, days, settings.timezone),
    )


def build(
    settings: Settings, session: ClientSession, clock: Clock | None = None, finder: Finder | None = None
) -> House:
    """Builds the whole house on one HTTP session; nothing runs yet. A finder at hand is used as it is."""
    clock = clock or SystemClock()
    news = asyncio.Event()
    services = services_of(settings, clock, news.set, finder)
    client = _client(settings, session)
    sender = Sender(services.queue, client, clock, news)
    people = People(services.known.company, services.directory, services.database, clock)
    desk = Desk(services, people, Speech(settings.timezone))
    analyst = Analyst(settings.content or PACKAGED)
    features = all_features(desk, client, analyst)
    routes = all_routes(desk, features)
    app = AsyncApp(
        name="mamori",  # Bolt would read the whole call stack with its sources to find one
        client=client,
        signing_secret=settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else "",
        process_before_response=True,
        request_verification_enabled=not settings.socket_mode,
    )
    door = OneAtATime(SafetyNet(services.unit, people, desk.speech))
    register(app, routes, door)
    ticks = [tick for feature in features for tick in feature.ticks]
    ticker = Ticker(services.database, services.unit, clock, ticks)
    if isinstance(clock, ShiftedClock):  # after a jump, what is due is due now
        clock.watch(news.set)
        clock.watch(ticker.look_soon)
    return House(settings, services, desk, app, client, sender, ticker, door, features, routes)


class Running:
    """The product at work: started in order, stopped in the opposite one."""

    def __init__(self, house: House, ops: Ops) -> None:
        self._house = house
        self._ops = ops
        self._sending: asyncio.Task[None] | None = None
        self._working: list[asyncio.Task[None]] = []
        self._socket: AsyncSocketModeHandler | None = None
        self._warming: asyncio.Task[Outcome] | None = None

    @classmethod
    async def start(cls, house: House) -> Running:
        """Starts the database, the sender, the clock, then opens the door. Raises SlackApiError on bad tokens."""
        await house.services.database.start()
        if house.services.database.engine == "sqlite":  # one file, one process: nobody else holds a lease
            await house.services.queue.take_over(steady(house.services.clock).now())
        who = await house.client.auth_test()
        await house.desk.people.start(house.client, str(who["team_id"]))
        over_http = None if house.settings.socket_mode else house.app
        running = cls(house, Ops(house.services, house.ticker, house.features, over_http))
        running._sending = asyncio.create_task(house.sender.run())
        running._working = [asyncio.create_task(worker.run()) for worker in house.workers]
        house.ticker.start()
        await running._ops.start(house.settings.host, house.settings.port)
        if house.settings.slack_app_token:
            app_token = house.settings.slack_app_token.get_secret_value()
            running._socket = AsyncSocketModeHandler(
                house.app, app_token, web_client=house.client, proxy=house.settings.proxy_url
            )
            await running._socket.connect_async()  # type: ignore[no-untyped-call]
        # The first search loads dictionaries and weights (about a second): now, while nobody waits for it.
        running._warming = asyncio.create_task(house.desk.off_loop(house.services.answers.find, WARM_UP))
        running._ops.ready = True
        log.info("ready", team=who["team"], mode="socket" if running._socket else "http", port=running._ops.port)
        return running

    async def stop(self) -> None:
        """Lets what was accepted finish: no new events, then what is being sent, then the database."""
        self._ops.ready = False
        if self._warming:
            await asyncio.wait([self._warming])
        if self._socket:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        await self._house.door.finish()
        await self._house.ticker.stop()
        for worker in self._house.workers:
            await worker.stop()
        await asyncio.gather(*self._working, return_exceptions=True)
        await self._house.sender.stop()
        if self._sending:
            await asyncio.wait([self._sending], timeout=1)
        await self._ops.stop()
        self._house.desk.close()
        await self._house.services.database.stop()
        log.info("stopped")

    @property
    def port(self) -> int:
        return self._ops.port


async def until_told_to_stop() -> None:
    """Waits for SIGTERM or Ctrl-C."""
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    await stop.wait()


def session_for(settings: Settings) -> ClientSession:
    """One pool of connections for everything that goes to Slack; times out before a lease does."""
    return ClientSession(timeout=ClientTimeout(total=settings.send_timeout_seconds), proxy=settings.proxy_url)


def _client(settings: Settings, session: ClientSession) -> AsyncWebClient:
    # The SDK would post again by itself after a dropped connection, and people would read it twice.
    return AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else None,
        base_url=settings.slack_api_url,
        session=session,
        timeout=int(settings.send_timeout_seconds),
        proxy=settings.proxy_url,
        retry_handlers=[],
    )
