"""Who is in the workspace, and what the bot may see of it."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.model import KEPT_PER_CHANNEL, Channel, Message
from bot.playground.server import Playground
from tests.bot.playground.screen import Admin, OpenScreen, Screen


async def error_of(client: AsyncWebClient, method: str, **sent: str) -> str:
    with pytest.raises(SlackApiError) as refused:
        await client.api_call(method, data=sent)
    return str(refused.value.response["error"])


async def test_people_have_a_language_and_a_time_zone(client: AsyncWebClient) -> None:
    emma = (await client.users_info(user=cast.EMMA.id, include_locale=True))["user"]
    assert (emma["locale"], emma["tz"], emma["tz_offset"]) == ("en-US", "Asia/Tokyo", 9 * 3600)
    assert "locale" not in (await client.users_info(user=cast.EMMA.id))["user"]


async def test_guests_and_leavers_are_marked(client: AsyncWebClient) -> None:
    members = {one["id"]: one for one in (await client.users_list())["members"]}
    assert members[cast.GUEST.id]["is_restricted"]
    assert members[cast.GONE.id]["deleted"]
    assert members["U0PLAYGRND1"]["is_bot"]


async def test_the_people_list_has_pages(client: AsyncWebClient) -> None:
    names = [one["name"] async for page in await client.users_list(limit=4) for one in page["members"]]
    assert len(names) == len(set(names)) == len(cast.PEOPLE) + 1


async def test_somebody_is_found_by_mail_unless_they_left(client: AsyncWebClient) -> None:
    assert (await client.users_lookupByEmail(email="SATO@example.co.jp"))["user"]["id"] == cast.SATO.id
    assert await error_of(client, "users.lookupByEmail", email="old@example.co.jp") == "users_not_found"
    assert await error_of(client, "users.info", user="U0NOBODY001") == "user_not_found"


async def test_a_dm_is_opened_once(client: AsyncWebClient) -> None:
    first = await client.conversations_open(users=cast.SATO.id)
    again = await client.conversations_open(users=cast.SATO.id, return_im=True)
    assert "already_open" not in first.data
    assert again["already_open"]
    assert again["channel"]["user"] == cast.SATO.id
    assert again["channel"]["id"] == first["channel"]["id"]


@pytest.mark.parametrize(
    ("users", "error"),
    [
        ("", "users_list_not_supplied"),
        ("U0NOBODY001", "user_not_found"),
        (cast.GONE.id, "user_disabled"),
        (",".join([cast.SATO.id] * 9), "too_many_users"),
    ],
)
async def test_a_dm_with_nobody_is_refused(client: AsyncWebClient, users: str, error: str) -> None:
    assert await error_of(client, "conversations.open", users=users) == error


async def test_a_group_dm_gathers_several(client: AsyncWebClient) -> None:
    group = await client.conversations_open(users=[cast.SATO.id, cast.SUZUKI.id])
    members = (await client.conversations_members(channel=group["channel"]["id"]))["members"]
    assert set(members) == {cast.SATO.id, cast.SUZUKI.id, "U0PLAYGRND1"}


async def test_a_private_channel_without_the_bot_does_not_exist_for_it(client: AsyncWebClient) -> None:
    listed = await client.conversations_list(types="public_channel,private_channel")
    names = ["general", "random", "security", "incident-response"]
    assert [one["name"] for one in listed["channels"]] == names
    for method in ("conversations.info", "conversations.members", "conversations.history"):
        assert await error_of(client, method, channel=cast.MANAGEMENT) == "channel_not_found"


async def test_an_open_channel_is_seen_but_not_read_from_outside(client: AsyncWebClient) -> None:
    assert not (await client.conversations_info(channel=cast.RANDOM))["channel"]["is_member"]
    assert await error_of(client, "conversations.history", channel=cast.RANDOM) == "not_in_channel"


async def test_each_person_sees_their_own_channels(screen_of: OpenScreen, tanaka: Screen) -> None:
    names = [one["name"] for one in (await tanaka.get("state"))["channels"]]
    guest = await screen_of(cast.GUEST.id)
    assert {"general", "random", "security"} < set(names)
    assert "management" not in names
    assert [one["name"] for one in (await guest.get("state"))["channels"] if one["name"]] == ["random"]


async def test_a_guest_stays_in_their_channel(screen_of: OpenScreen) -> None:
    guest = await screen_of(cast.GUEST.id)
    assert (await guest.say("hi", cast.GENERAL))["error"] == "no_such_channel"
    assert (await guest.say("hi", cast.RANDOM))["ok"]


async def test_nobody_talks_in_an_archived_channel(tanaka: Screen, admin: Admin) -> None:
    await admin.post("archive", channel=cast.GENERAL)
    assert (await tanaka.sees("channel"))["channel"]["is_archived"]
    assert (await tanaka.say("hi", cast.GENERAL))["error"] == "is_archived"


async def test_a_group_dm_appears_to_its_members_with_the_first_message(client: AsyncWebClient, tanaka: Screen) -> None:
    people = [cast.TANAKA.id, cast.SATO.id]
    group = (await client.conversations_open(users=people))["channel"]["id"]
    await client.chat_postMessage(channel=group, text="hi")
    assert (await tanaka.sees("channel"))["channel"]["id"] == group
    assert (await tanaka.sees("message"))["message"]["channel"] == group


def test_a_channel_forgets_its_oldest_message_when_it_is_full() -> None:
    channel = Channel("C1", "full")
    for number in range(KEPT_PER_CHANNEL + 1):
        channel.add(Message(f"{number}", "C1", "U1", ""))
    assert len(channel.messages) == KEPT_PER_CHANNEL
    assert "0" not in channel.messages


async def test_a_leaver_has_no_page(playground: Playground, session: aiohttp.ClientSession) -> None:
    async with session.get(f"{playground.url}/api/page/state?user={cast.GONE.id}") as response:
        assert (await response.json())["error"] == "no_such_user"


async def test_unread_messages_are_counted_until_looked_at(client: AsyncWebClient, tanaka: Screen) -> None:
    async def unread() -> int:
        channels = (await tanaka.get("state"))["channels"]
        return next(int(one["unread"]) for one in channels if one["id"] == cast.GENERAL)

    await client.chat_postMessage(channel=cast.GENERAL, text="hi")
    assert await unread() == 1
    await tanaka.do("open", channel=cast.GENERAL, tab="messages")
    assert await unread() == 0


@pytest.mark.parametrize(
    ("typed", "text", "kinds"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d", ["text"]),
        ("@samplebot hi", "<@U0PLAYGRND1> hi", ["user", "text"]),
        ("@田中 美咲さん", f"<@{cast.TANAKA.id}>さん", ["user", "text"]),
        (f"<@{cast.EMMA.id}>", f"<@{cast.EMMA.id}>", ["user"]),
        ("<@U0NOBODY001>", "&lt;@U0NOBODY001&gt;", ["text"]),
        ("<!channel>", "&lt;!channel&gt;", ["text"]),
        ("@here come", "<!here> come", ["broadcast", "text"]),
        ("see https://evil.example.com/a?b=1&c=2.", "see <https://evil.example.com/a?b=1&amp;c=2>.", None),
        ("見てevil-shop.jp/loginを", "見て<http://evil-shop.jp/login|evil-shop.jp/login>を", None),
        ("mail a@b.example.com", "mail <mailto:a@b.example.com|a@b.example.com>", ["text", "link"]),
        ("ok :eyes:", "ok :eyes:", ["text", "emoji"]),
    ],
)
async def test_typed_text_arrives_as_slack_sends_it(
    tanaka: Screen, typed: str, text: str, kinds: list[str] | None
) -> None:
    message = (await tanaka.say(typed))["message"]
    assert message["text"] == text
    elements = message["blocks"][0]["elements"][0]["elements"]
    assert kinds is None or [one["type"] for one in elements] == kinds
