"""What a workspace remembers: over a restart everything, after a reset nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.cast import sample_workspace
from bot.playground.keeper import Keeper
from bot.playground.model import Memory, UserGroup
from bot.playground.server import Playground, start
from bot.playground.workspace import MEMORY, Workspace
from tests.bot.playground.conftest import BRISK
from tests.bot.playground.screen import Admin, Json, OpenScreen, Screen
from tests.kit.patience import SECONDS

MODAL: Json = {"type": "home", "blocks": [{"type": "divider"}]}


@asynccontextmanager
async def kept(file: Path, said: list[str]) -> AsyncIterator[Playground]:
    """A playground that keeps its workspace in this file."""
    workspace = sample_workspace()
    keeper = Keeper(workspace, file, said.append)
    keeper.load()
    running = await start(workspace=workspace, timing=BRISK)
    keeper.start(running.slack.stream)
    yield running
    await running.stop()
    await keeper.stop()


async def _live(running: Playground, session: aiohttp.ClientSession) -> None:
    """A day on which everything changes that can."""
    admin, client = Admin(session, running.url), AsyncWebClient(running.bot_token, base_url=running.api_url)
    tanaka = await Screen(session, running.url, cast.TANAKA.id).open()
    file = (await tanaka.drop("a.eml", b"From: a@example.com\r\n\r\nhi"))["file"]
    said = await tanaka.say("hello", files=[file["id"]])
    await tanaka.do("reaction", channel=tanaka.dm, ts=said["ts"], name="eyes")
    reply = await client.chat_postMessage(
        channel=tanaka.dm,
        text="here",
        thread_ts=said["ts"],
        blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": "*here*"}}],
        metadata={"event_type": "x", "event_payload": {"key": "1"}},
    )
    await client.chat_update(channel=tanaka.dm, ts=str(reply["ts"]), text="there")
    await client.chat_postEphemeral(channel=cast.GENERAL, user=cast.TANAKA.id, text="psst")
    await client.views_publish(user_id=cast.TANAKA.id, view=MODAL)
    await client.assistant_threads_setSuggestedPrompts(
        channel_id=tanaka.dm, prompts=[{"title": "a", "message": "b"}], title="try", thread_ts=""
    )
    made = (await client.conversations_create(name="war-room", is_private=True))["channel"]["id"]
    await client.conversations_invite(channel=made, users=cast.SATO.id)
    running.slack.space.add_group(UserGroup("S0LEADS0001", "leads", "Leads", [cast.SATO.id]))
    await admin.post("archive", channel=cast.RANDOM)
    await admin.post("clock", seconds=86_400)
    await tanaka.close()


async def test_everything_is_there_again_after_a_restart(tmp_path: Path, session: aiohttp.ClientSession) -> None:
    said: list[str] = []
    async with kept(tmp_path / "demo/workspace.json", said) as first:
        await _live(first, session)
        before = MEMORY.dump_json(first.slack.space)
    async with kept(tmp_path / "demo/workspace.json", said) as second:
        space = second.slack.space
        assert MEMORY.dump_json(space).replace(b"hidden_by_limit", b"hosted") == before
        assert space.clock.skipped == 86_400
        tanaka = await Screen(session, second.url, cast.TANAKA.id).open()
        told = await tanaka.say("again")
        assert told["channel"] == tanaka.dm == space.bot_dm(cast.TANAKA.id).id
        known = space.channels[tanaka.dm].messages
        assert list(known)[-1] == told["ts"] == max(known), "what is new comes after what was"
        file = next(file for message in known.values() for file in message.files)
        assert (file.mode, space.files.find(file.id)) == ("hidden_by_limit", file), (
            "bytes are never written to the disk"
        )
        await tanaka.close()
    assert said == []


async def test_it_is_written_a_moment_after_a_change(tmp_path: Path, session: aiohttp.ClientSession) -> None:
    file = tmp_path / "workspace.json"
    async with kept(file, []) as running:
        await Admin(session, running.url).post("message", user=cast.TANAKA.id, channel=cast.GENERAL, text="keep me")
        async with asyncio.timeout(SECONDS):
            while not file.exists() or "keep me" not in file.read_text("utf-8"):  # noqa: ASYNC110  a file calls nobody
                await asyncio.sleep(0.05)
        assert file.stat().st_mode & 0o077 == 0, "conversations are nobody else's business"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"version": 0}',
        '{"version": 2}',
        '{"memory": {"users": 1}}',
        '{"memory": {"channels": {"C": {}}}}',
    ],
)
async def test_what_cannot_be_read_is_set_aside_and_said(tmp_path: Path, text: str) -> None:
    file, said = tmp_path / "workspace.json", list[str]()
    file.write_text(text, "utf-8")
    workspace = sample_workspace()
    assert not Keeper(workspace, file, said.append).load()
    assert "begins anew" in said[0]
    assert (tmp_path / "workspace.json.unreadable").read_text("utf-8") == text
    assert not file.exists()
    assert set(workspace.channels) == set(sample_workspace().channels)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["skipped"], 1e300),
        (["skipped"], -1e12),
        (["memory", "users"], {}),
        (["memory", "users", cast.TANAKA.id, "tz"], "../../etc/passwd"),
        (["memory", "users", cast.TANAKA.id, "id"], "U0SOMEBODY1"),
        (["memory", "channels", cast.GENERAL, "id"], "C0ELSEWHERE"),
        (["memory", "channels", cast.GENERAL, "bookmarks"], [{}]),
    ],
)
async def test_what_does_not_fit_together_is_set_aside_before_a_page_sees_it(
    tmp_path: Path, path: list[str], value: object
) -> None:
    file, said = tmp_path / "workspace.json", list[str]()
    kept = Keeper(sample_workspace(), file, said.append)
    kept.load()
    await kept.stop()
    inner = whole = json.loads(file.read_text("utf-8"))
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    file.write_text(json.dumps(whole), "utf-8")
    workspace = sample_workspace()
    assert not Keeper(workspace, file, said.append).load()
    assert len(said) == 1
    assert set(workspace.users) == set(sample_workspace().users)
    assert workspace.clock.skipped == 0


def test_a_workspace_holds_nothing_that_it_would_forget() -> None:
    """Whoever gives it something new to hold puts it into the Memory, or says here why it may go."""
    made_anew = {"name", "app", "clock", "stamps", "files", "_installed", "_dms", "_names", "_beginning"}
    assert set(vars(sample_workspace())) == set(Memory.__dataclass_fields__) | made_anew


async def test_a_reset_takes_everything_back(
    playground: Playground, session: aiohttp.ClientSession, admin: Admin, screen_of: OpenScreen
) -> None:
    watching = await screen_of(cast.SATO.id)
    slack, space = playground.slack, playground.slack.space
    untouched = _first_day(sample_workspace())
    await _live(playground, session)
    await admin.fault("drop_ack")
    await admin.post("messages_tab", open=False)
    await admin.post("revoke", scope="chat:write")
    assert _first_day(space) != untouched
    assert (await admin.post("reset"))["ok"]
    assert await watching.sees("reset")
    assert _first_day(space) == untouched
    assert (space.clock.skipped, slack.faults.armed, slack.log.counts, list(space.files)) == (0, [], {}, [])
    assert space.app.messages_open
    assert "chat:write" in space.app.scopes
    assert slack.delivery.pending == 0
    ts = (await watching.say("hello"))["ts"]
    assert abs(float(ts) - space.clock.now()) < 60, "the new first day is today"


def _first_day(space: Workspace) -> Json:
    """What everybody would see on the first day; an empty conversation with the app is part of every day."""
    shown: Json = MEMORY.dump_python(space, mode="json")
    for user in space.people():
        dm = shown["channels"].get(space.bot_dm(user.id).id)
        if dm and not dm["messages"]:
            del shown["channels"][dm["id"]]
    for made in (*shown["channels"].values(), *shown["groups"].values()):  # perhaps a second later than before
        made["created"] = 0
    return shown
