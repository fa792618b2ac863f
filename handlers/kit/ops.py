"""The operator's door: /healthz, /metrics, and signed HTTP from Slack where there is no socket."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

from bot.core.clock import steady, waited
from bot.core.desk import OutboxDesk
from bot.services import Services
from handlers.kit.feature import Feature
from handlers.kit.ticks import Ticker

log = structlog.get_logger(__name__)

LARGEST_BODY = 2 * 1024 * 1024
UNREADABLE = (ValueError, TypeError, AttributeError, RecursionError)
LATE = timedelta(minutes=2)
"""After this long without a look at the clock, or with an unsent message, something is wrong."""


class Ops:
    def __init__(
        self, services: Services, ticker: Ticker, features: Sequence[Feature], app: AsyncApp | None = None
    ) -> None:
        self._services = services
        self._ticker = ticker
        self._features = features
        self._app = app
        self._runner: web.AppRunner | None = None
        self._started: datetime | None = None
        self._registry = CollectorRegistry()
        self._messages = Gauge("mamori_outbox_messages", "Messages by state", ["state"], registry=self._registry)
        self._oldest = Gauge("mamori_outbox_oldest_seconds", "Age of the oldest unsent one", registry=self._registry)
        self._entries = Gauge("mamori_content_answers", "Answers in the content", registry=self._registry)
        self._counts = Gauge("mamori_records", "Rows of each feature", ["feature", "kind"], registry=self._registry)
        self.ready = False
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Listens; port 0 takes a free one."""
        self._started = steady(self._services.clock).now()
        server = web.Application(client_max_size=LARGEST_BODY)
        server.router.add_get("/healthz", self._health)
        server.router.add_get("/metrics", self._metrics)
        if self._app:
            server.router.add_post("/slack/events", self._slack)
        self._runner = web.AppRunner(server, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _health(self, _request: web.Request) -> web.Response:
        troubles = await self._troubles()
        status = 200 if self.ready and not troubles else 503
        return web.json_response({"ready": self.ready, "troubles": troubles}, status=status)

    async def _troubles(self) -> list[str]:
        try:
            await self._services.database.ping()
            async with self._services.database.read() as connection:
                stats = await OutboxDesk(connection).stats(self._services.clock.now())
        except Exception as error:  # noqa: BLE001  whatever it is, the answer must be "not healthy"
            return [f"database: {type(error).__name__}"]
        oldest = waited(self._services.clock, timedelta(seconds=stats.oldest))
        late = ["outbox: the oldest message waits too long"] if oldest > LATE else []
        looked = self._ticker.last_look or self._started
        still = looked is not None and steady(self._services.clock).now() - looked > LATE
        return [*late, *(["clock: nothing has looked at it lately"] if still else [])]

    async def _metrics(self, _request: web.Request) -> web.Response:
        async with self._services.database.read() as connection:
            stats = await OutboxDesk(connection).stats(self._services.clock.now())
        for state in ("todo", "leased", "sent", "in_doubt", "dead", "superseded"):
            self._messages.labels(state).set(stats.by_state.get(state, 0))
        self._oldest.set(stats.oldest)
        self._entries.set(len(self._services.known.answers))
        for feature in self._features:
            for kind, count in (await feature.numbers() if feature.numbers else {}).items():
                self._counts.labels(feature.name, kind).set(count)
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _slack(self, request: web.Request) -> web.Response:
        if self._app is None:
            raise web.HTTPNotFound
        try:
            asked = await to_bolt_request(request)
        except UNREADABLE:  # Bolt reads before it checks the signature: whoever sent this is nobody to us
            return web.Response(status=400, text="unreadable")
        return await to_aiohttp_response(await self._app.async_dispatch(asked))
