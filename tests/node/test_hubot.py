"""Hubot, with its Slack adapter and its scripts: an app and clients that others wrote, unchanged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import pytest_asyncio

from bot.playground import cast
from bot.playground.server import Playground
from tests.bot.playground.screen import Admin, OpenScreen, Screen
from tests.node.conftest import NodeApp, StartApp
from tests.node.install import HERE

pytestmark = pytest.mark.asyncio(loop_scope="module")

NAME = "samplebot"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def hubot(start_app: StartApp, playground: Playground, node_packages: Path) -> NodeApp:
    program = [node_packages / "hubot/bin/Hubot.mjs", "--adapter", "@hubot-friends/hubot-slack"]
    return await start_app(
        *("--require", HERE / "hubot/point.cjs", *program, "--disable-httpd", "--name", NAME),
        place=HERE / "hubot",
        ready="hubot-help/src/help.js",
        HUBOT_LOG_LEVEL="debug",
        HUBOT_SLACK_BOT_TOKEN=playground.bot_token,
        HUBOT_SLACK_APP_TOKEN=playground.app_token,
        HUBOT_SLACK_SOCKET_MODE_OPTS=json.dumps({"clientOptions": {"slackApiUrl": playground.api_url}}),
    )


@pytest_asyncio.fixture(loop_scope="module")
async def tanaka(hubot: NodeApp, screen_of: OpenScreen) -> Screen:
    return await screen_of(cast.TANAKA.id)


async def test_hubot_knows_its_rules(tanaka: Screen) -> None:
    await tanaka.say("the rules")
    assert "A robot may not harm humanity" in (await tanaka.hears_bot())["text"]


async def test_hubot_helps_where_it_is_mentioned(tanaka: Screen, playground: Playground) -> None:
    await tanaka.say(f"<@{playground.slack.space.app.bot_user}> help rules", cast.GENERAL)
    answer = await tanaka.hears_bot()
    assert answer["channel"] == cast.GENERAL
    assert f"{NAME} the rules - Make sure hubot still knows the rules." in answer["text"]


async def test_hubot_answers_in_the_thread_it_was_asked_in(tanaka: Screen) -> None:
    start = await tanaka.say("a thread", cast.GENERAL)
    await tanaka.say(f"@{NAME} the rules", cast.GENERAL, thread_ts=start["ts"])
    assert (await tanaka.hears_bot())["thread_ts"] == start["ts"]


async def test_hubot_knew_everybody_before_it_was_asked(tanaka: Screen, admin: Admin) -> None:
    called = {line["name"]: line["outcome"] for line in await admin.lines("api")}
    assert called["users.list"] == called["auth.test"] == called["apps.connections.open"] == "ok"
