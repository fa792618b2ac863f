"""The demonstration: a reset begins everything anew, bot and workspace together; a restart goes on where it was."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import create_engine, text

from bot.config import Settings
from bot.core.lockfile import DatabaseInUseError
from bot.demo import Demo, forget_database
from bot.playground import cast
from bot.playground.cast import sample_workspace
from bot.playground.keeper import Keeper
from bot.playground.server import start
from tests.bot.playground.screen import Admin, Json, Screen
from tests.kit.stage import CACHE, finder, manifest

RIDDLE = "りんごとバナナはどちらが重いですか"


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[tuple[Demo, Screen, Admin]]:
    """What `make demo` runs, and the first person in front of it."""
    base = Settings.load(data_dir=folder, cache_dir=CACHE)
    workspace = sample_workspace(manifest())
    keeper = Keeper(workspace, folder / "demo/workspace.json", print)
    if not keeper.load():
        forget_database(base)
    slack = await start(workspace=workspace)
    shown = Demo(base, slack, finder())
    await shown.start()
    keeper.start(slack.slack.stream)
    async with aiohttp.ClientSession() as session:
        tanaka = await Screen(session, slack.url, cast.TANAKA.id).open()
        yield shown, tanaka, Admin(session, slack.url)
        await tanaka.close()
        await shown.stop()
        await slack.stop()
        await keeper.stop()


def _messages(file: Path) -> int:
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        found = int(connection.execute(text("SELECT count(*) FROM outbox")).scalar_one())
    engine.dispose()
    return found


async def _said(admin: Admin) -> list[Json]:
    messages: list[Json] = (await admin.get("messages", channel=cast.TANAKA.id))["messages"]
    return messages


async def test_a_reset_begins_everything_anew_and_the_bot_answers_as_on_the_first_day(tmp_path: Path) -> None:
    async with demo(tmp_path) as (_, tanaka, admin):
        await tanaka.say(RIDDLE)
        await tanaka.hears_bot()
        await admin.post("clock", seconds=3 * 86_400)
        assert (await admin.post("reset"))["ok"]
        await tanaka.sees("reset")
        assert await _said(admin) == []
        assert _messages(tmp_path / "demo/mamori.db") == 0
        await tanaka.say(RIDDLE)
        answer = await tanaka.hears_bot()
        assert abs(float(answer["ts"]) - (await admin.get("clock"))["now"]) < 60
        assert len(await _said(admin)) == 2


async def test_the_page_goes_on_at_once_however_often_somebody_resets(tmp_path: Path) -> None:
    async with demo(tmp_path) as (_, tanaka, admin):
        resetting = asyncio.create_task(admin.post("reset"))
        await tanaka.sees("reset")
        await tanaka.say(RIDDLE)
        assert (await resetting)["ok"]
        await tanaka.hears_bot()
        both = await asyncio.gather(admin.post("reset"), admin.post("reset"))
        assert [one["ok"] for one in both] == [True, True]
        await tanaka.say(RIDDLE)
        await tanaka.hears_bot()


async def test_stopping_and_starting_again_keeps_the_conversation_and_the_hour(tmp_path: Path) -> None:
    async with demo(tmp_path) as (_, tanaka, admin):
        await tanaka.say(RIDDLE)
        await tanaka.hears_bot()
        await admin.post("clock", seconds=3 * 86_400)
        before = await _said(admin)
    async with demo(tmp_path) as (_, tanaka, admin):
        assert await _said(admin) == before
        assert (await admin.get("clock"))["skipped"] == 3 * 86_400
        await tanaka.say(RIDDLE)
        await tanaka.hears_bot()
        assert len(await _said(admin)) == len(before) + 2


async def test_a_workspace_that_begins_anew_finds_a_bot_that_does(tmp_path: Path) -> None:
    async with demo(tmp_path) as (_, tanaka, _):
        await tanaka.say(RIDDLE)
        await tanaka.hears_bot()
    (tmp_path / "demo/workspace.json").unlink()
    async with demo(tmp_path):
        assert _messages(tmp_path / "demo/mamori.db") == 0
        assert _messages(tmp_path / "demo/mamori.db.before") == 1


async def test_a_database_given_by_its_url_is_never_emptied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.db"
    monkeypatch.setenv("MAMORI_DATABASE_URL", f"sqlite:///{own}")
    monkeypatch.setenv("MAMORI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MAMORI_CACHE_DIR", str(CACHE))
    async with demo(tmp_path) as (_, tanaka, admin):
        await tanaka.say(RIDDLE)
        await tanaka.hears_bot()
        await admin.post("reset")
        assert _messages(own) == 1
    assert "stays as it is" in capsys.readouterr().out


async def test_a_second_demonstration_does_not_take_the_first_ones_database_away(tmp_path: Path) -> None:
    async with demo(tmp_path):
        with pytest.raises(DatabaseInUseError):
            forget_database(Settings.load(data_dir=tmp_path))
        assert (tmp_path / "demo/mamori.db").exists()
