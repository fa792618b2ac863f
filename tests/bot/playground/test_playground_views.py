"""Modals: triggers, the stack, hashes and the home tab, as the Web API sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.server import Playground
from tests.bot.playground.screen import Admin, Json

Trigger = Callable[[], str]

HOME: Json = {"type": "home", "blocks": [{"type": "divider"}]}
MODAL: Json = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Title"},
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x"}}],
}


@pytest.fixture
def trigger(playground: Playground) -> Trigger:
    return lambda: playground.slack.triggers.issue(cast.TANAKA.id)


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def test_a_trigger_works_once_and_for_three_seconds(
    client: AsyncWebClient, trigger: Trigger, admin: Admin
) -> None:
    used, old = trigger(), trigger()
    await client.views_open(trigger_id=used, view=MODAL)
    await admin.post("clock", seconds=3.1)
    assert await error_of(client.views_open(trigger_id=used, view=MODAL)) == "exchanged_trigger_id"
    assert await error_of(client.views_open(trigger_id=old, view=MODAL)) == "expired_trigger_id"
    assert await error_of(client.views_open(trigger_id="nonsense", view=MODAL)) == "invalid_trigger_id"


async def test_a_refused_view_does_not_use_its_trigger_up(client: AsyncWebClient, trigger: Trigger) -> None:
    one = trigger()
    bad = MODAL | {"title": {"type": "plain_text", "text": "x" * 25}}
    with pytest.raises(SlackApiError) as refused:
        await client.views_open(trigger_id=one, view=bad)
    assert refused.value.response["error"] == "invalid_arguments"
    assert "[json-pointer:/view/title" in refused.value.response["response_metadata"]["messages"][0]
    assert (await client.views_open(trigger_id=one, view=MODAL))["view"]["id"]


async def test_at_most_three_modals_lie_on_each_other(client: AsyncWebClient, trigger: Trigger) -> None:
    root = (await client.views_open(trigger_id=trigger(), view=MODAL))["view"]
    for _ in range(2):
        pushed = (await client.views_push(trigger_id=trigger(), view=MODAL))["view"]
        assert pushed["root_view_id"] == root["id"]
    assert await error_of(client.views_push(trigger_id=trigger(), view=MODAL)) == "push_limit_reached"


async def test_an_update_with_an_old_hash_is_a_conflict(client: AsyncWebClient, trigger: Trigger) -> None:
    view = (await client.views_open(trigger_id=trigger(), view=MODAL))["view"]
    await client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)
    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)
    assert await error_of(stale) == "hash_conflict"
    assert await error_of(client.views_update(view_id="V0NOWHERE", view=MODAL)) == "not_found"


async def test_an_external_id_names_one_view(client: AsyncWebClient, trigger: Trigger) -> None:
    named = MODAL | {"external_id": "mine"}
    await client.views_open(trigger_id=trigger(), view=named)
    assert (await client.views_update(external_id="mine", view=named))["view"]["external_id"] == "mine"
    assert await error_of(client.views_push(trigger_id=trigger(), view=named)) == "duplicate_external_id"


async def test_a_home_is_published_for_one_person(client: AsyncWebClient) -> None:
    first = (await client.views_publish(user_id=cast.TANAKA.id, view=HOME))["view"]
    again = await client.views_publish(user_id=cast.TANAKA.id, view=HOME, hash=first["hash"])
    assert again["view"]["id"] == first["id"]
    assert again["view"]["blocks"][0]["block_id"]
    stale = client.views_publish(user_id=cast.TANAKA.id, view=HOME, hash=first["hash"])
    assert await error_of(stale) == "hash_conflict"
    assert await error_of(client.views_publish(user_id=cast.TANAKA.id, view=MODAL)) == "invalid_arguments"
