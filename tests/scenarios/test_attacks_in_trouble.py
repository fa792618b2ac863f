"""Stories of payloads and hours that are bad: silence where nobody spoke to us, one reason where somebody did."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.answers.tables import handovers, questions
from bot.core.migrate import upgrade
from bot.playground import cast
from tests.bot.playground.screen import Screen
from tests.kit.database import fresh_url
from tests.kit.forge import deliver, happened, pressed, readable, said, submitted
from tests.kit.stage import Stage, press, stage, words_of

LAPTOP = "ノートパソコンを社外に持ち出してもいいですか？"
RIDDLE = "りんごとバナナはどちらが重いですか"
CANARY = "カナリア-8842"


async def _rows(scene: Stage, table: Any) -> int:
    async with scene.house.services.database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "subtype": "message_changed", "message": {"text": LAPTOP, "user": cast.TANAKA.id}},
        {"type": "message", "subtype": "message_deleted", "previous_message": {"text": LAPTOP}},
        {"type": "message", "subtype": "channel_join", "text": LAPTOP},
        {"type": "message", "subtype": "bot_message", "bot_id": "B1", "text": LAPTOP},
        {"type": "message", "bot_id": "B1", "text": LAPTOP},
        {"type": "app_mention", "bot_id": "B1", "text": f"<@U0BOT> {LAPTOP}"},
        {"type": "reaction_added", "reaction": "eyes"},
        {"type": "team_join"},
    ],
)
async def test_what_no_person_said_to_us_is_met_with_silence(scene: Stage, event: dict[str, Any]) -> None:
    dm = scene.slack.slack.space.bot_dm(cast.TANAKA.id).id
    assert await deliver(scene, happened(scene, cast.TANAKA.id, channel=dm, **event)) == 200
    assert await said(scene) == []


@pytest.mark.parametrize("kind", ["drop_before_accept", "server_error", "error"])
async def test_when_slack_will_not_say_who_somebody_is_they_hear_so(scene: Stage, tanaka: Screen, kind: str) -> None:
    await scene.admin.fault(kind, method="users.info", times=20)
    await tanaka.say(LAPTOP)
    assert "どなたかわかりません" in (await tanaka.hears_bot())["text"]


async def test_a_refusal_is_said_once_however_often_it_is_delivered(scene: Stage) -> None:
    await scene.admin.fault("error", method="users.info", times=20)
    event = {"type": "app_mention", "text": LAPTOP, "channel": cast.GENERAL, "ts": "1700000001.000001"}
    thrice = [happened(scene, cast.TANAKA.id, event_id=each, **event) for each in ("Ev-a", "Ev-a", "Ev-b")]
    for body in thrice:
        await deliver(scene, body)
    assert len(await said(scene, "reason:")) == 1


async def test_a_form_that_cannot_open_leaves_a_reason_with_a_reference(scene: Stage, tanaka: Screen) -> None:
    await scene.admin.fault("error", method="views.open", code="invalid_arguments")
    await deliver(scene, pressed(scene, tanaka.user, "answers.library", "rules"))
    told = (await said(scene, "reason:"))[0]
    assert "Traceback" not in told
    assert "参照番号" in told or "番号" in told


async def test_a_written_answer_is_not_lost_when_somebody_was_faster(scene: Stage, tanaka: Screen) -> None:
    takahashi = await scene.person(cast.TAKAHASHI.id)
    await tanaka.say(RIDDLE)
    await tanaka.hears_bot()
    async with scene.house.services.database.read() as connection:
        question = (await connection.execute(select(questions.c.id))).scalar_one()
    await deliver(scene, submitted(scene, tanaka.user, "answers.ask_person_form", question))
    card = await takahashi.hears_bot()
    await press(takahashi, card, "回答する")
    view = (await takahashi.sees("view_open"))["view"]
    await press(takahashi, card, "解決済みにする")
    state = {"reply": {"value": {"type": "plain_text_input", "value": "長い回答"}}}
    answer = await takahashi.do("view_submit", view_id=view["id"], state=state)
    assert "すでに" in answer["errors"]["reply"]


async def test_an_answer_reaches_the_person_where_the_bot_may_not_whisper(scene: Stage, tanaka: Screen) -> None:
    value = json.dumps({"e": "gone"})
    await deliver(scene, pressed(scene, tanaka.user, "answers.related.0.x", value, channel=cast.MANAGEMENT))
    assert "ルールが変わりました" in (await tanaka.hears_bot())["text"]


async def test_a_dead_response_address_is_replaced_by_the_persons_own_conversation(
    scene: Stage, tanaka: Screen
) -> None:
    dead = f"{scene.slack.url}/response/nobody"
    body = {
        "command": "/mamori",
        "text": LAPTOP,
        "team_id": scene.slack.slack.space.team_id,
        "user_id": tanaka.user,
        "channel_id": cast.RANDOM,
        "response_url": dead,
        "trigger_id": "t.1",
    }
    assert await deliver(scene, body) == 200
    assert "3-2" in words_of(await tanaka.hears_bot())


@pytest.mark.parametrize(
    "text", ["x" * 12_000, "😀" * 4_000, "'; DROP TABLE question; --", "&amp;lt;!channel&amp;gt;", "{0}%s%(x)s{{7*7}}"]
)
async def test_any_text_is_answered_and_kept_whole_or_cut(scene: Stage, text: str) -> None:
    dm = scene.slack.slack.space.bot_dm(cast.TANAKA.id).id
    assert await deliver(scene, happened(scene, cast.TANAKA.id, type="message", channel=dm, text=text)) == 200
    assert len(await said(scene, "answer:")) == 1
    assert await _rows(scene, questions) == 1


async def test_what_no_eye_sees_is_taken_out_of_what_people_write(scene: Stage) -> None:
    dm = scene.slack.slack.space.bot_dm(cast.TANAKA.id).id
    trap = RIDDLE + "\0\u202eevil\ud800\u2066"
    assert await deliver(scene, happened(scene, cast.TANAKA.id, type="message", channel=dm, text=trap)) == 200
    async with scene.house.services.database.read() as connection:
        assert (await connection.execute(select(questions.c.text))).scalar_one() == RIDDLE + "evil"


async def test_a_mangled_payload_never_breaks_a_listener(scene: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Every part in turn is missing, null, empty, of another kind or huge; what Bolt lets in, we can bear."""
    whole = [
        pressed(scene, cast.TANAKA.id, "answers.related.0.x", '{"e":"takeout-laptop"}'),
        pressed(scene, cast.TANAKA.id, "answers.walk_tap.0", '{"w":"W-1","t":{"a":"b"}}'),
        submitted(scene, cast.TANAKA.id, "answers.ask_person_form", "Q-1", note="x"),
        happened(scene, cast.TANAKA.id, type="message", channel="D1", text="x"),
        happened(scene, cast.TANAKA.id, type="app_mention", channel=cast.GENERAL, text="x"),
        happened(scene, cast.TANAKA.id, type="app_home_opened", channel="D1", tab="home"),
    ]
    bodies = [mangled for body in whole for mangled in _mangled(body) if readable(mangled)]
    for body in bodies:
        await deliver(scene, body)
    assert len(bodies) > 500
    assert [record.message for record in caplog.records if "Failed to run listener" in record.message] == []
    assert await deliver(scene, pressed(scene, cast.TANAKA.id, "answers.related.0.x", '{"e":"takeout-laptop"}')) == 200


def _mangled(body: Any) -> list[Any]:
    """Copies of a payload with one part spoilt each."""
    found: list[Any] = []
    for key in list(body):
        found.append({name: value for name, value in body.items() if name != key})
        spoilt: tuple[Any, ...] = (None, "", [], {}, 7, "x" * 5_000)
        found += [{**body, key: bad} for bad in spoilt]
        if isinstance(body[key], dict):
            found += [{**body, key: inner} for inner in _mangled(body[key])]
    return found


async def test_no_word_of_a_person_reaches_an_error_of_the_database(scene: Stage, tanaka: Screen) -> None:
    await tanaka.say(CANARY)
    await tanaka.hears_bot()
    async with scene.house.services.database.read() as connection:
        row = dict((await connection.execute(select(questions))).mappings().one())
    with pytest.raises(IntegrityError) as trouble:
        async with scene.house.services.database.write() as connection:
            await connection.execute(questions.insert(), row)
    assert CANARY not in str(trouble.value)


async def test_no_word_of_a_person_and_no_token_reaches_the_log(
    scene: Stage, tanaka: Screen, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await tanaka.say(CANARY)
    await tanaka.hears_bot()
    await deliver(scene, pressed(scene, tanaka.user, "answers.gone", CANARY))
    await deliver(scene, submitted(scene, tanaka.user, "answers.gone_form", CANARY, note=CANARY))
    await deliver(scene, submitted(scene, tanaka.user, "answers.ask_person_form", CANARY, note=CANARY))
    heard = "\n".join(record.getMessage() for record in caplog.records if record.levelno > logging.INFO)
    assert CANARY not in heard
    assert scene.slack.bot_token not in heard


def test_what_libraries_repeat_of_people_stays_out_of_the_log() -> None:
    said = """
import logging
from bot.core.logs import configure
configure(logging.DEBUG, json=False)
logging.getLogger("slack_bolt.AsyncApp").warning("Unhandled request ({'value': 'CANARY'})")
logging.getLogger("aiosqlite").debug("INSERT CANARY")
logging.getLogger("slack_sdk.x").debug("body CANARY")
logging.getLogger("x").info("this is heard")
"""
    heard = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stderr
    assert "this is heard" in heard
    assert "CANARY" not in heard


@pytest.mark.postgres
@pytest.mark.parametrize("text", [RIDDLE + "\0", RIDDLE + "\ud800"])
async def test_postgresql_takes_any_text(tmp_path: Path, text: str) -> None:
    with fresh_url("postgresql") as url:
        upgrade(url)
        async with stage(tmp_path, database_url=url, audit_key="a key for tests only") as scene:
            dm = scene.slack.slack.space.bot_dm(cast.TANAKA.id).id
            await deliver(scene, happened(scene, cast.TANAKA.id, type="message", channel=dm, text=text))
            assert len(await said(scene, "answer:")) == 1
            odd = json.dumps({"e": "takeout-laptop", "via": "x" * 300})
            assert await deliver(scene, pressed(scene, cast.TANAKA.id, "answers.related.0.x", odd)) == 200


@pytest.mark.postgres
async def test_two_replicas_hand_a_question_over_once(tmp_path: Path) -> None:
    with fresh_url("postgresql") as url:
        upgrade(url)
        async with stage(tmp_path, database_url=url, audit_key="a key for tests only") as scene:
            tanaka = await scene.person(cast.TANAKA.id)
            await tanaka.say(RIDDLE)
            await tanaka.hears_bot()
            async with scene.house.services.database.read() as connection:
                question = (await connection.execute(select(questions.c.id))).scalar_one()
            forms = [submitted(scene, tanaka.user, "answers.ask_person_form", question) for _ in range(8)]
            assert set(await asyncio.gather(*(deliver(scene, form) for form in forms))) == {200}
            assert await _rows(scene, handovers) == 1
            assert await said(scene, "reason:") == []
