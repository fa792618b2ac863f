"""The app makes channels, changes them and is refused as Slack refuses."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.server import start
from tests.bot.playground.screen import Admin, Connect, Json, OpenScreen, Screen


async def refusal(ask: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as refused:
        await ask
    code: str = refused.value.response["error"]
    return code


async def new_channel(client: AsyncWebClient, name: str = "incident-1", **more: Any) -> str:
    channel_id: str = (await client.conversations_create(name=name, **more))["channel"]["id"]
    return channel_id


async def events(admin: Admin, kind: str) -> list[Json]:
    """What the app was sent, whether or not it was connected to take it."""
    await admin.post("settle")
    return [line["body"]["payload"]["event"] for line in await admin.lines("delivery", kind)]


async def subtypes(client: AsyncWebClient, channel: str) -> list[str]:
    messages = (await client.conversations_history(channel=channel))["messages"]
    return [message.get("subtype", "") for message in messages]


async def test_a_new_channel_has_its_maker_inside(client: AsyncWebClient, tanaka: Screen) -> None:
    channel = (await client.conversations_create(name="事故対応-1"))["channel"]
    assert (channel["name"], channel["is_member"], channel["is_private"]) == ("事故対応-1", True, False)
    assert channel["creator"] == (await client.auth_test())["user_id"]
    assert channel["topic"] == {"value": "", "creator": "", "last_set": 0}
    shown = await tanaka.sees("channel", lambda event: event["channel"]["id"] == channel["id"])
    assert not shown["channel"]["is_member"]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("general", "name_taken"),
        ("management", "name_taken"),
        ("Incident", "invalid_name_specials"),
        ("two words", "invalid_name_specials"),
        ("a.b", "invalid_name_specials"),
        ("-_-", "invalid_name_punctuation"),
        (" ", "invalid_name_required"),
        ("あ" * 81, "invalid_name_maxlength"),
    ],
)
async def test_a_bad_name_is_refused(client: AsyncWebClient, name: str, error: str) -> None:
    assert await refusal(client.conversations_create(name=name)) == error


async def test_a_name_may_be_as_long_as_eighty_letters(client: AsyncWebClient) -> None:
    assert (await client.conversations_create(name="あ" * 80))["ok"]


async def test_people_are_invited_together_or_not_at_all(client: AsyncWebClient) -> None:
    channel = await new_channel(client)
    await client.conversations_invite(channel=channel, users=[cast.TANAKA.id, cast.EMMA.id])
    members = (await client.conversations_members(channel=channel))["members"]
    assert {cast.TANAKA.id, cast.EMMA.id} < set(members)
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_invite(channel=channel, users=[cast.TANAKA.id, cast.SATO.id])
    assert refused.value.response["errors"] == [
        {"user": cast.TANAKA.id, "ok": False, "error": "already_in_channel"},
    ]
    assert cast.SATO.id not in (await client.conversations_members(channel=channel))["members"]
    forced = await client.conversations_invite(channel=channel, users=[cast.TANAKA.id, cast.SATO.id], force=True)
    assert forced["errors"][0]["error"] == "already_in_channel"
    assert cast.SATO.id in (await client.conversations_members(channel=channel))["members"]


async def test_who_cannot_be_invited_is_named(client: AsyncWebClient) -> None:
    channel, bot = await new_channel(client), (await client.auth_test())["user_id"]
    expected = {
        cast.GONE.id: "cant_invite",
        cast.GUEST.id: "ura_max_channels",
        bot: "cant_invite_self",
        "U0NOBODY": "user_not_found",
    }
    for user, error in expected.items():
        assert await refusal(client.conversations_invite(channel=channel, users=user)) == error
    assert await refusal(client.conversations_invite(channel=cast.RANDOM, users=cast.GUEST.id)) == "not_in_channel"


async def test_a_private_channel_does_not_exist_for_a_stranger(client: AsyncWebClient) -> None:
    hidden: Json = {"channel": cast.MANAGEMENT}
    for ask in (
        client.conversations_invite(**hidden, users=cast.TANAKA.id),
        client.conversations_join(**hidden),
        client.conversations_leave(**hidden),
        client.conversations_setTopic(**hidden, topic="t"),
        client.conversations_setPurpose(**hidden, purpose="p"),
        client.conversations_archive(**hidden),
        client.conversations_rename(**hidden, name="n"),
        client.conversations_kick(**hidden, user=cast.SATO.id),
        client.pins_list(**hidden),
        client.bookmarks_add(channel_id=cast.MANAGEMENT, title="t", type="link", link="https://example.com"),
    ):
        assert await refusal(ask) == "channel_not_found"


async def test_joining_twice_is_only_a_warning(client: AsyncWebClient) -> None:
    assert "warning" not in (await client.conversations_join(channel=cast.RANDOM)).data
    again = await client.conversations_join(channel=cast.RANDOM)
    assert again["warning"] == "already_in_channel"
    assert again["response_metadata"]["warnings"] == ["already_in_channel"]


async def test_a_person_joins_a_public_channel_and_no_other(client: AsyncWebClient, tanaka: Screen) -> None:
    public, private = await new_channel(client, "open"), await new_channel(client, "secret", is_private=True)
    assert (await tanaka.say("hello", public))["error"] == "not_in_channel"
    assert (await tanaka.do("join", channel=public))["ok"]
    assert (await tanaka.say("hello", public))["ok"]
    assert (await tanaka.do("join", channel=private))["error"] == "no_such_channel"
    await client.conversations_invite(channel=private, users=cast.TANAKA.id)
    assert (await tanaka.do("join", channel=private))["error"] == "cannot_join"
    await client.conversations_archive(channel=public)
    assert (await tanaka.do("join", channel=public))["error"] == "cannot_join"


async def test_leaving_has_its_limits(client: AsyncWebClient) -> None:
    assert await refusal(client.conversations_leave(channel=cast.GENERAL)) == "cant_leave_general"
    assert (await client.conversations_leave(channel=cast.SECURITY))["ok"]
    assert (await client.conversations_leave(channel=cast.SECURITY))["not_in_channel"]
    alone = await new_channel(client, "alone", is_private=True)
    assert await refusal(client.conversations_leave(channel=alone)) == "last_member"


async def test_topic_and_purpose_are_set_and_told_once(client: AsyncWebClient, tanaka: Screen) -> None:
    channel = (await client.conversations_setTopic(channel=cast.GENERAL, topic="静かに"))["channel"]
    assert channel["topic"]["value"] == "静かに"
    assert channel["topic"]["creator"] == (await client.auth_test())["user_id"]
    await client.conversations_setTopic(channel=cast.GENERAL, topic="静かに")
    await client.conversations_setPurpose(channel=cast.GENERAL, purpose="お知らせ")
    assert await subtypes(client, cast.GENERAL) == ["channel_purpose", "channel_topic"]
    told = (await tanaka.sees("message"))["message"]
    assert (told["subtype"], told["details"]) == ("channel_topic", {"topic": "静かに"})
    assert await refusal(client.conversations_setTopic(channel=cast.GENERAL, topic="あ" * 251)) == "too_long"
    assert await refusal(client.conversations_setTopic(channel=cast.RANDOM, topic="t")) == "not_in_channel"


async def test_only_its_own_channels_are_renamed(client: AsyncWebClient) -> None:
    channel = await new_channel(client, "before")
    assert (await client.conversations_rename(channel=channel, name="after"))["channel"]["previous_names"] == ["before"]
    assert await subtypes(client, channel) == ["channel_name", "channel_join"]
    assert await refusal(client.conversations_rename(channel=channel, name="random")) == "name_taken"
    assert await refusal(client.conversations_rename(channel=cast.GENERAL, name="all")) == "not_authorized"
    assert (await client.conversations_create(name="before"))["ok"]


async def test_an_archived_channel_is_closed_to_every_change(client: AsyncWebClient) -> None:
    channel = await new_channel(client)
    assert (await client.conversations_archive(channel=channel))["ok"]
    assert await refusal(client.conversations_archive(channel=channel)) == "already_archived"
    assert await refusal(client.conversations_archive(channel=cast.GENERAL)) == "cant_archive_general"
    assert await refusal(client.conversations_archive(channel=cast.RANDOM)) == "not_in_channel"
    for ask in (
        client.conversations_invite(channel=channel, users=cast.TANAKA.id),
        client.conversations_join(channel=channel),
        client.conversations_leave(channel=channel),
        client.conversations_setTopic(channel=channel, topic="t"),
        client.conversations_rename(channel=channel, name="n"),
        client.chat_postMessage(channel=channel, text="t"),
    ):
        assert await refusal(ask) == "is_archived"
    assert (await subtypes(client, channel))[0] == "channel_archive"


async def test_direct_messages_are_no_channels_to_manage(client: AsyncWebClient) -> None:
    dm = (await client.conversations_open(users=cast.TANAKA.id))["channel"]["id"]
    for ask in (
        client.conversations_invite(channel=dm, users=cast.EMMA.id),
        client.conversations_join(channel=dm),
        client.conversations_leave(channel=dm),
        client.conversations_archive(channel=dm),
        client.conversations_rename(channel=dm, name="n"),
        client.conversations_kick(channel=dm, user=cast.TANAKA.id),
    ):
        assert await refusal(ask) == "method_not_supported_for_channel_type"


async def test_a_private_channel_disappears_for_who_is_removed(client: AsyncWebClient, tanaka: Screen) -> None:
    channel = await new_channel(client, "secret", is_private=True)
    await client.conversations_invite(channel=channel, users=[cast.TANAKA.id, cast.SATO.id])
    joined = (await tanaka.sees("message"))["message"]
    assert (joined["subtype"], joined["user"]) == ("group_join", cast.TANAKA.id)
    await client.conversations_kick(channel=channel, user=cast.TANAKA.id)
    assert (await tanaka.sees("channel_gone"))["channel"] == channel
    assert channel not in [one["id"] for one in (await tanaka.get("state"))["channels"]]
    assert (await tanaka.get("messages", channel=channel))["error"] == "no_such_channel"
    assert await refusal(client.conversations_kick(channel=channel, user=cast.TANAKA.id)) == "not_in_channel"


async def test_nobody_is_removed_from_where_all_belong(client: AsyncWebClient) -> None:
    bot = (await client.auth_test())["user_id"]
    general = {"channel": cast.GENERAL}
    assert await refusal(client.conversations_kick(**general, user=cast.TANAKA.id)) == "cant_kick_from_general"
    assert await refusal(client.conversations_kick(**general, user=bot)) == "cant_kick_self"
    assert await refusal(client.conversations_kick(**general, user="U0NOBODY")) == "user_not_found"
    assert await refusal(client.conversations_kick(channel=cast.RANDOM, user=cast.TANAKA.id)) == "not_in_channel"


async def test_every_change_reaches_an_app_that_listens(
    client: AsyncWebClient, admin: Admin, bolt: AsyncApp, connect: Connect
) -> None:
    bolt.event(re.compile(".*"))(hear)
    await connect(bolt)
    channel = await new_channel(client, "first")
    await client.conversations_invite(channel=channel, users=cast.TANAKA.id)
    await client.conversations_rename(channel=channel, name="second")
    await client.conversations_kick(channel=channel, user=cast.TANAKA.id)
    await client.conversations_archive(channel=channel)
    await admin.post("kick", channel=cast.SECURITY)
    bot = (await client.auth_test())["user_id"]
    assert [one["channel"]["name"] for one in await events(admin, "channel_created")] == ["first"]
    joined = await events(admin, "member_joined_channel")
    assert {(one["user"], one.get("inviter")) for one in joined} == {(bot, None), (cast.TANAKA.id, bot)}
    assert [one["channel"]["name"] for one in await events(admin, "channel_rename")] == ["second"]
    assert [one["user"] for one in await events(admin, "member_left_channel")] == [cast.TANAKA.id]
    assert [one["channel"] for one in await events(admin, "channel_archive")] == [channel]
    assert [one["channel"] for one in await events(admin, "channel_left")] == [cast.SECURITY]
    told = {one.get("subtype") for one in await events(admin, "message")}
    assert told == {"channel_join", "channel_name", "channel_leave", "channel_archive"}
    assert await events(admin, "app_mention") == []


async def test_of_a_private_channel_only_its_members_hear(
    client: AsyncWebClient, admin: Admin, bolt: AsyncApp, connect: Connect
) -> None:
    bolt.event(re.compile(".*"))(hear)
    await connect(bolt)
    channel = await new_channel(client, "secret", is_private=True)
    await client.conversations_archive(channel=channel)
    await admin.post("archive", channel=cast.MANAGEMENT)
    assert await events(admin, "channel_created") == []
    assert [one["channel"] for one in await events(admin, "group_archive")] == [channel]


async def test_who_may_not_read_private_channels_hears_nothing_of_their_members(
    session: aiohttp.ClientSession,
) -> None:
    events = ["member_joined_channel", "member_left_channel"]
    scopes = ["channels:read", "channels:manage", "groups:write"]
    manifest = {
        "oauth_config": {"scopes": {"bot": scopes}},
        "settings": {"event_subscriptions": {"bot_events": events}},
    }
    playground = await start(workspace=cast.sample_workspace(manifest))
    client = AsyncWebClient(playground.bot_token, base_url=playground.api_url, session=session, retry_handlers=[])
    secret = await new_channel(client, "secret", is_private=True)
    await client.conversations_invite(channel=secret, users=cast.TANAKA.id)
    assert playground.slack.delivery.pending == 0
    await new_channel(client, "open")
    assert playground.slack.delivery.pending == 1
    await playground.stop()


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        ("channels:manage", ["public", "public topic"]),
        ("groups:write", ["private", "private topic"]),
        ("channels:write.topic", ["public topic"]),
        ("groups:write.topic", ["private topic"]),
    ],
)
async def test_each_kind_of_channel_has_its_own_scope(
    session: aiohttp.ClientSession, scope: str, allowed: list[str]
) -> None:
    manifest = {"oauth_config": {"scopes": {"bot": [scope]}}}
    space = cast.sample_workspace(manifest)
    space.channels[cast.MANAGEMENT].members.append(space.app.bot_user)
    playground = await start(workspace=space)
    client = AsyncWebClient(playground.bot_token, base_url=playground.api_url, session=session, retry_handlers=[])
    asked = {
        "public": client.conversations_create(name="one"),
        "private": client.conversations_create(name="two", is_private=True),
        "public topic": client.conversations_setTopic(channel=cast.GENERAL, topic="t"),
        "private topic": client.conversations_setTopic(channel=cast.MANAGEMENT, topic="t"),
    }
    outcomes = {name: await outcome(ask) for name, ask in asked.items()}
    assert outcomes == {name: "" if name in allowed else "missing_scope" for name in asked}
    await playground.stop()


async def test_several_people_share_one_group_conversation(
    client: AsyncWebClient, admin: Admin, bolt: AsyncApp, connect: Connect, tanaka: Screen, screen_of: OpenScreen
) -> None:
    bolt.event(re.compile(".*"))(hear)
    await connect(bolt)
    sato = await screen_of(cast.SATO.id)
    both = [cast.TANAKA.id, cast.SATO.id]
    assert await refusal(client.conversations_open(users=both, prevent_creation=True)) == "channel_not_found"
    opened = (await client.conversations_open(users=both, return_im=True))["channel"]
    assert opened["is_mpim"]
    assert opened["name"] == "mpdm-samplebot--sato--tanaka-1"
    again = await client.conversations_open(users=list(reversed(both)))
    assert (again["channel"]["id"], again["already_open"]) == (opened["id"], True)
    await client.chat_postMessage(channel=opened["id"], text="お二人へ")
    for screen in (tanaka, sato):
        place = (await screen.sees("channel"))["channel"]
        assert (place["id"], place["kind"], "user" in place) == (opened["id"], "im", False)
        assert (await screen.hears_bot())["text"] == "お二人へ"
    await tanaka.say("はい", opened["id"])
    heard = [one for one in await events(admin, "message") if one["user"] == cast.TANAKA.id]
    assert [(one["channel_type"], one["text"]) for one in heard] == [("mpim", "はい")]
    emma = await screen_of(cast.EMMA.id)
    assert (await emma.say("?", opened["id"]))["error"] == "no_such_channel"
    nine = [f"U{number}" for number in range(9)]
    assert await refusal(client.conversations_open(users=nine)) == "too_many_users"


async def hear() -> None:
    """A listener for everything: events without one are sent again and again."""


async def outcome(ask: Awaitable[Any]) -> str:
    try:
        await ask
    except SlackApiError as refused:
        return str(refused.response["error"])
    return ""
