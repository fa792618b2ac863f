"""Presses and forms that no sheet ever showed: each gets an answer, none an exception, none somebody else's sheet."""

from __future__ import annotations

import asyncio
import json

import pytest
from sqlalchemy import select

from bot.core.tables import inbox, outbox
from bot.playground.cast import EMMA, SATO, SUZUKI, TANAKA
from bot.surveys.cases import Sheet
from handlers.kit.errors import BROKEN
from handlers.kit.words import LANGUAGES, Speech
from handlers.surveys import ids
from tests.kit.database import TestClock
from tests.kit.forge import deliver, pressed, said, submitted
from tests.kit.patience import SECONDS
from tests.kit.stage import Stage
from tests.kit.survey_sheets import Paper, answers, campaign, close, member, sheets_of

ACTIONS = (ids.BEGIN, ids.ANSWER, ids.TURN, ids.SEND, ids.MORE, ids.DROP, ids.FOR_ANSWER, ids.FOR_BACK, ids.FOR_COMMENT)
FORMS = (ids.NOTE_FORM, ids.REFER_FORM, ids.FOR_FORM)
JUNK = (
    "", "{", "[]", "null", "7", '{"sheet":', '{"sheet":null}', '{"sheet":{"a":1},"at":"x"}', '{"sheet":"SH-\\u0000"}',
    '{"sheet":"\\ud800"}', '{"campaign":"SV-NOWHERE0"}', '{"sheet":"SH-NOWHERE0","at":-1}', '{"referral":-1}',
    '{"referral":1e999}', '{"referral":99999999999999999999}', '{"referral":true}', "x" * 3000, "[" * 2000,
)  # fmt: skip


def _of(sheet: Sheet) -> tuple[dict[str, object], ...]:
    mine: dict[str, object] = {"sheet": sheet.id}
    return (
        mine | {"item": "nothing-like-it", "option": "done"},
        mine | {"item": "updates", "option": "sudo"},
        mine | {"item": "updates'; drop table survey_sheet; --", "option": "done"},
        mine | {"at": 10_000},
        mine | {"at": 2**63},
        mine | {"at": 3.5, "shape": "spiral"},
        mine | {"shape": "five " * 99},
        mine | {"deed": "refer", "item": ""},
        mine | {"deed": "burn", "item": "updates"},
    )


def is_broken(text: str) -> bool:
    """Whether somebody was told that something went wrong on our side."""
    return any(Speech("Asia/Tokyo").in_(one).say(BROKEN)[:14] in text for one in LANGUAGES)


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_mangled_press_gets_an_answer(scene: Stage, action: str) -> None:
    _, [sheet] = await campaign(scene, ["sales"], SATO.id)
    await member(scene, EMMA.id)
    for value in (*JUNK, *(json.dumps(one) for one in _of(sheet))):
        for user in (SATO.id, EMMA.id):
            assert await deliver(scene, pressed(scene, user, action, value)) == 200, value
    assert not [text for text in await said(scene) if is_broken(text)]
    found = await answers(scene, sheet.id)
    assert found.given == {}
    assert 0 <= found.sheet.at <= len(found.survey.items)


@pytest.mark.parametrize("form", FORMS)
async def test_a_mangled_form_gets_an_answer(scene: Stage, form: str) -> None:
    _, [sheet] = await campaign(scene, ["sales"], SATO.id)
    for metadata in (*JUNK, *(json.dumps(one) for one in _of(sheet))):
        body = submitted(scene, SATO.id, form, metadata, text="x" * 5000, link="javascript:x", to="U0NOBODY", note="n")
        assert await deliver(scene, body) == 200, metadata
    assert not [text for text in await said(scene) if is_broken(text)]
    assert (await answers(scene, sheet.id)).given == {}


async def test_somebody_elses_sheet_stays_theirs(scene: Stage) -> None:
    _, [sheet] = await campaign(scene, ["sales"], SATO.id)
    await member(scene, TANAKA.id)
    value = json.dumps({"sheet": sheet.id, "item": "updates", "option": "done", "deed": "note"})
    for action in (ids.BEGIN, ids.ANSWER, ids.TURN, ids.SEND, ids.MORE, ids.DROP):
        assert await deliver(scene, pressed(scene, TANAKA.id, action, value)) == 200
    reasons = await said(scene, "reason:")
    assert len(reasons) == 6
    assert all("依頼を受けた方のもの" in one for one in reasons)
    assert (await answers(scene, sheet.id)).answered == 0


async def test_the_same_press_twice_counts_once(scene: Stage) -> None:
    await campaign(scene, ["sales"], SATO.id)
    body = pressed(scene, SATO.id, ids.ALONE, "alone")
    assert await deliver(scene, body) == 200
    assert await deliver(scene, body) == 200
    assert len([one for one in await sheets_of(scene, SATO.id) if one.campaign is None]) == 1


async def test_what_is_on_record_of_an_anonymous_sheet_names_nobody(scene: Stage) -> None:
    asked, [sheet, *_] = await campaign(
        scene, ["sales", "general-affairs"], TANAKA.id, SUZUKI.id, who="poll", anonymous=True
    )
    value = json.dumps({"campaign": asked.id, "item": "updates", "option": "done"})
    assert await deliver(scene, pressed(scene, TANAKA.id, ids.ANSWER, value)) == 200
    assert (await answers(scene, sheet.id)).answered == 1
    assert not [text for text in await keys_seen(scene) if "surveys.answer" in text]
    assert sheet.id not in json.dumps(await home_payloads(scene))


async def test_an_hour_after_the_closing_no_message_on_record_leads_to_a_person(
    still_scene: Stage, clock: TestClock
) -> None:
    asked, [sheet, *_] = await campaign(
        still_scene, ["sales", "general-affairs"], TANAKA.id, SUZUKI.id, who="poll", anonymous=True
    )
    card = await Paper.of(still_scene, TANAKA.id, "匿名です")
    await card.tap("始める（5問ずつ）")
    await card.tap("実施している", beside='"1. ')
    await close(still_scene, asked)
    async with asyncio.timeout(SECONDS):
        while await waiting(still_scene):  # noqa: ASYNC110  what is looked at lives behind a door
            await asyncio.sleep(0.05)
    clock.move(hours=2)
    async with still_scene.house.services.unit() as work:
        assert await still_scene.house.services.surveys.due(work, asked.id)
    async with still_scene.house.services.database.read() as connection:
        mine = outbox.c.key.startswith(f"survey:{asked.id}:{sheet.id}")
        rows = (await connection.execute(select(outbox).where(mine))).mappings().all()
    assert rows
    told = json.dumps([{**row, "payload": row["payload"]} for row in rows], default=str, ensure_ascii=False)
    assert TANAKA.id not in told
    assert card.screen.dm not in told
    assert "締め切りました" in await card.words()


async def waiting(scene: Stage) -> bool:
    """Whether something is not out yet."""
    async with scene.house.services.database.read() as connection:
        mine = outbox.c.state.in_(("todo", "leased"))
        return bool((await connection.execute(select(outbox.c.id).where(mine))).first())


async def keys_seen(scene: Stage) -> list[str]:
    async with scene.house.services.database.read() as connection:
        return list((await connection.execute(select(inbox.c.key))).scalars())


async def home_payloads(scene: Stage) -> list[object]:
    person = await scene.person(TANAKA.id)
    await person.do("open", channel=person.dm, tab="home")
    await person.sees("home")
    async with scene.house.services.database.read() as connection:
        asked = select(outbox.c.payload).where(outbox.c.kind == "publish")
        return list((await connection.execute(asked)).scalars())
