"""One command, no Slack account: the playground and the genuine Bolt app against it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import yaml

from bot.config import Settings
from bot.core.clock import ShiftedClock
from bot.core.lockfile import LockFile
from bot.playground.cast import sample_workspace
from bot.playground.keeper import Keeper
from bot.playground.server import Playground
from bot.playground.server import start as start_playground
from bot.playground.workspace import Workspace

if TYPE_CHECKING:
    from bot.answers.finder import Finder

USUAL_PORT = 8800


async def run_demo(port: int | None, manifest: Path) -> None:
    """Runs until Ctrl-C; conversations and data stay under data/demo for the next time."""
    from bot import wiring  # noqa: PLC0415  the heavy part, after the first line on the screen

    began = time.perf_counter()
    base = Settings.load()
    known = wiring.knowledge_of(base)
    workspace = sample_workspace(_read(manifest), known.company.name.ja)
    keeper = Keeper(workspace, base.data_dir / "demo/workspace.json", click.echo)
    if not keeper.load():
        forget_database(base)
    slack = await _open(port, workspace)
    if not base.cache.exists():
        click.echo("Preparing the search (once, about 20 seconds) …")
    demo = Demo(base, slack, wiring.finder_of(demo_settings(base, slack), known))
    await demo.start()
    keeper.start(slack.slack.stream)
    click.echo(f"\nMamori is ready ({time.perf_counter() - began:.1f} s): {slack.url}\nStop with Ctrl-C.")
    await wiring.until_told_to_stop()
    await demo.stop()
    await slack.stop()
    await keeper.stop()


async def run_playground(port: int | None, manifest: Path, state: Path | None = None) -> None:
    """The local Slack alone, with what a bot needs; its conversations stay in a file when one is given."""
    from bot.wiring import until_told_to_stop  # noqa: PLC0415

    workspace = sample_workspace(_read(manifest), "Mamori Playground")
    keeper = Keeper(workspace, state, click.echo) if state else None
    if keeper:
        keeper.load()
    slack = await _open(port, workspace)
    if keeper:
        keeper.start(slack.slack.stream)
    click.echo(f"{slack.url}\n")
    click.echo(f"MAMORI_SLACK_API_URL={slack.api_url}")
    click.echo(f"MAMORI_SLACK_BOT_TOKEN={slack.bot_token}")
    click.echo(f"MAMORI_SLACK_APP_TOKEN={slack.app_token}")
    click.echo(f"MAMORI_SLACK_SIGNING_SECRET={slack.signing_secret}")
    click.echo(f"MAMORI_CLOCK_URL={slack.api_url}admin/clock")
    click.echo(f"\nOAuth: {slack.url}/oauth/v2/authorize, client {slack.client_id}, secret {slack.client_secret}")
    await until_told_to_stop()
    await slack.stop()
    if keeper:
        await keeper.stop()


class Demo:
    """The bot in its playground: it lives by the playground's clock, and begins anew when the playground does."""

    def __init__(self, base: Settings, slack: Playground, finder: Finder) -> None:
        self._base = base
        self._slack = slack
        self._settings = demo_settings(base, slack)
        self._finder = finder
        self._clock = ShiftedClock()
        self._at_work = AsyncExitStack()
        slack.slack.clock.watch(lambda skipped: self._clock.move(timedelta(seconds=skipped)))
        slack.slack.around_reset = self.anew

    async def start(self) -> None:
        from bot import wiring  # noqa: PLC0415
        from bot.core.migrate import upgrade  # noqa: PLC0415

        await asyncio.to_thread(upgrade, self._settings.database)
        self._clock = ShiftedClock(timedelta(seconds=self._slack.slack.clock.skipped))
        session = await self._at_work.enter_async_context(wiring.session_for(self._settings))
        running = await wiring.Running.start(wiring.build(self._settings, session, self._clock, self._finder))
        self._at_work.push_async_callback(running.stop)

    async def stop(self) -> None:
        await self._at_work.aclose()

    @asynccontextmanager
    async def anew(self) -> AsyncIterator[None]:
        """The bot is away while the workspace forgets, and comes back with an empty database."""
        await self.stop()
        try:
            yield
        finally:
            forget_database(self._base)
            await self.start()


def forget_database(base: Settings) -> None:
    """Sets the demo's own database aside; one that was given by its URL is not ours to empty."""
    if base.database_url:
        click.echo("The workspace begins anew; the database of MAMORI_DATABASE_URL stays as it is.")
        return
    file = base.data_dir / "demo/mamori.db"
    lock = LockFile(file)
    lock.take()
    try:
        for suffix in ("", "-wal", "-shm"):
            written, aside = Path(f"{file}{suffix}"), Path(f"{file}.before{suffix}")
            aside.unlink(missing_ok=True)
            if written.exists():
                written.replace(aside)
    finally:
        lock.release()


def demo_settings(base: Settings, slack: Playground) -> Settings:
    """The same settings, pointed at the playground and at a database of its own."""
    given: dict[str, Any] = {
        "slack_api_url": slack.api_url,
        "slack_bot_token": slack.bot_token,
        "slack_app_token": slack.app_token,
        "port": 0,
        "feeds": False,  # a playground calls nobody outside
        "proxy": None,
    }
    if base.database_url is None:
        given |= {"data_dir": base.data_dir / "demo", "cache_dir": base.cache}
    return Settings.load(for_slack=True, **given)


async def _open(port: int | None, workspace: Workspace) -> Playground:
    """Opens the page where it was asked for; nobody asked: at the usual place, or at a free one."""
    try:
        return await start_playground(USUAL_PORT if port is None else port, workspace=workspace)
    except OSError:
        if port is None:
            slack = await start_playground(0, workspace=workspace)
            click.echo(f"Port {USUAL_PORT} is in use by something else, so the page is at {slack.url}.")
            return slack
        raise click.ClickException(f"port {port} is taken; choose another one with --port") from None


def _read(manifest: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(manifest.read_text("utf-8"))
    return found
