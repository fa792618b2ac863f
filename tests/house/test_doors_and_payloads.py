"""The building inspector: doors, manifest, and everything that we would send to Slack."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot import wiring
from bot.answers.service import AnswerService
from bot.checking.check import payloads, refused, unlike
from bot.config import Settings
from handlers.kit.routing import Route
from tests.kit.stage import finder, manifest

LIMITS = {"name": 35, "description": 140}


@cache
def drawn() -> dict[str, Mapping[str, Any]]:
    return dict(payloads(AnswerService(finder().known, finder()), "Asia/Tokyo"))


@pytest.fixture
async def routes() -> list[Route]:
    settings = Settings.load(slack_bot_token=SecretStr("xoxb-nobody"), database_url=SecretStr("sqlite://"))
    async with aiohttp.ClientSession() as session:
        return wiring.build(settings, session, finder=finder()).routes


def _ids(payload: object) -> Iterator[tuple[str, str]]:
    if isinstance(payload, Mapping):
        if payload.get("type") == "input" and not payload.get("dispatch_action"):
            return  # what is entered comes with the form
        if "action_id" in payload:
            yield "action", str(payload["action_id"])
        if payload.get("type") == "modal" and "submit" in payload:
            yield "view", str(payload["callback_id"])
        for value in payload.values():
            yield from _ids(value)
    elif isinstance(payload, list | tuple):
        for value in payload:
            yield from _ids(value)


def test_slack_would_refuse_nothing_that_the_content_can_lead_to() -> None:
    assert len(drawn()) > 500
    assert [line for name, payload in drawn().items() for line in refused(name, payload)] == []


def test_every_message_has_words_for_notifications_and_screen_readers() -> None:
    messages = [payload for payload in drawn().values() if "type" not in payload]
    assert all(len(message["text"]) > 3 for message in messages)


def test_text_from_people_can_never_mention_or_link() -> None:
    """Their text stands only where Slack shows it as it is: in rich text and plain text."""
    for name, payload in drawn().items():
        for part in re.findall(r'"mrkdwn", "text": "([^"]*)"', json.dumps(payload)):
            assert "<!" not in part, name


async def test_every_button_and_form_has_a_door(routes: list[Route]) -> None:
    emitted = {found for payload in drawn().values() for found in _ids(payload)}
    lost = [one for one in emitted if not any(r.surface == one[0] and r.matches(one[1]) for r in routes)]
    assert lost == []


async def test_every_id_begins_with_its_slice(routes: list[Route]) -> None:
    named = [route for route in routes if route.surface in ("action", "view", "shortcut")]
    slices = {"answers", "bulletins", "incidents", "mail_check", "surveys", "upkeep", "home"}
    assert named
    assert [route.id for route in named if route.id.split(".")[0] not in slices] == []


async def test_the_manifest_asks_for_exactly_the_doors_there_are(routes: list[Route]) -> None:
    assert list(unlike(manifest(), routes)) == []


def test_the_manifest_keeps_slacks_limits() -> None:
    app = manifest()
    assert all(len(app["display_information"][key]) <= most for key, most in LIMITS.items())
    features = app["features"]
    assert len(features["agent_view"]["agent_description"]) <= 300
    assert 1 <= len(features["agent_view"]["suggested_prompts"]) <= 4
    assert all(len(one["name"]) <= 24 and len(one["description"]) <= 150 for one in features["shortcuts"])
    assert all(len(one["command"]) <= 32 for one in features["slash_commands"])
    assert set(features) <= {"app_home", "bot_user", "shortcuts", "slash_commands", "agent_view"}
    assert set(app["settings"]) <= {
        "event_subscriptions",
        "interactivity",
        "org_deploy_enabled",
        "socket_mode_enabled",
        "token_rotation_enabled",
    }
    assert set(app) == {"_metadata", "display_information", "features", "oauth_config", "settings"}
    assert "assistant_view" not in features


def test_the_manifest_asks_for_no_scope_to_read_channels_by_force() -> None:
    scopes = manifest()["oauth_config"]["scopes"]
    assert not {"channels:history", "groups:history", "chat:write.public"} & set(scopes["bot"])
