"""One command, no Slack account: the playground and the genuine Bolt app against it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import click
import yaml

from bot.config import Settings
from bot.playground.cast import sample_workspace
from bot.playground.server import Playground
from bot.playground.server import start as start_playground

USUAL_PORT = 8800


async def run_demo(port: int | None, manifest: Path) -> None:
    """Runs until Ctrl-C; the data stays under data/demo for the next time."""
    from bot import wiring  # noqa: PLC0415  the heavy part, after the first line on the screen
    from bot.core.migrate import upgrade  # noqa: PLC0415

    began = time.perf_counter()
    base = Settings.load()
    known = wiring.knowledge_of(base)
    slack = await _open(port, manifest, known.company.name.ja)
    settings = demo_settings(base, slack)
    await asyncio.to_thread(upgrade, settings.database)
    async with wiring.session_for(settings) as session:
        running = await wiring.Running.start(wiring.build(settings, session))
        click.echo(f"\nMamori is ready ({time.perf_counter() - began:.1f} s): {slack.url}\nStop with Ctrl-C.")
        await wiring.until_told_to_stop()
        await running.stop()
    await slack.stop()


async def run_playground(port: int | None, manifest: Path) -> None:
    """The local Slack alone, with the tokens that a bot needs."""
    from bot.wiring import until_told_to_stop  # noqa: PLC0415

    slack = await _open(port, manifest, "Mamori Playground")
    click.echo(f"{slack.url}\n")
    click.echo(f"MAMORI_SLACK_API_URL={slack.api_url}")
    click.echo(f"MAMORI_SLACK_BOT_TOKEN={slack.bot_token}")
    click.echo(f"MAMORI_SLACK_APP_TOKEN={slack.app_token}")
    click.echo(f"MAMORI_SLACK_SIGNING_SECRET={slack.signing_secret}")
    await until_told_to_stop()
    await slack.stop()


def demo_settings(base: Settings, slack: Playground) -> Settings:
    """The same settings, pointed at the playground and at a database of its own."""
    given: dict[str, Any] = {
        "slack_api_url": slack.api_url,
        "slack_bot_token": slack.bot_token,
        "slack_app_token": slack.app_token,
        "port": 0,
    }
    if base.database_url is None:
        given |= {"data_dir": base.data_dir / "demo", "cache_dir": base.cache}
    return Settings.load(for_slack=True, **given)


async def _open(port: int | None, manifest: Path, company: str) -> Playground:
    """Opens the page where it was asked for; nobody asked: at the usual place, or at a free one."""
    workspace = sample_workspace(_read(manifest), company)
    try:
        return await start_playground(USUAL_PORT if port is None else port, workspace=workspace)
    except OSError:
        if port is None:
            return await start_playground(0, workspace=workspace)
        raise click.ClickException(f"port {port} is taken; choose another one with --port") from None


def _read(manifest: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(manifest.read_text("utf-8"))
    return found
