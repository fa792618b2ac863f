"""Files: three steps up, shared a moment later, down only with a token; and what people drop."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.clock import Clock
from bot.playground.delivery import Timing
from bot.playground.files import Files
from bot.playground.server import Playground, start
from tests.bot.playground.screen import Admin, Connect, Json, OpenScreen, Screen
from tests.bot.playground.test_playground_chat import refusal

MAIL = "From: sender@example.com\r\nSubject: 請求書\r\n\r\nClick here\r\n".encode()
ROUTES = pytest.mark.parametrize("address", ["url_private", "url_private_download"])


@pytest.fixture
async def dropped(tanaka: Screen) -> Json:
    """A mail that Tanaka has sent to the bot."""
    file = (await tanaka.drop("不審.eml", MAIL))["file"]
    message: Json = (await tanaka.say("", files=[file["id"]]))["message"]
    return message


async def fetch(session: aiohttp.ClientSession, url: str, token: str | None = None) -> tuple[int, str, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with session.get(url, headers=headers) as answer:
        return answer.status, answer.content_type, await answer.read()


async def next_file_message(screen: Screen) -> Json:
    event = await screen.sees("message", lambda seen: bool(seen["message"]["files"]))
    message: Json = event["message"]
    return message


# Up -----------------------------------------------------------------------------------------------------------------


async def test_the_genuine_client_uploads_and_the_file_is_shared_a_moment_later(
    client: AsyncWebClient, tanaka: Screen, session: aiohttp.ClientSession
) -> None:
    done = await client.files_upload_v2(
        channel=tanaka.dm, content="a,b\n1,2\n", filename="台帳.csv", title="台帳", initial_comment="*できました*"
    )
    assert done["file"]["shares"] == {}
    message = await next_file_message(tanaka)
    assert (message["text"], message["files"][0]["title"]) == ("*できました*", "台帳")
    told = (await client.files_info(file=done["file"]["id"]))["file"]
    assert told["shares"]["private"][tanaka.dm][0]["ts"] == message["ts"]
    assert (told["ims"], told["channels"], told["filetype"], told["size"]) == ([tanaka.dm], [], "csv", 8)
    assert (await fetch(session, told["url_private"], client.token))[2] == b"a,b\n1,2\n"


async def test_several_files_go_in_one_message_and_into_a_thread(client: AsyncWebClient, tanaka: Screen) -> None:
    parent = (await tanaka.say("ここに"))["ts"]
    two = [{"filename": "a.txt", "content": "a"}, {"filename": "b.txt", "content": "b"}]
    await client.files_upload_v2(channel=tanaka.dm, file_uploads=two, thread_ts=parent)
    message = await next_file_message(tanaka)
    assert (message["thread_ts"], [one["name"] for one in message["files"]]) == (parent, ["a.txt", "b.txt"])


async def test_raw_bytes_and_a_form_are_both_taken_but_not_the_wrong_length(
    client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    form = aiohttp.FormData()
    form.add_field("filename", b"12345", filename="x.txt")
    for data, answer in ((b"12345", (200, "OK - 5")), (form, (200, "OK - 5"))):
        step = await client.files_getUploadURLExternal(filename="x.txt", length=5)
        async with session.post(step["upload_url"], data=data) as sent:
            assert (sent.status, await sent.text()) == answer
    step = await client.files_getUploadURLExternal(filename="x.txt", length=5)
    async with session.post(step["upload_url"], data=b"1234") as sent:
        assert sent.status == 400
    reply = await refusal(client.files_completeUploadExternal(files=[{"id": step["file_id"]}]))
    assert reply["error"] == "file_not_found"
    async with session.post(step["upload_url"] + "x", data=b"12345") as sent:
        assert sent.status == 404


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"filename": "a", "length": 0}, "invalid_arguments"),
        ({"filename": "", "length": 1}, "invalid_arguments"),
        ({"filename": "a", "length": 26 * 1024 * 1024}, "file_upload_size_restricted"),
        ({"filename": "a", "length": 1, "alt_txt": "あ" * 1001}, "alt_txt_too_large"),
        ({"filename": "a", "length": 1024 * 1024 + 1, "snippet_type": "text"}, "snippet_too_large"),
        ({"filename": "a", "length": 1, "snippet_type": "nonsense"}, "unknown_snippet_type"),
    ],
)
async def test_an_upload_is_refused_with_the_right_code(client: AsyncWebClient, asked: Json, error: str) -> None:
    assert (await refusal(client.api_call("files.getUploadURLExternal", data=asked)))["error"] == error


async def test_what_is_at_the_limit_is_taken(client: AsyncWebClient) -> None:
    asked = {"filename": "a", "length": 1024 * 1024, "alt_txt": "あ" * 1000, "snippet_type": "text"}
    assert (await client.api_call("files.getUploadURLExternal", data=asked))["ok"]


async def test_a_json_body_is_overlooked_where_slack_reads_forms_only(client: AsyncWebClient) -> None:
    asked = {"filename": "a", "length": 1}
    assert (await refusal(client.api_call("files.getUploadURLExternal", json=asked)))["error"] == "invalid_arguments"


@pytest.mark.parametrize(
    ("where", "error"),
    [
        ({"channel_id": cast.RANDOM}, "not_in_channel"),
        ({"channel_id": cast.MANAGEMENT}, "channel_not_found"),
        ({"channel_id": cast.TANAKA.id}, "channel_not_found"),
        ({"channels": f"{cast.GENERAL},C0NOWHERE01"}, "channel_not_found"),
        ({"channel_id": cast.GENERAL, "blocks": "[{}]"}, "invalid_blocks"),
        ({"channel_id": cast.GENERAL, "blocks": "["}, "invalid_blocks"),
        ({"channel_id": cast.GENERAL, "thread_ts": "1.1"}, "invalid_arguments"),
        ({"channel_id": cast.GENERAL, "files": "[]"}, "invalid_arguments"),
        ({"channel_id": cast.GENERAL, "files": '[{"id": "F0"}]'}, "file_not_found"),
    ],
)
async def test_an_upload_is_not_completed_where_it_cannot_be_shared(
    client: AsyncWebClient, session: aiohttp.ClientSession, where: Json, error: str
) -> None:
    step = await client.files_getUploadURLExternal(filename="x.txt", length=1)
    await session.post(step["upload_url"], data=b"x")
    asked = {"files": f'[{{"id": "{step["file_id"]}"}}]', **where}
    assert (await refusal(client.api_call("files.completeUploadExternal", data=asked)))["error"] == error


async def test_an_archive_takes_no_files(client: AsyncWebClient, admin: Admin) -> None:
    await admin.post("archive", channel=cast.GENERAL)
    reply = await refusal(client.files_upload_v2(channel=cast.GENERAL, content="x", filename="x.txt"))
    assert reply["error"] == "posting_to_channel_denied"


async def test_more_than_a_hundred_channels_are_too_many(
    client: AsyncWebClient, playground: Playground, tanaka: Screen
) -> None:
    space = playground.slack.space
    people = [space.add_user(type(cast.TANAKA)(f"U0CROWD{n:04}", f"crowd{n}", "人")) for n in range(100)]
    channels = [space.bot_dm(person.id).id for person in people] + [tanaka.dm]
    reply = await refusal(client.files_upload_v2(channels=channels, content="x", filename="x.txt"))
    assert reply["error"] == "channels_limit_exceeded"
    done = await client.files_upload_v2(channels=channels[1:], content="x", filename="x.txt")
    await next_file_message(tanaka)
    assert len((await client.files_info(file=done["file"]["id"]))["file"]["ims"]) == 100


async def test_an_upload_is_completed_only_once(client: AsyncWebClient) -> None:
    done = await client.files_upload_v2(content="x", filename="x.txt")
    reply = await refusal(client.files_completeUploadExternal(files=[{"id": done["file"]["id"]}]))
    assert reply["error"] == "file_update_failed"


# Down ---------------------------------------------------------------------------------------------------------------


@ROUTES
async def test_the_token_opens_the_bytes_with_their_type(
    playground: Playground, session: aiohttp.ClientSession, dropped: Json, address: str
) -> None:
    url = dropped["files"][0][address]
    assert await fetch(session, url, playground.bot_token) == (200, "message/rfc822", MAIL)


@ROUTES
@pytest.mark.parametrize("token", [None, "xoxb-wrong"])
async def test_without_the_right_token_a_login_page_comes_with_status_200(
    session: aiohttp.ClientSession, dropped: Json, address: str, token: str | None
) -> None:
    status, kind, body = await fetch(session, dropped["files"][0][address], token)
    assert (status, kind, body[:15]) == (200, "text/html", b"<!DOCTYPE html>")
    assert MAIL not in body


async def test_a_missing_scope_also_gets_the_login_page(session: aiohttp.ClientSession) -> None:
    manifest = {"oauth_config": {"scopes": {"bot": ["im:history"]}}}
    playground = await start(workspace=cast.sample_workspace(manifest))
    tanaka = await Screen(session, playground.url, cast.TANAKA.id).open()
    file = (await tanaka.drop("a.eml", MAIL))["file"]
    await tanaka.say("", files=[file["id"]])
    assert (await fetch(session, file["url_private"], playground.bot_token))[:2] == (200, "text/html")
    await tanaka.close()
    await playground.stop()


async def test_the_login_page_can_be_asked_for_once(
    playground: Playground, admin: Admin, session: aiohttp.ClientSession, dropped: Json
) -> None:
    await admin.fault("login_page")
    url = dropped["files"][0]["url_private"]
    assert (await fetch(session, url, playground.bot_token))[1] == "text/html"
    assert (await fetch(session, url, playground.bot_token))[2] == MAIL


@pytest.mark.parametrize("taken", [{"token": True}, {"scope": "files:read"}])
async def test_what_was_taken_back_closes_the_downloads(
    playground: Playground, admin: Admin, session: aiohttp.ClientSession, dropped: Json, taken: Json
) -> None:
    url = dropped["files"][0]["url_private"]
    await admin.post("revoke", **taken)
    assert (await fetch(session, url, playground.bot_token))[1] == "text/html"
    await admin.post("restore")
    assert (await fetch(session, url, playground.bot_token))[2] == MAIL


async def test_a_file_of_a_channel_without_the_bot_does_not_exist_for_it(
    client: AsyncWebClient, playground: Playground, session: aiohttp.ClientSession, tanaka: Screen, admin: Admin
) -> None:
    file = (await tanaka.drop("a.eml", MAIL))["file"]
    await tanaka.say("", cast.RANDOM, files=[file["id"]])
    assert (await refusal(client.files_info(file=file["id"])))["error"] == "file_not_found"
    assert (await fetch(session, file["url_private"], playground.bot_token))[0] == 404
    assert [one["id"] for one in (await client.files_list())["files"]] == []
    await admin.post("invite", channel=cast.RANDOM)
    assert (await client.files_info(file=file["id"]))["file"]["channels"] == [cast.RANDOM]
    assert (await fetch(session, file["url_private"], playground.bot_token))[2] == MAIL


async def test_a_dropped_file_that_was_not_sent_is_nobodys_but_its_owners(
    client: AsyncWebClient, tanaka: Screen, playground: Playground, session: aiohttp.ClientSession
) -> None:
    file = (await tanaka.drop("a.eml", MAIL))["file"]
    assert (await refusal(client.files_info(file=file["id"])))["error"] == "file_not_found"
    url = f"{playground.url}/api/page/file/{file['id']}/a.eml"
    assert (await fetch(session, f"{url}?user={cast.TANAKA.id}"))[2] == MAIL
    assert (await fetch(session, f"{url}?user={cast.EMMA.id}"))[0] == 404


async def test_deleting_leaves_a_tombstone_and_no_bytes(
    client: AsyncWebClient, tanaka: Screen, session: aiohttp.ClientSession
) -> None:
    done = await client.files_upload_v2(channel=tanaka.dm, content="x", filename="x.txt")
    message, file = await next_file_message(tanaka), done["file"]
    assert (await client.files_delete(file=file["id"]))["ok"]
    seen = (await tanaka.sees("message_changed"))["message"]
    assert (seen["ts"], seen["files"][0]["mode"]) == (message["ts"], "tombstone")
    assert (await fetch(session, file["url_private"], client.token))[0] == 404
    assert (await refusal(client.files_info(file=file["id"])))["error"] == "file_deleted"
    assert (await refusal(client.files_delete(file=file["id"])))["error"] == "file_deleted"


async def test_the_bot_deletes_nobody_elses_file(client: AsyncWebClient, dropped: Json) -> None:
    reply = await refusal(client.files_delete(file=dropped["files"][0]["id"]))
    assert reply["error"] == "cant_delete_file"


async def test_with_the_message_the_files_place_goes_too(client: AsyncWebClient, tanaka: Screen) -> None:
    done = await client.files_upload_v2(channel=tanaka.dm, content="x", filename="x.txt")
    message = await next_file_message(tanaka)
    await client.chat_delete(channel=tanaka.dm, ts=message["ts"])
    assert (await client.files_info(file=done["file"]["id"]))["file"]["ims"] == []


async def test_a_tombstone_above_replies_carries_no_file(
    client: AsyncWebClient, playground: Playground, tanaka: Screen, dropped: Json, session: aiohttp.ClientSession
) -> None:
    await tanaka.say("返信", thread_ts=dropped["ts"])
    slack = playground.slack
    slack.posting.delete(slack.space.channels[tanaka.dm].messages[dropped["ts"]])
    assert (await refusal(client.files_info(file=dropped["files"][0]["id"])))["error"] == "file_not_found"


async def test_until_the_moment_has_passed_nothing_is_shared(session: aiohttp.ClientSession) -> None:
    playground = await start(timing=Timing(share=60))
    client = AsyncWebClient(playground.bot_token, base_url=playground.api_url, session=session)
    done = await client.files_upload_v2(channel=cast.GENERAL, content="x", filename="x.txt")
    assert (await client.files_info(file=done["file"]["id"]))["file"]["shares"] == {}
    assert (await client.conversations_history(channel=cast.GENERAL))["messages"] == []
    await playground.stop()


async def test_files_are_listed_by_page_by_cursor_and_by_what_was_asked(
    client: AsyncWebClient, tanaka: Screen, dropped: Json
) -> None:
    for n in range(3):
        await client.files_upload_v2(content="x", filename=f"{n}.png")
    everything = await client.files_list()
    assert (len(everything["files"]), everything["paging"]["total"]) == (4, 4)
    second = await client.files_list(count=3, page=2)
    assert (len(second["files"]), second["paging"]) == (1, {"count": 3, "total": 4, "page": 2, "pages": 2})
    seen: list[str] = []
    cursor = ""
    while cursor or not seen:
        part = await client.api_call("files.list", params={"limit": 3, "cursor": cursor})
        seen += [one["id"] for one in part["files"]]
        cursor = part["response_metadata"]["next_cursor"]
    assert len(set(seen)) == 4
    assert len((await client.files_list(types="images"))["files"]) == 3
    assert [one["name"] for one in (await client.files_list(user=tanaka.user))["files"]] == ["不審.eml"]
    assert [one["name"] for one in (await client.files_list(channel=tanaka.dm))["files"]] == ["不審.eml"]
    assert (await refusal(client.files_list(types="poems")))["error"] == "unknown_type"
    assert (await refusal(client.files_list(user="U0NOBODY")))["error"] == "user_not_found"
    assert (await refusal(client.api_call("files.list", params={"cursor": "?"})))["error"] == "invalid_arguments"


# People -------------------------------------------------------------------------------------------------------------


async def test_a_dropped_mail_reaches_the_app_as_a_message_and_as_a_file(
    bolt: AsyncApp, connect: Connect, playground: Playground, tanaka: Screen
) -> None:
    heard: dict[str, Json] = {}

    @bolt.event({"type": "message", "subtype": "file_share"})
    async def came(event: Json) -> None:
        heard["message"] = event

    @bolt.event("file_shared")
    async def shared(event: Json) -> None:
        heard["file"] = event

    await connect(bolt)
    file = (await tanaka.drop("見積 2026.eml", MAIL))["file"]
    said = await tanaka.say("", files=[file["id"]])
    await playground.slack.delivery.settled()
    event = heard["message"]
    assert (event["text"], event["channel_type"], "blocks" in event) == ("", "im", False)
    carried = event["files"][0]
    assert (carried["id"], carried["name"], carried["mimetype"]) == (file["id"], "見積 2026.eml", "message/rfc822")
    assert (carried["filetype"], carried["size"], carried["user"]) == ("email", len(MAIL), tanaka.user)
    assert heard["file"]["file_id"] == heard["file"]["file"]["id"] == file["id"]
    assert heard["file"]["channel_id"] == said["channel"]


async def test_a_mention_with_a_file_brings_the_file(
    bolt: AsyncApp, connect: Connect, playground: Playground, tanaka: Screen
) -> None:
    heard: list[Json] = []

    @bolt.event("app_mention")
    async def mentioned(event: Json) -> None:
        heard.append(event)

    @bolt.event("message")
    @bolt.event("file_shared")
    async def nothing() -> None: ...

    await connect(bolt)
    file = (await tanaka.drop("a.msg", b"\xd0\xcf\x11\xe0"))["file"]
    await tanaka.say(f"<@{playground.slack.space.app.bot_user}> これは？", cast.GENERAL, files=[file["id"]])
    await playground.slack.delivery.settled()
    assert ("subtype" in heard[0], heard[0]["files"][0]["filetype"]) == (False, "binary")


async def test_people_see_the_files_of_their_conversations_only(
    screen_of: OpenScreen, tanaka: Screen, playground: Playground, session: aiohttp.ClientSession
) -> None:
    file = (await tanaka.drop("a.html", b"<script>alert(1)</script>"))["file"]
    await tanaka.say("見て", cast.GENERAL, files=[file["id"]])
    url = f"{playground.url}/api/page/file/{file['id']}/a.html?user="
    async with session.get(url + cast.EMMA.id) as answer:
        assert (answer.status, answer.content_type) == (200, "application/octet-stream")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (await fetch(session, url + cast.GUEST.id))[0] == 404


@pytest.mark.parametrize(("content", "error"), [(b"", "file_empty"), (b"x" * (25 * 1024 * 1024 + 1), "file_too_large")])
async def test_the_page_takes_no_empty_and_no_huge_file(tanaka: Screen, content: bytes, error: str) -> None:
    assert (await tanaka.drop("a.bin", content))["error"] == error


async def test_nobody_sends_what_is_not_theirs(screen_of: OpenScreen, tanaka: Screen) -> None:
    emma = await screen_of(cast.EMMA.id)
    file = (await tanaka.drop("a.eml", MAIL))["file"]
    assert (await emma.say("", files=[file["id"]]))["error"] == "no_such_file"
    many = [(await tanaka.drop(f"{n}.txt", b"x"))["file"]["id"] for n in range(11)]
    assert (await tanaka.say("", files=many))["error"] == "too_many_files"
    assert (await tanaka.say("", files=many[:10]))["ok"]


async def test_a_name_brings_no_folders_and_no_invisible_signs(tanaka: Screen) -> None:
    file = (await tanaka.drop("..\\..\\c:/temp/inv\u202eoice\n.eml", MAIL))["file"]
    assert file["name"] == "invoice.eml"
    assert file["url_private"].endswith("/invoice.eml")


# Modals and shortcuts -----------------------------------------------------------------------------------------------

FORM: Json = {
    "type": "modal",
    "callback_id": "mail",
    "title": {"type": "plain_text", "text": "Mail"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "mail",
            "label": {"type": "plain_text", "text": "Mail"},
            "element": {"type": "file_input", "action_id": "file", "filetypes": ["eml", "msg"], "max_files": 2},
        }
    ],
}


@pytest.fixture
async def modal(bolt: AsyncApp, connect: Connect, tanaka: Screen) -> tuple[str, list[Json]]:
    """An open modal that wants mails, and what its submissions carried."""
    sent: list[Json] = []

    @bolt.shortcut("ask_global")
    async def opened(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @bolt.view("mail")
    async def submitted(ack: Any, view: Json) -> None:
        sent.append(view["state"]["values"]["mail"]["file"])
        await ack()

    await connect(bolt)
    await tanaka.do("shortcut", callback_id="ask_global")
    return (await tanaka.sees("view_open"))["view"]["id"], sent


async def test_a_file_input_is_checked_and_then_sent_as_file_objects(
    modal: tuple[str, list[Json]], tanaka: Screen, playground: Playground, session: aiohttp.ClientSession
) -> None:
    view_id, sent = modal
    files = {name: (await tanaka.drop(name, MAIL))["file"] for name in ("a.eml", "b.MSG", "c.eml", "d.exe")}

    async def send(*names: str) -> Json:
        chosen = [{"id": files[name]["id"], "name": "forged"} for name in names]
        return await tanaka.do(
            "view_submit", view_id=view_id, state={"mail": {"file": {"type": "file_input", "files": chosen}}}
        )

    assert (await send())["errors"] == {"mail": "この項目は必須です。"}
    assert (await send("a.eml", "b.MSG", "c.eml"))["errors"] == {"mail": "ファイルは 2 件までです。"}
    assert (await send("d.exe"))["errors"] == {"mail": "「d.exe」は選べません。.eml, .msg のファイルを選んでください。"}
    assert sent == []
    assert await send("a.eml", "b.MSG") == {"ok": True}
    assert [one["name"] for one in sent[0]["files"]] == ["a.eml", "b.MSG"]
    assert (await fetch(session, sent[0]["files"][0]["url_private"], playground.bot_token))[2] == MAIL
    assert (await fetch(session, files["c.eml"]["url_private"], playground.bot_token))[0] == 404


async def test_a_message_shortcut_brings_the_files_along(
    bolt: AsyncApp, connect: Connect, tanaka: Screen, dropped: Json
) -> None:
    taken: list[Json] = []

    @bolt.shortcut("ask_message")
    async def asked(ack: Any, body: Json) -> None:
        taken.append(body["message"])
        await ack()

    @bolt.event("message")
    @bolt.event("file_shared")
    async def nothing() -> None: ...

    await connect(bolt)
    await tanaka.do("shortcut", callback_id="ask_message", channel=dropped["channel"], ts=dropped["ts"])
    assert taken[0]["files"][0]["url_private_download"].endswith("/____.eml") is False
    assert taken[0]["files"][0]["id"] == dropped["files"][0]["id"]


async def test_a_picture_of_the_app_that_only_a_block_shows_is_seen_by_those_who_read_it(
    client: AsyncWebClient, tanaka: Screen, playground: Playground, session: aiohttp.ClientSession
) -> None:
    asked = await client.files_getUploadURLExternal(filename="a.png", length=4)
    url = f"{playground.url}/api/page/file/{asked['file_id']}/picture?user={tanaka.user}"
    assert (await fetch(session, url))[0] == 404
    await session.post(str(asked["upload_url"]), data=b"\x89PNG")
    await client.files_completeUploadExternal(files=[{"id": str(asked["file_id"])}])
    block = {"type": "image", "slack_file": {"id": asked["file_id"]}, "alt_text": "a"}
    await client.chat_postMessage(channel=tanaka.user, text="a", blocks=[block])
    assert (await fetch(session, url))[:2] == (200, "image/png")


# Room ---------------------------------------------------------------------------------------------------------------


def test_past_the_total_the_oldest_files_lose_their_bytes() -> None:
    files = Files(Clock(), total=10)
    first, second, third = (files.fill(files.new("U1", f"{n}.txt", 4), b"1234") for n in range(3))
    assert (first.mode, first.content) == ("hidden_by_limit", None)
    assert second.content == third.content == b"1234"
    huge = files.fill(files.new("U1", "huge.bin", 11), b"x" * 11)
    assert [one.size for one in files if one.content is not None] == [huge.size]


async def test_history_remembers_files(client: AsyncWebClient, tanaka: Screen, dropped: Json) -> None:
    history = (await client.conversations_history(channel=tanaka.dm))["messages"]
    assert (history[0]["subtype"], history[0]["files"][0]["name"]) == ("file_share", "不審.eml")
